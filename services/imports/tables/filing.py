"""From rows to lines of commands, such as an NDJSON file holds, each with a key of its content."""

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
    """What is still to be done of a table, in its order. The store is asked as it comes to it."""
    rest = iter(table)
    while some := list(islice(rest, FILED_TOGETHER)):
        names = [name for one in some for name in (party(one), application(one))]
        heads = runtime.log.heads(names)
        for one in some:
            found = (
                runtime.store.current(application(one)) if heads[application(one)] else (None, 0)
            )
            for line in still_to_do(runtime, one, heads[party(one)] > 0, *found):
                yield one, line


def party(one: TableRow) -> str:
    return f"parties/{one.entry.form.uscc}"


def application(one: TableRow) -> str:
    return f"applications/{one.id}"


def still_to_do(
    runtime: Runtime, one: TableRow, registered: bool, case: Case | None, version: int
) -> Iterator[NdjsonLine]:
    """The unit registered, the draft opened or made anew where the row was corrected, and handed
    in where that is wanted: what is there already is not asked for again."""
    form, code = one.entry.form, str(one.entry.form.uscc)
    if not registered:
        unit = {"uscc": code, "name": form.unit_name}
        yield line(runtime, one, RegisterParty, unit, stream="parties", id=code, by=one.registrar)
    if not isinstance(case, Application):
        draft = {"regime": one.regime, "channel": one.channel, "batch": one.batch, "form": form}
        yield line(runtime, one, CreateDraft, draft)
    elif not same_form(runtime, case.form, form) and not (one.submit and case.submitted_on):
        yield line(runtime, one, ReviseDraft, {"form": form}, again=version)
    if one.submit:
        yield line(runtime, one, SubmitApplication, {"addressee": one.addressee})


def same_form(runtime: Runtime, stored: Form, form: Form) -> bool:
    """Whether the case holds this very form, its boxes opened."""
    opened = runtime.vault.open(stored)
    return bool(as_written(msgspec.to_builtins(opened)) == as_written(msgspec.to_builtins(form)))


def as_written(value: Any) -> Any:
    """As a caller writes it: without the vault's own names of persons."""
    match value:
        case dict():
            return {name: as_written(v) for name, v in value.items() if name != "person_ref"}
        case list() | tuple():
            return [as_written(part) for part in value]
    return value


def line(
    runtime: Runtime,
    one: TableRow,
    command: type[Command],
    body: Mapping[str, Any],
    *,
    stream: str = "applications",
    id: str | None = None,
    by: str | None = None,
    again: int = 0,
) -> NdjsonLine:
    """Its key is made of all that the row says: the same row is done once, another one anew."""
    name = command.__name__
    content = msgspec.json.encode((name, again, one.id, one.regime, one.batch, one.entry.form))
    return NdjsonLine(
        stream=stream,
        id=id or one.id,
        command=name,
        body=msgspec.Raw(msgspec.json.encode(body)),
        actor=by or one.actor,
        occurred_on=one.occurred_on,
        idempotency_key=f"table:{runtime.vault.fingerprint(content).hex()}",
    )
