"""Turns rows into NDJSON command lines, each with an idempotency key of its content."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

import msgspec

from domain.application.case import Application
from domain.application.drafting import CreateDraft, ReviseDraft, SubmitApplication
from domain.application.form import Form
from domain.case import Case, Command
from domain.party.lifecycle import RegisterParty
from services.imports.ndjson import NdjsonLine
from services.imports.tables.addressing import TableRow
from services.runtime import Runtime

FILED_TOGETHER = 200


def lines_of(runtime: Runtime, table: Iterable[TableRow]) -> Iterator[tuple[TableRow, NdjsonLine]]:
    """Commands still to be executed for a table, in its order; reads the store as it goes."""
    rest = iter(table)
    while chunk := list(islice(rest, FILED_TOGETHER)):
        names = [name for row in chunk for name in (party(row), application(row))]
        heads = runtime.log.heads(names)
        for row in chunk:
            stored = (
                runtime.store.current(application(row)) if heads[application(row)] else (None, 0)
            )
            for line in still_to_do(runtime, row, heads[party(row)] > 0, *stored):
                yield row, line


def party(row: TableRow) -> str:
    return f"parties/{row.entry.form.uscc}"


def application(row: TableRow) -> str:
    return f"applications/{row.id}"


def still_to_do(
    runtime: Runtime, row: TableRow, registered: bool, case: Case | None, version: int
) -> Iterator[NdjsonLine]:
    """Commands of one row: register the unit, create the draft or revise it where the row was
    corrected, and submit where that is wanted; what is done already is left out."""
    form, code = row.entry.form, str(row.entry.form.uscc)
    if not registered:
        unit = {"uscc": code, "name": form.unit_name}
        yield line(runtime, row, RegisterParty, unit, stream="parties", id=code, by=row.registrar)
    if not isinstance(case, Application):
        draft = {"regime": row.regime, "channel": row.channel, "batch": row.batch, "form": form}
        yield line(runtime, row, CreateDraft, draft)
    elif not same_form(runtime, case.form, form) and not (row.submit and case.submitted_on):
        yield line(runtime, row, ReviseDraft, {"form": form}, again=version)
    if row.submit:
        yield line(runtime, row, SubmitApplication, {"addressee": row.addressee})


def same_form(runtime: Runtime, stored: Form, form: Form) -> bool:
    """Whether the case holds this very form, once decrypted."""
    opened = runtime.vault.open(stored)
    return bool(as_written(msgspec.to_builtins(opened)) == as_written(msgspec.to_builtins(form)))


def as_written(value: Any) -> Any:
    """Form data as a caller writes it: without the ids that the vault gives to persons."""
    match value:
        case dict():
            return {name: as_written(v) for name, v in value.items() if name != "person_ref"}
        case list() | tuple():
            return [as_written(part) for part in value]
    return value


def line(
    runtime: Runtime,
    row: TableRow,
    command: type[Command],
    body: Mapping[str, Any],
    *,
    stream: str = "applications",
    id: str | None = None,
    by: str | None = None,
    again: int = 0,
) -> NdjsonLine:
    """A command line whose idempotency key is made of the whole row: the same row is done once."""
    name = command.__name__
    content = msgspec.json.encode((name, again, row.id, row.regime, row.batch, row.entry.form))
    return NdjsonLine(
        stream=stream,
        id=id or row.id,
        command=name,
        body=msgspec.Raw(msgspec.json.encode(body)),
        actor=by or row.actor,
        occurred_on=row.occurred_on,
        idempotency_key=f"table:{runtime.vault.fingerprint(content).hex()}",
    )
