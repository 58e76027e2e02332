"""Opens the vault's two houses: its own, with discipline cases, and the mirror of the case service.

Each has a store, keys and a read model of its own below the vault's folder. Both go by the case
service's clock. Nothing of the case service is opened but to be read.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial

import structlog
from msgspec.structs import replace
from starlette.exceptions import HTTPException

from adapters.data_folder import (
    ESCROW_KEY,
    EVENTS_DB,
    FILES_FOLDER,
    KEK,
    KEYS_DB,
    MIRROR_DB,
    MIRROR_FOLDER,
    VAULT_PUBLIC_KEY,
)
from adapters.event_store.log import Log
from adapters.event_store.postgres import PostgresLog
from adapters.folders import make_private_folder
from adapters.mirror.copying import copy_events
from adapters.mirror.escrowed_keys import EscrowedKeys
from adapters.mirror.mirrored_files import MirroredFiles
from adapters.mirror.mirrored_log import MirrorDiffers, MirroredLog
from adapters.personal_data.escrow import EscrowOpener
from adapters.personal_data.keystore import Keystore
from adapters.read_only.log import ReadOnlyLog
from adapters.read_only.sqlite import ReadOnlySQLite
from domain.discipline_case.vault_stream import vault_rules
from domain.regime.lifecycle import HOUSE
from services.clock import Clock, FollowedClock
from services.processes.vault_beside import VaultSettings
from services.runtime import Runtime, assembled_runtime, open_runtime
from services.seeding import enter_notices, issue_text, record_keys
from services.settings import Settings

log = structlog.get_logger()
TAKEN_NOTES = "taken.db"


@contextmanager
def own_house(settings: VaultSettings, clock: Clock) -> Iterator[Runtime]:
    """The house of discipline cases, seeded with its own rules at its first start. Sessions there
    last as long as the case service's."""
    cases = settings.cases
    lasting = Settings(
        data=settings.folder, session_hours=cases.session_hours, idle_minutes=cases.idle_minutes
    )
    with closing(open_runtime(lasting, clock=clock)) as runtime:
        seed_vault(runtime)
        runtime.parts.advance()
        yield runtime


def seed_vault(runtime: Runtime) -> int:
    """Issues the vault's rules of keeping files, where that is not done yet; gives the number of
    events stored."""
    issued = issue_text(runtime, HOUSE, vault_rules())
    return issued + enter_notices(runtime) + record_keys(runtime)


class MirrorHouse:
    """The mirror as a house to be read in, and `follow`, which copies what it lacks."""

    def __init__(
        self, runtime: Runtime, source: Log, mirror: MirroredLog, keys: EscrowedKeys
    ) -> None:
        self.runtime, self.source, self.mirror, self.keys = runtime, source, mirror, keys

        self.stopped = False

    def follow(self) -> int:
        """Copies new events and new keys; gives the number of events. Keys come first: what is
        shown can be opened. Stops, and says so once, where the store is no longer the same."""
        if self.stopped:
            return 0
        self.keys.take()
        try:
            return copy_events(self.source, self.mirror)
        except MirrorDiffers as differs:
            self.stopped = True
            log.critical("the mirror stopped: it is another store", error=str(differs))
            return 0


@contextmanager
def mirror_house(settings: VaultSettings, clock: Clock) -> Iterator[MirrorHouse]:
    folder, cases = settings.folder / MIRROR_FOLDER, settings.cases
    make_private_folder(folder)
    with (
        closing(source_log(cases)) as source,
        closing(ReadOnlySQLite(cases.data / KEYS_DB)) as theirs,
        closing(MirroredLog(folder / MIRROR_DB)) as mirror,
        closing(Keystore(folder / KEYS_DB, folder / KEK)) as keystore,
    ):
        opener = EscrowOpener(settings.folder / ESCROW_KEY, settings.folder / VAULT_PUBLIC_KEY)
        keys = EscrowedKeys(theirs, keystore, opener, folder / TAKEN_NOTES)
        keys.take()
        runtime = assembled_runtime(
            replace(cases, data=folder, database=None), mirror, keystore, clock
        )
        runtime.files = MirroredFiles(cases.data / FILES_FOLDER, keystore)
        runtime.dispatcher.refusal = partial(HTTPException, 405)
        with closing(runtime):
            yield MirrorHouse(runtime, source, mirror, keys)


def source_log(cases: Settings) -> Log:
    """The case service's log, opened to be read."""
    if cases.database:
        return PostgresLog(cases.database)
    return ReadOnlyLog(ReadOnlySQLite(cases.data / EVENTS_DB))


def followed_clock(settings: VaultSettings) -> Clock:
    return FollowedClock(settings.cases.data)
