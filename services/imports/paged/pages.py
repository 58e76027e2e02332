"""Gathers lines into pages, at most 1,000 of a file's lines each, and makes their commands.

Pages follow a grid over the file: the same line is always on the page of the same number, so that a
file that is imported again, whole or from where it was killed, has the same pages.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import msgspec
from msgspec import Struct

from domain.case import Command
from domain.counterparty import LINES_A_PAGE, NOBODY_NAMED, Counterparty
from services.imports.paged.cells import LineRead, is_party, line_type
from services.imports.paged.mapping import LineKind


class PageOfLines(Struct, frozen=True):
    """The lines of one page: its number in the file, and each line with the place that it has in
    the order of the file, from 0."""

    number: int
    lines: tuple[LineRead, ...]


def pages_of(lines: Iterable[LineRead]) -> Iterator[PageOfLines]:
    numbered = enumerate(lines)
    for page, some in groupby(numbered, lambda one: one[0] // LINES_A_PAGE):
        yield PageOfLines(page + 1, tuple(line for _, line in some))


def page_command(kind: LineKind, page: PageOfLines, **said: Any) -> Command:
    """The command of a page. Raises msgspec.ValidationError where a line does not fit its type."""
    command = kind.command
    table: dict[Counterparty, int] = {}
    lines = tuple(with_parties(line_type(kind).cls, one, kind, table) for one in page.lines)
    if "counterparties" in command.__struct_fields__:
        said["counterparties"] = tuple(table)
    return command(**{kind.field: lines}, page=page.number, **said)


def with_parties(
    cls: type[Struct], read: LineRead, kind: LineKind, table: dict[Counterparty, int]
) -> Any:
    """The line, pointing to its counterparties, which are entered into the page's table."""
    names = [field.name for field in line_type(kind).fields if is_party(field.type)]
    parties = ((name, read.parties.get(name)) for name in names)
    places = {
        name: table.setdefault(one, len(table)) if one else NOBODY_NAMED for name, one in parties
    }
    return msgspec.convert(as_array(cls, {**read.values, **places}), cls)


def as_array(cls: type[Struct], values: dict[str, Any]) -> list[Any]:
    """The values of a line in the order of its type, so that its limits are checked."""
    defaults = dict(
        zip(reversed(cls.__struct_fields__), reversed(cls.__struct_defaults__), strict=False)
    )
    return [values.get(name, defaults.get(name)) for name in cls.__struct_fields__]
