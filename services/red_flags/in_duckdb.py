"""The ledger in DuckDB, for full runs: over the Parquet parts that were made of it, or are made for
the run."""

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from adapters.exports.parquet import DUCKDB_KINDS, OFFLINE, NewPart, write_parts
from adapters.read_model.writer import Readmodel
from projections.journal import JournalTable
from projections.ledger.tables import TABLES
from services.subscriptions.catalogue import LEDGER


class LedgerInDuckDB:
    """Answers from tables or views of a DuckDB connection that have the published names."""

    dialect = "duckdb"
    names: Mapping[str, str] = {}

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def answer(self, sql: str) -> Iterable[tuple[str, str, str, int, int, str]]:
        return self.connection.execute(sql).fetchall()


@contextmanager
def ledger_in_parquet(*folders: Path) -> Generator[LedgerInDuckDB]:
    """The parts of `anjuan export --ledger --format parquet` in one folder or several, read where
    they are."""
    with duckdb.connect(config=OFFLINE) as connection:
        for table in TABLES:
            connection.execute(view(folders, table))
        yield LedgerInDuckDB(connection)


@contextmanager
def ledger_copied(rows: Readmodel, upto: int) -> Generator[LedgerInDuckDB]:
    """A copy of the read model's ledger up to a position."""
    with TemporaryDirectory(prefix="anjuan-ledger-") as folder:
        parts = (NewPart(one, 0, rows.walk(LEDGER, one.row, upto=upto)) for one in TABLES)
        write_parts(Path(folder), parts, upto)
        with ledger_in_parquet(Path(folder)) as ledger:
            yield ledger


def view(folders: Iterable[Path], table: JournalTable) -> str:
    """The text that gives a table its parts, or none where it has none."""
    places = [folder / table.name / "*.parquet" for folder in folders]
    found = [str(parts) for parts in places if any(parts.parent.glob(parts.name))]
    if found:
        listed = ", ".join(f"'{quoted}'" for one in found if (quoted := one.replace("'", "''")))
        return f"CREATE VIEW {table.name} AS SELECT * FROM read_parquet([{listed}])"
    columns = (f"{name} {DUCKDB_KINDS[kind]}" for name, kind in table.columns.items())
    return f"CREATE TABLE {table.name} ({', '.join(columns)})"
