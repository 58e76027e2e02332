"""The command line: `anjuan`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from services.cli import (  # noqa: F401 # these add to `regulation`, `case`, `vault`
    authoring,
    comparing,
    documents,
    vault_copies,
)
from services.cli.backup import backup, lost, restore
from services.cli.bureaus import bureau_app
from services.cli.cases import Data, DatabaseOption, Nats, case_app, registry, settings_of
from services.cli.clock import accept_clock
from services.cli.doctor import doctor
from services.cli.failures import SpeakingGroup
from services.cli.following import follow_events
from services.cli.imports import import_file
from services.cli.ledger import export
from services.cli.losses import accept_loss
from services.cli.money import money_app
from services.cli.red_flags import find_red_flags
from services.cli.regulations import regulation_app
from services.cli.terminal import speak_any_encoding
from services.cli.upkeep import demo, migrate, rebuild
from services.cli.users import user_app
from services.cli.vault import vault_app
from services.cli.verification import verify
from services.cli.webhooks import webhook_app
from services.logs import log_as_json
from services.settings import Work

STATUS = (
    "退出码 exit status: 0 已办 done; 1 未办、没有或有误 refused, not found, at fault;"
    " 2 用法、设定、文件或目录不对 wrong usage, setting, file or folder;"
    " 3 所需的数据库、NATS、密钥、端口或磁盘不可用"
    " database, NATS, keys, port or disk not there"
)
app = typer.Typer(
    name="anjuan",
    cls=SpeakingGroup,
    help="Anjuan 案卷",
    epilog=STATUS,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(regulation_app, name="regulation")
app.add_typer(case_app, name="case")
money_app.command("flags")(find_red_flags)
app.add_typer(money_app, name="money")
app.add_typer(user_app, name="user")
app.add_typer(bureau_app, name="bureau")
app.add_typer(vault_app, name="vault")
bureau_app.add_typer(webhook_app, name="webhook")
app.command()(registry)
app.command()(demo)
app.command()(doctor)
app.command(name="accept-loss")(accept_loss)
app.command()(accept_clock)
app.command()(migrate)
app.command()(rebuild)
app.command()(backup)
app.command()(restore)
app.command()(lost)
app.command()(verify)
app.command()(export)
app.command(name="follow")(follow_events)
app.command(name="import")(import_file)


@app.command()
def serve(
    demo: Annotated[bool | None, typer.Option("--demo", help="accounts and data to try")] = None,
    demo_lives: Annotated[
        bool | None, typer.Option("--lives", help="with --demo: whole lives of centres, over years")
    ] = None,
    data: Data = None,
    host: Annotated[str | None, typer.Option()] = None,
    port: Annotated[int | None, typer.Option()] = None,
    database: DatabaseOption = None,
    nats: Nats = None,
    clock: Annotated[datetime | None, typer.Option(help="where --demo's clock starts")] = None,
    regulations: Annotated[Path | None, typer.Option(help="folder of further regimes")] = None,
    apart: Annotated[
        bool | None, typer.Option("--apart", help="HTTP alone, beside workers")
    ] = None,
) -> None:
    """Serve HTTP and timers, with projections and relay in a child process; Ctrl-C stops all."""
    from services.processes.service import serve as run

    log_as_json()
    run(settings_of(locals()))


@app.command()
def worker(
    kind: Annotated[Work, typer.Argument(help="what it does, beside `serve --apart`")],
    data: Data = None,
    database: DatabaseOption = None,
    nats: Nats = None,
    host: Annotated[str | None, typer.Option()] = None,
    health_port: Annotated[int | None, typer.Option(help="/healthz, /readyz, /metrics")] = None,
) -> None:
    """Do one part of the service's work in a process of its own, over the service's settings."""
    from services.processes.workers import work

    log_as_json()
    work(kind, settings_of(locals()))


def main() -> None:
    speak_any_encoding()
    app()
