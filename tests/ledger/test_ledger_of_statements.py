"""What statements show becomes rows: a line each, and a transfer that stands in two of them is
found to be one."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.bank_account.correcting_lines import CorrectLines, LineCorrection
from domain.counterparty import Counterparty
from projections.ledger.bank_rows import BankAccountRow, BankLineRow, PostingRow
from projections.ledger.numbers import day_number
from projections.ledger.party_rows import CentreRow, PartyRow
from tests.support.asking import OVER, do
from tests.support.folded import happenings
from tests.support.journals import JournalInMemory
from tests.support.statements import (
    IMPORT_PAGE,
    OPEN_ACCOUNT,
    PAGE,
    PAYEE,
    PAYER,
    SECOND,
    line,
    recognised,
)
from tests.support.world import World

OWN, OTHER = "ref-own", "ref-other"
PARTIES = (replace(PAYER, ref="ref-payer"), replace(PAYEE, ref=OTHER))
SELF = Counterparty(name="本单位", account="510012345678", ref=OWN)


def with_accounts() -> World:
    """A centre with two accounts whose statements are kept."""
    world = recognised()
    do(world, OPEN_ACCOUNT.saying(ref=OWN), OVER)
    other = OPEN_ACCOUNT.saying(ref=OTHER, account="6222020200112233445", holder="OWN").on("acc2")
    do(world, other, OVER)
    return world


def imported(world: World, id: str, *lines: Any, parties: Any = PARTIES, file: str = "a") -> int:
    """Imports a page without balances; the position where it stands."""
    page = replace(PAGE, file=file * 64, opening=None, counterparties=parties, lines=lines)
    do(world, replace(IMPORT_PAGE, command=page).on(id), OVER)
    return len(world.log)


def ledger(world: World) -> JournalInMemory:
    return JournalInMemory().take(happenings(world))


def pairs(journal: JournalInMemory) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return [
        ((one.position, one.line), (one.other_position, one.other_line))
        for one in journal.of(PostingRow)
        if one.other_position
    ]


def test_each_line_is_a_row_and_each_counterparty_stands_once() -> None:
    world = with_accounts()
    place = imported(world, "acc1", line(5, 500, settles="7:1"), line(6, -200), line(9, -100))
    journal = ledger(world)
    rows = journal.of(BankLineRow)
    assert [(one.position, one.line, one.side, one.fen) for one in rows] == [
        (place, 1, "in", 500),
        (place, 2, "out", 200),
        (place, 3, "out", 100),
    ]
    assert [one.other for one in rows] == ["ref-payer", "acc2", "acc2"]
    assert [one.party for one in rows] == ["ref-payer", OTHER, OTHER]
    assert {(one.centre, one.doubt, one.balance) for one in rows} == {("a1", "NO_CONTINUITY", None)}
    assert rows[0].day == day_number(PAGE.lines[0].day)
    assert [one.special for one in journal.of(PostingRow)] == [1, 0, 0]
    assert [(one.party, one.kind) for one in journal.of(PartyRow)] == [
        ("ref-payer", "ORGAN"),
        (OTHER, "UNKNOWN"),
    ]
    [centre] = journal.of(CentreRow)
    assert (centre.centre, centre.regulation, centre.division) == ("a1", "SC", "510100")
    assert [(one.account, one.holder, one.party) for one in journal.of(BankAccountRow)] == [
        ("acc1", "CENTRE", OWN),
        ("acc2", "OWN", OTHER),
    ]


def test_a_transfer_in_two_statements_is_one_posting_for_who_leaves_out_the_second() -> None:
    world = with_accounts()
    first = imported(world, "acc1", line(6, -200), line(7, -200), line(8, -70))
    second = imported(
        world,
        "acc2",
        *(line(day, fen, party=0) for day, fen in ((8, 200), (8, 70), (9, 200), (20, 200))),
        parties=(SELF,),
    )
    journal = ledger(world)
    assert pairs(journal) == [
        ((second, 1), (first, 1)),
        ((second, 2), (first, 3)),
        ((second, 3), (first, 2)),
    ]
    counted = [one for one in journal.of(PostingRow) if not one.other_position]
    assert [(one.giver, one.taker, one.fen) for one in counted] == [
        ("acc1", "acc2", 200),
        ("acc1", "acc2", 200),
        ("acc1", "acc2", 70),
        ("acc1", "acc2", 200),
    ]


def test_four_days_apart_the_same_side_or_another_amount_are_no_pair() -> None:
    world = with_accounts()
    imported(world, "acc1", line(5, -200), line(10, 30, party=1))
    imported(
        world,
        "acc2",
        *(line(day, fen, party=0) for day, fen in ((9, 200), (10, 30), (11, -31))),
        parties=(SELF,),
    )
    assert pairs(ledger(world)) == []


def test_a_pair_is_found_though_the_second_account_was_opened_after_the_first_statement() -> None:
    world = recognised()
    do(world, OPEN_ACCOUNT.saying(ref=OWN), OVER)
    first = imported(world, "acc1", line(6, -200))
    other = OPEN_ACCOUNT.saying(ref=OTHER, account="6222020200112233445", holder="OWN").on("acc2")
    do(world, other, OVER)
    second = imported(world, "acc2", line(6, 200, party=0), parties=(SELF,))
    assert pairs(ledger(world)) == [((second, 1), (first, 1))]


def test_a_corrected_line_stands_as_its_counter_line_and_sums_are_right() -> None:
    world = with_accounts()
    place = imported(world, "acc1", line(5, 500), line(6, -200))
    right = line(7, -150)
    command = CorrectLines(
        position=place, corrections=(LineCorrection(2, right),), reason="录入有误，按回单更正"
    )
    do(world, replace(IMPORT_PAGE, command=command, actor=SECOND), OVER)
    journal = ledger(world)
    corrected = journal.of(BankLineRow)[2:]
    assert [(one.line, one.fen, one.day) for one in corrected] == [
        (1, -200, day_number(line(6, -1).day)),
        (2, 150, day_number(right.day)),
    ]
    out = [one.fen for one in journal.of(PostingRow) if one.giver == "acc1"]
    assert sum(out) == 150


transfers = st.lists(st.tuples(st.integers(1, 25), st.integers(1, 3)), min_size=1, max_size=8)


@settings(max_examples=30, deadline=None)
@given(transfers, st.lists(st.integers(0, 3), min_size=8, max_size=8), st.booleans())
def test_every_transfer_is_paired_whichever_statement_comes_first(
    sent: list[tuple[int, int]], delays: list[int], other_first: bool
) -> None:
    sent = sorted(sent)
    got = sorted((day + delay, fen) for (day, fen), delay in zip(sent, delays, strict=False))
    out = [line(day, -fen) for day, fen in sent]
    into = [line(day, fen, party=0) for day, fen in got]
    world = with_accounts()
    if other_first:
        imported(world, "acc2", *into, parties=(SELF,))
    imported(world, "acc1", *out)
    if not other_first:
        imported(world, "acc2", *into, parties=(SELF,))
    journal = ledger(world)
    found = pairs(journal)
    taken = [place for pair in found for place in pair]
    assert len(set(taken)) == len(taken)
    assert all(one.giver == "acc1" and one.taker == "acc2" for one in journal.of(PostingRow))
    assert len(found) == len(sent)
