"""Takes over the keys that another house has wrapped for this one, as they are made."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import structlog
from cryptography.exceptions import InvalidTag

from adapters.personal_data.escrow import FILES_SECRET, EscrowOpener
from adapters.personal_data.keystore import Keystore
from adapters.read_only.marks import has_table
from adapters.read_only.sqlite import ReadOnlySQLite

log = structlog.get_logger()
KEYS_TAKEN_AT_ONCE = 1000
TAKEN_UP_TO = (
    "CREATE TABLE IF NOT EXISTS taken (one INTEGER PRIMARY KEY CHECK (one = 1), upto INTEGER)"
)


class EscrowedKeys:
    """Keys in the keystore file of the other house, opened read-only. What was taken once stays,
    whatever becomes of it there. `notes` is a file of this house that says how far it has come."""

    def __init__(
        self, theirs: ReadOnlySQLite, own: Keystore, opener: EscrowOpener, notes: Path
    ) -> None:
        self._theirs, self._own, self._opener, self._notes = theirs, own, opener, notes
        self._wrapping: dict[int, bytes | None] = {}
        with closing(self._connect()) as db:
            db.execute(TAKEN_UP_TO)

    def take(self) -> int:
        """Takes what is new; gives the number of keys. Killed on the way, it takes some again."""
        if not has_table(self._theirs, "escrow"):
            return 0
        taken = 0
        while rows := self._rows():
            keys = list(self._opened(rows))
            own = [key for key in keys if key[0]]
            files = next((key[3] for key in keys if key[1] == FILES_SECRET and not key[0]), None)
            self._own.take_in(own, files)
            self._note(rows[-1][0])
            taken += len(keys)
        return taken

    def _rows(self) -> list[tuple[int, int, str, str, int, bytes]]:
        with closing(self._connect()) as db:
            row = db.execute("SELECT upto FROM taken").fetchone()
        return self._theirs.read(
            "SELECT no, wrapped_under, subject, purpose, version, wrapped FROM escrow"
            " WHERE no > %s ORDER BY no LIMIT %s",
            (row[0] if row else 0, KEYS_TAKEN_AT_ONCE),
        )

    def _opened(
        self, rows: list[tuple[int, int, str, str, int, bytes]]
    ) -> Iterator[tuple[str, str, int, bytes]]:
        for _, under, subject, purpose, version, wrapped in rows:
            # It is emptied where somebody was erased before it was taken.
            if wrapped and (wrapping := self._under(under)):
                yield subject, purpose, version, self._opener.key(wrapping, wrapped)

    def _under(self, number: int) -> bytes | None:
        """A wrapping key; None where it was sealed for another vault, whose folder alone opens it:
        a data folder was restored beside a vault that is new."""
        if number not in self._wrapping:
            query = "SELECT sealed FROM escrow_keys WHERE no = %s"
            [(sealed,)] = self._theirs.read(query, (number,))
            try:
                self._wrapping[number] = self._opener.wrapping_key(sealed)
            except InvalidTag:
                self._wrapping[number] = None
                log.warning("keys were wrapped for another vault: restore that one", under=number)
        return self._wrapping[number]

    def _note(self, upto: int) -> None:
        with closing(self._connect()) as db:
            db.execute("INSERT OR REPLACE INTO taken VALUES (1, ?)", (upto,))

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._notes, isolation_level=None)
