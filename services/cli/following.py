"""`anjuan follow`: follows the events as a bureau does, and proves that none is missing."""

import asyncio
import signal
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from services.cli.cases import AsJson, print_json
from services.cli.failures import stop
from services.cli.terminal import one_line, print
from services.following.by_nats import BureauCredentials, follow_nats
from services.following.checking import Compared, compare_all
from services.following.feed_client import FeedClient
from services.following.follower import Follower
from services.following.kept import KeptEvents

FollowerFolder = Annotated[Path, typer.Option(help="folder of NAME.password, NAME.nk and NAME.db")]


def follow_events(
    name: str,
    url: Annotated[str, typer.Option(help="the service's")] = "http://127.0.0.1:8000",
    nats: Annotated[str | None, typer.Option(help="NATS URLs; else by the feed alone")] = None,
    folder: FollowerFolder = Path(),
    once: Annotated[bool, typer.Option("--once", help="to the end of the feed, then stop")] = False,
    comparing: Annotated[
        bool, typer.Option("--check", help="compare what is kept with the service's digests")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Follow the events as bureau NAME, which has an account of that name, and keep them in
    NAME.db; --check proves that none is missing."""
    password = secret(folder / f"{name}.password")
    feed = FeedClient(url, name, password)
    with closing(KeptEvents(folder / f"{name}.db")) as kept:
        if comparing:
            tell_checked(list(compare_all(kept, feed)), as_json)
            return
        follower = Follower(kept, feed, tell_event, troubled)
        if once:
            follower.catch_up()
            return
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # ends at once wherever it is: no half is kept
        if nats is None:
            follower.poll()
        else:
            key = secret(folder / f"{name}.nk")
            credentials = BureauCredentials(tuple(nats.split(",")), name, key)
            asyncio.run(follow_nats(follower, credentials))


def secret(file: Path) -> str:
    """The one line of a file; exit status 2 where there is none."""
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        stop(f"{file}: 没有这个文件，或不能读 / no such file, or it cannot be read", 2)


def tell_event(line: str) -> None:
    print(one_line(line))


def troubled(reason: str) -> None:
    typer.echo(f"稍后再试 / will try again: {one_line(reason)}", err=True)


def tell_checked(found: list[Compared], as_json: bool) -> None:
    """Prints each area and day, and ends with exit status 1 where one is not right."""
    for one in found:
        print_json(one) if as_json else print(one_line(compared_in_a_row(one)))
    if not as_json:
        print(f"共 {sum(one.told for one in found)} 件 events in all")
    if not all(one.right for one in found):
        raise typer.Exit(1)


def compared_in_a_row(one: Compared) -> str:
    """A line for a person; positions of what is missing, the first of them."""
    parts = [f"{one.area.regulation}.{one.area.division}  {one.day}  {one.told}"]
    parts += [f"缺 missing {len(one.missing)}: {first_of(one.missing)}"] if one.missing else []
    parts += [f"不同 differs {len(one.changed)}: {first_of(one.changed)}"] if one.changed else []
    parts += [f"已不再告知 no longer told {one.past}"] if one.past else []
    return "  ".join([*parts, "一致 whole" if one.right else "有误 WRONG"])


def first_of(positions: tuple[int, ...]) -> str:
    return ", ".join(map(str, positions[:5])) + (" …" if len(positions) > 5 else "")
