"""Mutants of a regulation file: the same with one key gone, or one value changed."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

Path = tuple[str | int, ...]
WORDS_ALONE = (
    *("title", "title_en", "article", "phrase", "gloss", "zh", "en", "document_no", "name"),
    *("assumed", "interpreted_by", "parent", "text_complete"),
)
"""What is only read by people: nothing is decided by it."""


def mutants(tables: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every change of one thing: where, and what stands there instead (None: nothing)."""
    items: Any = tables.items() if isinstance(tables, dict) else enumerate(tables)
    for key, value in items:
        if key in WORDS_ALONE or key == "case":
            continue
        here = (*path, key)
        yield here, None
        if isinstance(value, dict | list):
            yield from mutants(value, here)
        else:
            yield from ((here, other) for other in instead_of(value))


def instead_of(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, *([value - 1] if value else ())]
    if isinstance(value, date):
        return [value + timedelta(days=800)]
    return [value + "X", value[1:]] if isinstance(value, str) else []


def mutated(tables: Any, path: Path, value: Any) -> Any:
    """The tables with that one thing changed."""
    whole = deepcopy(tables)
    inner = whole
    for key in path[:-1]:
        inner = inner[key]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return whole
