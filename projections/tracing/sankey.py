"""Sankey diagram of a trace: nodes and ribbons, without a circle, the largest ones by name.

Accounts are ranked by when the traced money first came to them. Money that goes on goes to a later
one; what goes to an earlier one has come back, and ends in a node of its own: the account's second
visit. So the diagram has no circles, whatever the money did.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from projections.ledger.postings import LinePlace
from projections.tracing.answer import Methods, TracedPosting, interval

MOST_RIBBONS = 40


class SankeyNode(Struct, frozen=True, order=True):
    """An account and its visit (2: the money came back to it). Without an account the others of a
    `kind`, or with none of it those whom no statement names: 0 who pay, 1 who are paid."""

    account: str
    visit: int
    kind: str = ""


class SankeyRibbon(Struct, frozen=True):
    """What went from one node to another, in so many payments of `fen` in all: traced money at
    least and at most, and by each method. `places` are its evidence."""

    giver: SankeyNode
    taker: SankeyNode
    payments: int
    fen: int
    fifo: int | None
    prorata: int
    libr: int
    min: int
    max: int
    places: tuple[LinePlace, ...]


class Sankey(Struct, frozen=True):
    nodes: tuple[SankeyNode, ...]
    ribbons: tuple[SankeyRibbon, ...]


RibbonEnds = tuple[SankeyNode, SankeyNode]
KindOf = Callable[[str], str]


def sankey(postings: Iterable[TracedPosting], kind_of: KindOf, most: int = MOST_RIBBONS) -> Sankey:
    """The `most` largest ribbons; the others together, by the kinds of those at their ends."""
    whole = _by_ends(postings)
    largest = sorted(whole, key=lambda ends: (-_ribbon(ends, whole[ends]).max, ends))[:most]
    named = {node for ends in largest for node in ends}
    drawn: dict[RibbonEnds, list[TracedPosting]] = {ends: whole[ends] for ends in largest}
    for ends in whole:
        if ends not in drawn:
            drawn.setdefault(_among_others(ends, named, kind_of), []).extend(whole[ends])
    ribbons = tuple(_ribbon(ends, found) for ends, found in drawn.items())
    nodes = dict.fromkeys(node for ends in drawn for node in ends)
    return Sankey(tuple(nodes), ribbons)


def _by_ends(postings: Iterable[TracedPosting]) -> dict[RibbonEnds, list[TracedPosting]]:
    rank: dict[str, int] = {}
    found: dict[RibbonEnds, list[TracedPosting]] = defaultdict(list)
    for one in postings:
        for account in filter(None, (one.giver, one.taker)):
            rank.setdefault(account, len(rank))
        later = not (one.giver and one.taker) or rank[one.taker] > rank[one.giver]
        taker = SankeyNode(one.taker, 1 if later else 2)
        found[SankeyNode(one.giver, 1 if one.giver else 0), taker].append(one)
    return dict(found)


def _among_others(ends: RibbonEnds, named: set[SankeyNode], kind_of: KindOf) -> RibbonEnds:
    """Who is drawn anyhow keeps the ribbon on the giver's side."""
    giver, taker = ends
    paying = giver if giver in named else SankeyNode("", 0, kind_of(giver.account))
    return paying, SankeyNode("", 1, kind_of(taker.account))


def _ribbon(ends: RibbonEnds, found: Sequence[TracedPosting]) -> SankeyRibbon:
    """Totals are added method by method: a sum of intervals is not the interval of the sum."""
    low = _added([(one.fifo, one.prorata, one.libr) for one in found])
    high = _added([one.highest for one in found])
    least, most = interval(low, high)
    return SankeyRibbon(
        giver=ends[0],
        taker=ends[1],
        payments=len(found),
        fen=sum(one.fen for one in found),
        fifo=low[0],
        prorata=low[1],
        libr=low[2],
        min=least,
        max=most,
        places=tuple(one.place for one in found),
    )


def _added(values: Sequence[Methods]) -> Methods:
    layered = [one[0] for one in values if one[0] is not None]
    fifo = sum(layered) if len(layered) == len(values) else None
    return fifo, sum(one[1] for one in values), sum(one[2] for one in values)
