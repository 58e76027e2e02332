"""Sets aside what was decided about a centre and a remedy has reversed (执行撤销): an order of
rectification with all that was done under it, a refused change, a refused transfer. Inv. 64.

A change or a transfer that was refused waits for its decision anew. An order falls with its whole
rectification, whose number is not given again; a cancellation that rests on it is restored first.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from domain.bookkeeping import DecidedAgainst
from domain.centre.cancelling import QualificationCancelled
from domain.centre.case import Centre
from domain.centre.changing import ChangeRefused, TransferRefused
from domain.centre.rectifying import RECTIFICATION, RectificationOrdered
from domain.context import Context
from domain.event import Event
from domain.in_force import NumberedRecord, as_corrected
from domain.matter import Matter
from domain.proceeding import Proceeding, with_proceeding
from domain.refusal import Text
from domain.remedy.carrying_out import reversed_decision
from domain.remedy.setting_aside import SetAside
from domain.reversing import Reversal

SET_ASIDE = "SET_ASIDE"


class FallenProceeding(Struct, frozen=True, kw_only=True):
    """A proceeding that has fallen with the decision that began it: its number stays taken."""

    kind: str
    key: str
    began_on: date
    regulation: str


class CentreDecisionSetAside(Reversal, frozen=True, kw_only=True, tag="centre-decision-set-aside"):
    """The decision is out of force, and what rests on it; `fallen` is the proceeding that it had
    begun."""

    remedy: str
    fallen: FallenProceeding | None = None

    def evolve(self, case: Centre, context: Context) -> Centre:
        if (one := self.fallen) is None:
            return case
        fallen = Proceeding(
            kind=one.kind,
            key=one.key,
            stage=SET_ASIDE,
            began_on=one.began_on,
            regulation=one.regulation,
        )
        return replace(case, proceedings=with_proceeding(case.proceedings, fallen))


class SetAsideCentreDecision(SetAside, frozen=True, kw_only=True):
    """执行撤销（中心事项）: names the remedy by which the decision was reversed."""

    reversible: ClassVar[tuple[type[Event], ...]] = (
        *(RectificationOrdered, ChangeRefused, TransferRefused),
    )

    def rests_elsewhere(
        self, matter: Matter[Centre], decision: DecidedAgainst
    ) -> tuple[Text, Text] | None:
        history = matter.reader.history(matter.stream, matter.id)
        number = ordered_rectification(history, decision)
        ends = (one.event for one in as_corrected(history).values())
        cancelled = (one.rectification for one in ends if isinstance(one, QualificationCancelled))
        if number is None or number not in cancelled:
            return None
        return (
            Text("取消资格以该次整改为依据", "the qualification was cancelled on its ground"),
            Text("先恢复资格", "the restoration of the qualification first"),
        )

    def resting_on(
        self, history: Sequence[NumberedRecord], decision: DecidedAgainst
    ) -> Iterable[int]:
        """What was done later in the same proceeding."""
        within = proceeding_in(history, decision)
        for version, record in history:
            mine = record.event.within and record.event.within[0] == within
            if version > decision.version and mine:
                yield version

    def decide(self, matter: Matter[Centre]) -> CentreDecisionSetAside:
        return self.as_event(
            CentreDecisionSetAside, of=self.struck(matter), fallen=self.fallen(matter)
        )

    def fallen(self, matter: Matter[Centre]) -> FallenProceeding | None:
        """The rectification that the decision had begun, where it is an order."""
        decision = reversed_decision(matter)
        assert decision is not None, "the check asks for it"
        number = ordered_rectification(matter.reader.history(matter.stream, matter.id), decision)
        found = matter.case.proceeding(RECTIFICATION, str(number)) if number else None
        if found is None:
            return None
        return FallenProceeding(
            kind=found.kind,
            key=found.key,
            began_on=found.began_on,
            regulation=found.regulation,
        )


def proceeding_in(history: Sequence[NumberedRecord], decision: DecidedAgainst) -> str:
    """The proceeding in which a decision was made."""
    within = dict(history)[decision.version].event.within
    return within[0] if within else ""


def ordered_rectification(
    history: Sequence[NumberedRecord], decision: DecidedAgainst
) -> int | None:
    """The number of the rectification that a decision has ordered; None of any other decision."""
    event = dict(history)[decision.version].event
    if not isinstance(event, RectificationOrdered):
        return None
    return int(event.proceeding.rpartition("/")[2])
