"""Checks the ledger over its tables: no balance was ever below nothing, all legs come to nothing,
and what is booked is what the projects' records say. Invariant 51.

Each check is one query, whose rows are what is wrong; it can be asked about some projects alone.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from adapters.event_store.cases import CaseStore
from adapters.event_store.log import Log
from adapters.read_model.databases import FetchedRows
from adapters.read_model.journals import JournalQueries
from adapters.read_model.reader import marks_for
from domain.fund_case import BookedSums, FundProject
from domain.refusal import Text
from projections.ledger.legs import purse
from projections.ledger.numbers import day_of
from services.queries.ledger import NEGATIVE_BY_DAY, SHORT_WORDS
from services.subscriptions.catalogue import LEDGER

BELOW_NOTHING = """
SELECT position, account, source, balance FROM (
  SELECT position, account, source,
    sum(sum(delta)) OVER (PARTITION BY account, source ORDER BY position) AS balance
  FROM {leg} WHERE substr(account, 1, 8) <> 'outside:' GROUP BY account, source, position
) AS by_record WHERE balance < 0 ORDER BY position, account, source
"""
UNBALANCED = """
SELECT position, tx, source, sum(delta) AS rest FROM {leg}
GROUP BY position, tx, source HAVING sum(delta) <> 0 ORDER BY position, tx, source
"""
SUMS_DIFFER = """
SELECT max(position), account, source, sum(delta) AS rest FROM (
  SELECT position, account, source, delta FROM {leg}
  UNION ALL SELECT position, account, source, -delta FROM {day_sum}
) AS both_sums GROUP BY account, source, position HAVING sum(delta) <> 0 ORDER BY 1, 2, 3
"""
NOT_CONSERVED = """
SELECT max(position), 'project:' || project, source, sum(fen) AS rest FROM (
  SELECT position, project, 'SPECIAL' AS source, fen FROM {tranche}
  UNION ALL SELECT position, project, 'MATCH', fen FROM {match_receipt} WHERE kind = 'RECEIVED'
  UNION ALL SELECT position, project, 'MATCH', -fen FROM {match_receipt} WHERE kind = 'RETURNED'
  UNION ALL SELECT position, project, source, -fen FROM {payment} WHERE source <> 'OWN'
  UNION ALL SELECT position, project, source, -delta FROM {leg}
    WHERE account = 'outside:treasury' AND kind IN ('repay', 'correct:repay')
  UNION ALL SELECT position, project, source, -delta FROM {leg}
    WHERE account = 'project:' || project
) AS moved GROUP BY project, source HAVING sum(fen) <> 0 ORDER BY 1, 2, 3
"""

SHORT_BY_DAY = """
SELECT account, source, min(day), min(balance) FROM (
  SELECT account, source, day, sum(sum(delta)) OVER
    (PARTITION BY account, source ORDER BY day) AS balance
  FROM {day_sum} WHERE substr(account, 1, 8) <> 'outside:' GROUP BY account, source, day
) AS by_day WHERE balance < 0 GROUP BY account, source ORDER BY account, source
"""

BOOKED_PROJECTS = """
SELECT project FROM {milestone} WHERE project <> ''
GROUP BY project ORDER BY min(position) DESC, project
"""
PURSES = """
SELECT max(position), account, source, sum(delta) FROM {leg}
WHERE substr(account, 1, 8) = 'project:' GROUP BY account, source
"""
OTHER_STATE = Text("余额与项目案卷不符", "a balance that is not that of the project's case")


class LedgerFault(Struct, frozen=True):
    """What is wrong with the ledger, from which position on, and by how many fen."""

    position: int
    account: str
    source: str
    fen: int
    words: Text


class MoneyCheck(NamedTuple):
    """A query, what its rows mean, and the column by which its tables are kept to some projects."""

    query: str
    words: Text
    by: str = "project"


MONEY_CHECKS = (
    MoneyCheck(BELOW_NOTHING, Text("余额为负", "a balance below nothing"), "account"),
    MoneyCheck(UNBALANCED, Text("借贷不平", "legs that do not come to nothing")),
    MoneyCheck(
        NOT_CONSERVED, Text("收支不平", "received, spent, returned and left that do not agree")
    ),
    MoneyCheck(
        SUMS_DIFFER,
        Text("日合计与分录不符", "sums by day that are not those of the legs"),
        "account",
    ),
)
Projects = Sequence[str] | None
"""The projects that are asked about; None: all, and whatever is booked on none."""


def rows_about(rows: JournalQueries, query: str, by: str, projects: Projects) -> FetchedRows:
    """What a query gives; about some projects, where each of its tables has their rows alone."""
    if projects is None:
        return rows.ask(LEDGER, query)
    names = [purse(one) for one in projects] if by == "account" else [*projects]
    theirs = rf"FROM (SELECT * FROM {{\1}} WHERE {by} IN ({marks_for(names)})) AS their_\1"
    kept, times = re.subn(r"FROM \{(\w+)\}", theirs, query)
    return rows.ask(LEDGER, kept, names * times)


def faults(rows: JournalQueries, projects: Projects = None) -> Iterator[LedgerFault]:
    """All that is wrong, check by check. Of `disbursed + match = spent + balance + returned` each
    side is summed from tables of its own."""
    for check in MONEY_CHECKS:
        for position, account, source, fen in rows_about(rows, check.query, check.by, projects):
            yield LedgerFault(int(position), account, source, int(fen), check.words)


class ShortByDay(Struct, frozen=True):
    """A purse that, by the days of its legs, held less than nothing since a day, and how much less
    at worst: what came in was recorded with a later day. It is told, and is no fault."""

    account: str
    source: str
    since: date
    fen: int
    code: str = NEGATIVE_BY_DAY
    words: Text = SHORT_WORDS


def short_by_day(rows: JournalQueries, projects: Projects = None) -> Iterator[ShortByDay]:
    """The purses that were ever short by days."""
    for account, source, day, fen in rows_about(rows, SHORT_BY_DAY, "account", projects):
        yield ShortByDay(account, source, day_of(day), int(fen))


def booked_projects(rows: JournalQueries) -> list[str]:
    """Every project of the ledger, the newest first."""
    return [project for (project,) in rows.ask(LEDGER, BOOKED_PROJECTS)]


def differing_states(
    rows: JournalQueries,
    state_of: Callable[[str], FundProject | None],
    projects: Projects = None,
) -> Iterator[LedgerFault]:
    """The projects whose purse holds another sum than the state of their case says."""
    purses = rows_about(rows, PURSES, "account", projects)
    booked = {(account, source): (int(at), int(fen)) for at, account, source, fen in purses}
    for project in booked_projects(rows) if projects is None else projects:
        case = state_of(project)
        sums = case.sums if case else BookedSums()
        for source, left in (("SPECIAL", sums.special_left), ("MATCH", sums.match_left)):
            account = purse(project)
            position, fen = booked.get((account, source), (0, 0))
            if fen != left:
                yield LedgerFault(position, account, source, fen - left, OTHER_STATE)


def booked_state(log: Log, project: str, checkpoint: int) -> FundProject | None:
    """The state of a project as far as the ledger is, folded from nothing."""
    name = f"fund-projects/{project}"
    version = sum(one.position <= checkpoint for one in log.history(name))
    case = CaseStore(log).at_version(name, version)
    return case if isinstance(case, FundProject) else None
