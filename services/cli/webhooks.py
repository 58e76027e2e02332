"""`anjuan bureau webhook`: bureaus that are sent the events over HTTP, where they have no NATS."""

from contextlib import closing
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from adapters.folders import write_private
from services.access.policy import WEBHOOK_ADMINISTRATORS
from services.cli.bureaus import only_role, refuse_existing
from services.cli.cases import AsJson, Data, DatabaseOption, opened, print_json
from services.cli.failures import stop
from services.cli.terminal import one_line, print
from services.cli.users import require_eligible
from services.webhooks.registration import (
    GRACE_HOURS,
    LONGEST_GRACE,
    NewWebhook,
    NotRegistered,
    bureau_actor,
    register_webhook,
    rotate_secret,
    webhooks_of,
)
from services.webhooks.standing import WebhookStanding, standings

webhook_app = typer.Typer(help="推送地址 webhooks of bureaus: add, list, replay, rotate, remove")
[BY] = WEBHOOK_ADMINISTRATORS
SecretFile = Annotated[Path | None, typer.Option(help="file for the secret; else NAME.whsec here")]


@webhook_app.command()
def add(
    name: str,
    url: str,
    area: Annotated[str, typer.Option(help="the code of the bureau's division")],
    role: Annotated[
        str | None, typer.Option(help="its role, where its code leaves a choice")
    ] = None,
    duty: Annotated[list[str] | None, typer.Option(help="a separated duty; repeat")] = None,
    after: Annotated[int, typer.Option(min=0, help="the position to begin after")] = 0,
    secret: SecretFile = None,
    data: Data = None,
    database: DatabaseOption = None,
) -> None:
    """Post the events of a bureau's area to a URL; its secret is written once, to a file."""
    with closing(opened(data, database)) as runtime:
        actor = bureau_actor(name, role or only_role(runtime, area), area, duty or ())
        require_eligible(runtime, actor)
        file = refuse_existing(secret or Path(f"{name}.whsec"))
        try:
            made = register_webhook(runtime, NewWebhook(name, url, actor, after), BY)
        except NotRegistered as wrong:
            stop(f"{name}: {wrong}", 1 if wrong.taken else 2)
        write_private(file, made)
    print(f"密钥只写这一次 the secret is written this once: {file}")


@webhook_app.command()
def rotate(
    name: str,
    grace: Annotated[
        int,
        typer.Option(min=0, max=LONGEST_GRACE, help="hours for which the old one signs, too"),
    ] = GRACE_HOURS,
    secret: SecretFile = None,
    data: Data = None,
    database: DatabaseOption = None,
) -> None:
    """Give a webhook another secret; for some hours messages are signed under both."""
    with closing(opened(data, database)) as runtime:
        file = refuse_existing(secret or Path(f"{name}.whsec"))
        made = rotate_secret(runtime, name, grace)
        if made is None:
            unknown_webhook(name)
        write_private(file, made.secret)
    print(f"密钥只写这一次 the secret is written this once: {file}")
    print(f"原密钥签名至 the one before signs, too, until: {made.former_until:%Y-%m-%d %H:%M} UTC")


@webhook_app.command()
def remove(name: str, data: Data = None, database: DatabaseOption = None) -> None:
    """Send nothing more to a URL."""
    with closing(opened(data, database)) as runtime:
        if not webhooks_of(runtime.settings).remove(name):
            unknown_webhook(name)


@webhook_app.command()
def replay(
    name: str,
    after: Annotated[int, typer.Option(min=0, help="the position after which to go on")],
    data: Data = None,
    database: DatabaseOption = None,
) -> None:
    """Send the events after a position again; one that was parked is so no more."""
    with closing(opened(data, database)) as runtime:
        if not webhooks_of(runtime.settings).send_again_after(name, after):
            unknown_webhook(name)


@webhook_app.command(name="list")
def tell_webhooks(
    data: Data = None, database: DatabaseOption = None, as_json: AsJson = False
) -> None:
    """List the webhooks, and how far each has come."""
    with closing(opened(data, database)) as runtime:
        end = runtime.log.end()
        found = standings(webhooks_of(runtime.settings).all(), end[0] if end else 0)
    for one in found:
        print_json(one) if as_json else print(one_line(webhook_in_a_row(one)))
    if not found and not as_json:
        print("没有推送地址 / there are no webhooks")


def unknown_webhook(name: str) -> NoReturn:
    stop(f"{name}: 没有这个推送地址 / no such webhook", 1)


def webhook_in_a_row(one: WebhookStanding) -> str:
    state = "已停止 parked" if one.parked else f"落后 behind {one.behind}"
    return f"{one.name}  {one.url}  {state}  {one.trouble or ''}"
