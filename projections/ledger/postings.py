"""Postings of bank lines: from whom to whom, and which lines of two statements are one transfer.

A transfer between two accounts that are held stands in both statements. The line that comes in
later is paired with the first of the other statement that fits: the same two accounts, the same
amount, the opposite side, at most three days apart, and not paired yet.
"""

from collections.abc import Iterable, Iterator

from projections.journal import Between, EarlierRows
from projections.ledger.bank_rows import BankAccountRow, BankLineRow, PostingRow

DAYS_APART = 3
LinePlace = tuple[int, int]
UNPAIRED = (0, 0)


def posted(
    lines: Iterable[BankLineRow],
    account: BankAccountRow,
    held: frozenset[str],
    earlier: EarlierRows,
) -> Iterator[PostingRow]:
    """The postings of the lines that one event has brought of an account's statement. `held` are
    the accounts of others whose statements are held."""
    rows = [*lines]
    transfers = [one for one in rows if one.other in held and one.fen > 0]
    waiting = unpaired(transfers, account, earlier) if transfers and account.party else []
    for one in rows:
        first = taken_from(waiting, one) if one.other in held else UNPAIRED
        yield posting(one, first)


def unpaired(
    transfers: list[BankLineRow], account: BankAccountRow, earlier: EarlierRows
) -> list[BankLineRow]:
    """The lines of other statements that may be the first half of these transfers."""
    days = [one.day for one in transfers]
    lines = earlier.where(
        BankLineRow,
        account=[*{one.other for one in transfers}],
        party=[account.party],
        day=Between(min(days) - DAYS_APART, max(days) + DAYS_APART),
    )
    paired = places_paired([*{one.position for one in lines}], earlier)
    return [one for one in lines if one.fen > 0 and (one.position, one.line) not in paired]


def places_paired(positions: list[int], earlier: EarlierRows) -> set[LinePlace]:
    """The places of these pages that are half of a pair, be it the first or the second."""
    firsts = earlier.where(PostingRow, other_position=positions)
    seconds = earlier.where(PostingRow, position=positions)
    return {(one.other_position, one.other_line) for one in firsts} | {
        (one.position, one.line) for one in seconds if one.other_position
    }


def taken_from(waiting: list[BankLineRow], line: BankLineRow) -> LinePlace:
    """The place of the first line that shows the same transfer, which waits no longer."""
    for index, one in enumerate(waiting):
        if (
            one.account == line.other
            and one.fen == line.fen
            and one.side != line.side
            and abs(one.day - line.day) <= DAYS_APART
        ):
            del waiting[index]
            return one.position, one.line
    return UNPAIRED


def posting(line: BankLineRow, first: LinePlace) -> PostingRow:
    out = line.side == "out"
    return PostingRow(
        position=line.position,
        line=line.line,
        recorded_at=line.recorded_at,
        giver=line.account if out else line.other,
        taker=line.other if out else line.account,
        day=line.day,
        fen=line.fen,
        special=int(bool(line.settles)),
        other_position=first[0],
        other_line=first[1],
    )
