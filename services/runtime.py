"""Runtime: all that a running service holds, opened once, closed in order."""

from dataclasses import dataclass
from pathlib import Path

from adapters.accounts import Accounts
from adapters.event_store.cases import CaseStore
from adapters.event_store.log import Log
from adapters.event_store.postgres import PostgresLog
from adapters.event_store.snapshot_writer import SnapshotWriter
from adapters.event_store.snapshots import StateSnapshots
from adapters.event_store.sqlite import SQLiteLog
from adapters.files import Files
from adapters.folders import make_private_folder, refuse_foreign
from adapters.personal_data.keystore import Keystore
from adapters.personal_data.vault import Vault
from adapters.read_model.writer import Readmodel, open_postgres, open_sqlite
from domain.case import Case
from domain.matter import CaseReader
from services.clock import DEMO_START, Clock, DemoClock, is_demonstration
from services.commands.clock_guard import ClockGuard
from services.commands.dispatcher import Dispatcher
from services.settings import Settings

DATA_FILES = frozenset(
    {"events.db", "read.db", "keys.db", "accounts.db", "kek", "nats", "demonstration", "service"}
)
"""What a data folder is known by."""


REAL_CASES = ("parties/", "batches/", "applications/", "centres/")
"""What a store has of its own when it has been used, beside the rules it began with."""


class NoDemonstration(Exception):
    """A folder with real cases, which cannot become a demonstration."""


@dataclass
class Runtime:
    """Event store, cases, dispatcher, vault, files, read model, accounts, clock."""

    settings: Settings
    log: Log
    readmodel: Readmodel
    keystore: Keystore
    vault: Vault
    files: Files
    accounts: Accounts
    snapshots: SnapshotWriter
    store: CaseStore
    clock: Clock
    dispatcher: Dispatcher

    def regimes(self) -> dict[str, Case]:
        """Regulation files by the regime's code, as this process last saw them."""
        prefix = "regulations/"
        held = {name: self.store.held(name)[0] for name in self.log.streams(prefix)}
        return {name.removeprefix(prefix): file for name, file in held.items() if file}

    def reader(self) -> CaseReader:
        """A reader of cases as this process last saw them."""
        return CaseReader(self.store.held, self.vault.claim_id)

    def current_reader(self) -> CaseReader:
        """A reader of cases with every stored event applied."""
        return CaseReader(self.store.current, self.vault.claim_id)

    def close(self) -> None:
        self.dispatcher.close()
        self.snapshots.close()
        self.accounts.close()
        self.readmodel.close()
        self.log.close()
        self.keystore.close()
        self.clock.close()


def open_runtime(settings: Settings) -> Runtime:
    """Opens everything in the data folder, or in the database that the settings name."""
    data = settings.data
    own_folder(data)
    log = open_log(settings)
    keystore = Keystore(data / "keys.db", data / "kek")
    vault = Vault(keystore)
    readmodel = open_readmodel(settings)
    snapshots = SnapshotWriter(StateSnapshots(readmodel))
    store = CaseStore(log, snapshots)
    clock = open_clock(settings, log, data)
    return Runtime(
        settings=settings,
        log=log,
        readmodel=readmodel,
        keystore=keystore,
        vault=vault,
        files=Files(data / "files", keystore),
        accounts=Accounts(data / "accounts.db", vault.claim_id),
        snapshots=snapshots,
        store=store,
        clock=clock,
        dispatcher=Dispatcher(store, vault, clock, ClockGuard(log, clock, data)),
    )


def own_folder(data: Path) -> None:
    """Makes the data folder, or closes it to others. Raises ForeignFolder."""
    refuse_foreign(data, DATA_FILES)
    make_private_folder(data)


def open_log(settings: Settings) -> Log:
    if settings.database:
        return PostgresLog(settings.database)
    own_folder(settings.data)
    return SQLiteLog(settings.data / "events.db")


def open_readmodel(settings: Settings) -> Readmodel:
    if settings.database:
        return open_postgres(settings.database)
    own_folder(settings.data)
    return open_sqlite(settings.data / "read.db")


def open_clock(settings: Settings, log: Log, data: Path) -> Clock:
    """The demonstration's clock starts at a set day and never before the last event. Raises
    NoDemonstration where one act at the day that somebody moves it to would shut a real store."""
    if not (settings.demo or is_demonstration(data)):
        return Clock()
    if not is_demonstration(data) and log.clock() is None and any(map(log.streams, REAL_CASES)):
        raise NoDemonstration(str(data))
    end = log.end()
    return DemoClock(data, settings.clock or DEMO_START, end[1] if end else None)
