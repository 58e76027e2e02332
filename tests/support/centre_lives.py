"""A Hypothesis state machine: random lives of one centre after its recognition, of any regulation.

Years pass by timers. What is done is done by whom the file lets, mostly where it has its turn.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from msgspec.structs import replace

from domain.case import Command
from domain.centre.case import Centre
from domain.centre.restoring import QualificationRestored
from domain.context import Actor
from domain.deciding import CaseMissing
from domain.in_force import struck_in
from domain.party.lifecycle import RegisterParty
from domain.refusal import Refused
from domain.regulation.model import Step
from domain.streams import STREAMS
from domain.violation.case import Violation
from domain.working_days import CalendarUnknown
from tests.support.centre_life import CENTRE, STREAM, CentreLife
from tests.support.centre_requests import REQUESTS, in_its_words
from tests.support.centre_road import BEFORE, EVALUATED, expanded
from tests.support.every_road import EVERY_ROAD
from tests.support.national import NATIONAL_ROADS
from tests.support.road import Road
from tests.support.samples import sampled
from tests.support.sichuan import FILE
from tests.support.successors import NAME as SUCCESSOR_NAME
from tests.support.successors import SUCCESSOR, back_to_the_first, of_registered

LIVING = (*(road for road in EVERY_ROAD if road.step("BeginYear")), *NATIONAL_ROADS)
"""The roads whose centres have years, rectifications and ends."""
NAME, CASE = f"{STREAM}/{CENTRE}", "violations/v1"
REACHED: set[tuple[str, str]] = set()
"""Every command that was accepted in some life, with the road on which it was."""
TRIES = 5
"""How much is asked for, one after the other, until something is accepted."""
STRANGER = Actor("stranger", "EXPERT", "440000", ("decision", "order", "evaluation"))
OF_ANYBODY, BY_SUCCESSION = ("ReportBranch",), ("AnnounceTransfer",)
"""Steps that are asked for by anybody, and those that another unit is needed for."""


class CentreLives(RuleBasedStateMachine):
    """What happens; what must hold meanwhile is added by whoever runs it."""

    roads: ClassVar[tuple[Road, ...]] = LIVING
    seen: ClassVar[frozenset[tuple[str, str]]] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.looked: dict[str, int] = {}
        self.offences = 1

    @initialize(data=st.data())
    def a_centre_is_recognised(self, data: st.DataObject) -> None:
        self.life = CentreLife(data.draw(st.sampled_from(self.roads), label="road"))
        self.day = self.centre.last_day
        self.note()
        self.looked = {name: len(h) for name, h in self.life.world.histories.items()}

    @property
    def road(self) -> Road:
        return self.life.road

    @property
    def centre(self) -> Centre:
        return self.life.centre

    @property
    def violation(self) -> Violation | None:
        found = self.life.world.states.get(f"violations/v{self.offences}")
        return found if isinstance(found, Violation) else None

    @rule(days=st.sampled_from([1, 4, 8, 30, 120, 300, 1100]))
    def days_pass(self, days: int) -> None:
        self.day += timedelta(days=days)
        self.life.pass_days(self.day)
        self.note()

    @rule(seed=st.integers(0, 2**32 - 1), steps=st.sampled_from([1, 2, 4, 8, 12]))
    def its_life_goes_on(self, seed: int, steps: int) -> None:
        """Several sensible steps in a row, some of them days apart."""
        luck = Random(seed)
        for _ in range(steps):
            self.day += timedelta(days=luck.choice([0, 0, 1, 7]))
            for step in self.by_preference(list(self.having_their_turn()), luck)[:TRIES]:
                if self.attempt(self.request(step, luck)):
                    break

    @rule(seed=st.integers(0, 2**32 - 1), steps=st.sampled_from([2, 6, 8]))
    def an_inquiry_goes_on(self, seed: int, steps: int) -> None:
        luck = Random(seed)
        if self.violation and self.violation.final:
            self.offences += 1
        for _ in range(steps):
            case = self.violation
            names = [
                step.do
                for step in self.road.steps
                if step.stream == "violations" and step.by and step.do in self.road.asks
                if (case.stage in step.during if case else step.do == "RegisterLead")
            ]
            if names:
                self.attempt(self.about_the_violation(self.of_names(names, luck), luck))

    @rule(seed=st.integers(0, 2**32 - 1))
    def somebody_tries_something(self, seed: int) -> None:
        """Anything, at any stage, by the right one or a stranger: mostly refused."""
        luck = Random(seed)
        step = luck.choice([one for one in self.own_steps() if self.may_be_asked(one)])
        request = self.request(step, luck)
        if luck.random() < 0.3:
            request |= {"actor": STRANGER}
        if luck.random() < 0.2:
            request |= {"on": self.day - timedelta(days=40), "late_reason": "补记"}
        self.attempt(request)

    def attempt(self, request: dict[str, Any]) -> bool:
        """Asks for it, and says whether it was done; where it is refused, nothing at all has
        changed."""
        with suppress(Refused, CalendarUnknown):  # a timer that waits
            self.life.pass_days(self.day)
        before = dict(self.life.world.states)
        done = True
        try:
            self.life.world.act(**request)
        except (Refused, CaseMissing, CalendarUnknown):
            assert self.life.world.states == before
            done = False
        else:  # also what leaves nothing on the case that it was asked of
            REACHED.add((self.road.name, type(request["command"]).__name__))
        self.note()
        return done

    def note(self) -> None:
        for name, history in self.life.world.histories.items():
            for record in history[self.looked.get(name, 0) :]:
                REACHED.add((self.road.name, type(record.command).__name__))

    def own_steps(self) -> list[Step]:
        return [one for one in self.road.steps if one.stream == STREAM and one.by]

    def having_their_turn(self) -> Iterator[Step]:
        """The steps of the centre that its stage, and that of some proceeding, let be taken."""
        case = self.centre
        for step in self.own_steps():
            stages = {one.stage for one in case.proceedings if one.kind == step.proceeding}
            at = step.may_begin or step.proceeding is None or not stages.isdisjoint(step.at)
            if self.may_be_asked(step) and case.stage in step.during and at:
                yield step

    def may_be_asked(self, step: Step) -> bool:
        """Whether there is a request for the step: that of centres, or of its road."""
        return step.do in REQUESTS or step.do in (*OF_ANYBODY, *BY_SUCCESSION)

    def by_preference(self, steps: list[Step], luck: Random) -> list[Step]:
        """Mostly what no life has come to, then what leads there; what ends a life seldom, but
        where none has ended so."""
        ends = luck.random() < 0.15
        some = [step for step in steps if ends or not step.final] or steps
        ahead = {do for one in self.own_steps() if self.is_new(one.do) for do in self.before(one)}
        new = [step for step in steps if self.is_new(step.do)]
        leading = [step for step in some if step.do in ahead]
        groups = (new, leading, some) if luck.random() < 0.6 else (some,)
        return [one for group in groups for one in luck.sample(group, len(group))]

    def before(self, step: Step) -> list[str]:
        """What has to have happened before a step: an evaluation too, where that is the ground."""
        path, text = expanded(self.road, BEFORE.get(step.do, ())), self.road.rules.text
        on_evaluation = any(one.evaluated for one in text.ground)
        ordered = on_evaluation and "OrderRectification" in (*path, step.do)
        if ordered or step.do == "ExitOnEvaluation":
            path += expanded(self.road, EVALUATED)
        return path

    def is_new(self, do: str) -> bool:
        return (self.road.name, do) not in self.seen

    def of_names(self, names: list[str], luck: Random) -> str:
        new = [name for name in names if self.is_new(name)]
        return luck.choice(new if new and luck.random() < 0.6 else names)

    def request(self, step: Step, luck: Random) -> dict[str, Any]:
        usual = in_its_words(self.usual(step), self.road.rules.text)
        command = self.in_its_own_words(usual, step, luck)
        return self.life.asked(command, self.day)

    def usual(self, step: Step) -> Command:
        if step.do in BY_SUCCESSION:
            return self.announced()
        if step.do in OF_ANYBODY:
            return self.road.asks[step.do].command
        return REQUESTS[step.do][0] if step.do in REQUESTS else sampled_of(step)

    def announced(self) -> Command:
        """To another unit, which is registered; from that one back to the first."""
        back = self.centre.owner == SUCCESSOR
        name = f"parties/{SUCCESSOR}"
        if not back and name not in self.life.world.states:
            unit = Actor("successor.1", "APPLICANT", SUCCESSOR, ("submission",))
            self.life.world.act(
                "parties", SUCCESSOR, RegisterParty(uscc=SUCCESSOR, name=SUCCESSOR_NAME), unit
            )
        return back_to_the_first(self.life) if back else of_registered(self.life)

    def in_its_own_words(self, command: Command, step: Step, luck: Random) -> Command:
        text, case = self.road.rules.text, self.centre
        keys = [
            one.key
            for one in case.proceedings
            if one.kind == step.proceeding and (not step.at or one.stage in step.at)
        ]
        key = int(luck.choice(keys)) if keys else None
        number = len(case.rectifications) or 1
        cancel = luck.choice(text.cancel).code if text.cancel else ""
        needs = {one.code: one.needs for one in text.cancel}.get(cancel)
        limit = next((one.until for one in case.rectifications[-1:]), None) or self.day
        known: dict[str, Any] = {
            "year": key or self.day.year,
            "number": key or number,
            "served_on": self.day,
            "dissolved_on": self.day,
            "until": luck.choice([limit, self.day]) + timedelta(days=luck.choice([0, 20, 80])),
            "grounds": (luck.choice(text.ground).code,) if text.ground else ("DUTIES",),
            "grade": self.grade(luck),
            "result": luck.choice(["PASS", "PASS", "RETURN"]),
            "ground": cancel,
            "rectification": number if needs == "rectification" else None,
            "violation": f"v{self.offences}" if needs == "violation" else None,
            "of": self.reversible(type(command).__name__, luck),
        } | self.carrying_out(command)
        own = {k: v for k, v in known.items() if k in command.__struct_fields__}
        return replace(command, **own)

    def grade(self, luck: Random) -> str:
        """Any of the scale; one that has consequences more often than by chance."""
        said = self.road.rules.text.evaluation
        if said is None:
            return "GOOD"
        return luck.choice(said.failing if said.failing and luck.random() < 0.3 else said.scale)

    def carrying_out(self, command: Command) -> dict[str, Any]:
        """What a command says otherwise, where it carries out a remedy."""
        return {}

    def reversible(self, do: str, luck: Random) -> tuple[int, ...]:
        """The last act that such a reversal may name."""
        numbered = list(enumerate(self.life.world.histories[NAME], 1))
        struck = struck_in(numbered)
        wanted = [
            version
            for version, record in numbered
            if version not in struck
            if (
                isinstance(record.event, QualificationRestored)
                if do == "ReinstateEnd"
                else record.event.final
            )
        ]
        return (wanted[-1] if wanted else luck.randint(1, len(numbered)),)

    def about_the_violation(self, name: str, luck: Random) -> dict[str, Any]:
        ask = self.road.asks[name]
        known = {
            "served_on": self.day,
            "conduct_from": self.day - timedelta(days=20),
            "conduct_to": self.day - timedelta(days=2),
            "received_on": self.day,
            "proposal": luck.choice(["INQUIRY", "INQUIRY", "DROPPED"]),
            "finding": luck.choice(["ESTABLISHED", "ESTABLISHED", "NOT_ESTABLISHED"]),
        }
        if known["finding"] == "NOT_ESTABLISHED":
            known |= {"violation_type": None, "facts": None}
            known |= {"conduct_from": None, "conduct_to": None}
        fields = ask.command.__struct_fields__
        wanted = {k: v for k, v in known.items() if k in fields}
        if name != "ConcludeInquiry":
            wanted = {k: v for k, v in wanted.items() if v is not None}
        ask = ask.saying(**wanted)
        return {
            "stream": "violations",
            "id": f"v{self.offences}",
            "command": ask.command,
            "actor": ask.actor,
            "on": self.day,
            "document_no": ask.document_no,
            "evidence": (FILE,),
        }


def sampled_of(step: Step) -> Command:
    """A request for a step that has no usual one: it needs what another case has decided."""
    kind = STREAMS[step.stream].command(step.do)
    assert kind is not None
    command: Command = sampled(kind)
    return command
