"""`anjuan user`: accounts, their passwords and tokens, and in whose names they import."""

import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from getpass import getpass
from typing import Annotated

import typer

from adapters.accounts import AccountExists
from adapters.credentials.passwords import SHORTEST, is_weak
from domain.context import Actor
from domain.refusal import Text
from domain.regulation.rules import rules_of
from services.access.eligibility import misfits
from services.cli.cases import Data, DatabaseOption, opened
from services.cli.failures import stop
from services.cli.terminal import print
from services.runtime import Runtime
from services.seeding import regulation_texts

user_app = typer.Typer(help="账号 accounts: add, name, password, disable, token, grant, revoke")


@user_app.command()
def add(
    username: str,
    role: str,
    organ: str,
    duty: Annotated[list[str] | None, typer.Option(help="a separated duty; repeat")] = None,
    name: Annotated[str, typer.Option(help="姓名: the person's name, shown with their acts")] = "",
    data: Data = None,
    database: DatabaseOption = None,
) -> None:
    """Add an account; its password is asked for, or read from standard input."""
    actor = Actor(username, role, organ, tuple(duty or ()))
    with closing(opened(data, database, new=True)) as runtime:
        require_eligible(runtime, actor)
        if runtime.accounts.actor(username):
            taken(username)
        try:
            runtime.accounts.add(username, actor, new_password(actor))
        except AccountExists:
            taken(username)
        runtime.accounts.names.give(username, name.strip())


@user_app.command()
def password(username: str, data: Data = None, database: DatabaseOption = None) -> None:
    """Set another password, and end all sessions of the account."""
    with closing(opened(data, database)) as runtime:
        actor = runtime.accounts.actor(username)
        if actor is None:
            stop(f"{username}: 没有这个账号 / no such account", 1)
        runtime.accounts.change_password(username, new_password(actor))


@user_app.command()
def name(username: str, name: str, data: Data = None, database: DatabaseOption = None) -> None:
    """Set the name of an account's person, or with "" take it away; their acts show it at once."""
    with closing(opened(data, database)) as runtime:
        if runtime.accounts.actor(username) is None:
            stop(f"{username}: 没有这个账号 / no such account", 1)
        runtime.accounts.names.give(username, name.strip())


def require_eligible(runtime: Runtime, actor: Actor) -> None:
    """Exit status 2, with all that is wrong, where role, organ and duties do not go together."""
    if wrong := misfits_of(runtime, actor):
        stop("\n".join(f"{one.zh} / {one.en}" for one in wrong), 2)


def misfits_of(runtime: Runtime, actor: Actor) -> list[Text]:
    """All that does not go together in role, organ and duties."""
    regimes = [rules_of(text) for text in regulation_texts(runtime.settings.regulations)]
    return list(misfits(actor, regimes, runtime.clock.today()))


def taken(username: str) -> None:
    stop(
        f"{username}: 已有这个账号，改口令用 anjuan user password"
        " / there is this account already; for another password: anjuan user password",
        1,
    )


def new_password(actor: Actor) -> str:
    """A password typed unseen, twice, or a line of standard input; exit status 2 for a weak one."""
    given = typed() if at_terminal() else sys.stdin.readline().rstrip("\n")
    if is_weak(given, actor.person, actor.organ):
        stop(
            f"口令至少 {SHORTEST} 个字符，且不易猜中"
            f" / at least {SHORTEST} characters, and not easily guessed",
            2,
        )
    return given


def at_terminal() -> bool:
    return sys.stdin.isatty()


def typed() -> str:
    given = getpass("口令 password: ")
    if getpass("再次输入 again: ") != given:
        stop("两次输入不同 / not the same twice", 2)
    return given


@user_app.command()
def disable(username: str, data: Data = None, database: DatabaseOption = None) -> None:
    """Close an account and forget its tokens."""
    with closing(opened(data, database)) as runtime:
        if not runtime.accounts.disable(username):
            stop(f"{username}: 没有这个账号 / no such account", 1)


@user_app.command()
def token(
    username: str, hours: int = 12, data: Data = None, database: DatabaseOption = None
) -> None:
    """A bearer token for an account."""
    with closing(opened(data, database)) as runtime:
        if runtime.accounts.actor(username) is None:
            stop(f"{username}: 没有这个账号 / no such account", 1)
        print(runtime.accounts.token(username, datetime.now(UTC) + timedelta(hours=hours)))


@user_app.command()
def grant(
    holder: str, names: list[str], data: Data = None, database: DatabaseOption = None
) -> None:
    """Let HOLDER import papers of these accounts in their names, as they have asked for."""
    with closing(opened(data, database)) as runtime:
        for name in (holder, *names):
            if runtime.accounts.actor(name) is None:
                stop(f"{name}: 没有这个账号 / no such account", 1)
        runtime.accounts.grant(holder, names)


@user_app.command()
def revoke(
    holder: str, names: list[str], data: Data = None, database: DatabaseOption = None
) -> None:
    """Revoke such grants."""
    with closing(opened(data, database)) as runtime:
        runtime.accounts.revoke(holder, names)
