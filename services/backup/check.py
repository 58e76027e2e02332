"""Checks a backup: every hash, the databases, the events in their order, the keys, each file that
an event names. Nothing in it is changed."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from adapters.copies.databases import connected_to, is_sound
from adapters.copies.hashed import sha256_of
from adapters.copies.keys_archive import KEK, KEYS, ArchiveRefused, unpack_keys
from adapters.event_store.codec import UnknownEvent
from adapters.event_store.log import Log, Stored, receipt_hash
from adapters.event_store.sqlite import SQLiteCopy
from adapters.files import FileDamaged, opened_file
from adapters.personal_data.kek import KekRefused
from adapters.personal_data.keystore import Keystore
from projections.papers import places
from services.backup.manifest import (
    ACCOUNTS,
    EVENTS,
    KEYS_ARCHIVE,
    MANIFEST,
    ListedFile,
    Manifest,
    listed_files,
    read_manifest,
    stored_file,
)
from services.subscriptions.projector import decode_event

READ_AT_ONCE = 1000
MOST_NAMED = 5  # of one kind of fault
Told = Callable[[int], None]


class CheckedPart(Struct, frozen=True):
    """One thing that was looked at, or not (`right` is None), and what was found, in both
    languages."""

    what: str
    right: bool | None
    zh: str
    en: str


def check_backup(
    folder: Path, passphrase: str, told: Told = lambda bytes: None
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


def checked_hash(folder: Path, name: str, sha256: str, told: Told) -> CheckedPart:
    path = folder / name
    if not path.exists():
        return CheckedPart(name, False, "不在", "is not there")
    if sha256_of(path, told) != sha256:
        return CheckedPart(name, False, "与清单中的哈希不符", f"is not what {MANIFEST} says")
    return CheckedPart(name, True, "与清单相符", f"is what {MANIFEST} says")


def contents(
    folder: Path, manifest: Manifest, passphrase: str, told: Told
) -> Iterator[CheckedPart]:
    for name in (EVENTS, ACCOUNTS):
        if name == ACCOUNTS or manifest.events:
            fault = is_sound(folder / name)
            yield CheckedPart(name, fault is None, fault or "数据库完好", fault or "is sound")
    named: set[str] | None = None
    if manifest.events:
        checking = EventsCheck(manifest)
        with closing(SQLiteCopy(folder / EVENTS)) as log:
            yield checking.run(log)
        named = checking.files
    else:
        words = (
            "未查：事件在 PostgreSQL 的转储中",
            "not looked at: they are in the dump of PostgreSQL",
        )
        yield CheckedPart("events", None, *words)
    yield from checked_secrets(folder, passphrase, named, told)


class EventsCheck:
    """Reads all events once: they can be read, positions rise, versions have no gap, time never
    goes back, the last is the manifest's. `files` are the hashes that they name."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.files: set[str] = set()
        self.faults: list[str] = []
        self.count = 0
        self._heads: dict[str, int] = {}
        self._before: Stored | None = None

    def run(self, log: Log) -> CheckedPart:
        place = 0
        while batch := log.follow(place, READ_AT_ONCE):
            for stored in batch:
                self.take(stored)
            place = batch[-1].position
        self._compare_end(log)
        if self.faults:
            words = "; ".join(self.faults[:MOST_NAMED])
            return CheckedPart("events", False, words, f"{len(self.faults)} faults")
        streams = len(self._heads)
        return CheckedPart(
            "events",
            True,
            f"{self.count} 件事件、{streams} 个案卷",
            f"{self.count} events in {streams} cases",
        )

    def take(self, stored: Stored) -> None:
        self.count += 1
        if stored.version != self._heads.get(stored.stream, 0) + 1:
            self._fault(stored, "版次不连续 version gap")
        if self._before and stored.recorded_at < self._before.recorded_at:
            self._fault(stored, "时间倒退 time went back")
        try:
            self.files.update(place.hash for place in places(decode_event(stored)))
        except UnknownEvent as error:
            self._fault(stored, str(error))
        self._heads[stored.stream], self._before = stored.version, stored

    def _fault(self, stored: Stored, words: str) -> None:
        self.faults.append(f"#{stored.position} {words}")

    def _compare_end(self, log: Log) -> None:
        first, last = log.follow(0, 1), self._before
        store = receipt_hash(first[0]).hex() if first else ""
        found = (store, last.position, receipt_hash(last).hex()) if last else ("", 0, "")
        if found != (self.manifest.store, self.manifest.position, self.manifest.digest):
            self.faults.append("首末事件与清单不符 first or last event is not the manifest's")
        lost, _ = log.unmatched()
        if lost:
            self.faults.append(f"已答复而没有的事件 answered, and not there: {lost[:MOST_NAMED]}")


def checked_secrets(
    folder: Path, passphrase: str, named: set[str] | None, told: Told
) -> Iterator[CheckedPart]:
    """Whether the keys open with the passphrase, and the files with the keys. The keys lie open in
    a folder of this process's own meanwhile, in memory where the machine has such a place."""
    with TemporaryDirectory(dir=memory_folder()) as own:
        try:
            unpack_keys(folder / KEYS_ARCHIVE, passphrase, Path(own))
        except (ArchiveRefused, KekRefused) as error:
            words = f"打不开，口令不对或已损坏：{error}", f"does not open: {error}"
            yield CheckedPart("keys", False, *words)
            yield CheckedPart("files", None, "未查：没有密钥", "not looked at: without keys")
            return
        yield CheckedPart("keys", True, "口令打得开", "open with the passphrase")
        with closing(Keystore(Path(own) / KEYS, Path(own) / KEK)) as keystore:
            yield FilesCheck(folder, keystore.secret("files"), told).run(named)


def brought_files(accounts: Path) -> set[str]:
    """Hashes of the files that units have uploaded."""
    with closing(connected_to(accounts, "ro")) as copy:
        return {row[0] for row in copy.execute("SELECT DISTINCT hash FROM uploads")}


def memory_folder() -> Path | None:
    shared = Path("/dev/shm")
    return shared if shared.is_dir() else None


class FilesCheck:
    """Opens each file of a backup to its end; and each that somebody has brought must be there. A
    case may name a hash of which nobody has brought the file: that is counted, and no fault."""

    def __init__(self, folder: Path, secret: bytes, told: Told) -> None:
        self.folder, self.secret, self.told = folder, secret, told
        self.faults: list[str] = []

    def run(self, named: set[str] | None) -> CheckedPart:
        there = {one.hash for one in listed_files(self.folder) if self.opens(one)}
        known = there | {one.split()[0] for one in self.faults}
        missing = sorted(brought_files(self.folder / ACCOUNTS) - known)
        self.faults += [f"{hash} 不在 is not there" for hash in missing]
        if self.faults:
            words = "; ".join(self.faults[:MOST_NAMED])
            return CheckedPart("files", False, words, f"{len(self.faults)} faults")
        zh, en = f"{len(there)} 件都打得开", f"{len(there)} open"
        if absent := (named or set()) - there:
            zh += f"；另有 {len(absent)} 件案卷引用而从未交来"
            en += f"; {len(absent)} more are named by cases and were never brought"
        return CheckedPart("files", True, zh, en)

    def opens(self, one: ListedFile) -> bool:
        path = stored_file(self.folder, one.stored)
        try:
            if sha256_of(path, self.told) != one.stored:
                raise FileDamaged(one.hash)
            for _ in opened_file(path, self.secret, one.hash):
                pass
        except FileNotFoundError:
            self.faults.append(f"{one.hash} 不在 is not there")
        except FileDamaged:
            self.faults.append(f"{one.hash} 已损坏 is damaged")
        else:
            return True
        return False
