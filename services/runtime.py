"""Runtime: all that a running service holds, opened once, closed in order."""

from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from adapters.accounts import Accounts
from adapters.data_folder import (
    ACCOUNTS_DB,
    DATA_FILES,
    EVENTS_DB,
    FILES_FOLDER,
    JOBS_DB,
    KEK,
    KEYS_DB,
    PAPERS_DB,
    READ_DB,
    RESTORING,
    VAULT_PUBLIC_KEY,
)
from adapters.event_store.cases import CaseStore
from adapters.event_store.log import Log
from adapters.event_store.postgres import PostgresLog
from adapters.event_store.snapshot_writer import SnapshotWriter
from adapters.event_store.snapshots import StateSnapshots
from adapters.event_store.sqlite import SQLiteLog
from adapters.event_store.store_marks import StoreMarks, keys_lost_at
from adapters.files import Files
from adapters.folders import make_private_folder, refuse_foreign
from adapters.jobs.book import JobBook
from adapters.marks.sqlite_files import readable_or_aside
from adapters.personal_data.escrow import Escrow
from adapters.personal_data.keystore import Keystore
from adapters.personal_data.unsent_papers import UnsentPapers
from adapters.personal_data.vault import Vault
from adapters.read_model.writer import Readmodel, open_postgres, open_sqlite
from adapters.unavailable import DatabaseAway
from domain.case import Case
from domain.matter import CaseReader
from services.access.visibility import PURPOSES
from services.clock import DEMO_START, LIVES_START, Clock, DemoClock, is_demonstration
from services.commands.clock_guard import ClockGuard
from services.commands.dispatcher import Dispatcher
from services.consistency.claims import keep_claims
from services.consistency.files_watch import READ_AT_START, FilesWatch
from services.consistency.misfits import ACCOUNTS, FILES, KEYS
from services.consistency.starting import (
    lacking_keys,
    refuse_damaged,
    refuse_other_keys,
    refuse_without_keys,
    refuse_without_store,
)
from services.consistency.watch import PartsWatch
from services.settings import Settings

log = structlog.get_logger()


class HalfRestored(Exception):
    """A restoration into this folder was not finished; restore into it once more."""


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
    papers: UnsentPapers
    jobs: JobBook
    snapshots: SnapshotWriter
    store: CaseStore
    clock: Clock
    dispatcher: Dispatcher
    parts: PartsWatch
    files_watch: FilesWatch

    def regimes(self) -> dict[str, Case]:
        """Regulation files by the regime's code, as this process last saw them."""
        prefix = "regulations/"
        held = {name: self.store.held(name)[0] for name in self.log.streams(prefix)}
        return {name.removeprefix(prefix): file for name, file in held.items() if file}

    def reader(self) -> CaseReader:
        """A reader of cases as this process last saw them."""
        store = self.store
        return CaseReader(store.held, self.vault.claim_id, store.records, store.recorded)

    def current_reader(self) -> CaseReader:
        """A reader of cases with every stored event applied."""
        store = self.store
        return CaseReader(store.current, self.vault.claim_id, store.records, store.recorded)

    def close(self) -> None:
        self.dispatcher.close()
        with suppress(DatabaseAway):
            self.parts.advance()
        self.snapshots.close()
        self.accounts.close()
        self.papers.close()
        self.jobs.close()
        self.readmodel.close()
        self.log.close()
        self.keystore.close()
        self.clock.close()


def open_runtime(
    settings: Settings, given_up: str | None = None, clock: Clock | None = None
) -> Runtime:
    """Opens everything in the data folder, or in the database that the settings name. Raises
    HalfRestored, and DoesNotBelong where parts do not belong together, but for the keys where they
    are `given_up`. `clock` is that of another house, which this one goes by."""
    refuse_half_restored(settings.data)
    with ExitStack() as opened:
        runtime = opened.enter_context(closing(open_parts(settings, given_up, clock)))
        find_misfits(runtime)
        opened.pop_all()
    return runtime


def open_parts(
    settings: Settings, given_up: str | None = None, clock: Clock | None = None
) -> Runtime:
    """As `open_runtime`, also over a folder into which a backup is being restored: whether its
    parts belong together is not looked at yet."""
    data = settings.data
    own_folder(data)
    refuse_damaged(data, embedded=settings.database is None)
    if settings.database is None:
        refuse_without_store(data)
    with ExitStack() as opened:
        log = opened.enter_context(closing(open_log(settings)))
        if given_up != KEYS:
            refuse_without_keys(log, data)
        escrow = escrow_of(data)
        keystore = opened.enter_context(closing(Keystore(data / KEYS_DB, data / KEK, escrow)))
        vault = Vault(keystore)
        if given_up != KEYS:
            refuse_other_keys(log, keystore, vault, data)
        runtime = assembled_runtime(
            settings, log, keystore, clock or open_clock(settings, log, data)
        )
        opened.pop_all()
    return runtime


def keys_changed(runtime: Runtime) -> None:
    """Notes up to where answers were given under keys that are lost."""
    runtime.dispatcher.repeats.unproven_before = keys_lost_at(runtime.log)


def find_misfits(runtime: Runtime) -> None:
    """Looks for parts that do not belong to the store, and marks those that do."""
    parts = runtime.parts
    parts.changed()
    keys_changed(runtime)
    parts.found_lasting(KEYS, lacking_keys(runtime.log, runtime.keystore))
    runtime.files_watch.look(READ_AT_START)
    parts.look()
    if not parts.misfits:
        keep_claims(runtime.store, runtime.keystore, runtime.vault)
        parts.advance()


def escrow_of(data: Path) -> Escrow | None:
    """For which discipline vault the folder's keys are wrapped; None where it has none."""
    public = data / VAULT_PUBLIC_KEY
    return Escrow(public, frozenset(PURPOSES)) if public.exists() else None


def assembled_runtime(settings: Settings, log: Log, keystore: Keystore, clock: Clock) -> Runtime:
    """A runtime over a log and a keystore that are open."""
    data, vault = settings.data, Vault(keystore)
    readmodel = open_readmodel(settings)
    kept = StateSnapshots(readmodel)
    snapshots = SnapshotWriter(kept)
    store = CaseStore(log, snapshots)
    files, accounts = (
        Files(data / FILES_FOLDER, keystore),
        Accounts(data / ACCOUNTS_DB, vault.claim_id),
    )
    dispatcher = Dispatcher(store, vault, clock, ClockGuard(log, clock, data))

    def changed() -> None:
        kept.empty_unless_they_belong(StoreMarks(log))
        store.forget_all()

    parts = PartsWatch(
        log,
        {KEYS: keystore.belongs, ACCOUNTS: accounts.mark, FILES: files.mark},
        readmodel.farthest,
        changed,
    )
    dispatcher.refusal = parts.refusal
    return Runtime(
        settings=settings,
        log=log,
        readmodel=readmodel,
        keystore=keystore,
        vault=vault,
        files=files,
        accounts=accounts,
        papers=UnsentPapers(data / PAPERS_DB, vault.key_for("unsent papers")),
        jobs=JobBook(data / JOBS_DB, vault.key_for("jobs")),
        snapshots=snapshots,
        store=store,
        clock=clock,
        dispatcher=dispatcher,
        parts=parts,
        files_watch=FilesWatch(files, accounts.uploads.hashes, parts),
    )


def own_folder(data: Path) -> None:
    """Makes the data folder, or closes it to others. Raises ForeignFolder."""
    refuse_foreign(data, DATA_FILES)
    make_private_folder(data)


def refuse_half_restored(data: Path) -> None:
    """Raises HalfRestored."""
    if (data / RESTORING).exists():
        raise HalfRestored(str(data))


def open_log(settings: Settings) -> Log:
    if settings.database:
        return PostgresLog(settings.database)
    own_folder(settings.data)
    return SQLiteLog(settings.data / EVENTS_DB)


def open_readmodel(settings: Settings) -> Readmodel:
    if settings.database:
        return open_postgres(settings.database)
    own_folder(settings.data)
    return open_sqlite(readable_or_aside(settings.data / READ_DB))


def open_clock(settings: Settings, log: Log, data: Path) -> Clock:
    """The demonstration's clock starts at a set day and never before the last event. Raises
    NoDemonstration where one act at the day that somebody moves it to would shut a real store."""
    if not (settings.demo or is_demonstration(data)):
        return Clock()
    if not is_demonstration(data) and log.clock() is None and any(map(log.streams, REAL_CASES)):
        raise NoDemonstration(str(data))
    own_folder(data)
    end = log.end()
    start = LIVES_START if settings.demo_lives else DEMO_START
    return DemoClock(data, settings.clock or start, end[1] if end else None)
