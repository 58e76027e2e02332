"""The published tables of the ledger on three engines, filled with rows that a test makes."""

import random
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import duckdb
import psycopg

from projections.ledger.numbers import OPEN_DAY
from projections.ledger.tables import TABLES

ROW_TYPES: dict[str, Any] = {table.name: table.row for table in TABLES}
DAY = 20_500
"""A day to count from: 2026-02-16."""
MOMENT = 86_400_000_000


class Fact(NamedTuple):
    """A row of a published table."""

    table: str
    row: tuple[Any, ...]

    @property
    def position(self) -> int:
        return int(self.row[0])


def fact(table: str, position: int, line: int = 1, **said: Any) -> Fact:
    """A row of a table; what is not said is 0, "" or the open day."""
    kind = ROW_TYPES[table]
    usual = {name: "" if kind.__annotations__[name] is str else 0 for name in kind._fields}
    usual |= {"position": position, "line": line, "recorded_at": (DAY + 100) * MOMENT}
    usual |= {name: OPEN_DAY for name in ("until_day", "deadline_day") if name in usual}
    assert said.keys() <= usual.keys(), said.keys() - usual.keys()
    return Fact(table, tuple((usual | said).values()))


class Engine(ABC):
    """A database with the published tables. Rows are added; `answer` asks."""

    connection: Any
    dialect = ""
    names: Mapping[str, str] = {}
    mark = "?"

    @abstractmethod
    def run(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        """Each engine runs a statement in its own way."""

    def close(self) -> None:
        self.connection.close()

    def create(self) -> None:
        for table in TABLES:
            columns = ", ".join(
                f"{name} {kind.removeprefix('nullable ')}" for name, kind in table.columns.items()
            )
            self.run(f"DROP TABLE IF EXISTS {table.name}")
            self.run(f"CREATE TABLE {table.name} ({columns}, PRIMARY KEY ({', '.join(table.key)}))")
            for number, index in enumerate(table.indexes):
                name = f"{table.name}_{number}"
                self.run(f"CREATE INDEX {name} ON {table.name} ({', '.join(index)})")

    def add(self, facts: Iterable[Fact]) -> None:
        for one in facts:
            marks = ", ".join([self.mark] * len(one.row))
            self.run(f"INSERT INTO {one.table} VALUES ({marks})", one.row)

    def empty(self) -> None:
        for table in TABLES:
            self.run(f"DELETE FROM {table.name}")

    def answer(self, sql: str) -> list[Any]:
        return self.run(sql)


class InSqlite(Engine):
    dialect = "sqlite"

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.create()

    def run(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        return list(self.connection.execute(sql, values).fetchall())


class InDuckDB(Engine):
    dialect = "duckdb"

    def __init__(self) -> None:
        self.connection = duckdb.connect(":memory:")
        self.connection.execute("SET threads = 1")
        self.create()

    def run(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        self.connection.execute(sql, list(values))
        return list(self.connection.fetchall())


class InPostgres(Engine):
    dialect = "postgres"
    mark = "%s"

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.create()

    def run(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        found = self.connection.execute(sql.encode(), values or None)
        return found.fetchall() if found.description else []


CENTRES, PROJECTS = ("c1", "c2"), {"p1": "c1", "p2": "c1", "p3": "c2"}
ACCOUNTS = {"a1": "c1", "a1b": "c1", "a2": "c2"}
HELD_TWICE_IN = 10
"""Ledgers, of which one has a number that stands as two holders' account."""
PARTIES = ("q1", "q2", "q3", "q4")


def random_ledger(seed: int, pages: int = 80) -> list[Fact]:
    """A history of a few centres, projects and parties, in the order of positions. Everything is
    drawn from little, so that what flags ask about happens; some lines are corrected later."""
    draw = random.Random(seed)
    facts = list(first_facts(held_twice=seed % HELD_TWICE_IN == 0))
    for position in range(20, 20 + pages):
        page = list(random_page(draw, position, facts))
        facts += page
    return facts


def first_facts(held_twice: bool) -> Iterator[Fact]:
    twice = ("a1b", "a2") if held_twice else ("a1b",)
    for line, (account, centre) in enumerate(ACCOUNTS.items(), 1):
        holder = "OWN" if account.endswith("b") else "CENTRE"
        party = "q4" if account in twice else ""
        said = {"account": account, "centre": centre, "holder": holder, "party": party}
        yield fact("bank_account", 1, line, **said)
    for line, (project, centre) in enumerate(PROJECTS.items(), 1):
        where = {"centre": centre, "project": project}
        yield fact("allowed_purpose", 2, line, **where, purpose="试验")
        yield fact("budget", 3, line, **where, budget_line="b1", fen=400)


def random_page(draw: random.Random, position: int, before: list[Fact]) -> Iterator[Fact]:
    moment = (DAY + draw.randint(0, 60)) * MOMENT + draw.randint(0, MOMENT - 1)
    kind = draw.choice(KINDS)
    for line in range(1, draw.randint(1, 4) + 1):
        if kind == "corrected":
            yield from corrected(draw, position, line, before)
        else:
            said = DRAWN[kind](draw)
            yield fact(kind, position, line, **said, recorded_at=moment)


CORRECTABLE = ("payment", "voucher", "contract", "bank_line", "tranche", "posting", "allocation")


def corrected(draw: random.Random, position: int, line: int, before: list[Fact]) -> Iterator[Fact]:
    """The counter-line of one that stands: the same, with the amount less than nothing."""
    table = draw.choice(CORRECTABLE)
    kind = ROW_TYPES[table]
    rows = [kind(*one.row) for one in before if one.table == table]
    if rows:
        right = draw.choice(rows)
        recorded = (DAY + 70) * MOMENT
        counter = right._replace(position=position, line=line, fen=-right.fen, recorded_at=recorded)
        yield Fact(table, tuple(counter))


def place(draw: random.Random) -> dict[str, Any]:
    project = draw.choice(tuple(PROJECTS))
    return {"project": project, "centre": PROJECTS[project], "day": DAY + draw.randint(0, 40)}


def amount(draw: random.Random) -> int:
    return draw.choice((99, 100, 100, 101, 150, 200))


def a_payment(draw: random.Random) -> dict[str, Any]:
    where = place(draw)
    own = [account for account, centre in ACCOUNTS.items() if centre == where["centre"]]
    return where | {
        "fen": amount(draw),
        "account": draw.choice((*own, "")),
        "payee": draw.choice((*PARTIES, "g1")),
        "source": draw.choice(("SPECIAL", "SPECIAL", "MATCH")),
        "budget_line": draw.choice(("b1", "b2")),
        "purpose": draw.choice(("试验", "宴请")),
        "voucher": draw.choice(("", f"{draw.randint(20, 99)}:{draw.randint(1, 3)}")),
        "contract_no": draw.choice(("", "h1", "h2")),
        "requested_by": draw.choice(("u1", "u2", "")),
        "approved_by": draw.choice(("u1", "u3", "")),
        "cash": draw.choice((0, 0, 1)),
    }


def a_voucher(draw: random.Random) -> dict[str, Any]:
    number = 9_999_996 + draw.randint(0, 9)
    return place(draw) | {
        "fen": draw.choice((100, 100, 101)),
        "invoice_code": draw.choice(("", "", "k")),
        "invoice_no": draw.choice(
            (f"2026{number:08d}", *(f"{number:08d}",) * 3, f"{number % 1000}", "甲乙丙丁戊己庚辛")
        ),
        "seller": draw.choice(PARTIES[:2]),
        "file_sha256": draw.choice(("f1", "f2", "f3", "f4", "f5", "")),
        "red": draw.choice((0, 0, 1)),
    }


def a_bank_line(draw: random.Random) -> dict[str, Any]:
    account = draw.choice(tuple(ACCOUNTS))
    party = draw.choice((*PARTIES, "g1"))
    return {
        "account": account,
        "centre": ACCOUNTS[account],
        "day": DAY + draw.randint(0, 50),
        "side": draw.choice(("in", "out", "out")),
        "fen": amount(draw),
        "other": draw.choice((party, *ACCOUNTS)),
        "party": party,
        "settles": draw.choice(("", "", "5:1")),
    }


def a_posting(draw: random.Random) -> dict[str, Any]:
    around = (*ACCOUNTS, *ACCOUNTS, *PARTIES, "a3")
    return {
        "giver": draw.choice(around),
        "taker": draw.choice(around),
        "day": DAY + draw.randint(0, 12),
        "fen": amount(draw),
        "other_position": draw.choice((0, 0, 0, 7)),
    }


def an_allocation(draw: random.Random) -> dict[str, Any]:
    day = DAY + draw.randint(0, 20)
    until = draw.choice((DAY + 20, DAY + 30, OPEN_DAY))
    return place(draw) | {"day": day, "fen": 300, "document_no": "d1", "deadline_day": until}


def a_tranche(draw: random.Random) -> dict[str, Any]:
    who = ("u1", "u2", "u3")
    return place(draw) | {
        "tranche_no": str(draw.randint(1, 9)),
        "fen": amount(draw),
        "requested_by": draw.choice(who),
        "approved_by": draw.choice(who),
        "paid_by": draw.choice(who),
    }


def a_relation(draw: random.Random) -> dict[str, Any]:
    first = DAY + draw.randint(0, 30)
    days = {"from_day": first, "until_day": draw.choice((OPEN_DAY, first + draw.randint(0, 9)))}
    return {"centre": draw.choice(CENTRES), "party": draw.choice(PARTIES), **days}


DRAWN: dict[str, Any] = {
    "bank_account": lambda draw: {
        "account": "a3",
        "party": draw.choice(PARTIES[:3]),
        "holder": draw.choice(("OTHER", "OTHER", "OWN")),
        "centre": draw.choice(CENTRES),
    },
    "payment": a_payment,
    "voucher": a_voucher,
    "bank_line": a_bank_line,
    "posting": a_posting,
    "allocation": an_allocation,
    "tranche": a_tranche,
    "contract": lambda draw: place(draw) | {"contract_no": draw.choice(("h1", "h2")), "fen": 100},
    "match_receipt": lambda draw: (
        place(draw) | {"fen": 100, "payer": "g1", "kind": draw.choice(("RECEIVED", "RETURNED"))}
    ),
    "repayment": lambda draw: (
        place(draw) | {"fen": 50, "kind": draw.choice(("RECEIVED", "ORDERED"))}
    ),
    "party": lambda draw: {
        "party": draw.choice(PARTIES),
        "kind": draw.choice(("PERSON", "FIRM", "UNKNOWN")),
    },
    "staff": a_relation,
    "related": lambda draw: a_relation(draw) | {"root": "r", "depth": draw.randint(0, 4)},
    "allowed_purpose": lambda draw: (
        {k: v for k, v in place(draw).items() if k != "day"}
        | {"purpose": draw.choice(("试验", "差旅"))}
    ),
    "budget": lambda draw: (
        {k: v for k, v in place(draw).items() if k != "day"}
        | {"budget_line": draw.choice(("b1", "b2")), "fen": draw.choice((100, 300))}
    ),
    "reconciled": lambda draw: {
        **{k: v for k, v in place(draw).items() if k != "day"},
        "payment": f"{draw.randint(20, 99)}:{draw.randint(1, 3)}",
        "bank_line": f"{draw.randint(20, 99)}:{draw.randint(1, 3)}",
    },
}
KINDS = (
    *("payment",) * 6,
    *("voucher", "posting") * 4,
    *("bank_line",) * 3,
    *("corrected",) * 3,
    *("contract", "match_receipt") * 2,
    *DRAWN,
)
"""What pages hold, the more often the more flags ask about it."""
