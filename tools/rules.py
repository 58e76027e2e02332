"""Traceability of the regulations' rules (`make rules`): how each is kept, in code and tests.

A rule counts as kept when its regulation file names a way other than "declared", when a step, a
guard or a block of a regulation (or code, outside comments and docstrings) cites it or it is kept
as a text that is shown, and when at least one test does.
"""

import ast
import csv
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import tomli
from msgspec import Struct

import domain.streams  # noqa: F401 # lets procedures name every command
from domain.regulation.resolving import resolve_source

ROOT = Path(__file__).parent.parent
REGULATIONS = ROOT / "domain" / "regulations"
CODE = ("domain", "projections", "adapters", "services")
KEYS = (
    *("rule", "territory_rule", "begins_rule"),
    *("parent_rule", "interpreted_rule", "daily_rule"),
)

Cited = Iterator[tuple[str, int]]


class Row(Struct, frozen=True):
    """One rule with its citations. `kept` is None where no regulation file holds it yet."""

    id: str
    kept: str | None = None
    code: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        cited = bool(self.code) or self.kept == "text"
        return self.kept not in (None, "declared") and cited and bool(self.tests)


def cited_by_regulation(text: str, beside: Mapping[str, str] | None = None) -> Cited:
    """The rule that each step, guard and block of the resolved text cites, with the line of the
    file from which it comes."""
    resolved = resolve_source(text, beside or {})
    lines = resolved.lines
    for table, parts in tomli.loads(resolved.text).items():
        if table == "rule":
            continue
        for place, index, part in parts_of(table, parts):
            for key in KEYS:
                if isinstance(part, dict) and key in part:
                    yield part[key], lines.of(place, index, key)


def parts_of(table: str, parts: Any) -> Iterator[tuple[str, int, Any]]:
    """The parts of a table: of a list each, of one by names each and itself."""
    yield from (
        (table, n, part) for n, part in enumerate(parts if isinstance(parts, list) else [parts])
    )
    if isinstance(parts, dict):
        yield from ((f"{table}.{name}", 0, part) for name, part in parts.items())


def cited_by_code(source: str) -> Cited:
    """Every string that is a value, with its line; docstrings are statements by themselves."""
    nodes = list(ast.walk(ast.parse(source)))
    said = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value, node.lineno


def shown_by_tests(source: str) -> Iterator[tuple[str, str]]:
    """(rule, test) for every `rule(...)` on a test, on its class, or on the whole module."""
    module = ast.parse(source)
    named = constants(module)
    everywhere = [named["pytestmark"]] if "pytestmark" in named else []
    for holder in (module, *module.body):
        if not isinstance(holder, ast.Module | ast.ClassDef):
            continue
        outer = holder.decorator_list if isinstance(holder, ast.ClassDef) else []
        for test in holder.body:
            if isinstance(test, ast.FunctionDef | ast.AsyncFunctionDef):
                marks = [*test.decorator_list, *outer, *everywhere]
                for rule in dict.fromkeys(r for mark in marks for r in rules_in(mark, named)):
                    yield rule, test.name


def constants(module: ast.Module) -> dict[str, ast.expr]:
    """The expressions that a module's names are assigned."""
    values = {}
    for part in module.body:
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name) and part.value:
            values[part.target.id] = part.value
        if isinstance(part, ast.Assign):
            values |= {t.id: part.value for t in part.targets if isinstance(t, ast.Name)}
    return values


def rules_in(mark: ast.expr, named: dict[str, ast.expr]) -> Iterator[str]:
    """The ids in every call of `rule` in an expression; names stand for what they were assigned."""
    for node in ast.walk(mark):
        if isinstance(node, ast.Name) and node.id in named:
            rest = {name: value for name, value in named.items() if name != node.id}
            yield from rules_in(named[node.id], rest)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "rule":
            for argument in node.args:
                yield from texts_in(argument, named)


def texts_in(argument: ast.expr, named: dict[str, ast.expr]) -> Iterator[str]:
    for node in ast.walk(argument):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        if isinstance(node, ast.Name) and node.id in named:
            yield from texts_in(named[node.id], {})


def ids() -> list[str]:
    """Every rule of the four regimes, in the order of their texts."""
    with (ROOT / "tools" / "rules.csv").open(encoding="utf-8", newline="") as file:
        return [row["id"] for row in csv.DictReader(file)]


def ways() -> dict[str, str]:
    """How the regulation files say that their rules are kept."""
    beside = texts_beside()
    texts = [
        resolve_source(text, beside).text for name, text in beside.items() if name.endswith(".toml")
    ]
    files = [tomli.loads(text) for text in texts]
    return {rule["id"]: rule["kept"] for file in files for rule in file.get("rule", ())}


def texts_beside() -> dict[str, str]:
    """The shipped regulation files by name."""
    return {file.name: file.read_text("utf-8") for file in sorted(REGULATIONS.iterdir())}


def places() -> Iterator[tuple[str, str]]:
    """(text, file:line) for all that regulations and code cite. Demonstration data do not keep."""
    beside = texts_beside()
    for name, source in beside.items():
        if name.endswith(".toml"):
            for text, line in cited_by_regulation(source, beside):
                yield text, f"{(REGULATIONS / name).relative_to(ROOT)}:{line}"
    for file in sorted(path for folder in CODE for path in (ROOT / folder).rglob("*.py")):
        if "demo" not in file.parts:
            for text, line in cited_by_code(file.read_text("utf-8")):
                yield text, f"{file.relative_to(ROOT)}:{line}"


def tests() -> Iterator[tuple[str, str]]:
    """(rule, file::test) for every rule that a test shows."""
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        for rule, test in shown_by_tests(file.read_text("utf-8")):
            yield rule, f"{file.name}::{test}"


def rows(
    ids: Iterable[str],
    ways: dict[str, str],
    places: Iterable[tuple[str, str]],
    tests: Iterable[tuple[str, str]],
) -> list[Row]:
    code, shown = grouped(places), grouped(tests)
    return [Row(id, ways.get(id), code.get(id, ()), shown.get(id, ())) for id in ids]


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for key, value in pairs:
        if value not in groups.get(key, ()):
            groups[key] = (*groups.get(key, ()), value)
    return groups


def line(row: Row) -> str:
    mark = "+" if row.holds else " "
    return f"{mark} {row.id:<8} {row.kept or '-':<9} {brief(row.code):<48} {brief(row.tests)}"


def brief(values: tuple[str, ...]) -> str:
    more = f" +{len(values) - 1}" if len(values) > 1 else ""
    return f"{values[0]}{more}" if values else "-"


def main() -> None:
    table = rows(ids(), ways(), places(), tests())
    print(f"  {'rule':<8} {'kept by':<9} {'code':<48} tests")
    for row in table:
        print(line(row))
    kept = sum(row.holds for row in table)
    print(f"{kept} of {len(table)}")
    if os.environ.get("STRICT") == "1" and kept < len(table):
        sys.exit(1)


if __name__ == "__main__":
    main()
