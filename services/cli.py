"""The command line: `anjuan`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from services.cli_cases import case_app, registry, settings_of
from services.cli_regulations import regulation_app
from services.cli_upkeep import demo, doctor, import_file, migrate, user_app
from services.logs import log_as_json

app = typer.Typer(name="anjuan", help="Anjuan 案卷", no_args_is_help=True, add_completion=False)
app.add_typer(regulation_app, name="regulation")
app.add_typer(case_app, name="case")
app.add_typer(user_app, name="user")
app.command()(registry)
app.command()(demo)
app.command()(doctor)
app.command()(migrate)
app.command(name="import")(import_file)


@app.command()
def serve(
    demo: Annotated[bool | None, typer.Option("--demo", help="accounts and data to try")] = None,
    data: Annotated[Path | None, typer.Option(help="folder of the SQLite files and keys")] = None,
    host: Annotated[str | None, typer.Option()] = None,
    port: Annotated[int | None, typer.Option()] = None,
    database: Annotated[str | None, typer.Option(help="PostgreSQL URL")] = None,
    nats: Annotated[str | None, typer.Option(help="NATS URLs; else a server of our own")] = None,
    clock: Annotated[datetime | None, typer.Option(help="where --demo's clock starts")] = None,
    regulations: Annotated[Path | None, typer.Option(help="folder of further regimes")] = None,
) -> None:
    """Serve HTTP, timers and projections in one process; Ctrl-C stops all of it."""
    from services.serving import serve as run

    log_as_json()
    run(settings_of(locals()))


def main() -> None:
    app()
