"""Draws a Sankey diagram as SVG: nodes in columns, each ribbon a link to its evidence.

The light part of a ribbon is the most that it can be of the traced money, the dark part the least.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from markupsafe import Markup
from msgspec import Struct

PICTURE_WIDTH, PICTURE_HEIGHT = 960, 320
BAR_WIDTH, NODE_GAP, TOP, BENEATH = 12, 26, 18, 6
LABEL_WIDTH = 250
THINNEST = 2.0


class RibbonDrawn(Struct, frozen=True):
    """A ribbon from node to node, each by its place: at least and at most so many fen. `said` is
    its title, `href` where its evidence stands."""

    giver: int
    taker: int
    least: int
    most: int
    said: str
    href: str


class NodePlace(Struct):
    """Where a node is drawn, and how far down its ribbons have been laid on either side."""

    x: float
    y: float
    height: float
    taken: float = 0
    given: float = 0


def sankey_picture(labels: Sequence[str], ribbons: Sequence[RibbonDrawn], title: str) -> Markup:
    """The picture; nodes without ribbons are none."""
    columns = node_columns(len(labels), ribbons)
    through = amounts_through(len(labels), ribbons)
    scale = scale_of(columns, through)
    places = dict(nodes_placed(columns, through, scale))
    height = max((one.y + one.height for one in places.values()), default=TOP) + BENEATH
    drawn = [ribbon_path(one, places, scale) for one in ribbons]
    nodes = (node_bar(labels[at], place) for at, place in places.items())
    return Markup(
        f'<svg class="chart sankey" role="group" aria-label="{escape(title)}"'
        f' viewBox="0 0 {PICTURE_WIDTH} {height:.0f}">{"".join((*drawn, *nodes))}</svg>'
    )


def node_columns(many: int, ribbons: Sequence[RibbonDrawn]) -> list[list[int]]:
    """The nodes by how long the longest way to them is: ribbons then all lead to the right."""
    depth = [0] * many
    for _ in range(many):
        for one in ribbons:
            depth[one.taker] = max(depth[one.taker], depth[one.giver] + 1)
    columns: dict[int, list[int]] = defaultdict(list)
    for node, at in enumerate(depth):
        columns[at].append(node)
    return [columns[at] for at in sorted(columns)]


def amounts_through(many: int, ribbons: Sequence[RibbonDrawn]) -> list[int]:
    """The most that comes to each node, or goes from it."""
    taken, given = [0] * many, [0] * many
    for one in ribbons:
        taken[one.taker] += one.most
        given[one.giver] += one.most
    return [max(pair) for pair in zip(taken, given, strict=True)]


def scale_of(columns: Sequence[Sequence[int]], through: Sequence[int]) -> float:
    """Points for a fen, so that the fullest column has PICTURE_HEIGHT of bars."""
    fullest = max((sum(through[node] for node in nodes) for nodes in columns), default=0)
    return PICTURE_HEIGHT / max(fullest, 1)


def nodes_placed(
    columns: Sequence[Sequence[int]], through: Sequence[int], scale: float
) -> Iterator[tuple[int, NodePlace]]:
    apart = (PICTURE_WIDTH - LABEL_WIDTH - BAR_WIDTH) / max(len(columns) - 1, 1)
    for at, nodes in enumerate(columns):
        y: float = TOP
        for node in nodes:
            height = max(THINNEST, through[node] * scale)
            yield node, NodePlace(at * apart, y, height)
            y += height + NODE_GAP


def ribbon_path(one: RibbonDrawn, places: Mapping[int, NodePlace], scale: float) -> str:
    giver, taker = places[one.giver], places[one.taker]
    most, least = max(THINNEST, one.most * scale), one.least * scale
    start, end = giver.y + giver.given, taker.y + taker.taken
    giver.given += one.most * scale
    taker.taken += one.most * scale
    x, to = giver.x + BAR_WIDTH, taker.x
    light = f'<path class="most" d="{band(x, start, to, end, most)}"/>'
    dark = f'<path class="least" d="{band(x, start, to, end, least)}"/>' if least else ""
    said = escape(one.said)
    return (
        f'<a href="{escape(one.href)}" aria-label="{said}"><title>{said}</title>{light}{dark}</a>'
    )


def band(x: float, y: float, to_x: float, to_y: float, high: float) -> str:
    """A band of one height that leaves and arrives level."""
    middle = (x + to_x) / 2
    return (
        f"M{x:.1f} {y:.1f}C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
        f"v{high:.1f}C{middle:.1f} {to_y + high:.1f} {middle:.1f} {y + high:.1f}"
        f" {x:.1f} {y + high:.1f}z"
    )


def node_bar(label: str, place: NodePlace) -> str:
    return (
        f'<rect class="bar" x="{place.x:.1f}" y="{place.y:.1f}" width="{BAR_WIDTH}"'
        f' height="{place.height:.1f}"/>'
        f'<text x="{place.x:.1f}" y="{place.y - 5:.1f}">{escape(label)}</text>'
    )
