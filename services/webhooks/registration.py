"""Registers webhooks: whose they are, whether their URL can be taken, a secret that is shown once,
and another in its place.

The same for `anjuan bureau webhook` and over HTTP.
"""

import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from adapters.data_folder import ACCOUNTS_DB
from adapters.personal_data.vault import Vault
from adapters.webhooks.addresses import (
    NOT_SECURE,
    URL_FORM,
    AddressRefused,
    is_literal,
    networks_in,
    permitted,
    target_of,
)
from adapters.webhooks.sealing import WebhookSecrets
from adapters.webhooks.signing import new_webhook_secret
from adapters.webhooks.table import MOST_OF_ONE_ORGAN, MOST_WEBHOOKS, Webhook, Webhooks
from domain.context import Actor
from domain.refusal import Text
from services.access.policy import OFFICIALS, WEBHOOK_ADMINISTRATORS
from services.runtime import Runtime
from services.settings import Settings

GRACE_HOURS, LONGEST_GRACE = 24, 168
"""For how long the secret before signs beside a new one, so that a receiver can change over."""
WEBHOOK_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}\Z")
NAME_FORM = Text(
    "名称以小写字母开头，用小写字母、数字和 -，至多 32 个字符",
    "a name begins with a small letter and has small letters, digits and -, 32 at most",
)
NAME_TAKEN = Text("已有这个名称的推送地址", "there is a webhook of this name already")
TOO_MANY_WEBHOOKS = Text(
    f"一个机关至多 {MOST_OF_ONE_ORGAN} 个推送地址，全部至多 {MOST_WEBHOOKS} 个",
    f"an organ has {MOST_OF_ONE_ORGAN} webhooks at most, the service {MOST_WEBHOOKS}",
)
FOR_BUREAUS = Text(
    f"推送地址属于办理机关，角色为 {'、'.join(sorted(OFFICIALS))} 之一",
    f"a webhook is a bureau's; its role is one of {', '.join(sorted(OFFICIALS))}",
)


class NotRegistered(Exception):
    """A webhook that is not taken: which part of it is wrong, and why."""

    def __init__(self, part: str, words: Text, taken: bool = False) -> None:
        self.part, self.words, self.taken = part, words, taken
        super().__init__(f"{words.zh} / {words.en}")


class NewWebhook(Struct, frozen=True):
    """A webhook as it is to be: for whom, where to, from which place in the log on."""

    name: str
    url: str
    actor: Actor
    after: int = 0


def webhooks_of(settings: Settings) -> Webhooks:
    """The webhooks of a data folder."""
    return Webhooks(settings.data / ACCOUNTS_DB)


def secrets_of(vault: Vault) -> WebhookSecrets:
    return WebhookSecrets(vault.key_for("webhooks"))


def bureau_actor(name: str, role: str, organ: str, duties: Collection[str] = ()) -> Actor:
    """Who the policy sees behind a webhook: a bureau, and no person."""
    return Actor(f"webhook.{name}", role, organ, tuple(duties))


def register_webhook(runtime: Runtime, new: NewWebhook, by: str) -> str:
    """Adds a webhook, and returns its secret. Raises NotRegistered."""
    if not WEBHOOK_NAME.match(new.name):
        raise NotRegistered("name", NAME_FORM)
    if new.actor.role not in OFFICIALS:
        raise NotRegistered("role", FOR_BUREAUS)
    refuse_url(new.url, runtime.settings)
    secret = new_webhook_secret()
    webhooks, sealed = webhooks_of(runtime.settings), secrets_of(runtime.vault)
    row = (new.name, new.url, new.actor, sealed.seal(new.name, secret), by, new.after)
    if not webhooks.add(*row):
        taken = any(one.name == new.name for one in webhooks.all())
        raise NotRegistered("name", NAME_TAKEN if taken else TOO_MANY_WEBHOOKS, taken=True)
    return secret


class NewSecret(Struct, frozen=True):
    """A webhook's new secret; until `former_until` the one before it signs, too."""

    secret: str
    former_until: datetime


def rotate_secret(runtime: Runtime, name: str, grace_hours: int) -> NewSecret | None:
    """Gives a webhook another secret; the one that it has signs, too, for some hours, none where it
    is known to others. None where there is no webhook of that name."""
    secret, until = new_webhook_secret(), datetime.now(UTC) + timedelta(hours=grace_hours)
    sealed = secrets_of(runtime.vault).seal(name, secret)
    changed = webhooks_of(runtime.settings).change_secret(name, sealed, until)
    return NewSecret(secret, until) if changed else None


def refuse_url(url: str, settings: Settings) -> None:
    """Refuses a URL of another form, or that names an address that may not be reached. What a name
    stands for is looked up when something is sent, each time. Raises NotRegistered."""
    try:
        target = target_of(url)
        if is_literal(target.host):
            permitted(target, [target.host], networks_in(settings.webhook_networks))
    except AddressRefused as refused:
        raise NotRegistered("url", refused.words) from None
    except ValueError:  # 999.1.1.1
        raise NotRegistered("url", URL_FORM) from None
    if target.scheme != "https" and not settings.webhook_networks:
        raise NotRegistered("url", NOT_SECURE)


def is_theirs(actor: Actor, webhook: Webhook) -> bool:
    """Whether somebody may see, replay and remove a webhook: a system administrator any, others
    those of their own bureau."""
    own = (webhook.actor.role, webhook.actor.organ) == (actor.role, actor.organ)
    return actor.role in WEBHOOK_ADMINISTRATORS or (own and actor.role in OFFICIALS)
