"""Imports a table: reads and checks it as a whole, then executes every row as commands."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from msgspec.structs import replace

from adapters.data_folder import FILES_FOLDER
from adapters.files import Files
from domain.case import stream_id
from domain.refusal import Text
from domain.regulation.own_field import OwnField
from domain.words import command_words
from services.imports.ndjson import LineResult, NdjsonImporter
from services.imports.tables.addressing import ImportDefaults, TableRow, address
from services.imports.tables.columns import Columns
from services.imports.tables.csv_sheets import csv_sheet
from services.imports.tables.faults import TableFault, Unreadable
from services.imports.tables.filing import lines_of
from services.imports.tables.own_columns import fields_asked
from services.imports.tables.papers import Papers
from services.imports.tables.rows import read_table
from services.imports.tables.sheets import LARGEST_FILE, TableSheet
from services.imports.tables.xlsx_sheets import xlsx_sheets
from services.runtime import Runtime

TABLE_SUFFIXES = (".csv", ".xlsx", ".xlsm", ".xls")


class TableImport:
    """Import of one table. As long as there are `faults`, nothing of it may be stored."""

    def __init__(
        self, runtime: Runtime, ndjson: NdjsonImporter, terms: ImportDefaults, papers: Papers
    ) -> None:
        self.runtime, self.ndjson, self.terms, self.papers = runtime, ndjson, terms, papers
        self.faults: list[TableFault] = []
        self.left_out: tuple[str, ...] = ()
        self.filed: list[TableRow] = []

    def check(self, path: Path) -> None:
        """Reads the table; finds every fault that can be known before anything is stored."""
        columns = Columns(self.papers.hashes, self.fields)
        try:
            table = read_table(sheets_of(path, columns), columns)
        except Unreadable as error:
            self.faults.append(TableFault(error.why))
            return
        entries, nobodys = self.papers.attached(table.entries)
        self.filed, unaddressed = address(self.runtime, self.ndjson, entries, self.terms)
        self.faults += [*table.faults, *nobodys, *unaddressed]
        self.left_out = table.left_out

    @property
    def fields(self) -> list[OwnField]:
        """The fields that only the table's regime asks; where it names none, of every regime."""
        runtime, only = self.runtime, self.terms.regime
        if only is None and self.terms.batch:
            batch, _ = runtime.store.held(stream_id("batches", self.terms.batch))
            only = batch.regime if batch else None
        return fields_asked(runtime.regimes(), runtime.clock.today(), only)

    def check_papers(self) -> None:
        """Checks that the file store accepts the attachments, by means of a temporary one."""
        with TemporaryDirectory(prefix="anjuan-") as folder:
            self._keep(Files(Path(folder) / FILES_FOLDER, self.runtime.keystore))

    def keep_papers(self) -> None:
        """Stores the attachments, each as an upload of its unit."""
        for unit, hash in self._keep(self.runtime.files):
            self.runtime.accounts.uploaded(hash, unit)

    def _keep(self, files: Files) -> list[tuple[str, str]]:
        kept = []
        for row in self.filed:
            for result in self.papers.keep(row.entry, files):
                if isinstance(result, TableFault):
                    self.faults.append(result)
                else:
                    kept.append((str(row.entry.form.uscc), result))
        return kept

    def run(self) -> Iterator[tuple[TableRow, LineResult]]:
        """Executes the commands; gives their results, and adds refused ones to the faults."""
        asked: list[tuple[TableRow, str]] = []

        def lines() -> Iterator[bytes]:
            for row, line in lines_of(self.runtime, self.filed):
                asked.append((row, line.command))
                yield msgspec.json.encode(line)

        for result in self.ndjson.hand_in(lines()):
            row, command = asked[result.line - 1]
            if result.problem:
                words = command_words(command)
                zh, en = f"{words.zh}：{result.problem}", f"{words.en}: {result.problem_en}"
                self.faults.append(TableFault(Text(zh, en), row.entry.sheet, row.entry.row))
            yield row, replace(result, line=row.entry.row)


def sheets_of(path: Path, columns: Columns) -> Sequence[TableSheet]:
    if path.stat().st_size > LARGEST_FILE:
        raise Unreadable(f"文件超过 {LARGEST_FILE} 字节", f"more than {LARGEST_FILE} bytes")
    if path.suffix.lower() == ".csv":
        return [csv_sheet(path.read_bytes(), columns.known)]
    return xlsx_sheets(path.read_bytes())
