"""A trace reads what is within reach of the money, and answers as if it had read everything."""

from random import Random

from hypothesis import given
from hypothesis.strategies import integers

from projections.tracing.tracing import trace
from services.queries.tracing.answers import TraceAnswer
from services.queries.tracing.backward import traced_back
from services.queries.tracing.diagram import drawn_trace
from services.queries.tracing.forward import trace_answer, traced
from services.queries.tracing.traced_money import TracedMoney, parsed
from tests.support.ledger_tables import (
    PROJECT,
    LedgerInMemory,
    allocation,
    bank_account,
    bank_line,
    of_world,
    tranche,
)
from tests.support.mixed_accounts import HELD, mixed_world, told

A, B, C = HELD
MOMENTS = ("2026-01-01", "2026-01-01T00:00:00Z")
PROJECTS_MONEY = TracedMoney("project", PROJECT)
seeds = integers(0, 2**32)


def everything(account: str) -> bool:
    return True


def answer(ledger: LedgerInMemory, money: str = f"project:{PROJECT}", **at: int) -> TraceAnswer:
    named = parsed(money)
    assert named is not None
    found = traced(ledger.at(**at), everything, named)
    assert found is not None
    return trace_answer(found, MOMENTS)


@given(seeds)
def test_reading_what_is_within_reach_gives_what_reading_everything_does(seed: int) -> None:
    """Of payments of one day into the dark, those beyond reach can only widen what may be."""
    world = mixed_world(Random(seed), moves=12, back=True)
    ledger = of_world(world, Random(seed))
    whole = {one.place: one for one in trace(told(world, Random(seed)).lines).postings}
    found = traced(ledger.at(), everything, PROJECTS_MONEY)
    assert found is not None
    for one in found.found.postings:
        most = whole[one.place].max
        assert one.max <= most
        assert (one.fifo, one.prorata, one.libr, one.min) == (
            whole[one.place].fifo,
            whole[one.place].prorata,
            whole[one.place].libr,
            whole[one.place].min,
        )
    reached = {one.place for one in found.found.postings}
    assert not any(one.prorata for place, one in whole.items() if place not in reached)


@given(seeds)
def test_the_parts_that_allocations_gave_are_the_whole_by_first_in_first_out(seed: int) -> None:
    chance = Random(seed)
    world = mixed_world(chance, moves=12)
    ledger = of_world(world, chance)
    given_out = sum(one.fen for one in world if one.marked)
    cut = chance.randint(0, given_out)
    ledger.add(allocation((8001, 1), 0, cut), allocation((8002, 1), 1, given_out - cut))
    names = (f"project:{PROJECT}", "allocation:8001", "allocation:8002")
    whole, *parts = (
        {one.lines: one.fifo or 0 for one in answer(ledger, name).payments} for name in names
    )
    for lines, fifo in whole.items():
        assert sum(part.get(lines, 0) for part in parts) == fifo


@given(seeds)
def test_what_came_of_an_allocation_is_its_forward_trace_at_the_payment(seed: int) -> None:
    chance = Random(seed)
    world = mixed_world(chance, moves=12, back=True)
    ledger = of_world(world, chance)
    given_out = sum(one.fen for one in world if one.marked)
    ledger.add(allocation((8001, 1), 0, given_out // 3), allocation((8002, 1), 1, given_out))
    for name in ("8001:1", "8002:1"):
        forward = traced(ledger.at(), everything, TracedMoney("allocation", name))
        assert forward is not None
        for one in forward.found.postings:
            back = traced_back(ledger.at(), everything, one.place, MOMENTS)
            assert back is not None
            [from_here] = [each for each in back.allocations if each.allocation == name]
            assert (from_here.fifo, from_here.prorata, from_here.libr) == (
                one.fifo,
                one.prorata,
                one.libr,
            )
            assert (from_here.min, from_here.max) == (one.min, one.max)


SOME = (
    bank_account(A),
    bank_account(B, holder="OTHER"),
    tranche((20, 1), 1, 100),
    allocation((10, 1), 0, 60),
    allocation((11, 1), 0, 40),
    bank_line((30, 1), A, 1, 100, settles="20:1"),
    bank_line((30, 2), A, 2, -80, B),
    bank_line((31, 1), B, 2, 80, A),
    bank_line((31, 2), B, 3, -80, "dark"),
    bank_line((30, 3), A, 9, 50, "dark"),
)


def test_of_two_allocations_the_earlier_is_used_up_first() -> None:
    ledger = LedgerInMemory(SOME)
    first, second = answer(ledger, "allocation:10"), answer(ledger, "allocation:11:1")
    assert (first.entered, second.entered) == (60, 40)
    back = traced_back(ledger.at(), everything, (31, 2), MOMENTS)
    assert back is not None
    assert [(one.allocation, one.document_no, one.fifo) for one in back.allocations] == [
        ("10:1", "doc 10", 60),
        ("11:1", "doc 11", 20),
    ]


def test_an_account_that_the_reader_is_not_shown_is_in_the_dark_and_none_of_its_lines_is_read() -> (
    None
):
    ledger = LedgerInMemory(SOME)
    found = traced(
        ledger.at(),
        lambda case: case in (f"bank-accounts/{A}", f"fund-projects/{PROJECT}"),
        PROJECTS_MONEY,
    )
    assert found is not None
    told_of = trace_answer(found, MOMENTS)
    assert [one.place for one in found.found.postings] == [(30, 1), (30, 2)]
    assert told_of.parties[f"ref-{B}"].held is False
    assert B not in repr(told_of).replace(f"ref-{B}", "")


def test_what_comes_back_through_an_account_that_nobody_has_shown_is_within_reach() -> None:
    ledger = LedgerInMemory([*SOME, bank_account(C), bank_line((40, 1), C, 12, 70, "dark")])
    [back] = [one for one in answer(ledger).payments if one.lines == ("40:1",)]
    assert (back.min, back.max) == (0, 70)


def test_as_of_a_day_and_as_known_at_a_moment() -> None:
    late = bank_line((50, 1), B, 4, 7, settles="21:1", recorded_at=500)
    ledger = LedgerInMemory([*SOME, tranche((21, 1), 4, 7), late])
    assert answer(ledger, day=2).payments == answer(ledger).payments[:2]
    assert answer(ledger, known=499).unsettled == ("21:1",)
    assert (answer(ledger).entered, answer(ledger, known=499).entered) == (107, 100)


def test_a_trace_names_who_stands_on_either_side_by_kind_and_last_digits_alone() -> None:
    told_of = answer(LedgerInMemory(SOME))
    assert told_of.parties[A].words.zh.startswith("中心账户")
    assert told_of.parties["dark"].words.zh.startswith("未知对方")
    assert {one.kind for one in told_of.doubts} == {"CAME_BACK"}


def test_the_diagram_of_a_trace_says_in_words_what_came_back() -> None:
    found = traced(LedgerInMemory(SOME).at(), everything, PROJECTS_MONEY)
    assert found is not None
    picture = drawn_trace(found, MOMENTS)
    [back] = [one for one in picture.ribbons if picture.nodes[one.taker].visit == 2]
    assert picture.nodes[back.taker].words.zh.endswith("回流")
    assert (back.lines, back.min, back.max) == (("30:3",), 0, 50)


def test_what_names_no_money_is_none() -> None:
    assert [parsed(one) for one in ("source:tax", "allocation:x", "project:", "fund:1", "")] == [
        None
    ] * 5
