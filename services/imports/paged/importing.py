"""Imports a file page by page, a few pages in flight: read, cut, checked, handed to the dispatcher.

The same file twice changes nothing: each page has an idempotency key of the file, its number and
the case. What stands before a fault is imported, nothing from its page on: the pages of a statement
rest on each other. An import that was killed is run again.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from hashlib import file_digest
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from domain.case import Command, stream_and_id, stream_id
from domain.context import Actor
from domain.deciding import CaseMissing
from domain.refusal import Refusal, Refused, Text
from services.commands.messages import Busy, CommandRequest, CommandResult, KeyReused
from services.imports.paged.cells import LineRead, RowReader, WrongRow
from services.imports.paged.covered import CoveredLines
from services.imports.paged.dry_run import DryRun
from services.imports.paged.foreseen import ForeseenStretches
from services.imports.paged.mapping import Mapping
from services.imports.paged.pages import PageOfLines, page_command, pages_of
from services.imports.paged.rows import file_rows
from services.imports.tables.faults import TableFault
from services.runtime import Runtime

PAGES_IN_FLIGHT = 8
PageAnswer = list[Refusal] | Exception | Literal["known"] | None
"""What came of a page: the reasons against it, or an error; None where it is in, "known" where it
was in before."""


class Imported(Struct):
    """What came of an import: lines that are in now, that were in before, and every fault."""

    lines: int = 0
    pages: int = 0
    known: int = 0
    faults: list[TableFault] = []


class ReadyPage(Struct, frozen=True):
    """Lines that are not in yet, and the command that brings them in."""

    page: PageOfLines
    command: Command


class PageImport:
    """Import of one file into one case, in somebody's name. `said` are further fields of the
    command of each page."""

    def __init__(
        self, runtime: Runtime, path: Path, mapping: Mapping, id: str, actor: Actor, **said: Any
    ) -> None:
        self.runtime, self.path, self.mapping, self.actor = runtime, path, mapping, actor
        self.id, self.said = id, {"file": sha256_of_file(path), **said}
        self.stream = stream_id(mapping.lines.stream, id)
        self.came = Imported()
        statement = mapping.kind == "statement"
        self.covered = CoveredLines(runtime.store, self.stream) if statement else None
        self.foreseen = ForeseenStretches(runtime.store.current(self.stream)[0], runtime.clock)

    def run(self, tell: Callable[[int], None], dry: bool = False) -> Imported:
        """Imports what is not in yet; a dry run checks all of it and stores nothing."""
        ends = self.tried if dry else self.handed_in
        for ready, answer in ends(self.ready(tell)):
            self.settle(ready.page, answer)
        self.came.faults.sort(key=lambda one: one.row)
        return self.came

    def ready(self, tell: Callable[[int], None]) -> Iterator[ReadyPage]:
        """The pages of the file up to the first one with a fault, without what is known. The rest
        of the file is read all the same, for every fault of a row to be named."""
        for page in pages_of(self.lines(tell)):
            new = tuple(one for one in page.lines if one.values and not self.is_known(one))
            if not new or self.came.faults:
                continue
            left = PageOfLines(page.number, new)
            command = page_command(self.mapping.lines, left, **self.said)
            if reasons := self.foreseen.reasons(command):
                self.settle(left, reasons)
            else:
                yield ReadyPage(left, command)

    def lines(self, tell: Callable[[int], None]) -> Iterator[LineRead]:
        """Each row as a line; one with a fault holds no values, and keeps its place."""
        reader = RowReader(self.mapping)
        for number, texts in file_rows(self.path, self.mapping, tell):
            try:
                yield reader.read(number, texts)
            except WrongRow as wrong:
                self.came.faults += wrong.faults
                yield LineRead(number, {}, {})

    def is_known(self, line: LineRead) -> bool:
        """Whether a line of a statement is in; where another stands in its place, that is a
        fault."""
        if self.covered is None or self.came.faults:
            return False
        known = self.covered.is_known(line)
        if isinstance(known, TableFault):
            self.came.faults.append(known)
            return True
        self.came.known += known
        return known

    def tried(self, pages: Iterable[ReadyPage]) -> Iterator[tuple[ReadyPage, PageAnswer]]:
        """Tries each page on the case as the ones before would leave it."""
        trial = DryRun(self.runtime, self.actor, self.mapping.lines.stream, self.id)
        return ((ready, trial.answer(ready.command)) for ready in pages)

    def handed_in(self, pages: Iterable[ReadyPage]) -> Iterator[tuple[ReadyPage, PageAnswer]]:
        """Submits pages in a chain, a few at a time, and gives their answers in order."""
        flight: deque[tuple[ReadyPage, Future[CommandResult]]] = deque()
        for ready in pages:
            flight.append((ready, self.submit(ready, flight[-1][1] if flight else None)))
            if len(flight) == PAGES_IN_FLIGHT:
                first, answer = flight.popleft()
                yield first, page_answer(answer)
        yield from ((ready, page_answer(answer)) for ready, answer in flight)

    def submit(
        self, ready: ReadyPage, behind: "Future[CommandResult] | None"
    ) -> "Future[CommandResult]":
        """Hands a page in under a key of the file, its number and the case."""
        stream, _ = stream_and_id(self.stream)
        body, number = msgspec.json.encode(ready.command), ready.page.number
        key = f"page:{self.said['file']}:{number}:{self.mapping.kind}:{self.id}"
        asked = CommandRequest(
            stream, self.id, ready.command, self.actor, key=key, body=body, behind=behind
        )
        return self.runtime.dispatcher.submit(asked)

    def settle(self, page: PageOfLines, answer: PageAnswer) -> None:
        """Counts a page, or names its faults, each with the row of the file."""
        if isinstance(answer, Exception):
            why = f"{type(answer).__name__}: {answer}"
            self.came.faults.append(TableFault(Text(why, why), row=page.lines[0].number))
        elif answer == "known":
            self.came.known += len(page.lines)
        elif answer:
            self.came.faults += [in_the_file(one, page, self.mapping) for one in answer]
        else:
            self.came.pages += 1
            self.came.lines += len(page.lines)


def page_answer(answer: "Future[CommandResult]") -> PageAnswer:
    try:
        return "known" if answer.result().replayed else None
    except Refused as refused:
        return list(refused.refusals)
    except (CaseMissing, KeyReused, Busy) as error:
        return error


def in_the_file(refusal: Refusal, page: PageOfLines, mapping: Mapping) -> TableFault:
    """A reason with the row of the line that it is about; without one, the page's first."""
    index = index_in(refusal, f"/{mapping.lines.field}/")
    zh = f"{refusal.asked.zh}（应当：{refusal.allowed.zh}）"
    why = Text(zh, f"{refusal.asked.en} (allowed: {refusal.allowed.en})")
    return TableFault(why, row=page.lines[min(index, len(page.lines) - 1)].number)


def index_in(refusal: Refusal, field: str) -> int:
    """The index of the line that a refusal points to; 0 where it points to none."""
    numbers = [one.removeprefix(field) for one in refusal.fields if one.startswith(field)]
    return int(numbers[0].partition("/")[0]) if numbers else 0


def sha256_of_file(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
