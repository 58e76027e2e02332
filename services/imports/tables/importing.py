"""A table in: read and checked as a whole, then every row through the same door as everything."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from msgspec.structs import replace

from adapters.files import Files
from domain.refusal import Text
from domain.words import command_words
from services.imports.ndjson import LineResult, NdjsonImporter
from services.imports.tables.addressing import ImportDefaults, TableRow, address
from services.imports.tables.columns import Columns
from services.imports.tables.csv_sheets import csv_sheet
from services.imports.tables.faults import TableFault, Unreadable
from services.imports.tables.filing import lines_of
from services.imports.tables.papers import Papers
from services.imports.tables.rows import read_table
from services.imports.tables.sheets import LARGEST_FILE, TableSheet
from services.imports.tables.xlsx_sheets import xlsx_sheets
from services.runtime import Runtime

TABLE_SUFFIXES = (".csv", ".xlsx", ".xlsm", ".xls")


class TableImport:
    """One table on its way in. As long as there are `faults`, nothing of it may be stored."""

    def __init__(
        self, runtime: Runtime, ndjson: NdjsonImporter, terms: ImportDefaults, papers: Papers
    ) -> None:
        self.runtime, self.ndjson, self.terms, self.papers = runtime, ndjson, terms, papers
        self.faults: list[TableFault] = []
        self.left_out: tuple[str, ...] = ()
        self.filed: list[TableRow] = []

    def check(self, path: Path) -> None:
        """Reads all of it; finds every fault that can be known before anything is stored."""
        columns = Columns(self.papers.hashes)
        try:
            table = read_table(sheets_of(path, columns), columns)
        except Unreadable as error:
            self.faults.append(TableFault(error.why))
            return
        entries, nobodys = self.papers.attached(table.entries)
        self.filed, unaddressed = address(self.runtime, self.ndjson, entries, self.terms)
        self.faults += [*table.faults, *nobodys, *unaddressed]
        self.left_out = table.left_out

    def check_papers(self) -> None:
        """Whether the file store would take them: they are put into one that is thrown away."""
        with TemporaryDirectory(prefix="anjuan-") as folder:
            self._keep(Files(Path(folder) / "files", self.runtime.keystore))

    def keep_papers(self) -> None:
        """Puts them into the store, each in the name of its unit."""
        for unit, hash in self._keep(self.runtime.files):
            self.runtime.accounts.uploaded(hash, unit)

    def _keep(self, files: Files) -> list[tuple[str, str]]:
        kept = []
        for one in self.filed:
            for found in self.papers.keep(one.entry, files):
                if isinstance(found, TableFault):
                    self.faults.append(found)
                else:
                    kept.append((str(one.entry.form.uscc), found))
        return kept

    def run(self) -> Iterator[tuple[TableRow, LineResult]]:
        """What became of each command; the refused ones become faults of their rows."""
        asked: list[tuple[TableRow, str]] = []

        def lines() -> Iterator[bytes]:
            for one, line in lines_of(self.runtime, self.filed):
                asked.append((one, line.command))
                yield msgspec.json.encode(line)

        for result in self.ndjson.hand_in(lines()):
            one, command = asked[result.line - 1]
            if result.problem:
                words = command_words(command)
                zh, en = f"{words.zh}：{result.problem}", f"{words.en}: {result.problem_en}"
                self.faults.append(TableFault(Text(zh, en), one.entry.sheet, one.entry.row))
            yield one, replace(result, line=one.entry.row)


def sheets_of(path: Path, columns: Columns) -> Sequence[TableSheet]:
    if path.stat().st_size > LARGEST_FILE:
        raise Unreadable(f"文件超过 {LARGEST_FILE} 字节", f"more than {LARGEST_FILE} bytes")
    if path.suffix.lower() == ".csv":
        return [csv_sheet(path.read_bytes(), columns.known)]
    return xlsx_sheets(path.read_bytes())
