"""Checks a backup: every hash, the databases, the events in their order, the keys, each file that
an event names. Nothing in it is changed."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.copies.databases import is_sound
from adapters.copies.hashed import sha256_of
from adapters.copies.keys_archive import KEK, KEYS_FILE, ArchiveRefused, unpack_keys
from adapters.event_store.sqlite_copy import SQLiteCopy
from adapters.personal_data.kek import KekRefused
from adapters.personal_data.keystore import Keystore
from services.backup.events_check import EventsCheck
from services.backup.files_check import FilesCheck
from services.backup.findings import CheckedPart
from services.backup.manifest import (
    ACCOUNTS_FILE,
    EVENTS_FILE,
    KEYS_ARCHIVE,
    MANIFEST,
    BytesTold,
    Manifest,
    read_manifest,
)


def check_backup(
    folder: Path, passphrase: str, told: BytesTold = lambda bytes: None
) -> list[CheckedPart]:
    """Looks at everything in a dated folder; `told` is called with bytes as they are read. Raises
    NoBackup."""
    manifest = read_manifest(folder)
    hashes = [checked_hash(folder, part.name, part.sha256, told) for part in manifest.parts]
    if not all(one.right for one in hashes):
        return [*hashes, unlooked("events", "files")]
    return [*hashes, *contents(folder, manifest, passphrase, told)]


def bytes_to_check(folder: Path) -> int:
    """As many bytes as `check_backup` will tell of, for a bar."""
    manifest = read_manifest(folder)
    return manifest.files_size + sum(part.size for part in manifest.parts)


def unlooked(*names: str) -> CheckedPart:
    return CheckedPart(
        ", ".join(names),
        None,
        "未查：文件与清单不符，先换一份备份",
        "not looked at: parts are not what the manifest says; take another backup",
    )


def checked_hash(folder: Path, name: str, sha256: str, told: BytesTold) -> CheckedPart:
    path = folder / name
    if not path.exists():
        return CheckedPart(name, False, "不在", "is not there")
    if sha256_of(path, told) != sha256:
        return CheckedPart(name, False, "与清单中的哈希不符", f"is not what {MANIFEST} says")
    return CheckedPart(name, True, "与清单相符", f"is what {MANIFEST} says")


def contents(
    folder: Path, manifest: Manifest, passphrase: str, told: BytesTold
) -> Iterator[CheckedPart]:
    for name in (EVENTS_FILE, ACCOUNTS_FILE):
        if name == ACCOUNTS_FILE or manifest.events:
            fault = is_sound(folder / name)
            yield CheckedPart(name, fault is None, fault or "数据库完好", fault or "is sound")
    events, named = checked_events(folder, manifest)
    yield events
    yield from checked_secrets(folder, passphrase, named, told)


def checked_events(folder: Path, manifest: Manifest) -> tuple[CheckedPart, set[str] | None]:
    """And the hashes of the files that they name, where they are there."""
    if not manifest.events:
        zh, en = (
            "未查：事件在 PostgreSQL 的转储中",
            "not looked at: they are in the dump of PostgreSQL",
        )
        return CheckedPart("events", None, zh, en), None
    checking = EventsCheck(manifest)
    with closing(SQLiteCopy(folder / EVENTS_FILE)) as log:
        return checking.run(log), checking.files


def checked_secrets(
    folder: Path, passphrase: str, named: set[str] | None, told: BytesTold
) -> Iterator[CheckedPart]:
    """Whether the keys open with the passphrase, and the files with the keys. The keys lie open in
    a folder of this process's own meanwhile, in memory where the machine has such a place."""
    with TemporaryDirectory(dir=memory_folder()) as own:
        keys = checked_keys(folder / KEYS_ARCHIVE, passphrase, Path(own))
        yield keys
        if not keys.right:
            yield CheckedPart("files", None, "未查：没有密钥", "not looked at: without keys")
            return
        with closing(Keystore(Path(own) / KEYS_FILE, Path(own) / KEK)) as keystore:
            yield FilesCheck(folder, keystore.secret("files"), told).run(named)


def checked_keys(archive: Path, passphrase: str, folder: Path) -> CheckedPart:
    """Whether the archive opens; its keys then lie in the folder."""
    try:
        unpack_keys(archive, passphrase, folder)
    except (ArchiveRefused, KekRefused) as error:
        words = f"打不开，口令不对或已损坏：{error}", f"does not open: {error}"
        return CheckedPart("keys", False, *words)
    return CheckedPart("keys", True, "口令打得开", "open with the passphrase")


def memory_folder() -> Path | None:
    shared = Path("/dev/shm")
    return shared if shared.is_dir() else None
