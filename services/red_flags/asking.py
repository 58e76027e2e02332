"""Asks red flags of a database: the text for its engine, with limits and window put in as whole
numbers, and the leads that the rows of its answer come to."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Protocol

from msgspec import Struct
from sqlglot import exp

from services.red_flags.rules import RedFlagRule


class Window(Struct, frozen=True):
    """Which facts may have changed something: those in (`since`, `until`]. `upto` is the last fact
    known, `today` in days since 1970."""

    since: int
    until: int
    upto: int
    today: int

    @classmethod
    def whole(cls, upto: int, today: int) -> "Window":
        """Everything there is: a full run."""
        return cls(-1, upto, upto, today)

    def around(self, position: int) -> "Window":
        """The window around one piece of evidence: a raised flag is asked again with it."""
        return Window(position - 1, position, self.upto, self.today)


class EvidenceLine(Struct, frozen=True, order=True):
    """A piece of evidence: `position:line` of the ledger, and which part it plays."""

    position: int
    line: int
    role: str
    centre: str
    project: str


class Lead(Struct, frozen=True):
    """What a red flag found: by which rule, its stable name, and its evidence in order."""

    rule: str
    name: str
    evidence: tuple[EvidenceLine, ...]


class Ledger(Protocol):
    """A database that holds the published tables. `dialect` is its name for sqlglot, `names` what
    the tables are called there."""

    dialect: str
    names: Mapping[str, str]

    def answer(self, sql: str) -> Iterable[tuple[str, str, str, int, int, str]]: ...


def leads_found(rule: RedFlagRule, window: Window, ledger: Ledger) -> list[Lead]:
    """The leads of a flag in a window. A flag that is off finds none."""
    if rule.missing:
        return []
    places: dict[str, set[EvidenceLine]] = {}
    rows = ledger.answer(engine_text(rule, window, ledger.dialect, ledger.names))
    for lead, centre, project, position, line, role in rows:
        place = EvidenceLine(int(position), int(line), role, centre, project)
        places.setdefault(lead, set()).add(place)
    return [Lead(rule.id, name, tuple(sorted(places[name]))) for name in sorted(places)]


def engine_text(rule: RedFlagRule, window: Window, dialect: str, names: Mapping[str, str]) -> str:
    """The text of a flag for an engine, with the window put in."""
    text = text_for(rule, dialect, tuple(sorted(names.items())))
    for name in window.__struct_fields__:
        text = text.replace(hole(name), str(getattr(window, name)))
    return text


def hole(name: str) -> str:
    return f"__{name}__"


@lru_cache(maxsize=256)
def text_for(rule: RedFlagRule, dialect: str, names: tuple[tuple[str, str], ...]) -> str:
    """The text of a flag for an engine, with holes for the window: made once, asked often. Every
    column has its name, for some engines keep the table's before it."""
    called = dict(names)
    query = rule.query.transform(lambda node: bound(node, rule.limits, called))
    for select in query.find_all(exp.Select):
        columns = [
            exp.alias_(one, one.name, quoted=False) if isinstance(one, exp.Column) else one
            for one in select.expressions
        ]
        select.set("expressions", columns)
    if dialect == "sqlite":
        in_written_order(query)
    if dialect == "clickhouse":
        query = each_part_once(query)
    return query.sql(dialect=dialect)


def in_written_order(query: exp.Expr) -> None:
    """Has SQLite join tables in the order of the text, from what is due outwards: it knows nothing
    of how many rows they have, and would begin at a table of a million."""
    for join in query.find_all(exp.Join):
        join.set("kind", "CROSS")


def each_part_once(query: exp.Expr) -> exp.Expr:
    """Has ClickHouse make each named part of a query once, where it would put its text wherever it
    is named; and count characters of a text, where it would count bytes."""
    for part in query.find_all(exp.CTE):
        part.set("materialized", True)
    return query.transform(by_characters)


def by_characters(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Length):
        return exp.func("lengthUTF8", node.this)
    if isinstance(node, exp.Substring):
        from_where = (one for name in ("start", "length") if (one := node.args.get(name)))
        return exp.func("substringUTF8", node.this, *from_where)
    return node


def bound(node: exp.Expr, limits: Mapping[str, int], names: Mapping[str, str]) -> exp.Expr:
    """A node with its value for a limit, or the engine's name of a published table."""
    if isinstance(node, exp.Placeholder):
        value = limits.get(node.name)
        return exp.var(hole(node.name)) if value is None else exp.Literal.number(value)
    if isinstance(node, exp.Table) and node.name in names:
        called = exp.Identifier(this=names[node.name], quoted=False)
        return exp.alias_(exp.Table(this=called), node.alias_or_name, table=True)
    return node
