"""Traces through mixed accounts are what a plain definition says, however the statements came."""

from random import Random

from hypothesis import given
from hypothesis.strategies import integers

from projections.tracing.answer import Trace, TracedPosting
from projections.tracing.statement import MOVED_UNSEEN
from projections.tracing.tracing import trace
from tests.support.citing import invariant
from tests.support.mixed_accounts import DARK, HELD, Told, mixed_world, told, truly_moved

seeds = integers(0, 2**32)


NOTHING = TracedPosting((0, 0), None, "", "", 0, 0, 0, 0, 0, 0, 0, False, False, (0, 0, 0))


def by_happening(found: Trace, tale: Told) -> dict[int, TracedPosting]:
    """The postings, each under what it tells of; what moved none of the traced money is absent."""
    return {
        tale.of[place]: one
        for one in found.postings
        if MOVED_UNSEEN not in one.giver + one.taker
        for place in (one.place, one.other_place)
        if place
    }


def values(one: TracedPosting) -> tuple[int | None, int, int]:
    return one.fifo, one.prorata, one.libr


@given(seeds)
def test_each_payment_is_traced_as_the_plain_definition_says(seed: int) -> None:
    chance = Random(seed)
    world = mixed_world(chance)
    tale = told(world, chance)
    found = by_happening(trace(tale.lines), tale)
    for number, moved in enumerate(truly_moved(world)):
        if world[number].day:
            one = found.get(number, NOTHING)
            assert values(one) == moved
            assert (one.min, one.max) == (min(moved), max(moved))


@given(seeds)
def test_whatever_came_back_from_the_dark_lies_between_least_and_most(seed: int) -> None:
    chance = Random(seed)
    world = mixed_world(chance, back=True)
    tale = told(world, chance)
    found = by_happening(trace(tale.lines), tale)
    for number, moved in enumerate(truly_moved(world, chance)):
        if world[number].day:
            one = found.get(number, NOTHING)
            assert one.min <= min(moved)
            assert max(moved) <= one.max <= one.fen
            for least, truly, most in zip(values(one), moved, one.highest, strict=True):
                assert least is not None and most is not None and least <= truly <= most


@given(seeds)
def test_the_order_of_import_is_nothing_to_a_trace(seed: int) -> None:
    chance = Random(seed)
    world = mixed_world(chance, back=True)
    answers = []
    for _ in range(2):
        tale = told(world, chance)
        found = trace(tale.lines)
        postings = {
            number: (values(one), one.min, one.max, one.tie, one.entered)
            for number, one in by_happening(found, tale).items()
        }
        doubts = sorted((one.kind, one.account, one.day, one.fen) for one in found.doubts)
        answers.append((postings, found.left, doubts, found.entered))
    assert answers[0] == answers[1]


@invariant(53)
@given(seeds)
def test_what_entered_is_what_went_out_and_what_is_left(seed: int) -> None:
    chance = Random(seed)
    found = trace(told(mixed_world(chance, back=True), chance).lines)
    for method in ("fifo", "prorata", "libr"):
        assert sum(getattr(one, method) for one in found.left) == found.entered
    for left in found.left:
        assert 0 <= left.min <= min(left.fifo or 0, left.prorata, left.libr)
        assert left.max <= left.fen
    for one in found.postings:
        assert 0 <= one.min <= min(one.fifo or 0, one.prorata, one.libr)
        assert max(one.fifo or 0, one.prorata, one.libr) <= one.max <= one.fen


@given(seeds)
def test_a_later_day_never_changes_what_was_paid_before(seed: int) -> None:
    chance = Random(seed)
    world = mixed_world(chance, back=True)
    tale = told(world, chance)
    whole = by_happening(trace(tale.lines), tale)
    day = chance.randint(1, 30)
    before = by_happening(trace([one for one in tale.lines if one.day <= day]), tale)
    assert before == {number: one for number, one in whole.items() if one.day <= day}


@given(seeds)
def test_without_balances_what_is_missing_is_named_and_nothing_is_refused(seed: int) -> None:
    chance = Random(seed)
    world = mixed_world(chance)
    found = trace(told(world, chance, balances=False).lines)
    short = {one.account: 0 for one in found.doubts}
    for one in found.doubts:
        assert one.kind == "SHORTAGE"
        short[one.account] += one.fen
    opened = {one.taker: one.fen for one in world if not one.day}
    for account, fen in short.items():
        assert 0 < fen <= opened[account]
    assert {one.account for one in found.left} <= {*HELD, *DARK}
