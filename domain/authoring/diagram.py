"""Draws a regulation as SVG: stages are boxes, steps are arrows with who and under which rule."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from msgspec import Struct

from domain.authoring.diagram_layout import ArrowRow, Chart, StageBlock, charts
from domain.regulation.rules import Rules

BOX, HEAD, LINE, GAP, MARGIN = 132, 34, 44, 22, 24
END_BOX = 112
"""Width of the box of a stage that ends a case."""
LANE = 14
"""Distance between the lines that lead to stages further away."""
STYLE = """
text { font: 14px "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; fill: #1d2733 }
.head { font-size: 18px; font-weight: bold }
.stage { font-weight: bold; text-anchor: middle }
.under { font-size: 11px; fill: #5b6b7c }
rect { fill: #eef4fb; stroke: #3d6fa5; rx: 6 }
.end { fill: #f6f1e7; stroke: #9a7b3c }
path { fill: none; stroke: #3d6fa5; stroke-width: 1.4 }
.to { marker-end: url(#arrow) }
"""
ARROW = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7"'
    ' markerHeight="7" orient="auto"><path d="M0,0 8,4 0,8z" style="fill:#3d6fa5"/></marker></defs>'
)


class Plan(Struct, frozen=True):
    """Where things stand: the top of each block, how far the labels reach, and the line that leads
    to each stage from afar."""

    tops: dict[str, int]
    label: int
    lanes: dict[str, int]
    bottom: int

    @property
    def width(self) -> int:
        return self.label + END_BOX + LANE * (len(self.lanes) + 2) + MARGIN


def diagram(rules: Rules) -> str:
    """The SVG of a regulation, one chart below the other."""
    drawn, top, width = [], MARGIN + 30, 0
    for chart in charts(rules):
        plan = planned(chart, top)
        drawn += list(drawn_chart(chart, plan))
        top, width = plan.bottom + 2 * MARGIN, max(width, plan.width)
    title = f"《{rules.about.title}》{rules.about.code}"
    heading = lettering(MARGIN, MARGIN + 8, title, "head")
    size = f'width="{width}" height="{top}" viewBox="0 0 {width} {top}"'
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">'
    named = f"<title>{escape(title)}</title>"
    return "\n".join(
        [opening, named, f"<style>{STYLE}</style>", ARROW, heading, *drawn, "</svg>\n"]
    )


def planned(chart: Chart, top: int) -> Plan:
    tops: dict[str, int] = {}
    top += HEAD
    for block in chart.blocks:
        tops[block.stage] = top
        top += height(block) + GAP
    rows = [row for block in chart.blocks for row in block.rows]
    longest = max(max(width_of(row.said, 14), width_of(row.under, 11)) for row in rows)
    distant = [row.to for row in rows if row.to in tops]
    label = MARGIN + BOX + longest + 2 * GAP
    first = label + END_BOX + LANE
    lanes = {stage: first + LANE * n for n, stage in enumerate(dict.fromkeys(distant)) if stage}
    return Plan(tops, label, lanes, top)


def height(block: StageBlock) -> int:
    return HEAD + LINE * len(block.rows)


def width_of(said: str, size: int) -> int:
    """About how long a text is; Chinese characters are as wide as they are high."""
    return round(sum(size if ord(char) > 0x2E7F else size * 0.62 for char in said))


def drawn_chart(chart: Chart, plan: Plan) -> Iterator[str]:
    first = plan.tops[chart.blocks[0].stage]
    yield lettering(MARGIN, first - 12, chart.title, "stage", 'style="text-anchor:start"')
    for block in chart.blocks:
        top = plan.tops[block.stage]
        yield box(MARGIN, top, BOX, height(block), block.title)
        for number, row in enumerate(block.rows):
            yield from arrow(row, top + HEAD + LINE * number, plan)
    for stage, lane in plan.lanes.items():
        yield from lane_to(stage, lane, chart, plan)


def arrow(row: ArrowRow, top: int, plan: Plan) -> Iterator[str]:
    """The labels of one step, and its line to the end of the case, or to a lane."""
    left, line = MARGIN + BOX, top + LINE // 2
    yield lettering(left + 10, line - 4, row.said)
    yield lettering(left + 10, line + 14, row.under, "under")
    if row.to is None:
        yield stroke(f"M{left},{line}h{plan.label - left - GAP}", "")
    elif row.to in plan.lanes:
        yield stroke(f"M{left},{line}H{plan.lanes[row.to]}", "")
    else:
        yield stroke(f"M{left},{line}H{plan.label}", "to")
        yield box(plan.label, line - 13, END_BOX, 26, row.called, "end")


def lane_to(stage: str, lane: int, chart: Chart, plan: Plan) -> Iterator[str]:
    """The line that gathers all steps to one stage, into its head."""
    lines = [
        plan.tops[block.stage] + HEAD + LINE * number + LINE // 2
        for block in chart.blocks
        for number, row in enumerate(block.rows)
        if row.to == stage
    ]
    into = plan.tops[stage] + HEAD // 2
    yield stroke(f"M{lane},{min(*lines, into)}V{max(*lines, into)}", "")
    yield stroke(f"M{lane},{into}H{MARGIN + BOX}", "to")


def box(left: int, top: int, width: int, height: int, title: str, kind: str = "") -> str:
    rect = f'<rect class="{kind}" x="{left}" y="{top}" width="{width}" height="{height}"/>'
    return rect + lettering(left + width // 2, top + min(height // 2 + 5, 22), title, "stage")


def stroke(way: str, kind: str) -> str:
    return f'<path class="{kind}" d={quoteattr(way)}/>'


def lettering(left: int, top: int, said: str, kind: str = "", more: str = "") -> str:
    return f'<text class="{kind}" x="{left}" y="{top}" {more}>{escape(said)}</text>'
