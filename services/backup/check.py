"""Checks a backup: every hash, the databases, the events in their order, the keys, each file that
an event names. Nothing in it is changed."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.copies.databases import is_sound
from adapters.copies.hashed import sha256_of
from adapters.copies.keys_archive import ArchiveRefused, unpack_keys
from adapters.data_folder import ACCOUNTS_DB, EVENTS_DB, KEK, KEYS_DB
from adapters.personal_data.kek import KekRefused
from adapters.personal_data.keystore import Keystore
from adapters.read_only.log import ReadOnlyLog
from adapters.read_only.sqlite import ReadOnlySQLite
from services.backup.events_check import EventsCheck
from services.backup.files_check import FilesCheck, brought_files
from services.backup.manifest import KEYS_ARCHIVE, MANIFEST, BytesTold, Manifest, read_manifest
from services.consistency.findings import Diagnosis, Finding, right, unseen, wrong


def check_backup(
    folder: Path, passphrase: str, told: BytesTold = lambda bytes: None
) -> list[Finding]:
    """Looks at everything in a dated folder; `told` is called with bytes as they are read. Raises
    NoBackup."""
    manifest = read_manifest(folder)
    hashes = [checked_hash(folder, part.name, part.sha256, told) for part in manifest.parts]
    if any(one.answer is Diagnosis.WRONG for one in hashes):
        return [*hashes, unlooked("events", "files")]
    return [*hashes, *contents(folder, manifest, passphrase, told)]


def bytes_to_check(folder: Path) -> int:
    """As many bytes as `check_backup` will tell of, for a bar."""
    manifest = read_manifest(folder)
    return manifest.files_size + sum(part.size for part in manifest.parts)


def unlooked(*names: str) -> Finding:
    return unseen(
        ", ".join(names),
        "文件与清单不符，先换一份备份",
        "parts are not what the manifest says; take another backup",
    )


def checked_hash(folder: Path, name: str, sha256: str, told: BytesTold) -> Finding:
    path = folder / name
    if not path.exists():
        return wrong(name, "不在", "is not there")
    if sha256_of(path, told) != sha256:
        return wrong(name, "与清单中的哈希不符", f"is not what {MANIFEST} says")
    return right(name, "与清单相符", f"is what {MANIFEST} says")


def contents(
    folder: Path, manifest: Manifest, passphrase: str, told: BytesTold
) -> Iterator[Finding]:
    for name in (EVENTS_DB, ACCOUNTS_DB):
        if name == ACCOUNTS_DB or manifest.events:
            fault = is_sound(folder / name)
            yield wrong(name, fault, fault) if fault else right(name, "数据库完好", "is sound")
    events, named = checked_events(folder, manifest)
    yield events
    yield from checked_secrets(folder, passphrase, named, told)


def checked_events(folder: Path, manifest: Manifest) -> tuple[Finding, set[str] | None]:
    """And the hashes of the files that they name, where they are there."""
    if not manifest.events:
        zh, en = (
            "事件在 PostgreSQL 的转储中",
            "they are in the dump of PostgreSQL",
        )
        return unseen("events", zh, en), None
    checking = EventsCheck(manifest)
    with closing(ReadOnlyLog(ReadOnlySQLite(folder / EVENTS_DB))) as log:
        return checking.run(log), checking.files


def checked_secrets(
    folder: Path, passphrase: str, named: set[str] | None, told: BytesTold
) -> Iterator[Finding]:
    """Whether the keys open with the passphrase, and the files with the keys. The keys lie open in
    a folder of this process's own meanwhile, in memory where the machine has such a place."""
    with TemporaryDirectory(dir=memory_folder()) as own:
        keys = checked_keys("keys", folder / KEYS_ARCHIVE, passphrase, Path(own))
        yield keys
        if keys.answer is not Diagnosis.RIGHT:
            yield unseen("files", "没有密钥", "without keys")
            return
        with closing(Keystore(Path(own) / KEYS_DB, Path(own) / KEK)) as keystore:
            checking = FilesCheck(folder, keystore.secret("files"), told)
            yield checking.run(named, brought_files(folder / ACCOUNTS_DB))


def checked_keys(what: str, archive: Path, passphrase: str, folder: Path) -> Finding:
    """Whether the archive opens; its keys then lie in the folder."""
    try:
        unpack_keys(archive, passphrase, folder)
    except (ArchiveRefused, KekRefused) as error:
        words = f"打不开，口令不对或已损坏：{error}", f"does not open: {error}"
        return wrong(what, *words)
    return right(what, "口令打得开", "open with the passphrase")


def memory_folder() -> Path | None:
    shared = Path("/dev/shm")
    return shared if shared.is_dir() else None
