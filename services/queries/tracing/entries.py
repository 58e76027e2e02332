"""Where traced money enters: bank lines that settle a tranche, or a match, of it.

That a line settles one was said by the import or by somebody who reconciled them. Of several
allocations of a project the tranches use up the earlier first.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import accumulate
from typing import NamedTuple

from projections.ledger.postings import LinePlace
from services.queries.tracing.held_accounts import Seen
from services.queries.tracing.ledger_moment import LedgerMoment
from services.queries.tracing.traced_money import (
    A_SOURCE,
    MATCHING_MONEY,
    TracedMoney,
    place_written,
    span,
)

TRANCHES = "SELECT position, line, project, tranche_no, day, fen FROM {tranche} WHERE line > 0"
MATCHES = (
    "SELECT position, line, project, payer, day, fen FROM {match_receipt} WHERE kind = 'RECEIVED'"
)
_LINES = "SELECT position, line, account, fen, settles FROM {bank_line} WHERE"
RECONCILED = "SELECT bank_line, payment FROM {reconciled} WHERE payment"


class PaidTranche(NamedTuple):
    """A tranche, or matching money that was received; `number` tells it from others."""

    position: int
    line: int
    project: str
    number: str
    day: int
    fen: int

    @property
    def name(self) -> str:
        return f"{self.position}:{self.line}"


class TracedPart(NamedTuple):
    """What of a tranche is the traced money, behind how many other fen of it."""

    tranche: str
    ahead: int
    fen: int


class SettlingLine(NamedTuple):
    """A bank line that settles a tranche."""

    position: int
    line: int
    account: str
    fen: int
    settles: str


class MoneyEntry(NamedTuple):
    """A bank line by which traced money enters an account: `fen` of it are, behind those
    `ahead`."""

    place: LinePlace
    account: str
    fen: int
    ahead: int


class MoneyEntered(NamedTuple):
    """Where the money comes in; `unsettled` are tranches that no statement shows yet."""

    entries: list[MoneyEntry]
    unsettled: list[str]


def entered(ledger: LedgerMoment, money: TracedMoney, project: str, seen: Seen) -> MoneyEntered:
    """Where the money comes in, of projects that the reader is shown."""
    tranches = [
        one for one in tranches_of(ledger, money, project) if seen(f"fund-projects/{one.project}")
    ]
    parts = {one.tranche: one for one in traced_parts(tranches, span(ledger, money, project))}
    lines = settling(ledger, [*parts])
    entries = [_entry(one, parts[one.settles]) for one in lines if one.fen > 0]
    return MoneyEntered(entries, sorted(parts.keys() - {one.settles for one in lines}))


def tranches_of(ledger: LedgerMoment, money: TracedMoney, project: str) -> list[PaidTranche]:
    """Those in force, in the order of their days."""
    select = MATCHES if money == TracedMoney(A_SOURCE, MATCHING_MONEY) else TRANCHES
    where, values = (" AND project = %s", (project,)) if project else ("", ())
    found = (PaidTranche(*row) for row in ledger.dated_rows(select + where, *values))
    return sorted(standing(found), key=lambda one: (one.day, one.position, one.line))


def standing(tranches: Iterable[PaidTranche]) -> list[PaidTranche]:
    """Without those that a counter-line takes back."""
    standing: list[PaidTranche] = []
    for one in sorted(tranches):
        if one.fen > 0:
            standing.append(one)
            continue
        against = [each for each in standing if each[2:5] == one[2:5] and each.fen == -one.fen]
        if against:
            standing.remove(against[-1])
    return standing


def traced_parts(
    tranches: Collection[PaidTranche], within: tuple[int, int] | None
) -> Iterator[TracedPart]:
    """All of each tranche; or of all together these fen."""
    if within is None:
        yield from (TracedPart(one.name, 0, one.fen) for one in tranches)
        return
    first, last = within
    for one, end in zip(tranches, accumulate(one.fen for one in tranches), strict=True):
        begins = end - one.fen
        if (fen := min(end, last) - max(begins, first)) > 0:
            yield TracedPart(one.name, max(0, first - begins), fen)


def settling(ledger: LedgerMoment, tranches: Collection[str]) -> list[SettlingLine]:
    """The bank lines that settle one of the tranches: as they say, or as somebody said of them."""
    found = [SettlingLine(*row) for row in ledger.dated_among(f"{_LINES} settles", tranches)]
    for bank_line, tranche in ledger.known_among(RECONCILED, tranches):
        place = place_written(bank_line) or (0, 0)
        rows = ledger.dated_rows(f"{_LINES} settles = '' AND position = %s AND line = %s", *place)
        found += [SettlingLine(*row)._replace(settles=tranche) for row in rows]
    return found


def _entry(line: SettlingLine, part: TracedPart) -> MoneyEntry:
    ahead = min(part.ahead, line.fen)
    return MoneyEntry(
        (line.position, line.line), line.account, min(part.fen, line.fen - ahead), ahead
    )
