"""Gives bureaus accounts on the NATS server: its configuration is written anew from the table."""

from collections.abc import Callable, Sequence
from pathlib import Path

from adapters.credentials.bureaus import Bureaus
from adapters.data_folder import ACCOUNTS_DB, NATS_FOLDER
from adapters.folders import make_private_folder, write_private
from adapters.nats.accounts import BureauAccount, accounts_text
from adapters.nats.keys import service_keys
from adapters.nats.process import ACCOUNTS_CONF, reload
from adapters.nats.server import KEYS_FOLDER, running_pid
from services.settings import Settings


def table_of(settings: Settings) -> Bureaus:
    """The bureaus of a data folder."""
    return Bureaus(settings.data / ACCOUNTS_DB)


def accounts_of(settings: Settings) -> Callable[[], Sequence[BureauAccount]]:
    """What asks for the accounts of the bureaus whenever a server is configured."""
    return lambda: [BureauAccount(one.name, one.key) for one in table_of(settings).all()]


def write_accounts(settings: Settings) -> Path:
    """Writes the accounts of service and bureaus, for a server to include in its configuration."""
    folder = settings.data / NATS_FOLDER
    make_private_folder(folder)
    keys = service_keys(folder / KEYS_FOLDER)
    write_private(folder / ACCOUNTS_CONF, accounts_text(keys, accounts_of(settings)()))
    return folder / ACCOUNTS_CONF


def renew_accounts(settings: Settings) -> bool:
    """Writes the accounts, and has the server that runs in the folder read them; False where none
    does. A connection with a key that is no longer there ends at once."""
    file = write_accounts(settings)
    pid = None if settings.nats else running_pid(file.parent)
    if pid:
        reload(pid, file.with_name("log"))
    return pid is not None
