"""`anjuan case` and `anjuan registry`: shows cases at the terminal."""

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from adapters.data_folder import DATA_FILES
from adapters.event_store.codec import decode
from adapters.folders import refuse_foreign
from domain.streams import STREAMS
from domain.words import command_words, role_words, stage_words, value_words
from services.access.disclosure import shown, state_shown
from services.api.lists import in_registry
from services.api.requests import NO_MOMENT, moment_in
from services.cli.failures import stop
from services.cli.terminal import one_line, print
from services.runtime import Runtime, open_runtime
from services.settings import Settings, read_settings
from services.subscriptions.catalogue import CENTRES, projection
from services.subscriptions.catch_up import CatchUpSubscription
from services.subscriptions.projector import dead_letters

case_app = typer.Typer(help="案卷 one case: its state, its history, its decisions again")
Data = Annotated[Path | None, typer.Option(help="folder of the SQLite files and keys")]
DatabaseOption = Annotated[str | None, typer.Option(help="PostgreSQL URL")]
Nats = Annotated[str | None, typer.Option(help="NATS URLs; else an embedded server")]
AsJson = Annotated[bool, typer.Option("--json", help="for a program")]


def settings_of(flags: dict[str, Any]) -> Settings:
    """The settings, of which flags come first. Raises WrongSetting."""
    given = {name: flags[name] for name in Settings.__struct_fields__ if name in flags}
    return read_settings(given)


def opened(
    data: Path | None, database: str | None, nats: str | None = None, new: bool = False
) -> Runtime:
    """Opens the runtime of the settings; the data folder must exist, unless `new`."""
    return open_runtime(found_folder(data, database, nats, new))


def found_folder(
    data: Path | None, database: str | None, nats: str | None = None, new: bool = False
) -> Settings:
    """The settings, with a data folder that is ours; it must exist, unless `new`."""
    settings = settings_of({"data": data, "database": database, "nats": nats})
    if not new and not settings.data.exists():
        stop(f"{settings.data}: 没有这个数据目录 / no such data folder", 2)
    refuse_foreign(settings.data, DATA_FILES, empty=new)
    return settings


def found_stream(runtime: Runtime, id: str) -> str:
    """The stream named `applications/…`, or by an id that only one kind of case has."""
    names = [id] if "/" in id else [f"{stream}/{id}" for stream in STREAMS]
    heads = runtime.log.heads(names)
    known = [name for name in names if heads.get(name)]
    if not known:
        stop(f"{id}: 没有这个案卷 / no such case", 1)
    if len(known) > 1:
        stop(
            f"{id}: 几个案卷同用此编号，请写全称 / several cases have this id, name one:"
            f" {', '.join(known)}",
            2,
        )
    return known[0]


@case_app.command()
def show(
    id: str, data: Data = None, database: DatabaseOption = None, as_json: AsJson = False
) -> None:
    """The state of a case; personal data stay encrypted."""
    with closing(opened(data, database)) as runtime:
        name = found_stream(runtime, id)
        case, version = runtime.store.current(name)
        body = {"case": name, "version": version, "state": case and state_shown(case, None)}
        if as_json:
            print_json(body)
            return
        assert case is not None
        stage = stage_words(case.stage)
        print(f"{name}  第 {version} 版  {stage.zh} {stage.en}")
        for flag in case.flags:
            print(f"注意 note  {flag.rule}：{flag.zh} / {flag.en}")
        print(msgspec.json.format(msgspec.json.encode(body["state"]), indent=2).decode())


@case_app.command()
def history(
    id: str, data: Data = None, database: DatabaseOption = None, as_json: AsJson = False
) -> None:
    """Who did what, when, under which rules."""
    with closing(opened(data, database)) as runtime:
        for stored in runtime.log.history(found_stream(runtime, id)):
            record = decode(stored.topic, stored.state)
            context = record.context
            if as_json:
                place = {"position": stored.position, "version": stored.version}
                print_json(place | shown(record, None))
                continue
            what = command_words(type(record.command).__name__)
            who = role_words((context.actor.role,))
            print(
                f"{stored.version:>3}  {context.occurred_on}  {what.zh} {what.en}"
                f"  {who.zh} {context.actor.person}  {one_line(context.document_no or '-')}"
                f"  {', '.join(record.basis)}  #{stored.position}"
                + "".join(f"  ! {value_words(flag.code).zh} {flag.rule}" for flag in record.flags)
            )


def moment_given(text: str) -> datetime:
    """A moment as HTTP takes it."""
    try:
        return moment_in(text)
    except ValueError:
        raise typer.BadParameter(NO_MOMENT) from None


def registry(
    q: Annotated[str | None, typer.Argument(help="text to look for")] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
    known_at: Annotated[
        datetime | None, typer.Option(parser=moment_given, metavar="2026-03-01T09:00:00+08:00")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=500)] = 100,
    data: Data = None,
    database: DatabaseOption = None,
    as_json: AsJson = False,
) -> None:
    """The registry of centres, as of a day and as known at a moment."""
    with closing(opened(data, database)) as runtime:
        CatchUpSubscription(runtime.log, runtime.readmodel, [projection("registry")]).catch_up()
        day = as_of.date() if as_of else runtime.clock.today()
        rows = runtime.readmodel.page(
            CENTRES, as_of=day, known_at=known_at, text=q, lot=dead_letters(CENTRES), limit=limit
        )
        if not rows and not as_json:
            print(f"{day}：名录中没有 / nothing in the registry")
        for listed in rows:
            if as_json:
                print_json(in_registry(listed))
            elif listed.parked:
                print(f"{listed.key}  暂不可查 parked")
            else:
                row = CENTRES.decoded(listed.row.decode())
                stage = stage_words(row.status)
                name, builder = one_line(row.name), one_line(row.builder)
                print(f"{row.recognised_on}  {name}  {builder}  {row.division}  {stage.zh}")


def print_json(value: Any) -> None:
    print(msgspec.json.encode(value).decode())
