"""Checks that the SQL of a red flag is portable: one text that every engine answers alike.

Five rules: one SELECT; over the published tables and their columns alone, each bounded by what is
known (`position <= :upto` or `:until`); whole numbers and text, so no floats, divisions or dates;
parameters that are declared; and the columns that evidence has. What is not listed here is refused.
"""

from collections.abc import Iterable, Iterator
from functools import cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

from domain.refusal import Text
from projections.ledger.tables import TABLES

EVIDENCE_COLUMNS = ("lead", "centre", "project", "position", "line", "role")
"""What a row of an answer says: one row a piece of evidence; `lead` is what it is evidence of."""
WINDOW = ("since", "until", "upto")
"""The facts that may have changed something are those in (since, until]; `upto` is known."""
CLOCK = "today"
BOUNDS = frozenset({"upto", "until"})

PORTABLE: frozenset[type[exp.Expression]] = frozenset(
    {
        *(exp.Select, exp.Union, exp.Subquery, exp.With, exp.CTE, exp.From, exp.Join, exp.Where),
        *(exp.Group, exp.Having, exp.Distinct, exp.Alias, exp.TableAlias, exp.Table, exp.Column),
        *(exp.Identifier, exp.Literal, exp.Placeholder, exp.Star, exp.Null, exp.Paren),
        *(exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.In),
        *(exp.Is, exp.Exists, exp.Case, exp.If, exp.Neg, exp.Add, exp.Sub, exp.Mul, exp.Mod),
        *(exp.DPipe, exp.Cast, exp.DataType, exp.Window, exp.Order, exp.Ordered),
        *(exp.Sum, exp.Count, exp.Min, exp.Max, exp.Coalesce, exp.RowNumber),
        *(exp.Substring, exp.Length, exp.Trim, exp.Abs),
    }
)
"""What a text may be made of."""
PORTABLE_TYPES = frozenset({"TEXT", "BIGINT"})


class NotPortable(ValueError):
    """Raised for SQL that breaks one of the rules; says which, in Chinese and English."""

    def __init__(self, cause: Text) -> None:
        super().__init__(f"{cause.zh} / {cause.en}")
        self.cause = cause


def not_portable(zh: str, en: str) -> NotPortable:
    return NotPortable(Text(zh, en))


def checked_query(sql: str, parameters: Iterable[str], clock: bool) -> exp.Query:
    """The query of a flag, parsed. Raises NotPortable."""
    query = one_query(sql)
    only_portable_parts(query)
    only_known_tables(query)
    only_known_columns(query)
    only_whole_numbers(query)
    only_declared(query, {*WINDOW, *parameters, *([CLOCK] if clock else [])})
    bounded_by_what_is_known(query)
    return query


def one_query(sql: str) -> exp.Query:
    try:
        trees = [tree for tree in sqlglot.parse(sql, read="postgres") if tree is not None]
    except ParseError as error:
        said = error.errors[0] if error.errors else {}
        place = f"{said.get('line', '?')}:{said.get('col', '?')}"
        raise not_portable(f"第 {place} 处读不懂", f"cannot be read at {place}") from error
    except SqlglotError as error:
        raise not_portable("读不懂", "cannot be read") from error
    if len(trees) != 1 or not isinstance(trees[0], exp.Select | exp.Union):
        raise not_portable("应当是一条 SELECT", "has to be one SELECT")
    query = trees[0]
    if tuple(query.named_selects) != EVIDENCE_COLUMNS:
        listed = "、".join(query.named_selects)
        raise not_portable(
            f"结果列应当是 {', '.join(EVIDENCE_COLUMNS)}，现为 {listed}",
            f"columns have to be {', '.join(EVIDENCE_COLUMNS)}, not {listed}",
        )
    return query


def only_portable_parts(query: exp.Query) -> None:
    if any(node.args.get("on") for node in query.find_all(exp.Distinct)):
        raise not_portable("DISTINCT ON 不通用", "DISTINCT ON is not portable")
    for node in query.walk():
        if isinstance(node, exp.Anonymous):
            raise not_portable(
                f"函数 {node.name} 不通用", f"the function {node.name} is not portable"
            )
        if type(node) not in PORTABLE:
            name = type(node).key.upper()
            raise not_portable(f"{name} 不通用", f"{name} is not portable")
    if any(node.args.get("recursive") for node in query.find_all(exp.With)):
        raise not_portable("递归不通用", "recursion is not portable")
    if any(order.find_ancestor(exp.Window) is None for order in query.find_all(exp.Order)):
        raise not_portable("结果不排序", "answers have no order")
    if any(join.args.get("side") or join.args.get("method") for join in query.find_all(exp.Join)):
        raise not_portable("只用 JOIN … ON", "JOIN … ON alone")


@cache
def published_columns() -> dict[str, frozenset[str]]:
    """The published tables, each with the names of its columns."""
    return {table.name: frozenset(table.columns) for table in TABLES}


def only_known_tables(query: exp.Query) -> None:
    named = [cte.alias for cte in query.find_all(exp.CTE)]
    if hidden := sorted(set(named) & published_columns().keys()):
        raise not_portable(
            f"{'、'.join(hidden)} 是公布的表的名称",
            f"{', '.join(hidden)}: name of a published table",
        )
    for table in query.find_all(exp.Table):
        if table.db or table.catalog or table.name not in {*published_columns(), *named}:
            name = table.sql(dialect="postgres")
            raise not_portable(f"没有公布的表 {name}", f"no published table {name}")


def only_known_columns(query: exp.Query) -> None:
    """Checks that each column is written with its table, and that this has it."""
    made = {cte.alias: set(cte.this.named_selects) for cte in query.find_all(exp.CTE)}
    for column in query.find_all(exp.Column):
        name = column.sql(dialect="postgres")
        home = table_called(column.table, column)
        if home is None:
            raise not_portable(f"列 {name} 没有写明所属的表", f"of no table: the column {name}")
        if column.name not in (published_columns().get(home.name) or made[home.name]):
            raise not_portable(f"表 {home.name} 没有列 {name}", f"{home.name} has no column {name}")


def table_called(alias: str, column: exp.Column) -> exp.Table | None:
    """The table that an alias means where a column stands: of its SELECT, or of one around it."""
    select = column.find_ancestor(exp.Select)
    while select is not None:
        for table in tables_read(select):
            if table.alias_or_name == alias:
                return table
        select = select.find_ancestor(exp.Select)
    return None


def only_whole_numbers(query: exp.Query) -> None:
    for literal in query.find_all(exp.Literal):
        if not literal.is_string and not literal.this.isdigit():
            raise not_portable(f"{literal.this} 不是整数", f"{literal.this} is no whole number")
    for cast in query.find_all(exp.Cast):
        if cast.to.this.name not in PORTABLE_TYPES:
            kind = cast.to.this.name.lower()
            raise not_portable(
                f"类型 {kind} 不通用，只用 text 和 bigint",
                f"the type {kind} is not portable: text and bigint are",
            )


def only_declared(query: exp.Query, known: set[str]) -> None:
    """Checks that every parameter is declared, and everything declared is used."""
    used = {node.name for node in query.find_all(exp.Placeholder)}
    if alien := sorted(used - known):
        raise not_portable(f"参数 {'、'.join(alien)} 没有声明", f"not declared: {', '.join(alien)}")
    if idle := sorted(known - used):
        raise not_portable(f"参数 {'、'.join(idle)} 没有用到", f"not used: {', '.join(idle)}")


def bounded_by_what_is_known(query: exp.Query) -> None:
    for select in query.find_all(exp.Select):
        bounded = set(bounded_sources(select))
        for table in tables_read(select):
            if table.name in published_columns() and table.alias_or_name not in bounded:
                name = table.alias_or_name
                raise not_portable(
                    f"{table.name} {name} 没有 {name}.position <= :upto",
                    f"{table.name} {name} lacks {name}.position <= :upto",
                )


def tables_read(select: exp.Select) -> Iterator[exp.Table]:
    """The tables that a SELECT itself reads."""
    places = [select.args.get("from_") or select.args.get("from"), *select.args.get("joins", ())]
    for place in places:
        if place is not None and isinstance(place.this, exp.Table):
            yield place.this


def bounded_sources(select: exp.Select) -> Iterator[str]:
    """The tables of a SELECT that a condition, which has to hold, bounds by a known position."""
    joins = (join.args.get("on") for join in select.args.get("joins", ()))
    where = select.args.get("where")
    for condition in (*joins, where.this if where else None):
        for one in condition.flatten() if isinstance(condition, exp.And) else [condition]:
            if isinstance(one, exp.LTE) and one.expression.name in BOUNDS:
                column = one.this
                if isinstance(column, exp.Column) and column.name == "position":
                    yield column.table
