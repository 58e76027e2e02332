"""Claims: reserve and release a name, or a builder's one open application in an industry; count the
places of a quota.

A claim's id is a keyed hash of the normalised value, so that the log never shows what is claimed.
"""

from typing import Any

from msgspec.structs import replace

from domain.case import Case, Command
from domain.context import Context
from domain.event import Event
from domain.matter import Matter


class Claim(Case, frozen=True):
    """State of a claim: `holder` is the stream that holds it, None when it is free; of a quota's
    count, `holders` are the streams that have a place."""

    holder: str | None = None
    holders: tuple[str, ...] = ()


def held_by_another(matter: Matter[Any], kind: str, *values: str) -> str | None:
    """The stream that holds a claim, where it is another than this matter's; else None."""
    claim = matter.reader.state("claims", matter.reader.claim(kind, *values))
    mine = f"{matter.stream}/{matter.id}"
    return claim.holder if isinstance(claim, Claim) and claim.holder != mine else None


class ReserveClaim(Command, frozen=True, kw_only=True):
    """占用: reserve a name or a place, as part of the act of the case that needs it."""

    opens = True
    entailed = True
    kind: str
    holder: str

    def decide(self, matter: Matter[Claim]) -> "ClaimReserved":
        return ClaimReserved(kind=self.kind, holder=self.holder)


class ClaimReserved(Event, frozen=True, kw_only=True, tag="claim-reserved"):
    kind: str
    holder: str

    def evolve(self, case: Claim, context: Context) -> Claim:
        return replace(case, holder=self.holder)


class ReleaseClaim(Command, frozen=True, kw_only=True):
    """释放: give the claim back, as part of the act that ends the case that held it."""

    entailed = True

    def decide(self, matter: Matter[Claim]) -> "ClaimReleased":
        return ClaimReleased()


class ClaimReleased(Event, frozen=True, kw_only=True, tag="claim-released"):
    def evolve(self, case: Claim, context: Context) -> Claim:
        return replace(case, holder=None)


class CountPlaces(Command, frozen=True, kw_only=True):
    """名额计数: the cases that take a place under a quota in one act, and those that return it."""

    opens = True
    entailed = True
    taken: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()

    def decide(self, matter: Matter[Claim]) -> "PlacesCounted":
        return PlacesCounted(taken=self.taken, returned=self.returned)


class PlacesCounted(Event, frozen=True, kw_only=True, tag="places-counted"):
    taken: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()

    def evolve(self, case: Claim, context: Context) -> Claim:
        kept = (one for one in case.holders if one not in self.returned)
        return replace(case, holders=(*kept, *self.taken))
