"""What a trace cannot know it names, and goes on: orders that contradict, gaps, one-sided lines."""

from itertools import count

from pytest import MonkeyPatch

from projections.tracing import following
from projections.tracing.answer import Trace, TracedPosting
from projections.tracing.statement import MOVED_UNSEEN, StatementLine
from projections.tracing.tracing import trace

A, B, DARK = "account-a", "account-b", "dark"


def page(
    position: int, account: str, *lines: tuple[int, int, str, int | None]
) -> list[StatementLine]:
    """Lines as (day, fen, other, balance); what goes out is less than nothing."""
    return [
        StatementLine(
            (position, line), account, day, "in" if fen > 0 else "out", abs(fen), other, balance
        )
        for line, (day, fen, other, balance) in enumerate(lines, start=1)
    ]


def marking(
    lines: list[StatementLine], place: tuple[int, int], fen: int = 0
) -> list[StatementLine]:
    return [one._replace(marked=fen or one.fen) if one.place == place else one for one in lines]


def at(found: Trace, place: tuple[int, int]) -> TracedPosting:
    [one] = [one for one in found.postings if place in (one.place, one.other_place)]
    return one


def doubts(found: Trace) -> list[tuple[str, tuple[int, int], int]]:
    return [(one.kind, one.place, one.fen) for one in found.doubts]


def test_two_banks_that_contradict_each_other_are_named_and_the_earliest_goes_first() -> None:
    """Each says that it has paid only what it had from the other."""
    lines = page(1, A, (1, 100, "", None), (2, 7, B, None), (2, -9, B, None))
    lines += page(2, B, (2, 9, A, None), (2, -7, A, None))
    found = trace(marking(lines, (1, 1)))
    assert doubts(found) == [("ORDER", (1, 3), 9)]
    assert (at(found, (1, 3)).fifo, at(found, (1, 3)).prorata) == (9, 9)
    assert [one.fifo for one in found.left] == [98, 2]


def test_what_the_other_statement_does_not_show_goes_into_the_dark_and_may_come_back() -> None:
    lines = page(1, A, (1, 100, "", 100), (2, -60, B, 40), (9, 50, B, 90), (10, -90, DARK, 0))
    lines += page(2, B, (5, 30, "", 30))
    found = trace(marking(lines, (1, 1)))
    assert doubts(found) == [
        ("ONE_SIDE", (1, 2), 60),
        ("CAME_BACK", (1, 3), 50),
        ("ONE_SIDE", (1, 3), 50),
    ]
    assert (at(found, (1, 3)).min, at(found, (1, 3)).max) == (0, 50)
    assert (at(found, (1, 4)).min, at(found, (1, 4)).max) == (40, 90)
    assert sum(one.fifo or 0 for one in found.left) == 100


def test_each_return_from_the_dark_is_at_most_what_was_put_there() -> None:
    """The first may have brought nothing, so the second may have brought all."""
    lines = page(1, A, (1, 30, "", 30), (2, -30, DARK, 0), (3, 20, DARK, 20), (4, 90, DARK, 110))
    found = trace(marking(lines, (1, 1)))
    assert [(at(found, (1, n)).min, at(found, (1, n)).max) for n in (3, 4)] == [(0, 20), (0, 30)]


def test_what_the_balances_say_moved_between_two_pages_is_a_gap() -> None:
    lines = page(1, A, (1, 100, "", 100)) + page(2, A, (40, -10, DARK, 20), (41, 5, "", 25))
    found = trace(marking(lines, (1, 1)))
    assert doubts(found) == [("GAP", (2, 1), 70)]
    unseen = next(one for one in found.postings if one.taker == MOVED_UNSEEN + A)
    assert (unseen.fen, unseen.fifo, at_least(found, (2, 1))) == (70, 70, 10)


def at_least(found: Trace, place: tuple[int, int]) -> int:
    there = (one for one in found.postings if one.place == place)
    return next(one.min for one in there if one.taker != MOVED_UNSEEN + A)


def test_what_was_there_before_the_first_page_is_paid_first_by_first_in_first_out() -> None:
    lines = page(1, A, (1, 100, "", 150), (2, -60, DARK, 90))
    found = trace(marking(lines, (1, 1)))
    assert doubts(found) == [("OPENING", (1, 1), 50)]
    paid = at(found, (1, 2))
    assert (paid.fifo, paid.prorata, paid.libr, paid.min, paid.max) == (10, 40, 10, 10, 40)


def test_half_a_fen_is_given_to_the_traced_money_and_named() -> None:
    lines = page(1, A, (1, 1, "", None), (1, 1, "", None), (2, -1, DARK, None), (2, -1, DARK, None))
    found = trace(marking(lines, (1, 1)))
    assert [(one.prorata, one.tie) for one in found.postings] == [
        (1, False),
        (1, True),
        (0, False),
    ]


def test_an_allocation_that_is_part_of_an_incoming_line_is_traced_as_that_part() -> None:
    lines = page(1, A, (1, 100, "", None), (2, -50, DARK, None))
    paid = at(trace(marking(lines, (1, 1), fen=40)), (1, 2))
    assert (paid.fifo, paid.prorata, paid.libr) == (40, 20, 0)


def test_a_tranche_from_an_account_that_is_shown_too_is_traced_from_where_it_comes_in() -> None:
    lines = page(1, A, (1, 100, "", None), (2, -60, B, None))
    lines += page(2, B, (2, 60, A, None), (3, -60, DARK, None))
    found = trace(marking(lines, (2, 1)))
    assert [(one.place, one.giver, one.entered, one.fifo) for one in found.postings] == [
        ((2, 1), A, True, 60),
        ((2, 2), B, False, 60),
    ]


def test_a_correction_takes_the_wrong_line_away_and_puts_the_right_one_there() -> None:
    lines = page(1, A, (1, 100, "", None), (2, -60, DARK, None), (3, -40, "", None))
    counter = lines[1]._replace(place=(5, 1), fen=-60)
    right = lines[1]._replace(place=(5, 2), fen=6)
    found = trace([counter, right, *marking(lines, (1, 1))])
    assert [(one.place, one.fen, one.fifo) for one in found.postings[1:]] == [
        ((5, 2), 6, 6),
        ((1, 3), 40, 40),
    ]


def test_pages_of_one_day_join_by_their_balances() -> None:
    lines = (
        page(9, A, (1, 100, "", 100)) + page(7, A, (1, -40, DARK, 60)) + page(8, A, (1, 9, "", 69))
    )
    found = trace(marking(lines, (9, 1)))
    assert (doubts(found), at(found, (7, 1)).fifo) == ([], 40)


def test_accounts_that_send_the_same_layers_to_and_fro_are_too_mixed(
    monkeypatch: MonkeyPatch,
) -> None:
    """From there on the interval is over the other two methods."""
    monkeypatch.setattr(following, "MOVES_A_LINE", 2)
    ins = [(1, 1, "", None)] * 20
    going = [(2 + n, -20, B, None) for n in range(0, 9, 2)]
    coming = [(3 + n, 20, B, None) for n in range(0, 9, 2)]
    to_and_fro = [one for both in zip(going, coming, strict=True) for one in both]
    lines = page(1, A, *ins, *to_and_fro)
    nth = count(1)
    lines += [
        StatementLine((2, next(nth)), B, day, "in" if fen < 0 else "out", 20, A)
        for day, fen, _, _ in to_and_fro
    ]
    found = trace(
        [one._replace(marked=one.place[1] % 2) if one.place < (1, 21) else one for one in lines]
    )
    assert [one.kind for one in found.doubts] == ["TOO_MIXED"]
    last = found.postings[-1]
    assert (last.fifo, last.prorata, last.libr, last.min, last.max) == (None, 10, 10, 10, 10)
    assert found.postings[10].fifo == 10
