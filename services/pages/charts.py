"""Charts as SVG made here: every bar is a link, and its number stands beside it; no script runs.
Who cannot see them reads the same in the table beneath."""

from collections.abc import Iterable, Sequence
from html import escape

from markupsafe import Markup
from msgspec import Struct

CHART_WIDTH = 640
LABEL_SPACE, NUMBER_SPACE = 190, 70
"""Of the width, for the words before a bar and the number behind it."""
STEP, THICK = 34, 22
LONGEST_LABEL = 13
TALL, FOOT = 180, 52
WIDEST_COLUMN = 90


class Bar(Struct, frozen=True):
    """A bar: what it is of, how much, and where more of it stands (nowhere: "")."""

    label: str
    count: int
    href: str = ""

    @property
    def said(self) -> str:
        return f"{self.label}：{self.count:,}"


def bars(rows: Sequence[Bar], title: str) -> Markup:
    """A bar for each row, one below the other, the largest as wide as there is place."""
    most = max((row.count for row in rows), default=1)
    drawn = (lying_bar(row, STEP * place + 4, most) for place, row in enumerate(rows))
    return picture(drawn, title, STEP * len(rows) + 6)


def lying_bar(row: Bar, y: int, most: int) -> str:
    width = max(2, round((CHART_WIDTH - LABEL_SPACE - NUMBER_SPACE) * row.count / most))
    return linked_bar(
        row,
        f'<rect class="hit" x="0" y="{y - 4}" width="{CHART_WIDTH}" height="{STEP}"/>'
        f'<text class="of" x="{LABEL_SPACE - 10}" y="{y + 17}">{escape(cut(row.label))}</text>'
        f'<rect class="bar" x="{LABEL_SPACE}" y="{y}" width="{width}" height="{THICK}"/>'
        f'<text x="{LABEL_SPACE + width + 8}" y="{y + 17}">{row.count:,}</text>',
    )


def columns(rows: Sequence[Bar], title: str) -> Markup:
    """A column for each row, from left to right: for years and months."""
    most = max((row.count for row in rows), default=1)
    each = CHART_WIDTH / max(len(rows), 1)
    every = max(1, -(-len(rows) // 9))  # which of many labels there is place for
    drawn = (
        standing_bar(row, each * place, each, most, named=place % every == 0)
        for place, row in enumerate(rows)
    )
    return picture(drawn, title, TALL + FOOT)


def standing_bar(row: Bar, x: float, each: float, most: int, named: bool) -> str:
    height = max(2, round((TALL - 26) * row.count / most))
    wide, middle, top = min(each * 0.7, WIDEST_COLUMN), x + each / 2, TALL - height
    label = f'<text class="mid" x="{middle:.0f}" y="{TALL + 24}">{escape(cut(row.label))}</text>'
    number = f'<text class="mid" x="{middle:.0f}" y="{top - 7}">{row.count:,}</text>'
    return linked_bar(
        row,
        f'<rect class="hit" x="{x:.1f}" y="0" width="{each:.1f}" height="{TALL + FOOT}"/>'
        f'<rect class="bar" x="{middle - wide / 2:.1f}" y="{top}" width="{wide:.1f}"'
        f' height="{height}"/>{label if named else ""}{number}',
    )


def linked_bar(row: Bar, drawn: str) -> str:
    said = escape(row.said)
    drawn = f"<title>{said}</title>{drawn}"
    if not row.href:
        return f"<g>{drawn}</g>"
    return f'<a href="{escape(row.href)}">{drawn}</a>'


def picture(drawn: Iterable[str], title: str, height: int) -> Markup:
    inside = "".join(drawn)
    return Markup(
        f'<svg class="chart" role="group" aria-label="{escape(title)}"'
        f' viewBox="0 0 {CHART_WIDTH} {height}">{inside}</svg>'
    )


def cut(label: str) -> str:
    """A label as far as there is place; the whole of it is the bar's title."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
