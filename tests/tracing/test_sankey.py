"""The Sankey diagram of a trace says what the trace says, and never goes in a circle."""

from collections import Counter
from graphlib import TopologicalSorter
from random import Random

from hypothesis import given
from hypothesis.strategies import integers

from projections.tracing.sankey import Sankey, SankeyNode, sankey
from projections.tracing.tracing import trace
from tests.support.mixed_accounts import Happening, mixed_world, told

seeds = integers(0, 2**32)


def drawn(seed: int, most: int) -> tuple[Sankey, Sankey]:
    chance = Random(seed)
    found = trace(told(mixed_world(chance, moves=40, back=True), chance).lines)
    return sankey(found.postings, kind, most), sankey(found.postings, kind, 10**6)


def kind(account: str) -> str:
    return "FIRM" if account.startswith("dark") else "OWN"


@given(seeds, integers(1, 12))
def test_no_money_goes_in_a_circle(seed: int, most: int) -> None:
    picture, _ = drawn(seed, most)
    order: TopologicalSorter[SankeyNode] = TopologicalSorter()
    for one in picture.ribbons:
        order.add(one.taker, one.giver)
    assert {*order.static_order()} == {*picture.nodes}


@given(seeds, integers(1, 12))
def test_what_is_not_drawn_by_name_is_among_the_others(seed: int, most: int) -> None:
    picture, whole = drawn(seed, most)
    for method in ("payments", "fen", "fifo", "prorata", "libr"):
        assert sum(getattr(one, method) for one in picture.ribbons) == sum(
            getattr(one, method) for one in whole.ribbons
        )
    places = Counter(place for one in picture.ribbons for place in one.places)
    assert places == Counter(place for one in whole.ribbons for place in one.places)
    named = [one for one in picture.ribbons if one.taker.account]
    assert len(named) <= most
    assert all(one.min <= (one.fifo or 0) <= one.max <= one.fen for one in picture.ribbons)


ROUND = [
    Happening(1, "", "account-a", 50, True),
    Happening(2, "account-a", "account-b", 50, False),
    Happening(3, "account-b", "account-a", 50, False),
    Happening(4, "account-a", "dark-x", 50, False),
]


def test_money_that_comes_back_ends_in_a_node_of_its_own() -> None:
    found = trace(told(ROUND, Random(1)).lines)
    ribbons = {(one.giver, one.taker, one.fifo) for one in sankey(found.postings, kind).ribbons}
    own, other = SankeyNode("account-a", 1), SankeyNode("account-b", 1)
    assert ribbons == {
        (SankeyNode("", 0), own, 50),
        (own, other, 50),
        (other, SankeyNode("account-a", 2), 50),
        (own, SankeyNode("dark-x", 1), 50),
    }
