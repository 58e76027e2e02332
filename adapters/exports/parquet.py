"""Parquet files of a journal's tables, in parts by position: `TABLE/part-FROM-UPTO.parquet`.

A part is never rewritten; each export adds those of the events since the last one. DuckDB reads the
rows as CSV and writes the file: that takes none of its extensions, which it would have to download.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import duckdb

from projections.journal import JournalRow, JournalTable

PART_NAME = re.compile(r"part-(\d{18})-(\d{18})\.parquet")
OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
DUCKDB_KINDS = {"bigint": "BIGINT", "nullable bigint": "BIGINT", "text": "VARCHAR"}


def exported_upto(folder: Path, table: JournalTable) -> int:
    """The last position in the parts of a table that are there; 0 without any."""
    found = (PART_NAME.fullmatch(path.name) for path in (folder / table.name).glob("part-*"))
    return max((int(part[2]) for part in found if part), default=0)


class NewPart(NamedTuple):
    """A part to be written: the rows of a table that events after `since` have added."""

    table: JournalTable
    since: int
    rows: Iterable[JournalRow]


def write_parts(folder: Path, parts: Iterable[NewPart], upto: int) -> list[Path]:
    """Writes parts of the events up to `upto`; each is there whole or not at all."""
    with duckdb.connect(config=OFFLINE) as connection:
        return [write_part(connection, folder, part, upto) for part in parts]


def write_part(
    connection: duckdb.DuckDBPyConnection, folder: Path, part: NewPart, upto: int
) -> Path:
    place = folder / part.table.name / f"part-{part.since + 1:018}-{upto:018}.parquet"
    place.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=place.parent, prefix=".part-") as aside:
        lines, made = Path(aside) / "rows.csv", Path(aside) / "rows.parquet"
        with lines.open("w", encoding="utf-8", newline="") as file:
            file.writelines(map(csv_line, part.rows))
        convert(connection, part.table, lines, made)
        made.rename(place)
    return place


def csv_line(row: JournalRow) -> str:
    """A row of CSV: texts in quotes, also empty ones, and nothing at all for what is not there."""
    return ",".join(map(csv_field, row)) + "\n"


def csv_field(value: int | str | None) -> str:
    if isinstance(value, str):
        doubled = value.replace('"', '""')
        return f'"{doubled}"'
    return "" if value is None else str(value)


def convert(
    connection: duckdb.DuckDBPyConnection, table: JournalTable, lines: Path, made: Path
) -> None:
    kinds = {name: DUCKDB_KINDS[kind] for name, kind in table.columns.items()}
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in kinds.items())
    read = (
        "read_csv($1, header = false, auto_detect = false, delim = ',', quote = '\"',"
        f" escape = '\"', nullstr = '', allow_quoted_nulls = false, columns = {{{columns}}})"
    )
    target = str(made).replace("'", "''")
    connection.execute(f"COPY (SELECT * FROM {read}) TO '{target}' (FORMAT parquet)", [f"{lines}"])
