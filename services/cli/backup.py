"""`anjuan backup`, `restore`, `lost`: copies of a data folder, stores that go on from one."""

from collections.abc import Callable
from contextlib import closing, nullcontext
from pathlib import Path
from typing import Annotated

import typer

from adapters.data_folder import DATA_FILES, NATS_FOLDER
from adapters.folders import refuse_foreign
from adapters.nats.reader import ask_stream
from services.backup.check import bytes_to_check, check_backup
from services.backup.dated_set import bytes_to_copy, make_backup
from services.backup.manifest import backup_at, read_manifest
from services.backup.restore import Restored, accept_loss_of_events, restore_backup
from services.cli.cases import AsJson, Data, DatabaseOption, Nats, print_json, settings_of
from services.cli.doctor import MARKS
from services.cli.failures import NOT_THERE, REFUSED, WRONG_USAGE, stop
from services.cli.passphrase import PassphraseFile, passphrase
from services.cli.progress import telling_progress
from services.cli.terminal import one_line, print
from services.consistency.findings import Diagnosis, Finding
from services.outbox.lost import LostEvent, lost_events
from services.processes.preconditions import held
from services.runtime import open_log, refuse_half_restored

Why = Annotated[str | None, typer.Option(help="why, for the record")]


def backup(
    target: Annotated[Path, typer.Argument(help="folder of backups; each run adds a dated one")],
    check: Annotated[bool, typer.Option("--check", help="check a backup; change nothing")] = False,
    passphrase_file: PassphraseFile = None,
    data: Data = None,
    database: DatabaseOption = None,
    as_json: AsJson = False,
) -> None:
    """Back up a data folder while it is served, or --check a backup. PostgreSQL: pg_dump first."""
    if check:
        show_parts(checked(target, passphrase(passphrase_file)), as_json)
        return
    settings = settings_of({"data": data, "database": database})
    require_folder(settings.data)
    secret = passphrase(passphrase_file, new=True)
    refuse_inside(target, settings.data)
    with telling_progress(bytes_to_copy(settings), "备份 backup") as reached:
        tell_made(make_backup(settings, target, secret, adding(reached)))


def tell_made(folder: Path) -> None:
    manifest = read_manifest(folder)
    print(
        f"{folder}: 已备份到事件 {manifest.position}，附件 {manifest.files} 件"
        f" / backed up to event {manifest.position}, {manifest.files} files"
    )
    if not manifest.events:
        print(
            "事件在 PostgreSQL 中，要在此之前用 pg_dump 转储"
            " / the events are in PostgreSQL: its pg_dump has to be older than this"
        )


def restore(
    source: Annotated[Path | None, typer.Argument(help="a backup, or a folder of them")] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="restore nothing; go on from what stands there")
    ] = False,
    instead_of: Annotated[
        Path | None, typer.Option(help="folder of the store that is lost; it stays as it is")
    ] = None,
    reason: Why = None,
    passphrase_file: PassphraseFile = None,
    data: Data = None,
    database: DatabaseOption = None,
    nats: Nats = None,
) -> None:
    """Restore a backup into an empty --data folder, as a new generation of its store."""
    settings = settings_of({"data": data, "database": database, "nats": nats})
    if not reason or not reason.strip() or accept == bool(source):
        stop(
            "要有 --reason，并且备份和 --accept 二者取一"
            " / --reason, and either a backup or --accept",
            WRONG_USAGE,
        )
    if accept:
        require_folder(settings.data)
        with held(settings.data):
            tell_restored(accept_loss_of_events(settings, reason))
        return
    assert source
    folder, secret = backup_at(source), passphrase(passphrase_file)
    if instead_of:
        require_folder(instead_of)
    parts = checked(folder, secret)
    if any(part.answer is Diagnosis.WRONG for part in parts):
        show_parts(parts, as_json=False)
    with (
        held(instead_of) if instead_of else nullcontext(),
        telling_progress(bytes_to_check(folder), "恢复 restore") as reached,
    ):
        tell_restored(restore_backup(folder, settings, secret, reason, instead_of, adding(reached)))


def lost(
    data: Data = None, database: DatabaseOption = None, nats: Nats = None, as_json: AsJson = False
) -> None:
    """List what others were told by NATS and a restored store has not."""
    settings = settings_of({"data": data, "database": database, "nats": nats})
    require_folder(settings.data)
    where = settings.nats, settings.data / NATS_FOLDER, settings.nats_ca
    with closing(open_log(settings)) as log:
        events = ask_stream(*where, "anjuan lost", lambda link: lost_events(link, log))
    if events is None:
        stop("没有 NATS，无从查起 / there is no NATS to ask", NOT_THERE)
    for one in events:
        print_json(one) if as_json else print(in_a_row(one))
    if not events and not as_json:
        print("没有已发出而遗失的事件 / nothing was told and lost")


def in_a_row(one: LostEvent) -> str:
    return f"#{one.position}  {one.recorded_at}  {one.area}  {one.case}  {one.zh} {one.en}"


def checked(target: Path, secret: str) -> list[Finding]:
    folder = backup_at(target)
    with telling_progress(bytes_to_check(folder), "检查 check") as reached:
        return check_backup(folder, secret, adding(reached))


def show_parts(parts: list[Finding], as_json: bool) -> None:
    """Prints what was found; exit status 1 where something is wrong."""
    for part in parts:
        print_json(part) if as_json else print(part_in_words(part))
    if any(part.answer is Diagnosis.WRONG for part in parts):
        raise typer.Exit(REFUSED)


def part_in_words(part: Finding) -> str:
    return one_line(f"{MARKS[part.answer]}  {part.what}: {part.words.zh} / {part.words.en}")


def tell_restored(restored: Restored) -> None:
    generation = restored.generation
    print(
        f"保留到事件 {generation.kept_to}，别人见过的最后一件是 {generation.seen}，"
        f"从 {generation.goes_on_from} 起接续 / kept up to event {generation.kept_to}; the last"
        f" that anybody may have seen is {generation.seen}; goes on from {generation.goes_on_from}"
    )
    if restored.stream:
        print("已发出而遗失的事件，用 anjuan lost 列出 / what was told and is lost: anjuan lost")
    if restored.stream is False:
        print(
            "NATS 流是另一段历史，已移到 nats.set-aside-*，重新发布"
            " / the stream told another history; it is set aside as nats.set-aside-* and made anew"
        )


def require_folder(data: Path) -> None:
    if not data.exists():
        stop(f"{data}: 没有这个数据目录 / no such data folder", WRONG_USAGE)
    refuse_foreign(data, DATA_FILES, empty=False)
    refuse_half_restored(data)


def refuse_inside(target: Path, data: Path) -> None:
    """A backup within the folder that it is of is lost with it."""
    one, other = target.resolve(), data.resolve()
    if one == other or other in one.parents or one in other.parents:
        stop(
            f"{target}: 备份不能放在数据目录里，也不能包含它"
            " / a backup lies neither within the data folder nor around it",
            WRONG_USAGE,
        )


def adding(reached: Callable[[int], None]) -> Callable[[int], None]:
    """Turns what is told bit by bit into how far it has come."""
    total = 0

    def add(more: int) -> None:
        nonlocal total
        total += more
        reached(total)

    return add
