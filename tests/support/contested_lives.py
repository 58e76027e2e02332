"""Random lives of a centre in which records are corrected, and decisions are contested as well."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule
from msgspec.structs import replace

from domain.bookkeeping import DecidedAgainst
from domain.case import Command, stream_and_id
from domain.centre.restoring import RestoreQualification
from domain.centre.righting_records import ConfirmCentreCorrection, ProposeCentreCorrection
from domain.context import UNITS, Actor
from domain.corrected import RightField
from domain.correcting_records import ConfirmCorrection, ProposeCorrection
from domain.record import Record
from domain.regulation.model import Step
from domain.remedy.case import REMEDY_KINDS, Remedy
from domain.remedy.righting_records import ConfirmRemedyCorrection, ProposeRemedyCorrection
from domain.remedy.taken_elsewhere import RecordRemedy
from domain.streams import STREAMS
from domain.violation.righting_records import (
    ConfirmViolationCorrection,
    ProposeViolationCorrection,
)
from domain.violation.setting_aside import SetAsideConductDecision
from tests.support.asking import Ask
from tests.support.centre_lives import NAME, CentreLives
from tests.support.remedies import FILING, on_remedy
from tests.support.samples import sampled

CARRYING_OUT = ("RestoreQualification", "ReverseAssessment", "SetAsideCentreDecision")
ANOTHER = "another of the same organ"
CORRECTIONS: dict[str, tuple[type[ProposeCorrection], type[ConfirmCorrection]]] = {
    "centres": (ProposeCentreCorrection, ConfirmCentreCorrection),
    "violations": (ProposeViolationCorrection, ConfirmViolationCorrection),
    "remedies": (ProposeRemedyCorrection, ConfirmRemedyCorrection),
}
"""By which commands a record of each kind of case is put right."""


class ContestedLives(CentreLives):
    """Lives with remedies against whatever was decided, and with corrections of whatever was
    recorded."""

    def __init__(self) -> None:
        super().__init__()
        self.remedies = 0

    @property
    def remedy(self) -> Remedy | None:
        found = self.life.world.states.get(f"remedies/r{self.remedies}")
        return found if isinstance(found, Remedy) else None

    @rule(seed=st.integers(0, 2**32 - 1), steps=st.sampled_from([1, 3, 5]))
    def the_unit_contests_a_decision(self, seed: int, steps: int) -> None:
        luck = Random(seed)
        for _ in range(steps):
            self.day += timedelta(days=luck.choice([0, 1, 7]))
            if self.remedy and self.remedy.stage == "REVERSED":
                self.carry_out(luck)
            if self.remedy is None or not self.remedy.pending:
                if against := list(self.contestable()):
                    self.file_against(*luck.choice(against), luck)
            elif self.remedy:
                steps_now = {one.do: one for one in self.having_their_turn_in(self.remedy)}
                do = self.of_names(sorted(steps_now), luck)
                self.attempt(self.about_the_remedy(steps_now[do], self.remedy))

    def carry_out(self, luck: Random) -> None:
        """What restores the state before: on the centre, or on the case of the violation."""
        assert self.remedy and self.remedy.against
        for step in filter(None, (self.step_of("centres", name) for name in CARRYING_OUT)):
            if self.attempt(self.request(step, luck)):
                return
        stream, id = stream_and_id(self.remedy.against.case)
        aside = SetAsideConductDecision(remedy=f"r{self.remedies}", reason="执行救济决定")
        known = self.step_of("violations", type(aside).__name__)
        if known and stream == known.stream:
            organ = self.road.rules.about.authority
            actor = Actor("decider", known.by[0], organ, (known.duty or "",))
            asked = self.asked_of(Ask(command=aside, actor=actor, document_no="执1号"))
            self.attempt(asked | {"stream": stream, "id": id})

    def step_of(self, stream: str, name: str) -> Step | None:
        """A step of the file, also one that carries out a remedy, which no road has."""
        return self.road.rules.step(stream, name, self.road.channel)

    def contestable(self) -> Iterator[tuple[str, DecidedAgainst]]:
        """The decisions in force against the unit: on the centre, and upon its conduct."""
        for name in (NAME, f"violations/v{self.offences}"):
            if case := self.life.world.states.get(name):
                yield from ((name, one) for one in case.against_unit)

    def file_against(self, case: str, decision: DecidedAgainst, luck: Random) -> None:
        kind = luck.choice(REMEDY_KINDS)
        said: dict[str, Any] = {
            "regime": self.road.code,
            "case": case,
            "decision": decision.event,
            "served_on": decision.served.on,
            "complaint": "请求撤销",
        }
        by = Actor("centre.1", "CENTRE", self.centre.owner, ("submission",))
        command = FILING[kind](**said)
        if kind != "REVIEW" and luck.random() < 0.3:  # it was brought elsewhere, and is recorded
            step = self.road.rules.step("remedies", RecordRemedy.__name__, kind)
            by = Actor("remedies.1", step.by[-1] if step else "", decision.organ, ("remedies",))
            command = RecordRemedy(taken_as=kind, filed_on=self.day, **said)
        self.remedies += 1
        self.attempt(self.asked_of(on_remedy(command, by, f"r{self.remedies}")))
        if self.remedy is None:
            self.remedies -= 1

    def having_their_turn_in(self, remedy: Remedy) -> list[Step]:
        return [
            step
            for step in self.road.rules.text.step
            if step.stream == "remedies" and step.by and remedy.stage in step.during
            if step.channel in (None, remedy.channel)
        ]

    def about_the_remedy(self, step: Step, remedy: Remedy) -> dict[str, Any]:
        kind = STREAMS["remedies"].command(step.do)
        assert kind is not None
        command = sampled(kind)
        if "served_on" in kind.__struct_fields__:
            command = replace(command, served_on=self.day)
        by_unit = not UNITS.isdisjoint(step.by)
        role = "CENTRE" if by_unit else step.by[0]
        organ = remedy.owner if by_unit else remedy.organ
        actor = Actor(f"{role} {step.duty}", role, organ, (step.duty or "",))
        return self.asked_of(on_remedy(command, actor, f"r{self.remedies}"))

    def carrying_out(self, command: Command) -> dict[str, Any]:
        found, against = self.remedy, self.remedy.against if self.remedy else None
        if not (found and against and found.stage == "REVERSED"):
            return {}
        if type(command).__name__ not in CARRYING_OUT:
            return {}
        named = {"remedy": f"r{self.remedies}"}
        if isinstance(command, RestoreQualification):
            return named | {"of": (against.decided_version,)}
        return named

    def asked_of(self, ask: Any) -> dict[str, Any]:
        return {
            "stream": ask.stream,
            "id": ask.id,
            "command": ask.command,
            "actor": ask.actor,
            "on": self.day,
            "document_no": ask.document_no,
        }

    @rule(seed=st.integers(0, 2**32 - 1))
    def a_record_is_corrected(self, seed: int) -> None:
        """Proposed by whoever recorded it, and mostly confirmed by another of the same organ: on
        the centre, on the case of a violation, or on that of a remedy."""
        luck = Random(seed)
        cases = (NAME, f"violations/v{self.offences}", f"remedies/r{self.remedies}")
        known = [one for one in cases if one in self.life.world.histories]
        new = [one for one in known if self.is_new(CORRECTIONS[one.split("/")[0]][1].__name__)]
        name = luck.choice(new or known)
        history = self.life.world.histories[name]
        wrong = [n for n, one in enumerate(history, 1) if type(one.event).correctable]
        if not wrong:
            return
        version, (stream, id) = luck.choice(wrong), stream_and_id(name)
        record, (proposes, confirms) = history[version - 1], CORRECTIONS[stream]
        proposed = proposes(
            wrong_version=version, right=(right_field(record, luck),), reason="笔误"
        )
        asked = {"stream": stream, "id": id, "on": self.day}
        self.attempt(asked | {"command": proposed, "actor": record.context.actor})
        confirmed = confirms(proposed_version=self.life.world.states[name].version)
        another = replace(record.context.actor, person=luck.choice([ANOTHER, ANOTHER, "centre.1"]))
        self.attempt(asked | {"command": confirmed, "actor": another})


def right_field(record: Record, luck: Random) -> RightField:
    """Another text, another day: for a field of the record that may be corrected."""
    name = luck.choice(type(record.event).correctable)
    if name in ("occurred_on", "effective_on", "held_on"):
        earlier = record.context.occurred_on - timedelta(days=luck.choice([1, 3]))
        return RightField(name, earlier.isoformat())
    return RightField(name, f"更正为{luck.randint(1, 9)}")
