"""Every procedure that leads to recognition: a regime, a channel, and an application's steps in it.

The requests are those of tests/support/asking.py, in the words of the procedure's own regulation
file: by whom the file says, with its form. A step that the file does not have is left out.
"""

from datetime import date
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from domain.application.form import Evidence, Form
from domain.application.local_review import Answer
from domain.application.score_sheet import Mark
from domain.case import Command
from domain.centre import funds
from domain.consenting import Consenting
from domain.context import SYSTEM, UNITS, Actor
from domain.hold.lifecycle import HOLD
from domain.regulation.model import Guard, Step
from domain.regulation.rules import Rules, rules_of
from domain.streams import STREAMS, defined_in
from tests.support.asking import BEFORE, PROPER, RENAME, Ask, do
from tests.support.centre_requests import REQUESTS
from tests.support.regulations import (
    CATALOGUES,
)
from tests.support.samples import sampled
from tests.support.sichuan import (
    APPLICANT,
    FILE,
    INDUSTRY,
    MEMBERS,
    POOL,
    expert,
    form,
    registered,
)
from tests.support.world import DAY, World, claim, governed

SEQUENCE = (
    *("CreateDraft", "SeekConsent", "GiveConsent", "AffixGovernmentStamp"),
    *("SubmitApplication", "RecordLocalFiling", "AcceptApplication"),
    *("StartLocalReview", "CompleteQualificationReview", "CompleteMaterialAudit"),
    *("RecommendApplication", "StartRecheck", "PassRecheck"),
    *("AppointPanel", "DeclareNoConflict", "SubmitScore", "CompleteExpertReview"),
    *("DetermineList", "StartPublicity", "ClearEntry", "RecogniseCentre"),
    *("SubmitToPartyGroup", "ApproveByPartyGroup", "StartConstruction"),
)
"""The longest road; each file has its part of it."""

HOSTS = {
    "ProposeEntry": "DetermineList",
    "DropFromList": "DetermineList",
    "PublishEntry": "StartPublicity",
    "InterruptEntry": "InterruptPublicity",
    "RestartEntry": "RestartPublicity",
    "RepublishEntry": "Republicise",
    "AssignPanel": "AppointPanel",
    "ReleasePanel": "DissolvePanel",
    "ReopenExpertReview": "RecuseExpert",
    "OpenCentreFile": "RecogniseCentre",
    "PlaceHold": "OpenInquiry",
    "LiftHold": "CloseViolation",
    "OpenConstructionFile": "StartConstruction",
}
"""The act that brings each entailed step about."""

HOLD_ID = claim(HOLD, APPLICANT.organ)
CASES = {"batches": "b1", "applications": "a1", "centres": "a1", "violations": "v1"} | {
    "holds": HOLD_ID
}
"""The case of each stream that a road has."""

EARLIER = BEFORE | {
    "RenameParty": "StartPublicity",
    "RefuseConsent": "SeekConsent",
    "ConsentToBatchAct": "CompleteExpertReview",
}
LATER_DAYS = ("served_on", "scores_by")
"""Days in a command that are not before its own."""
JOINT_PAPER = "联合〔2026〕1号"
CARRYING_OUT = "IMPLICIT:carrying-out"
"""The rule of what follows a remedy that has reversed a decision."""

FUNDS = "fund-projects"
OF_FUNDS = {one.__name__ for one in defined_in(funds, Command)}
"""What a centre counts of its fund projects: tests/regulations/test_every_fund_step.py."""

BY_NOBODY = ("SYSTEM", "PUBLIC", "EXPERT")


class Road(Struct, frozen=True, dict=True):
    """One procedure. `division` is the applicant's place, `fields` how its form differs from the
    Sichuan one; `times` are the first days on which what has to wait may be done, where that is not
    DAY."""

    name: str
    text: str
    channel: str
    division: str
    times: dict[str, date]
    fields: dict[str, Any] = {}

    def __repr__(self) -> str:
        """Its name alone: a failing example shows every road that it took."""
        return f"Road({self.name})"

    @cached_property
    def rules(self) -> Rules:
        return rules_of(self.text)

    @property
    def code(self) -> str:
        return self.rules.about.code

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Those of the file that this channel takes. Remedies have channels of their own, and tests
        with what carries them out (tests/domain/test_remedies.py, test_reopening.py); fund
        projects have theirs too."""
        return tuple(
            step
            for step in self.rules.text.step
            if step.channel in (None, self.channel)
            if step.stream not in ("remedies", FUNDS) and step.rule != CARRYING_OUT
            if step.do not in OF_FUNDS
        )

    @cached_property
    def guards(self) -> tuple[tuple[int, Guard], ...]:
        """Those of the file that this channel is held against, with their numbers."""
        numbered = enumerate(self.rules.text.guard)
        own = ((n, guard) for n, guard in numbered if guard.channel in (None, self.channel))
        mine = ((n, guard) for n, guard in own if guard.stream != FUNDS)
        return tuple((n, guard) for n, guard in mine if guard.rule != CARRYING_OUT)

    def step(self, do: str) -> Step | None:
        return next((step for step in self.steps if step.do == do), None)

    def day(self, do: str) -> date:
        """The first day for it; what is asked by sample, on the day of the step before it."""
        return self.times.get(do, DAY if do in EARLIER else self.day(self.before(do)))

    @cached_property
    def sequence(self) -> tuple[str, ...]:
        return tuple(name for name in SEQUENCE if self.step(name))

    def before(self, do: str) -> str:
        """The step after which this one has its turn."""
        if do not in SEQUENCE:
            do = EARLIER.get(do) or self.leading_to(do)
            if self.step(do) or do not in SEQUENCE:
                return do
        earlier = [name for name in SEQUENCE[: SEQUENCE.index(do)] if self.step(name)]
        return earlier[-1] if earlier else EARLIER[do]

    def leading_to(self, do: str) -> str:
        """The act that brings a case to where the file lets this step be taken."""
        own = self.step(do)
        assert own is not None
        one = next(s.do for s in self.steps if s.stream == own.stream and s.to in own.during)
        return HOSTS.get(one, one)

    def named_after(self, industry: str) -> dict[str, Any]:
        """The fields of the form that name the industry."""
        naming, part = self.rules.text.name, self.rules.text.form
        formula = naming.formula if naming else "示例{industry}运营中心"
        sentence = part.commitment if part else ""
        return {
            "industry": industry,
            "proposed_name": formula.replace("{industry}", industry),
            "commitment_text": sentence.replace("{industry}", industry) or None,
        }

    @property
    def industry(self) -> str:
        return str(self.fields.get("industry", INDUSTRY))

    @property
    def another(self) -> dict[str, Any]:
        """Another industry, of the catalogue where there is one."""
        listed = CATALOGUES[self.code]["industries"] if self.code in CATALOGUES else ("白酒产业",)
        return self.named_after(next(name for name in listed if name != self.industry))

    def form(self, **changes: Any) -> Form:
        """A form that passes everything in this procedure."""
        industry = changes.get("industry", self.industry)
        proofs = {
            condition
            for _, guard in self.guards
            if guard.fact == "evidenced_conditions" and isinstance(guard.value, tuple)
            for condition in guard.value
        }
        fields = {
            "division_code": self.division,
            "attachments": tuple(
                Evidence(condition=condition, kind="证明", file=FILE)
                for condition in sorted(proofs)
            ),
            **self.named_after(industry),
        }
        return form(**(fields | self.fields | changes))

    def organ(self, step: Step, place: str | None = None, owner: str = APPLICANT.organ) -> str:
        """The organ whose step this is, for an applicant of that place."""
        place = place or self.division
        match step.territory:
            case "division":
                return place
            case "recommending_unit":
                return self.rules.places.bureau_for(owner, place, DAY) or ""
            case "owner":
                return owner
        return owner if not UNITS.isdisjoint(step.by) else self.rules.about.authority

    def person(self, step: Step, like: Actor, organ: str) -> Actor:
        """Whom the file lets do it: one person for each organ and duty."""
        if like.role in BY_NOBODY and like.role in step.by:
            return replace(like, organ=organ) if like.role == "EXPERT" else like
        role = next(role for role in step.by if role not in BY_NOBODY)
        if role == "APPLICANT":
            return replace(APPLICANT, organ=organ)
        duties = (step.duty,) if step.duty else ()
        return Actor(f"{role.lower()}.{organ}.{step.duty}", role, organ, duties)

    @cached_property
    def asks(self) -> dict[str, Ask]:
        """Every command of this procedure, as a valid request on the application a1."""
        return {
            step.do: self.own(PROPER.get(step.do) or self.by_sample(step), step)
            for step in self.steps
            if step.by and step.do not in HOSTS
        }

    def by_sample(self, step: Step) -> Ask:
        """The step asked for with the sample of its command, where PROPER has nothing better."""
        kind = STREAMS[step.stream].command(step.do)
        assert kind is not None
        number = "样1号" if "document_no" in step.needs else None
        case = {"stream": step.stream, "id": CASES.get(step.stream, "a1")}
        command = REQUESTS[step.do][0] if step.do in REQUESTS else sampled(kind)
        return Ask(command=command, actor=SYSTEM, document_no=number, **case)

    def own(self, ask: Ask, step: Step) -> Ask:
        whole, authority = self.form(), self.rules.about.authority
        addressee = self.addressee
        ask = ask.on(authority) if ask.stream == "expert-pools" else ask
        fields = {
            "regime": self.code,
            "channel": self.channel,
            "form": whole,
            "addressee": addressee,
            "bureau": self.rules.places.recommending_unit(self.division, DAY),
            "materials": tuple(sorted(whole.files)),
            "answers": self.answers(ask),
            "pool": authority,
            "sheet": self.sheet(),
        }
        if not self.rules.text.panel:  # the officer states the result
            fields |= {"score": 9000, "experts": 5}
        known = {k: v for k, v in fields.items() if k in ask.command.__struct_fields__}
        own_days = {name: getattr(ask.command, name, None) for name in LATER_DAYS}
        due = {name: max(day, self.day(step.do)) for name, day in own_days.items() if day}
        ask = replace(ask, minutes_no="会议纪要3号" if self.is_deliberated(ask, step) else None)
        if isinstance(ask.command, Consenting):
            known |= {"act": next(one.do for one in self.steps if one.joint_with), "agreed": True}
            unsaid = {"agreed_text": None, "list_no": None, "applications": ()}
            known |= {k: v for k, v in unsaid.items() if k in ask.command.__struct_fields__}
        if step.joint_with or isinstance(ask.command, Consenting):
            ask = replace(ask, document_no=JOINT_PAPER)
        return ask.saying(**known, **due).by(self.person(step, ask.actor, self.organ(step)))

    def is_deliberated(self, ask: Ask, step: Step) -> bool:
        """Whether a body decides it, or what comes with it."""
        also = (self.step(one.__name__) for one in type(ask.command).entailing)
        return any(one and one.decided_by for one in (step, *also))

    def agree(self, world: World, do_next: str) -> World:
        """The partners of an act have consented to it, where it is a joint one."""
        step, consent = self.step(do_next), self.asks.get("ConsentToBatchAct")
        if step and step.joint_with and consent:
            do(world, consent, on=self.day(do_next))
        return world

    @property
    def addressee(self) -> str:
        """The organ that accepts."""
        step = self.step("AcceptApplication")
        assert step is not None
        return self.organ(step)

    def answers(self, ask: Ask) -> Any:
        """Of a review one for each rule; of a correction those given."""
        if type(ask.command).__name__ != "CompleteQualificationReview":
            return getattr(ask.command, "answers", None)
        guards = self.rules.guards("applications", "CompleteQualificationReview", self.channel)
        return tuple(
            Answer(rule=rule, result="PASS", evidence="已核对")
            for rule in dict.fromkeys(guard.rule for guard in guards)
        )

    def sheet(self, *points: int) -> tuple[Mark, ...]:
        """Points for each criterion: those given, else nine tenths of what it may have."""
        criteria = self.rules.text.criterion
        given = points or tuple(one.most * 9 // 10 for one in criteria)
        return tuple(Mark(one.name, n) for one, n in zip(criteria, given, strict=False))

    def world(self, text: str | None = None) -> World:
        """The regulation, a calendar, a registered unit."""
        return registered(governed((self.code, text or self.text)))

    def pooled(self, world: World) -> World:
        """The authority has experts, where the file knows them."""
        for ask in self.pooling if self.pool not in world.states else ():
            do(world, ask)
        return world

    @property
    def pooling(self) -> list[Ask]:
        if "OpenExpertPool" not in self.asks:
            return []
        numbers, adding = range(1, len(POOL) + 1), self.asks["AddExpert"]
        return [
            self.asks["OpenExpertPool"],
            *(replace(adding, command=expert(number)) for number in numbers),
        ]

    @property
    def pool(self) -> str:
        return f"expert-pools/{self.rules.about.authority}"

    def member(self, actor: Actor) -> Actor:
        """An expert of this authority's pool."""
        return replace(actor, organ=self.rules.about.authority)

    def at(self, name: str, text: str | None = None, **form_changes: Any) -> World:
        """The application a1 has come as far as the named step."""
        world = self.world(text)
        if name == "Founded":
            return world
        if name == "OpenExpertPool":
            do(world, self.asks[name])
            return world
        do(world, self.asks["OpenCallBatch"])
        self.pooled(world)
        if name != "OpenCallBatch":
            self.walk(world, name, **form_changes)
        return world

    def walk(self, world: World, until: str, id: str = "a1", **form_changes: Any) -> World:
        """From draft to the named step; a batch is open already."""
        whole = self.form(**form_changes)
        path = [until]
        while path[0] not in (*self.sequence, "OpenCallBatch"):
            path = [self.before(path[0]), *path]
        end = self.sequence.index(path[0]) + 1 if path[0] in self.sequence else 0
        for name in (*self.sequence[:end], *path[1:]):
            ask = self.asks[name] if name != "RenameParty" else RENAME
            ask = ask.on(id) if ask.stream == "applications" else ask
            own: dict[str, dict[str, Any]] = {
                "CreateDraft": {"form": whole},
                "RecordLocalFiling": {"materials": tuple(sorted(whole.files))},
                "AppointPanel": {"panel_no": f"P-{id}", "applications": (id,)},
                "DeclareNoConflict": {"panel_no": f"P-{id}"},
                "SubmitScore": {"panel_no": f"P-{id}"},
            }
            ask = ask.saying(**own.get(name, {}))
            members = MEMBERS if name in ("DeclareNoConflict", "SubmitScore") else ()
            self.agree(world, name)
            for one in [ask.by(self.member(member)) for member in members] or [ask]:
                do(world, one, on=self.day(name))
        return world
