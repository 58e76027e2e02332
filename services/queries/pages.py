"""Cursor pagination of a list from which some rows are filtered out after the query."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from adapters.read_model.reader import Listed

Read = Callable[[tuple[str, str] | None, int], list[Listed]]
Keep = Callable[[Listed], bool]
PagePlace = tuple[str, str]
ROWS_LOOKED_AT = 5_000


class RowPage(NamedTuple):
    """The rows of a page, and the cursor to continue after; None on the last page."""

    rows: list[Listed]
    after: PagePlace | None


def read_page(read: Read, after: PagePlace | None, limit: int, keep: Keep) -> RowPage:
    """The next rows that `keep` accepts, at most `limit`. `read` gives rows that the reader may
    see; after 5,000 of them the page ends where it is, and the next continues from there."""
    kept: list[Listed] = []
    size = limit + 1  # one more tells whether there is a next page
    for _ in range(0, ROWS_LOOKED_AT, size):
        rows = read(after, size)
        for row in filter(keep, rows):
            kept.append(row)
            if len(kept) > limit:
                return RowPage(kept[:limit], kept[limit - 1].after)
        if len(rows) < size:
            return RowPage(kept, None)
        after = rows[-1].after
    return RowPage(kept, after)


def all_listed(read: Read, size: int) -> Iterator[Listed]:
    """The rows of every page, `size` of them read at once."""
    after: PagePlace | None = None
    while True:
        rows = read(after, size)
        yield from rows
        if len(rows) < size:
            return
        after = rows[-1].after


def every(listed: Any) -> bool:
    return True
