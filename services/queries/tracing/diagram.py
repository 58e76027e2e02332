"""The Sankey diagram of a trace, in words."""

from domain.refusal import Text
from projections.tracing.sankey import SankeyNode, SankeyRibbon, sankey
from services.queries.tracing.answers import SankeyAnswer, SankeyNodeShown, SankeyRibbonShown
from services.queries.tracing.forward import Moments, Traced, place_name
from services.queries.tracing.held_accounts import HOLDERS, PARTY_KINDS, PartyShown
from services.queries.tracing.naming import parties_shown

FROM_NOBODY = Text("来源未列明", "from nobody named")


def drawn_trace(one: Traced, moments: Moments) -> SankeyAnswer:
    """Nodes and ribbons; a return is a node of its own."""
    names = {name for each in one.found.postings for name in (each.giver, each.taker)}
    parties = parties_shown(one.ledger, one.held, names)
    picture = sankey(one.found.postings, lambda account: parties[account].kind)
    nth = {node: at for at, node in enumerate(picture.nodes)}
    return SankeyAnswer(
        of=str(one.money),
        as_of=moments[0],
        known_at=moments[1],
        entered=one.found.entered,
        nodes=tuple(node_shown(node, parties) for node in picture.nodes),
        ribbons=tuple(ribbon_shown(each, nth) for each in picture.ribbons),
    )


def node_shown(node: SankeyNode, parties: dict[str, PartyShown]) -> SankeyNodeShown:
    kind = node.kind or parties[node.account].kind
    return SankeyNodeShown(node.account, node.visit, kind, node_words(node, parties))


def node_words(node: SankeyNode, parties: dict[str, PartyShown]) -> Text:
    if node.kind:
        kind = (PARTY_KINDS | HOLDERS).get(node.kind, PARTY_KINDS["UNKNOWN"])
        return Text(f"其他{kind.zh}", f"others: {kind.en}")
    if not node.account and not node.visit:
        return FROM_NOBODY
    words = parties[node.account].words
    return Text(f"{words.zh}回流", f"{words.en}, come back") if node.visit > 1 else words


def ribbon_shown(one: SankeyRibbon, nth: dict[SankeyNode, int]) -> SankeyRibbonShown:
    return SankeyRibbonShown(
        nth[one.giver],
        nth[one.taker],
        one.payments,
        one.fen,
        one.fifo,
        one.prorata,
        one.libr,
        one.min,
        one.max,
        tuple(place_name(place) for place in one.places),
    )
