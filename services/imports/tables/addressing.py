"""Resolves each row's account, regulation, channel and case id, from the row or the defaults."""

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256

import msgspec
from msgspec import Struct

from domain.context import Actor
from domain.refusal import Text
from domain.regime.lifecycle import regime_in
from services.imports.ndjson import BadLine, NdjsonImporter
from services.imports.tables.faults import TableFault
from services.imports.tables.rows import ReadEntry
from services.runtime import Runtime


class ImportDefaults(Struct, frozen=True, kw_only=True):
    """Values for the whole table, where a row does not give them."""

    regime: str | None = None
    batch: str | None = None
    channel: str | None = None
    submit: bool = False


class TableRow(Struct, frozen=True, kw_only=True):
    """An application of the table, with all values resolved. `registrar` registers a new unit."""

    entry: ReadEntry
    id: str
    actor: str
    registrar: str
    regime: str
    channel: str
    batch: str | None
    addressee: str
    occurred_on: date | None
    submit: bool


def address(
    runtime: Runtime, ndjson: NdjsonImporter, entries: Sequence[ReadEntry], terms: ImportDefaults
) -> tuple[list[TableRow], list[TableFault]]:
    """Resolves entries: those that can be filed, and why the others cannot."""
    done: list[TableRow] = []
    faults: list[TableFault] = []
    units: dict[str, list[Actor]] = {}
    for actor in runtime.accounts.actors():
        if actor.role == "APPLICANT":
            units.setdefault(actor.organ, []).append(actor)
    for entry in entries:
        wrong = list(unsaid(runtime, entry, terms))
        try:
            who = applicant(ndjson, entry, units.get(str(entry.form.uscc), []))
        except BadLine as error:
            wrong.append(TableFault(error.why, entry.sheet, entry.row, "账号"))
        faults += wrong
        if not wrong:
            done.append(filed(runtime, ndjson, entry, terms, who))
    return done, faults


def applicant(ndjson: NdjsonImporter, entry: ReadEntry, accounts: Sequence[Actor]) -> str:
    """The account named in the row, else the unit's only one. Raises BadLine."""
    if entry.filing.account:
        actor = ndjson.actor(entry.filing.account)
        if actor.organ != entry.form.uscc:
            raise BadLine("不是该单位的账号", "not an account of this unit")
        return actor.person
    if not accounts:
        raise BadLine("该单位没有账号", "the unit has no account")
    if len(accounts) > 1:
        names = "、".join(actor.person for actor in accounts)
        raise BadLine(f"该单位有几个账号，请填写：{names}", f"the unit has several: {names}")
    return ndjson.actor(accounts[0].person).person


def unsaid(runtime: Runtime, entry: ReadEntry, terms: ImportDefaults) -> Iterator[TableFault]:
    said = {
        "适用规定": regime_of(runtime, entry, terms),
        "申报渠道": entry.filing.channel or terms.channel,
    }
    why = Text("表中和命令行都没有写明", "neither the table nor the command line says it")
    for column, value in said.items():
        if not value:
            yield TableFault(why, entry.sheet, entry.row, column)


def regime_of(runtime: Runtime, entry: ReadEntry, terms: ImportDefaults) -> str | None:
    """The regime of a row: given, or that of the batch."""
    batch = entry.filing.batch or terms.batch
    case = runtime.store.held(f"batches/{batch}")[0] if batch else None
    return entry.filing.regime or terms.regime or (case.regime if case else None)


def filed(
    runtime: Runtime, ndjson: NdjsonImporter, entry: ReadEntry, terms: ImportDefaults, who: str
) -> TableRow:
    said, form = entry.filing, entry.form
    batch, regime = said.batch or terms.batch, regime_of(runtime, entry, terms) or ""
    channel = said.channel or terms.channel or ""
    day = said.occurred_on or runtime.clock.today()
    file, _ = runtime.store.held(f"regulations/{regime}")
    rules = regime_in(file).rules_on(day)
    code = form.division_code or ""
    bureau = rules.places.bureau_for(str(form.uscc), code, day) if rules else None
    return TableRow(
        entry=entry,
        id=said.id or application_id(str(form.uscc), regime, channel, batch, form.industry),
        actor=who,
        registrar=ndjson.importer.person if ndjson.importer else who,
        regime=regime,
        channel=channel,
        batch=batch,
        addressee=said.addressee or bureau or "",
        occurred_on=said.occurred_on,
        submit=terms.submit if said.submit is None else said.submit,
    )


def application_id(code: str, *identity: str | None) -> str:
    """Stable id: one unit's application in one industry and batch has the same id however often
    the table is imported, corrected or not."""
    return f"{code}-{sha256(msgspec.json.encode((code, *identity))).hexdigest()[:10]}"
