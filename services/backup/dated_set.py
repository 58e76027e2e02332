"""Makes a backup while the service runs: events first, then what they need, the manifest last.

Keys and files are stored before the events that need them. Copied after the events, they hold
whatever these need, whatever is written meanwhile.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import msgspec
from msgspec import Struct

from adapters.copies.databases import connected_to, copy_database
from adapters.copies.hashed import DRAFT_NAME, copy_hashed, flush_to_disk, sha256_of
from adapters.copies.keys_archive import KEK, KEYS, archive_keys
from adapters.event_store.log import Log, receipt_hash
from adapters.event_store.sqlite import SQLiteCopy
from adapters.files import HASH
from adapters.folders import make_durable, make_private_file, make_private_folder, refuse_foreign
from services.backup.manifest import (
    ACCOUNTS,
    BACKUP_FOLDER,
    EVENTS,
    FILES,
    KEYS_ARCHIVE,
    LISTED,
    BackupPart,
    ListedFile,
    Manifest,
    dated_folders,
    listed_files,
    write_manifest,
)
from services.clock import FILE, MARKER, is_demonstration
from services.runtime import DATA_FILES, open_log
from services.settings import Settings

HALF = ".part"
SMALL = (MARKER, FILE)  # what makes a folder a demonstration's
Told = Callable[[int], None]


class BackupRuns(Exception):
    """Another backup is being made in the same folder."""


class NothingStored(Exception):
    """There is no event, so there is nothing to back up; or a part is not there."""


class LogEnd(Struct, frozen=True):
    """Identity of a store, and its last event with its hash."""

    store: str
    position: int
    digest: str


def make_backup(settings: Settings, target: Path, passphrase: str, told: Told) -> Path:
    """Makes a dated folder in `target`; `told` is called with bytes as they are copied. Raises
    BackupRuns, NothingStored, ForeignFolder, KekRefused."""
    refuse_foreign(settings.data, DATA_FILES, empty=False)
    require_parts(settings)
    refuse_foreign(target, {BACKUP_FOLDER})
    make_private_folder(target)
    with alone_in(target):
        draft = begun(target)
        end = copied_events(settings, draft, told)
        archive_keys(settings.data, draft / KEYS_ARCHIVE, passphrase)
        copy_database(settings.data / ACCOUNTS, draft / ACCOUNTS, told)
        forget_sessions(draft / ACCOUNTS)
        sizes = copied_files(settings.data, target, draft, told)
        copy_small(settings.data, draft)
        write_manifest(draft, manifest_of(settings, draft, end, sizes))
        return finished(draft)


def require_parts(settings: Settings) -> None:
    """Raises NothingStored, by name, for a part that is not there."""
    wanted = (KEYS, KEK, ACCOUNTS) if settings.database else (EVENTS, KEYS, KEK, ACCOUNTS)
    if missing := [name for name in wanted if not (settings.data / name).exists()]:
        where = settings.data
        raise NothingStored(f"{where}: {', '.join(missing)} 不在 / not there")


def bytes_to_copy(settings: Settings) -> int:
    """About as many bytes as `make_backup` will tell of, for a bar."""
    databases = [settings.data / name for name in (EVENTS, ACCOUNTS)]
    sizes = [one.stat().st_size for one in databases if one.exists()]
    return sum(sizes) + sum(one.stat().st_size for one in evidence(settings.data))


@contextmanager
def alone_in(target: Path) -> Iterator[None]:
    make_private_file(target / BACKUP_FOLDER)
    with (target / BACKUP_FOLDER).open("r+b") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRuns(str(target)) from None
        yield


def begun(target: Path) -> Path:
    """An empty folder for what is copied; what killed backups have left goes."""
    for left in target.glob(f"*{HALF}"):
        shutil.rmtree(left)
    (target / FILES).mkdir(mode=0o700, exist_ok=True)
    for left in (target / FILES).glob(f"{DRAFT_NAME}*"):
        left.unlink()
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    draft = target / f"{stamp}{HALF}"
    draft.mkdir(mode=0o700)
    return draft


def copied_events(settings: Settings, draft: Path, told: Told) -> LogEnd:
    """Copies the events, or notes how far the database is by now: it was dumped before."""
    if settings.database:
        with closing(open_log(settings)) as log:
            return end_of(log)
    copy_database(settings.data / EVENTS, draft / EVENTS, told)
    with closing(SQLiteCopy(draft / EVENTS)) as copy:
        return end_of(copy)


def end_of(log: Log) -> LogEnd:
    """Raises NothingStored."""
    end, first = log.end(), log.follow(0, 1)
    last = log.at([end[0]]) if end else []
    if not last:
        raise NothingStored(f"{EVENTS}: 没有事件 / no event")
    return LogEnd(receipt_hash(first[0]).hex(), last[0].position, receipt_hash(last[0]).hex())


def forget_sessions(accounts: Path) -> None:
    """Takes the sessions out of a copy: who finds it must not be signed in."""
    with closing(connected_to(accounts, "rw")) as copy:
        copy.execute("PRAGMA secure_delete = ON")
        copy.execute("DELETE FROM tokens")
        copy.execute("VACUUM")


def copied_files(data: Path, target: Path, draft: Path, told: Told) -> list[int]:
    """Copies the files that no earlier backup holds, and lists them all; gives their sizes."""
    known = {one.hash: one for one in before(target)}
    sizes = []
    make_private_file(draft / LISTED)
    with (draft / LISTED).open("wb") as listed:
        for file in evidence(data):
            one = copied_file(file, target, known.get(file.name), told)
            listed.write(msgspec.json.encode(one) + b"\n")
            sizes.append(one.size)
    make_durable(target / FILES)
    return sizes


def copied_file(file: Path, target: Path, before: ListedFile | None, told: Told) -> ListedFile:
    """A file is never changed once it has its name, so size and time tell whether it was copied."""
    stat = file.stat()
    if before and (before.size, before.mtime) == (stat.st_size, stat.st_mtime_ns):
        with suppress(FileNotFoundError):
            if (target / FILES / before.stored).stat().st_size == stat.st_size:
                told(stat.st_size)
                return before
    stored = copy_hashed(file, lambda name: target / FILES / (name or "-"), told)
    return ListedFile(file.name, stored, stat.st_size, stat.st_mtime_ns)


def before(target: Path) -> Iterable[ListedFile]:
    """What the newest backup lists."""
    newest = dated_folders(target)[-1:]
    return listed_files(newest[0]) if newest else ()


def evidence(data: Path) -> Iterator[Path]:
    """The stored files, without uploads that are not finished."""
    with suppress(FileNotFoundError):
        names = sorted(name for name in os.listdir(data / FILES) if HASH.fullmatch(name))
        yield from (data / FILES / name for name in names)


def copy_small(data: Path, draft: Path) -> None:
    for name in SMALL:
        with suppress(FileNotFoundError):
            content = (data / name).read_bytes()
            make_private_file(draft / name)
            (draft / name).write_bytes(content)


def manifest_of(settings: Settings, draft: Path, end: LogEnd, sizes: list[int]) -> Manifest:
    return Manifest(
        release=version("anjuan"),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        store=end.store,
        position=end.position,
        digest=end.digest,
        events=not settings.database,
        demonstration=is_demonstration(settings.data),
        files=len(sizes),
        files_size=sum(sizes),
        parts=tuple(
            BackupPart(one.name, one.stat().st_size, sha256_of(one))
            for one in sorted(draft.iterdir())
        ),
    )


def finished(draft: Path) -> Path:
    """Gives the folder its name, when all in it is on the disk."""
    for one in draft.iterdir():
        flush_to_disk(one)
    make_durable(draft)
    whole = draft.with_name(draft.name.removesuffix(HALF))
    draft.rename(whole)
    make_durable(whole.parent)
    return whole
