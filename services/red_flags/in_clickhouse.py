"""The ledger in ClickHouse, for full runs over the Parquet parts of many deployments.

`chdb` is that engine within this process. It is large, and nothing else needs it: it is not among
the dependencies, whoever wants it installs it beside them.
"""

from collections.abc import Generator, Iterable, Mapping
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec

from projections.journal import JournalTable
from projections.ledger.tables import TABLES

INSTALLED_BY = "pip install 'chdb>=4.4,<5'"
CLICKHOUSE_KINDS = {"bigint": "Int64", "nullable bigint": "Int64", "text": "String"}
EACH_ONCE = "SETTINGS enable_materialized_cte = 1"
EVIDENCE_ROWS = msgspec.json.Decoder(tuple[str, str, str, int, int, str])


class EngineMissing(Exception):
    """The engine is not installed."""

    def __init__(self) -> None:
        super().__init__(f"没有安装 ClickHouse / ClickHouse is not installed: {INSTALLED_BY}")


class LedgerInClickHouse:
    """Answers from views of a chdb session that have the published names."""

    dialect = "clickhouse"
    names: Mapping[str, str] = {}

    def __init__(self, session: Any) -> None:
        self.session = session

    def answer(self, sql: str) -> Iterable[tuple[str, str, str, int, int, str]]:
        found = self.session.query(f"{sql} {EACH_ONCE}", "JSONCompactEachRow")
        return EVIDENCE_ROWS.decode_lines(found.bytes())


@contextmanager
def parts_in_clickhouse(*folders: Path) -> Generator[LedgerInClickHouse]:
    """The parts of `anjuan export --ledger --format parquet` in one folder or several, read where
    they are. Raises EngineMissing."""
    try:
        chdb: Any = import_module("chdb.session")
    except ModuleNotFoundError as error:
        raise EngineMissing from error
    with closing(chdb.Session()) as session:
        for table in TABLES:
            session.query(view_of_parts(folders, table))
        yield LedgerInClickHouse(session)


def view_of_parts(folders: Iterable[Path], table: JournalTable) -> str:
    """The text that gives a table its parts, or none where it has none. Every column may be NULL,
    as the parts themselves say: a sum of no rows is then NULL, as elsewhere, and not 0."""
    columns = ", ".join(
        f"{name} Nullable({CLICKHOUSE_KINDS[kind]})" for name, kind in table.columns.items()
    )
    places = [folder.absolute() / table.name / "*.parquet" for folder in folders]
    found = [str(parts) for parts in places if any(parts.parent.glob(parts.name))]
    if found:
        literals = (one.replace("\\", "\\\\").replace("'", "\\'") for one in found)
        read = (f"SELECT * FROM file('{one}', Parquet, '{columns}')" for one in literals)
        return f"CREATE VIEW {table.name} AS {' UNION ALL '.join(read)}"
    return f"CREATE TABLE {table.name} ({columns}) ENGINE = Memory"
