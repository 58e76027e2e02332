"""Who is tied to a centre through chains of relations that begin at one of its staff: kept as a
table, so that queries join it and need no recursion.

A chain has up to four ties, and holds on the days on which all of them do.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from projections.journal import EarlierRows
from projections.ledger.party_rows import RelatedRow, RelationRow, StaffRow

LONGEST_CHAIN = 4


class RelationTie(NamedTuple):
    """Two parties who are related on these days, both included; it goes both ways."""

    a: str
    b: str
    from_day: int
    until_day: int


def closure_rows(
    position: int,
    recorded_at: int,
    staff: Sequence[StaffRow],
    ties: Sequence[RelationTie],
    earlier: EarlierRows,
) -> Iterator[RelatedRow]:
    """What new staff and new ties add to the closure, the shorter chains first."""
    closure = Closure(position, recorded_at, ties, earlier)
    starts = [
        closure.row(one.centre, one.party, one.party, 0, one.from_day, one.until_day)
        for one in staff
    ]
    ends = [*{party for tie in ties for party in (tie.a, tie.b)}]
    known = earlier.where(RelatedRow, party=ends)
    level = [*closure.new(starts), *closure.new(closure.reached(known, ties))]
    while level:
        yield from level
        level = [*closure.new(closure.reached(level, closure.all_ties(level)))]


class Closure:
    """The rows that one event adds to the closure, numbered as they are found."""

    def __init__(
        self, position: int, recorded_at: int, ties: Sequence[RelationTie], earlier: EarlierRows
    ) -> None:
        self.position, self.recorded_at = position, recorded_at
        self.ties, self.earlier = ties, earlier
        self._number = 0
        self._known: dict[tuple[str, str, str], list[RelatedRow]] = {}

    def row(
        self, centre: str, party: str, root: str, depth: int, from_day: int, until_day: int
    ) -> RelatedRow:
        place = (self.position, 0, self.recorded_at)
        return RelatedRow(*place, centre, party, root, depth, from_day, until_day)

    def all_ties(self, level: Iterable[RelatedRow]) -> list[RelationTie]:
        """The ties of these parties, those that this event brings and those from before."""
        parties = [*{one.party for one in level}]
        before = [
            *self.earlier.where(RelationRow, a=parties),
            *self.earlier.where(RelationRow, b=parties),
        ]
        return [
            *self.ties,
            *(RelationTie(one.a, one.b, one.from_day, one.until_day) for one in before),
        ]

    def reached(
        self, level: Iterable[RelatedRow], ties: Iterable[RelationTie]
    ) -> Iterator[RelatedRow]:
        """The rows one tie further, where the days of the chain and of the tie meet."""
        of_party: dict[str, list[tuple[str, RelationTie]]] = {}
        for tie in ties:
            of_party.setdefault(tie.a, []).append((tie.b, tie))
            of_party.setdefault(tie.b, []).append((tie.a, tie))
        for one in level:
            for party, tie in of_party.get(one.party, ()):
                first, last = max(one.from_day, tie.from_day), min(one.until_day, tie.until_day)
                if one.depth < LONGEST_CHAIN and first <= last:
                    yield self.row(one.centre, party, one.root, one.depth + 1, first, last)

    def new(self, rows: Iterable[RelatedRow]) -> Iterator[RelatedRow]:
        """Those rows that no shorter chain on the same days has made needless, numbered."""
        wanted = sorted(rows, key=lambda one: (one.depth, one))
        for one in self.earlier.where(RelatedRow, party=[*{one.party for one in wanted}]):
            self._known.setdefault(whose(one), []).append(one)
        for one in wanted:
            known = self._known.setdefault(whose(one), [])
            if not any(covers(other, one) for other in known):
                self._number += 1
                numbered = one._replace(line=self._number)
                known.append(numbered)
                yield numbered


def whose(row: RelatedRow) -> tuple[str, str, str]:
    return row.centre, row.party, row.root


def covers(known: RelatedRow, row: RelatedRow) -> bool:
    """Whether a row says all that another of the same chain's ends would."""
    return (
        known.depth <= row.depth
        and known.from_day <= row.from_day
        and known.until_day >= row.until_day
    )
