"""Exports what an auditor is shown as a ZIP file: the record of acts as a table, and the cases."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec

from domain.context import Actor
from domain.words import command_words, event_words, role_words, stream_words
from projections.audit_trail import AuditEntry
from services.access.scope import scope
from services.imports.tables.report import harmless
from services.jobs.progress import JobOutcome, JobProgress
from services.jobs.seen_cases import case_seen, names_seen
from services.queries.numbers import number_told
from services.queries.own_cases import own_centres
from services.runtime import Runtime
from services.subscriptions.catalogue import AUDIT
from services.subscriptions.projector import dead_letters

ROWS_READ_AT_ONCE = 500
TRAIL_HEADINGS = (
    *("办理日", "生效日", "记录时刻", "案卷种类", "案卷", "步", "事项", "结果"),
    *("角色", "机关", "账号", "文号", "依据"),
)


def exported(
    runtime: Runtime, actor: Actor, asked: dict[str, str], progress: JobProgress
) -> tuple[JobOutcome, bytes]:
    """The acts from one day to another, `from` and `to`, and all cases as they are now."""
    names, file = [*names_seen(runtime, actor)], BytesIO()
    progress.reached(0, len(names))
    acts = (trail_cells(runtime, actor, row) for row in trail(runtime, actor, asked))
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        rows = write_trail(archive, acts, progress)
        write_cases(archive, (case_line(runtime, actor, name) for name in names), progress)
    return JobOutcome(rows=rows, cases=len(names)), file.getvalue()


def write_trail(archive: ZipFile, acts: Iterable[Iterable[Any]], progress: JobProgress) -> int:
    """Writes a row for each act; gives how many there are."""
    rows, table = 0, StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(TRAIL_HEADINGS)
    for act in acts:
        writer.writerow([harmless(str(cell)) for cell in act])
        rows += 1
        progress.reached(0)
    archive.writestr("办理记录.csv", table.getvalue().encode("utf-8-sig"))
    return rows


def write_cases(archive: ZipFile, cases: Iterable[bytes], progress: JobProgress) -> None:
    with archive.open("案卷.ndjson", "w") as lines:
        for done, line in enumerate(cases, 1):
            lines.write(line)
            progress.reached(done)


def case_line(runtime: Runtime, actor: Actor, name: str) -> bytes:
    seen = case_seen(runtime, actor, name)
    told = {"case": name, "state": seen.told if seen else None}
    return msgspec.json.encode(told) + b"\n"


def trail(runtime: Runtime, actor: Actor, asked: dict[str, str]) -> Iterator[AuditEntry]:
    """The record of acts that this person is shown, by the day of the act."""
    regimes, today = runtime.regimes(), runtime.clock.today()
    own = partial(own_centres, runtime.readmodel, actor.organ)
    rights = scope(actor, AUDIT, regimes, today, own) or []
    after: tuple[str, str] | None = (asked.get("from") or date.min.isoformat(), "")
    while rights and after:
        found = runtime.readmodel.page(
            AUDIT,
            rights=rights,
            sort="occurred_on",
            after=after,
            until=asked.get("to") or None,
            lot=dead_letters(AUDIT),
            limit=ROWS_READ_AT_ONCE,
        )
        yield from (AUDIT.decoded(one.row.decode()) for one in found if not one.parked)
        after = found[-1].after if len(found) == ROWS_READ_AT_ONCE else None


def trail_cells(runtime: Runtime, actor: Actor, row: AuditEntry) -> tuple[object, ...]:
    number = number_told(runtime, actor, f"{row.stream}/{row.id}", row.version)
    return (
        *(row.occurred_on, row.effective_on, row.recorded_at, stream_words(row.stream).zh),
        *(row.id, number, command_words(row.command).zh, event_words(row.type).zh),
        *(role_words((row.role,)).zh, row.organ, row.actor),
        *(row.document_no or "", "、".join(row.rules)),
    )
