"""Sets aside a decision that a remedy has reversed (执行撤销), and all that rests on it (2.8).

What every act shares that carries such a reversal out and restores nothing else: it names the
remedy, it finds by itself what falls, and it closes each reversal that it carries out. A leaf of
each kind of case says which decisions it may set aside, and what rests on each.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar

from domain.bookkeeping import DecidedAgainst
from domain.case import CaseId, Command, stream_id
from domain.context import Reason
from domain.event import Event
from domain.in_force import NumberedRecord, struck_in
from domain.matter import Matter
from domain.own_step import under_own_step
from domain.refusal import Refusal, Text
from domain.remedy.carrying_out import reversed_decision, why_not_reversed
from domain.remedy.case import reversals_of
from domain.remedy.deciding import CloseRemedy
from domain.reversing import event_tag
from domain.words import event_words, joined


class SetAside(Command, frozen=True, kw_only=True):
    """`reversible` are the decisions that it may set aside."""

    at_any_time = True
    reversible: ClassVar[tuple[type[Event], ...]] = ()
    brings: ClassVar[tuple[type[Command], ...]] = (CloseRemedy,)
    entailing: ClassVar[tuple[type[Command], ...]] = (CloseRemedy,)

    remedy: CaseId
    reason: Reason

    @classmethod
    def beforehand(cls, matter: Matter[Any]) -> Iterable[Refusal]:
        step = matter.step(cls.__name__)
        if step and not any(cls.waiting(matter)):
            kinds = joined(event_words(event_tag(kind)) for kind in cls.reversible)
            asked = Text("没有等待执行的撤销", "no reversal waits to be carried out")
            allowed = Text(
                f"救济撤销了本案的：{kinds.zh}", f"a remedy that has reversed, here: {kinds.en}"
            )
            yield matter.rules.refuse(step.rule, asked, allowed, "fact")

    @classmethod
    def waiting(cls, matter: Matter[Any]) -> Iterable[DecidedAgainst]:
        """The decisions in force that a remedy has reversed and that this act may set aside."""
        tags, name = {event_tag(kind) for kind in cls.reversible}, contested_case(matter)
        mine = (one for one in matter.case.against_unit if one.event in tags)
        return (one for one in mine if reversals_of(matter.reader, name, one))

    def check(self, matter: Matter[Any]) -> Iterable[Refusal]:
        waiting = [*self.waiting(matter)]
        decision = reversed_decision(matter)
        if waiting and (decision is None or decision not in waiting):
            short = why_not_reversed(matter, True)
            yield from under_own_step(matter, short.asked, short.allowed, "fact", ("/remedy",))
        elif decision and (other := self.rests_elsewhere(matter, decision)):
            asked, allowed = other
            yield from under_own_step(matter, asked, allowed, "order", ("/remedy",))

    def rests_elsewhere(
        self, matter: Matter[Any], decision: DecidedAgainst
    ) -> tuple[Text, Text] | None:
        """What rests on a decision and is to be restored by itself first, and by what."""
        return None

    def resting_on(
        self, history: Sequence[NumberedRecord], decision: DecidedAgainst
    ) -> Iterable[int]:
        """The later versions that rest on a decision and fall with it."""
        return ()

    def struck(self, matter: Matter[Any]) -> tuple[int, ...]:
        """The version of the decision, and of all in force that rests on it."""
        decision = reversed_decision(matter)
        assert decision is not None, "the check asks for it"
        history = matter.reader.history(matter.stream, matter.id)
        fallen = struck_in(history)
        resting = (one for one in self.resting_on(history, decision) if one not in fallen)
        return (decision.version, *resting)

    def takes_effect(self, matter: Matter[Any]) -> date:
        """What is set aside falls from its own first day on: no day between is left out."""
        history = dict(matter.reader.history(matter.stream, matter.id))
        return min(history[version].context.effective_on for version in self.struck(matter))

    def entails(self, matter: Matter[Any]) -> Iterable[tuple[str, Command]]:
        """Every reversal is closed of what falls: also of what rests on the decision."""
        struck, name = self.struck(matter), contested_case(matter)
        for decision in matter.case.against_unit:
            if decision.version in struck:
                for remedy in reversals_of(matter.reader, name, decision):
                    yield remedy, CloseRemedy()


def contested_case(matter: Matter[Any]) -> str:
    return stream_id(matter.stream, matter.id)
