"""`anjuan bureau`: bureaus that follow the events on NATS, each with an account of its own."""

import asyncio
import os
import re
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct

from adapters.credentials.bureaus import EnrolledBureau
from adapters.data_folder import NATS_FOLDER
from adapters.folders import write_private
from adapters.nats.accounts import consumer_of, inbox_of
from adapters.nats.keys import new_seed, public_key
from adapters.nats.process import ACCOUNTS_CONF
from adapters.nats.server import nats_seen
from domain.context import Actor
from services.access.hearing import subjects
from services.access.policy import OFFICIALS
from services.bureaus.accounts import renew_accounts, table_of
from services.bureaus.renewing import NATS_TROUBLES, BureauRenewal, Following
from services.cli.cases import AsJson, Data, DatabaseOption, Nats, opened, print_json
from services.cli.failures import stop
from services.cli.terminal import one_line, print
from services.cli.users import misfits_of, require_eligible
from services.runtime import Runtime

bureau_app = typer.Typer(help="订阅机关 bureaus on NATS: add, remove, credentials, list")
BUREAU_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}\Z")
KeyFile = Annotated[Path | None, typer.Option(help="file for the secret key; else NAME.nk here")]
AT_NEXT_START = (
    "NATS 未运行：服务启动时生效 / NATS does not run: it holds from the start of the service on"
)
INCLUDE = "各 NATS 服务器载入并重读 / have each NATS server include it and reload: {file}"


class ShownBureau(Struct, frozen=True):
    """A bureau as a program reads it."""

    name: str
    role: str
    area: str
    duties: tuple[str, ...]
    key: str
    added_at: str
    consumer: str
    pending: int | None = None
    unacknowledged: int | None = None
    trouble: str | None = None


@bureau_app.command()
def add(
    name: str,
    area: Annotated[str, typer.Option(help="the code of its division")],
    role: Annotated[
        str | None, typer.Option(help="its role, where its code leaves a choice")
    ] = None,
    duty: Annotated[list[str] | None, typer.Option(help="a separated duty; repeat")] = None,
    key: KeyFile = None,
    data: Data = None,
    database: DatabaseOption = None,
    nats: Nats = None,
) -> None:
    """Let a bureau follow the events of its area; its secret key is written once, to a file."""
    if not BUREAU_NAME.match(name):
        stop(
            f"{name}: 名称以小写字母开头，用小写字母、数字和 -，至多 32 个字符"
            " / a name begins with a small letter and has small letters, digits and -, 32 at most",
            2,
        )
    with closing(opened(data, database, nats)) as runtime:
        actor = Actor(f"bureau.{name}", role or only_role(runtime, area), area, tuple(duty or ()))
        require_eligible(runtime, actor)
        seed, file = new_seed(), refuse_existing(key or Path(f"{name}.nk"))
        if not table_of(runtime.settings).add(name, actor, public_key(seed)):
            stop(
                f"{name}: 已有这个机关，换密钥用 anjuan bureau credentials"
                " / there is this bureau already; for another key: anjuan bureau credentials",
                1,
            )
        write_private(file, seed)
        tell_credentials(name, file)
        tell_renewed(runtime)


@bureau_app.command()
def remove(
    name: str, data: Data = None, database: DatabaseOption = None, nats: Nats = None
) -> None:
    """Close a bureau's account; its connections end at once."""
    with closing(opened(data, database, nats)) as runtime:
        if not table_of(runtime.settings).remove(name):
            unknown_bureau(name)
        tell_renewed(runtime)


@bureau_app.command()
def credentials(
    name: str,
    key: KeyFile = None,
    data: Data = None,
    database: DatabaseOption = None,
    nats: Nats = None,
) -> None:
    """Give a bureau another secret key; the one before is worth nothing from then on."""
    with closing(opened(data, database, nats)) as runtime:
        seed, file = new_seed(), refuse_existing(key or Path(f"{name}.nk"))
        if not table_of(runtime.settings).change_key(name, public_key(seed)):
            unknown_bureau(name)
        write_private(file, seed)
        tell_credentials(name, file)
        tell_renewed(runtime)


@bureau_app.command(name="list")
def list_bureaus(
    data: Data = None, database: DatabaseOption = None, nats: Nats = None, as_json: AsJson = False
) -> None:
    """List the bureaus, and how far each has come."""
    with closing(opened(data, database, nats)) as runtime:
        bureaus = table_of(runtime.settings).all()
        found = {one.name: one for one in renewed_now(runtime) or ()}
    for bureau in bureaus:
        one = shown_bureau(bureau, found.get(bureau.name))
        print_json(one) if as_json else print(one_line(bureau_in_a_row(one)))
    if not bureaus and not as_json:
        print("没有订阅机关 / there are no bureaus")


def only_role(runtime: Runtime, area: str) -> str:
    """The one role in which a bureau with this code is told of cases; exit status 2 where there are
    more, or none."""
    fitting = [role for role in sorted(OFFICIALS) if is_told(runtime, Actor("", role, area, ()))]
    if len(fitting) != 1:
        among = "、".join(fitting or sorted(OFFICIALS))
        stop(f"{area}: 请用 --role 写明 / say --role: {among}", 2)
    return fitting[0]


def is_told(runtime: Runtime, actor: Actor) -> bool:
    """Whether role and organ go together, and a regime has applications in this bureau's area."""
    given = subjects(actor, runtime.regimes(), runtime.clock.today())
    return any(".applications." in one for one in given) and not misfits_of(runtime, actor)


def refuse_existing(file: Path) -> Path:
    if file.exists():
        stop(f"{file}: 已有这个文件，未覆盖 / there is this file already; it is left as it is", 2)
    if not os.access(file.absolute().parent, os.W_OK):
        stop(f"{file}: 不能写入 / cannot be written", 2)
    return file


def unknown_bureau(name: str) -> None:
    stop(f"{name}: 没有这个订阅机关 / no such bureau", 1)


def tell_credentials(name: str, file: Path) -> None:
    print(
        f"密钥只写这一次 the secret key is written this once: {file}\n"
        f"消费者 consumer: {consumer_of(name)}  收件前缀 inbox: {inbox_of(name)}"
    )


def tell_renewed(runtime: Runtime) -> None:
    """Has server and consumers follow the table, and says where that is for others to do."""
    settings = runtime.settings
    here = renew_accounts(settings)
    if settings.nats:
        print(INCLUDE.format(file=settings.data / NATS_FOLDER / ACCOUNTS_CONF))
    elif not here:
        print(AT_NEXT_START)
    if renewed_now(runtime) is None and (here or settings.nats):
        print("消费者稍后由服务建立 / the service makes the consumer later")


def renewed_now(runtime: Runtime) -> list[Following] | None:
    """How the bureaus follow, with their consumers renewed; None where NATS is not reached."""
    address = nats_seen(
        runtime.settings.nats, runtime.settings.data / NATS_FOLDER, runtime.settings.nats_ca
    )
    if address is None:
        return None
    bureaus = table_of(runtime.settings)
    renewal = BureauRenewal(bureaus, runtime.log, runtime.clock.today, lambda: address)
    try:
        return asyncio.run(renewal.renewed(bureaus.all()))
    except NATS_TROUBLES:
        return None


def shown_bureau(bureau: EnrolledBureau, following: Following | None) -> ShownBureau:
    actor = bureau.actor
    return ShownBureau(
        *(bureau.name, actor.role, actor.organ, actor.duties, bureau.key),
        *(bureau.added_at.isoformat(), consumer_of(bureau.name)),
        *((following.pending, following.unacknowledged, following.trouble) if following else ()),
    )


def bureau_in_a_row(one: ShownBureau) -> str:
    waits = "—" if one.pending is None else f"待取 pending {one.pending}"
    return (
        f"{one.name}  {one.role}  {one.area}  {'、'.join(one.duties)}  {waits}  {one.trouble or ''}"
    )
