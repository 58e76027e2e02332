"""Walks an application through a regulation's own steps, by whom the regulation says."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import msgspec
from msgspec import Struct

from domain.application.accepting import AcceptApplication
from domain.application.case import Application
from domain.application.form import Avoid, Form, Signatory
from domain.application.local_review import Answer, CompleteQualificationReview
from domain.application.score_sheet import Mark
from domain.application.serving import RecordReceipt, awaited
from domain.batch.shortlisting import Selected
from domain.case import Case, Command
from domain.context import SYSTEM, UNITS, Actor
from domain.expert_pool.keeping import AddExpert
from domain.objector import Objector
from domain.panel import Panels
from domain.permitting import spent
from domain.regulation.model import Step
from domain.regulation.rules import Rules, rules_of
from domain.scrutiny.commands import KNOWN_COMMANDS
from domain.trial.centre_road import is_next, known_of_centre, term_running
from domain.trial.made_up import made_up
from domain.trial.partners import consents_to
from domain.trial.specimen import ANY_FILE, UNIT_CODE, UNIT_NAME, industry_of, specimen
from domain.trial.usual_order import FIELDS_OF, OF_EACH_MEMBER, ON_PAPER, WAITS_FOR
from domain.trial.world import TRIAL_DOCUMENT, Request, TrialWorld, first_day
from domain.working_days import last_day

WITHOUT_ORGAN = ("SYSTEM", "PUBLIC")
TRIAL_BATCH, CASE, LIST, PANEL = "b1", "a1", "L1", "P1"
CENTRE_STREAM = "centres"
TRIAL_CASES = {
    "batches": TRIAL_BATCH,
    "applications": CASE,
    CENTRE_STREAM: CASE,
    "violations": "v1",
}
OF_AN_INQUIRY = {
    "proposal": "INQUIRY",
    "finding": "ESTABLISHED",
    "violation_type": "FALSIFICATION",
    "facts": "示例事实",
    "on_defence": "没有新的事实",
}
FIELD, LEAST_PANEL = "知识产权运营", 1


def fields_said(do: type[Command], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a command as a file writes them. Raises ValidationError."""
    types = {field.name: field.type for field in msgspec.structs.fields(do)} if fields else {}
    own = [name for name in fields if name in types]
    return {name: msgspec.convert(fields[name], types[name]) for name in own}


def is_receipt(do: str) -> bool:
    return KNOWN_COMMANDS[do].records_receipt


class Road(Struct, frozen=True, dict=True):
    """One regulation's text and one channel."""

    text: str
    channel: str | None

    @cached_property
    def walked(self) -> dict[tuple[str, tuple[str, ...]], Any]:
        """The walks so far, by where they went."""
        return {}

    @cached_property
    def rules(self) -> Rules:
        return rules_of(self.text)

    @cached_property
    def steps(self) -> dict[str, Step]:
        """The steps of this channel by name."""
        own = (one for one in self.rules.text.step if one.channel in (None, self.channel))
        return {step.do: step for step in own}

    @cached_property
    def place(self) -> str:
        """A place under the authority that some bureau recommends for; else the authority's own."""
        authority, places, day = self.rules.about.authority, self.rules.places, self.day
        near = (row.code for row in places.rows_on(day) if row.bureau and row.code != authority)
        return next((one for one in near if authority in places.above(one, day)), authority)

    @property
    def bureau(self) -> str:
        """The bureau that recommends for the place; the authority where none does."""
        authority = self.rules.about.authority
        return self.rules.places.bureau_for(UNIT_CODE, self.place, self.day) or authority

    @property
    def day(self) -> date:
        return first_day(self.rules.about.issued_on)

    @cached_property
    def beginning(self) -> TrialWorld:
        """The regulation in force, a registered unit, and nothing else."""
        world = TrialWorld(self.text, (industry_of(self.rules),))
        world.register(UNIT_CODE, UNIT_NAME, world.day)
        return world

    @cached_property
    def form(self) -> Form:
        return specimen(self.rules, self.channel, self.place, self.beginning.day)

    def known(self, world: TrialWorld, form: Form, day: date) -> dict[str, Any]:
        """What is known of the fields of any command."""
        rules = self.rules
        guards = rules.guards("applications", CompleteQualificationReview.__name__, self.channel)
        known: dict[str, Any] = {
            "regime": rules.about.code,
            "channel": self.channel or "DIRECT",
            "batch": TRIAL_BATCH,
            "form": form,
            "addressee": self.organ(AcceptApplication.__name__),
            "bureau": self.bureau,
            "materials": tuple(sorted(form.files)),
            "answers": tuple(
                Answer(rule=rule, result="PASS", evidence="已核对")
                for rule in dict.fromkeys(guard.rule for guard in guards)
            ),
            "opinion": "，".join(rules.text.form.opinion if rules.text.form else ()) or "同意",
            "pool": rules.about.authority,
            "size": self.panel_size,
            "applications": (CASE,),
            "application": CASE,
            "selected": (Selected(application=CASE),),
            "sheet": tuple(Mark(one.name, one.most) for one in rules.text.criterion),
            "panel_no": PANEL,
            "list_no": LIST,
            "fields": (FIELD,),
            "scores_by": day + timedelta(days=1),
            "window_from": day,
            "window_to": day + timedelta(days=300),
            "objector": Objector(kind="PERSON", name="示例丙", contact="13700000000"),
            "request": Avoid(body="某机构", reason="对方当事人"),
            "recommender_handler": Signatory(name="示例丁"),
            "owner": UNIT_CODE,
            "unit_name": form.unit_name,
            "no": 1,
            "expert": "expert.1",
            "result": "NOT_UPHELD",
            "served_on": day,
            "period": self.waiting_for_receipt(world),
            "conduct_from": day,
            "conduct_to": day,
        }
        known |= OF_AN_INQUIRY
        return known | ({} if rules.text.panel else {"score": 9000, "experts": 5})

    def waiting_for_receipt(self, world: TrialWorld) -> str:
        """The period that waits for its receipt to be recorded; "" where none does."""
        case = self.application(world)
        return next(iter(awaited(case)), "") if case else ""

    def begun_by(self, step: Step) -> tuple[str, ...]:
        """The steps that begin what a step waits for: a named period, or one that waits for its
        receipt."""
        text = self.rules.text
        named = text.period.get(step.elapsed or "")
        from_receipt = [name for name, one in text.period.items() if one.begins == "receipt"]
        if text.correction and text.correction.begins == "receipt":
            from_receipt.append("correction")
        wanted = [step.elapsed] if named else from_receipt if is_receipt(step.do) else []
        openers = (one.do for one in self.steps.values() if not set(wanted).isdisjoint(one.begins))
        recorded = (RecordReceipt.__name__,) if named and named.begins == "receipt" else ()
        return (*list(openers)[:1], *recorded)

    @property
    def panel_size(self) -> int:
        panel = self.rules.text.panel
        return panel.least if panel else LEAST_PANEL

    def organ(self, do: str) -> str:
        """The organ whose step this is."""
        step, authority = self.steps.get(do), self.rules.about.authority
        match step.territory if step else None:
            case "owner":
                return UNIT_CODE
            case "division":  # a centre's is the bureau that recommended for it
                return self.bureau if step and step.stream == CENTRE_STREAM else self.place
            case "recommending_unit":
                return self.bureau
        return UNIT_CODE if step and not UNITS.isdisjoint(step.by) else authority

    def people(self, world: TrialWorld, step: Step) -> list[Actor]:
        """Those who do a step: one person for each organ and duty, or the members of the panel."""
        role = next((one for one in step.by if one not in WITHOUT_ORGAN), None)
        if role is None:
            return [SYSTEM if "SYSTEM" in step.by else Actor("", "PUBLIC", "")]
        duties = (step.duty,) if step.duty else ()
        if role != "EXPERT":
            name = "unit" if role in UNITS else f"{role}.{self.organ(step.do)}.{step.duty}"
            return [Actor(name, role, self.organ(step.do), duties)]
        everybody = self.members(world)
        seats = everybody if step.do in OF_EACH_MEMBER else everybody[:1]
        return [Actor(one, role, self.rules.about.authority, duties) for one in seats]

    def members(self, world: TrialWorld) -> list[str]:
        """The panel as it sits, its chair first; before it is drawn, the pool."""
        batch = world.case("batches", TRIAL_BATCH)
        panel = batch.panel(PANEL) if isinstance(batch, Panels) else None
        if panel and isinstance(batch, Panels):
            return list(batch.members(panel))
        return [f"expert.{number}" for number in range(1, self.panel_size + 1)]

    def requests(
        self, world: TrialWorld, do: str, form: Form, day: date, saying: Mapping[str, Any]
    ) -> list[Request]:
        """A step as requests: usually one, of each member where the panel acts."""
        step = self.steps[do]
        stream_case = self.place_of(step)
        known = (
            self.known(world, form, day)
            | FIELDS_OF.get(do, {})
            | self.known_of_its_case(world, step, day)
            | fields_said(KNOWN_COMMANDS[do], saying)
        )
        if do == AddExpert.__name__:
            pool = [f"expert.{number}" for number in range(1, self.panel_size + 1)]
            many = [known | {"expert": one, "employer_name": f"{one} 研究所"} for one in pool]
        else:
            many = [known for _ in self.people(world, step)]
        people = self.people(world, step)
        numbered = "document_no" in step.needs or do in ON_PAPER or step.joint_with
        own = [
            Request(
                stream=step.stream,
                id=stream_case,
                command=made_up(KNOWN_COMMANDS[do], fields, day),
                actor=people[min(number, len(people) - 1)],
                document_no=TRIAL_DOCUMENT if numbered else None,
                evidence=(ANY_FILE,) if "evidence" in step.needs else (),
                minutes_on=day if step.decided_by else None,
            )
            for number, fields in enumerate(many)
        ]
        partners = consents_to(step, self.steps, stream_case, CASE, self.organ, day)
        return [*partners, *own]

    def known_of_its_case(self, world: TrialWorld, step: Step, day: date) -> dict[str, Any]:
        case = world.case(CENTRE_STREAM, CASE) if step.stream == CENTRE_STREAM else None
        return dict(known_of_centre(self.rules, case, step, day))

    def day_for(self, world: TrialWorld, do: str, day: date) -> date:
        """The first working day on which the period that a step waits for is over."""
        step = self.steps[do]
        case = world.case(step.stream, TRIAL_CASES.get(step.stream, ""))
        if step.elapsed is None or case is None:
            return day
        calendar = world.calendar
        if (term := term_running(case, step.elapsed)) or step.elapsed in self.rules.text.period:
            ends = last_day(term.period, calendar) if term and term.period else day
            return max(day, calendar.next_working_day(ends))
        command = made_up(KNOWN_COMMANDS[do], self.known(world, self.form, day), day)
        last = max([day, *case.ends(step.elapsed, calendar, command)])
        return calendar.next_working_day(last) if last > day or step.elapsed else day

    def has_its_turn(self, world: TrialWorld, do: str) -> bool:
        """Whether stage and order allow a step now."""
        step = self.steps[do]
        case = world.case(step.stream, TRIAL_CASES.get(step.stream, self.rules.about.authority))
        behind = (one for one in WAITS_FOR.get(do, ()) if one in self.steps)
        if not all(self.done(world, one) for one in behind):
            return False
        if case is None:
            return KNOWN_COMMANDS[do].opens
        if spent(case, step) or (is_receipt(do) and not self.waiting_for_receipt(world)):
            return False
        stage = not step.during or case.stage in step.during
        if step.proceeding:
            return stage and is_next(case, step)
        return stage and set(step.after) <= set(case.done) and not set(step.unless) & set(case.done)

    def done(self, world: TrialWorld, do: str) -> bool:
        step = self.steps[do]
        case: Case | None = world.case(step.stream, self.place_of(step))
        if case is None:
            return False
        return do in case.done or any(do in one.done for one in case.proceedings)

    def place_of(self, step: Step) -> str:
        return TRIAL_CASES.get(step.stream, self.rules.about.authority)

    def application(self, world: TrialWorld) -> Application | None:
        case = world.case("applications", CASE)
        return case if isinstance(case, Application) else None
