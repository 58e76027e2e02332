"""`anjuan demo`, `migrate`, `rebuild`: setup and maintenance."""

from contextlib import closing
from typing import Annotated

import typer

from adapters.event_store.codec import UnknownEvent
from adapters.event_store.migrate import MigrationRefused, role_in
from adapters.event_store.migrate import migrate_store as bring_up
from adapters.event_store.snapshots import StateSnapshots
from services.cli.cases import Data, DatabaseOption, opened, settings_of
from services.cli.failures import stop
from services.cli.progress import telling_progress
from services.cli.terminal import print
from services.demo import round as demo_round
from services.demo.opening import open_demonstration
from services.red_flags.sweeper import sweep_checkpoint
from services.runtime import open_runtime
from services.seeding import seed
from services.subscriptions.catalogue import SUBSCRIBED
from services.subscriptions.rebuild import (
    Overtaken,
    drop_those_not_declared,
    drop_those_of_other_releases,
)
from services.subscriptions.rebuild import rebuild as rebuild_them


def demo(data: Data = None, database: DatabaseOption = None) -> None:
    """Put the demonstration's accounts and data into a data folder."""
    settings = settings_of({"data": data, "database": database, "demo": True})
    with closing(open_runtime(settings)) as runtime:
        seed(runtime)
        opened_now = open_demonstration(runtime)
        if opened_now.left:
            print(demo_round.left_in_words(opened_now.left))
        print(f"{opened_now.accounts} 个账号 accounts; 口令 password: {opened_now.password}")


def migrate(
    owner: Annotated[str | None, typer.Argument(help="PostgreSQL URL of the owner")] = None,
    database: Annotated[str | None, typer.Option(help="URL of the role to make")] = None,
    demo: Annotated[bool | None, typer.Option("--demo", help="for a movable clock")] = None,
) -> None:
    """Bring a PostgreSQL database to the newest schema, under the owner's role."""
    settings = settings_of({"owner": owner, "database": database, "demo": demo})
    if settings.owner is None:
        stop("缺少属主的 URL / the owner's URL is missing", 2)
    role, password = role_in(settings.database)
    try:
        done = bring_up(settings.owner, app_role=role, app_password=password, demo=settings.demo)
    except MigrationRefused as error:
        stop(str(error), 1)
    print("\n".join(done) or "已是最新 nothing to do")


def rebuild(
    names: Annotated[list[str] | None, typer.Argument(metavar="[PROJECTION]...")] = None,
    data: Data = None,
    database: DatabaseOption = None,
    drop_old: Annotated[
        bool,
        typer.Option(
            "--drop-old",
            help="then drop the tables of releases that nobody runs, and of lists that are no more",
        ),
    ] = False,
) -> None:
    """Rebuild projections from the store, all or the named ones; reads go on meanwhile."""
    known = {projection.name: projection for projection in SUBSCRIBED}
    wanted = list(dict.fromkeys(names or known))
    if unknown := [name for name in wanted if name not in known]:
        stop(f"{', '.join(unknown)}?  {', '.join(known)}", 2)
    with closing(opened(data, database)) as runtime:
        end = runtime.log.end()
        try:
            with telling_progress(end[0] if end else 0) as told:
                rebuild_them(runtime.log, runtime.readmodel, [known[name] for name in wanted], told)
        except (UnknownEvent, Overtaken) as error:
            stop(str(error), 1)
        if drop_old:
            for name in wanted:
                drop_those_of_other_releases(runtime.readmodel, known[name])
            snapshots = StateSnapshots(runtime.readmodel)
            snapshots.drop_others()
            kept = {snapshots.states.name, snapshots.marked.name, sweep_checkpoint(()).name}
            drop_those_not_declared(runtime.readmodel, kept)
    print(f"{', '.join(wanted)}: 已重建 rebuilt")
