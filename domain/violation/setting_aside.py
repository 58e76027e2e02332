"""Sets aside what was decided upon conduct and a remedy has reversed (执行撤销): that there was a
violation, that funding is stopped or paid back. Inv. 64.

With what was established falls what was decided upon it here, and the case is open again, with its
hold; the projects that a stop has held go on, unless funding is on hold again. A cancellation of
the qualification that rests on it is restored first, on its own case.
"""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from domain.bookkeeping import DecidedAgainst
from domain.case import Command, stream_id
from domain.event import Event
from domain.hold.lifecycle import PlaceHold, hold_on
from domain.in_force import NumberedRecord, as_corrected
from domain.matter import Matter
from domain.refusal import Text
from domain.remedy.deciding import CloseRemedy
from domain.remedy.setting_aside import SetAside
from domain.reversing import Reversal
from domain.violation.case import Violation
from domain.violation.concluding import ViolationClosed, ViolationEstablished
from domain.violation.funding import (
    FundingHeld,
    FundingReleased,
    FundingStopped,
    RecoveryOrdered,
)
from domain.violation.holding_projects import LiftHoldByDecision, funding_let_go

RESTING: dict[type[Event], tuple[type[Event], ...]] = {
    ViolationEstablished: (RecoveryOrdered, FundingStopped, ViolationClosed),
    FundingStopped: (ViolationClosed,),
    RecoveryOrdered: (),
}
"""What falls with each decision: a case in which funding is held again has to be closed anew."""


class ConductDecisionSetAside(
    Reversal, frozen=True, kw_only=True, tag="conduct-decision-set-aside"
):
    """The decision is out of force, and what rests on it in this case."""

    remedy: str


class SetAsideConductDecision(SetAside, frozen=True, kw_only=True):
    """执行撤销（违法违规处理）: names the remedy by which the decision was reversed."""

    recorded_as: ClassVar[type[Event] | None] = ConductDecisionSetAside
    reversible: ClassVar[tuple[type[Event], ...]] = tuple(RESTING)
    entailing: ClassVar[tuple[type[Command], ...]] = (
        *(CloseRemedy, PlaceHold),
        LiftHoldByDecision,
    )

    def rests_elsewhere(
        self, matter: Matter[Violation], decision: DecidedAgainst
    ) -> tuple[Text, Text] | None:
        found = dict(matter.reader.history(matter.stream, matter.id))[decision.version].event
        if not isinstance(found, ViolationEstablished) or not cancelled_upon(matter):
            return None
        return (
            Text("取消资格以该认定为依据", "the qualification was cancelled on its ground"),
            Text("先恢复资格", "the restoration of the qualification first"),
        )

    def resting_on(
        self, history: Sequence[NumberedRecord], decision: DecidedAgainst
    ) -> Iterable[int]:
        falling = RESTING[type(dict(history)[decision.version].event)]
        for version, record in history:
            if version > decision.version and isinstance(record.event, falling):
                yield version

    def decide(self, matter: Matter[Violation]) -> ConductDecisionSetAside:
        return ConductDecisionSetAside(
            of=self.struck(matter), reason=self.reason, remedy=self.remedy
        )

    def entails(self, matter: Matter[Violation]) -> Iterable[tuple[str, Command]]:
        """Where the case is open again, so is its hold."""
        yield from super().entails(matter)
        standing = as_corrected(matter.reader.history(matter.stream, matter.id))
        struck = [standing.pop(one).event for one in self.struck(matter)]
        if not stands_held(one.event for one in standing.values()):
            yield from funding_let_go(matter)
        if any(isinstance(one, ViolationClosed) for one in struck):
            id, _ = hold_on(matter.reader, matter.case.owner)
            own, regime = stream_id(matter.stream, matter.id), matter.case.regime or ""
            yield stream_id("holds", id), PlaceHold(regime=regime, inquiry=own)


def stands_held(events: Iterable[Event]) -> bool:
    """Whether funding is held, or stopped, after these events."""
    about = [
        one for one in events if isinstance(one, FundingHeld | FundingReleased | FundingStopped)
    ]
    return bool(about) and not isinstance(about[-1], FundingReleased)


def cancelled_upon(matter: Matter[Violation]) -> bool:
    """Whether the centre of the case was cancelled on what was established here, and still is."""
    if (centre := matter.case.centre) is None:
        return False
    records = as_corrected(matter.reader.history("centres", centre)).values()
    ends = (one.event for one in records if one.event.stage)
    return any(getattr(one, "violation", None) == matter.id for one in ends)
