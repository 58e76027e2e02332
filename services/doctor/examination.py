"""Examination: the parts of a data folder, each opened read-only when it is first looked at."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from adapters.data_folder import EVENTS_DB, FILES_FOLDER, KEK, KEYS_DB, READ_DB
from adapters.event_store.cases import CaseStore
from adapters.event_store.codec import UnknownEvent
from adapters.event_store.log import Log, Stored
from adapters.event_store.postgres import PostgresLog
from adapters.personal_data.vault import Vault
from adapters.read_only.keys import ReadOnlyFiles, ReadOnlyKeystore
from adapters.read_only.log import ReadOnlyLog
from adapters.read_only.postgres import ReadOnlyPostgres
from adapters.read_only.rows import ReadOnlyRows
from adapters.read_only.snapshots import ReadOnlySnapshots
from adapters.read_only.sqlite import ReadOnlySQLite
from projections.recorded import RecordedEvent
from services.clock import Clock
from services.consistency.findings import NotLookedAt
from services.doctor.standing_clock import standing_clock
from services.settings import Settings
from services.subscriptions.projector import decode_whole

EVENTS_IN_A_LOOK = 1000


def decoded_or_unknown(stored: Stored, log: Log) -> RecordedEvent:
    try:
        return decode_whole(stored, log)
    except Exception as error:  # what is garbled fails in any way
        raise UnknownEvent(f"#{stored.position} {stored.stream}: {error}") from error


def untold(position: int) -> None:
    """Tells nobody how far a check has come."""


@dataclass
class Examination:
    """Opens parts for reading alone. `whole`: all of everything, not a sample. `told` is called
    with the positions that a check reaches on its way through the store.

    A part that is not there, or cannot be opened, raises NotLookedAt to those who would look at
    what is in it: the check of that very part says what is wrong.
    """

    settings: Settings
    whole: bool = False
    told: Callable[[int], None] = untold
    _files: dict[str, ReadOnlySQLite] = field(default_factory=dict)

    def file(self, name: str) -> ReadOnlySQLite:
        """A SQLite file of the data folder."""
        if name not in self._files:
            try:
                self._files[name] = ReadOnlySQLite(self.settings.data / name)
            except FileNotFoundError:
                raise NotLookedAt(f"没有 {name}", f"{name} is missing") from None
        return self._files[name]

    @cached_property
    def log(self) -> Log:
        if self.settings.database:
            return PostgresLog(self.settings.database)
        return ReadOnlyLog(self.file(EVENTS_DB))

    @cached_property
    def rows(self) -> ReadOnlyRows:
        if self.settings.database:
            return ReadOnlyRows(ReadOnlyPostgres(self.settings.database))
        return ReadOnlyRows(self.file(READ_DB))

    @cached_property
    def snapshots(self) -> ReadOnlySnapshots:
        return ReadOnlySnapshots(self.rows)

    @cached_property
    def keystore(self) -> ReadOnlyKeystore:
        return ReadOnlyKeystore(self.file(KEYS_DB), self.settings.data / KEK)

    @cached_property
    def vault(self) -> Vault:
        return Vault(self.keystore)

    @cached_property
    def papers(self) -> ReadOnlyFiles:
        return ReadOnlyFiles(self.settings.data / FILES_FOLDER, self.keystore)

    @cached_property
    def cases(self) -> CaseStore:
        """Cases as they are folded from nothing: snapshots are not trusted here."""
        return CaseStore(self.log)

    @cached_property
    def clock(self) -> Clock:
        return standing_clock(self.settings, self.log)

    @property
    def end(self) -> int:
        """Position of the last event, 0 while there is none."""
        end = self.log.end()
        return end[0] if end else 0

    def stored(
        self, upto: int | None = None, of: Callable[[str], bool] | None = None
    ) -> Iterator[Stored]:
        """Every event up to a position, of those cases, as it is stored."""
        position = 0
        while batch := self.log.follow(position, EVENTS_IN_A_LOOK):
            for stored in batch:
                if upto is not None and stored.position > upto:
                    return
                if of is None or of(stored.stream):
                    yield stored
            position = batch[-1].position
            self.told(position)

    def events(
        self, upto: int | None = None, of: Callable[[str], bool] | None = None
    ) -> Iterator[RecordedEvent]:
        """The same events, decoded. Raises UnknownEvent for one that cannot be."""
        return (decoded_or_unknown(one, self.log) for one in self.stored(upto, of))

    def close(self) -> None:
        """Closes what was opened."""
        for part in ("log", "rows"):
            if part in self.__dict__:
                getattr(self, part).close()
        for file in self._files.values():
            file.close()
