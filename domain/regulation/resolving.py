"""Resolves a regulation's source file: what it extends, cites, changes and adds, as one text."""

from collections.abc import Mapping

import tomli
import tomli_w
from msgspec import Struct

from domain.regulation.assembling import Assembly
from domain.regulation.division_sheet import as_tables, divisions_in
from domain.regulation.fault import Fault
from domain.regulation.locating import Lines
from domain.regulation.nearest import known_ones
from domain.regulation.sources import TomlTable, UnreadableSource, is_source, items, layers_of

HEADING = """\
# {title}
# 完整文本：由规定文件和它所依的程序合成，没有任何外部引用；登记、计算散列、办案都以本文本为准。
# The complete text, resolved from the regulation's file and its procedure; nothing is referred to.

"""


class Resolved(Struct, frozen=True):
    """A complete text, the line of the officer's file from which each part comes, the faults found
    on the way, and the file's own cases."""

    text: str
    lines: Lines
    faults: tuple[Fault, ...] = ()
    cases: tuple[TomlTable, ...] = ()


def resolve_source(text: str, beside: Mapping[str, str]) -> Resolved:
    """The complete text of a regulation file; of one that is complete, the text itself. `beside`
    are the texts of the files beside it, by name. Raises TOMLDecodeError, Unreadable."""
    tables = tomli.loads(text)
    if not is_source(tables):
        return Resolved(text, Lines(text))
    layers = layers_of(tables, text, beside)
    assembly = Assembly(rows_of(tables, layers[-1].lines, beside))
    for layer in layers:
        assembly.add(layer)
    whole = assembly.finish()
    title = whole.get("regulation", {}).get("title", "")
    complete = HEADING.format(title=title) + tomli_w.dumps(whole, multiline_strings=True)
    cases = tuple({"name": name, **case} for name, case in items(layers[-1], "case"))
    return Resolved(complete, assembly.origins(), tuple(assembly.faults), cases)


def rows_of(tables: TomlTable, lines: Lines, beside: Mapping[str, str]) -> list[TomlTable]:
    """The rows of the table of divisions; none where the file names no table."""
    named = tables.get("divisions")
    if named is not None and named not in beside:
        line = lines.keys.get(("", 0, "divisions"), 1)
        near = known_ones(str(named), sorted(name for name in beside if name.endswith(".csv")))
        zh, en = f"没有区划表 {named}{near.zh}", f"no table of divisions {named}{near.en}"
        raise UnreadableSource(Fault(line, "divisions", zh, en))
    if named is None:
        return []
    sheet = divisions_in(beside[named])
    if sheet.faults:
        raise UnreadableSource(*(at_the_name(fault, str(named), lines) for fault in sheet.faults))
    return as_tables(sheet)


def at_the_name(fault: Fault, named: str, lines: Lines) -> Fault:
    """A fault of the table, at the line of the regulation that names it."""
    line = lines.keys.get(("", 0, "divisions"), 1)
    return Fault(line, f"{named}:{fault.line} {fault.key}".strip(), fault.zh, fault.en)
