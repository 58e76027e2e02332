"""Holds (暂缓): while an inquiry about a unit is open, some steps wait. Domain.md 2.6, Inv. 40.

A hold's id is a keyed hash of the unit's code, as with claims: neither the log nor a list of its
streams shows about whom an inquiry is open. Nobody is shown a hold; a step that waits is refused
(domain/holding.py).
"""

from msgspec.structs import replace

from domain.case import Case, CaseId, Command
from domain.context import Context
from domain.event import Event
from domain.matter import CaseReader, Matter

HOLD = "hold"
INQUIRERS = frozenset({"inquiry", "decision"})
"""Duties of those at an authority who are told that a step waits for an inquiry."""
READERS_OF_LEADS = INQUIRERS | {"objections"}
"""Duties in which one reads leads and inquiries: many a lead was lodged as an objection."""


class Hold(Case, frozen=True):
    """State of the holds on one unit: the open inquiries (`inquiries`, streams with ids), each with
    the organ that inquires (`organs`)."""

    inquiries: tuple[str, ...] = ()
    organs: tuple[str, ...] = ()


def hold_on(reader: CaseReader, owner: str) -> tuple[str, Hold]:
    """The id of the holds on a unit, and how they stand."""
    id = reader.claim(HOLD, owner)
    found = reader.state("holds", id)
    return id, found if isinstance(found, Hold) else Hold()


class PlaceHold(Command, frozen=True, kw_only=True):
    """暂缓办理: as part of the act that opens an inquiry."""

    opens = True
    entailed = True

    regime: CaseId
    inquiry: str

    def decide(self, matter: Matter[Hold]) -> "HoldPlaced":
        return HoldPlaced(inquiry=self.inquiry, organ=matter.rules.about.authority)


class HoldPlaced(Event, frozen=True, kw_only=True, tag="hold-placed"):
    inquiry: str
    organ: str

    def evolve(self, case: Hold, context: Context) -> Hold:
        return replace(
            case,
            inquiries=(*case.inquiries, self.inquiry),
            organs=(*case.organs, self.organ),
        )


class LiftHold(Command, frozen=True, kw_only=True):
    """解除暂缓: as part of the act that ends the inquiry; others go on holding."""

    entailed = True
    outcomes = ("FREE",)

    regime: CaseId
    inquiry: str

    def decide(self, matter: Matter[Hold]) -> "HoldLifted":
        last = set(matter.case.inquiries) <= {self.inquiry}
        return HoldLifted(inquiry=self.inquiry, effect="FREE" if last else None)


class HoldLifted(Event, frozen=True, kw_only=True, tag="hold-lifted"):
    """`effect` None: another inquiry about the unit is still open."""

    inquiry: str
    effect: str | None = None

    @property
    def outcome(self) -> str | None:
        return self.effect

    def evolve(self, case: Hold, context: Context) -> Hold:
        kept = [
            (inquiry, organ)
            for inquiry, organ in zip(case.inquiries, case.organs, strict=True)
            if inquiry != self.inquiry
        ]
        return replace(
            case,
            inquiries=tuple(inquiry for inquiry, _ in kept),
            organs=tuple(organ for _, organ in kept),
        )
