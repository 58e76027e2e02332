"""Reads keys and files, without making a secret, a key or a folder that is missing."""

from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.files import GIVEN_UP_LIST, Files
from adapters.marks.kept import FOLDER_MARK
from adapters.personal_data.kek import Kek, KekRefused
from adapters.personal_data.keystore import Keystore, PersonKey
from adapters.personal_data.tombstones import UNNOTED, Tombstones, tombstone
from adapters.read_only.marks import has_table
from adapters.read_only.sqlite import ReadOnlySQLite

NOTES = frozenset({FOLDER_MARK, GIVEN_UP_LIST})
"""What lies among the files and is none."""


class ReadOnlyKeystore(Keystore):
    """Keystore that makes nothing. Raises KekRefused without the key-encryption key, and for a
    secret that is missing."""

    def __init__(self, file: ReadOnlySQLite, kek: Path) -> None:
        self._file, self._kek = file, Kek(kek)
        self.destroyed = ReadOnlyTombstones(file)

    def secret(self, name: str) -> bytes:
        rows = self._file.read("SELECT wrapped FROM secrets WHERE name = %s", (name,))
        if not rows:
            raise KekRefused(f"the secret {name!r} is missing")
        return self._kek.unwrap(rows[0][0])

    def key(self, subject: str, purpose: str, version: int) -> PersonKey | None:
        rows = self._file.read(
            "SELECT wrapped FROM keys WHERE subject = %s AND purpose = %s AND version = %s",
            (subject, purpose, version),
        )
        if not rows:
            return None
        return PersonKey(subject, purpose, version, AESGCM(self._kek.unwrap(rows[0][0])))

    def close(self) -> None:
        self._file.close()


class ReadOnlyTombstones(Tombstones):
    """Who was erased; in a file of a release that noted nobody, whoever has no keys."""

    def __init__(self, file: ReadOnlySQLite) -> None:
        self._file = file

    def has(self, subject: str) -> bool:
        if not has_table(self._file, "destroyed"):
            return True
        query = "SELECT 1 FROM destroyed WHERE digest IN (%s, %s)"
        return bool(self._file.read(query, (tombstone(subject), UNNOTED)))


class ReadOnlyFiles(Files):
    """File store that makes no folder and clears no drafts away."""

    def __init__(self, folder: Path, keystore: Keystore) -> None:
        self._folder, self._secret = folder, keystore.secret("files")

    def hashes(self) -> set[str]:
        """The files that there are, by what they are called."""
        names = (path.name for path in self._folder.iterdir())
        return {name for name in names if name not in NOTES and not name.startswith("draft-")}
