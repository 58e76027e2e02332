"""The sender of webhooks: beside projections and relay, or as a process of its own."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from adapters.data_folder import KEK, KEYS_DB, SENDING
from adapters.personal_data.keystore import Keystore
from adapters.personal_data.vault import Vault
from adapters.webhooks.addresses import networks_in
from services.health import Health
from services.liveness.vitals import Vitals
from services.processes.at_work import watched
from services.queries.log_view import FollowedCases, FollowedLog
from services.runtime import open_clock, open_runtime
from services.settings import Settings
from services.webhooks.registration import secrets_of, webhooks_of
from services.webhooks.sender import WebhookSender


@contextmanager
def webhook_sender(
    parts: Health, vitals: Vitals, settings: Settings, vault: Vault
) -> Iterator[WebhookSender]:
    """Sends to webhooks what is theirs."""
    log, clock = parts.log, open_clock(settings, parts.log, settings.data)
    view = FollowedLog(log, FollowedCases(log), clock, vault.claim_id)
    allowed = networks_in(settings.webhook_networks)
    sender = parts.webhooks = WebhookSender(
        webhooks_of(settings), secrets_of(vault), view, settings.data / SENDING, allowed
    )
    with closing(clock), watched(sender, vitals):
        yield sender


@contextmanager
def webhooks_beside(parts: Health, vitals: Vitals, settings: Settings) -> Iterator[WebhookSender]:
    """The sender in the child of a service, which has made the keys."""
    with (
        closing(Keystore(settings.data / KEYS_DB, settings.data / KEK)) as keys,
        webhook_sender(parts, vitals, settings, Vault(keys)) as sender,
    ):
        yield sender


@contextmanager
def webhooks(settings: Settings) -> Iterator[Health]:
    """The sender of webhooks as a process: needs the store, the accounts and the keys."""
    with closing(open_runtime(settings)) as runtime:
        vitals = Vitals(settings.data)
        parts = Health(runtime.log, parts=runtime.parts, vitals=vitals)
        with webhook_sender(parts, vitals, settings, runtime.vault):
            yield parts
