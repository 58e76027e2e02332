"""Makes a backup while the service runs: events first, then what they need, the manifest last.

Keys and files are stored before the events that need them. Copied after the events, they hold
whatever these need, whatever is written meanwhile.
"""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from msgspec import Struct

from adapters.copies.databases import connected_to, copy_database
from adapters.copies.hashed import DRAFT_NAME, copy_hashed, flush_to_disk, sha256_of, to
from adapters.copies.keys_archive import archive_keys
from adapters.data_folder import (
    ACCOUNTS_DB,
    DATA_FILES,
    DEMONSTRATION,
    EVENTS_DB,
    KEK,
    KEYS_DB,
)
from adapters.event_store.log import Log, receipt_hash
from adapters.folders import make_durable, make_private_file, make_private_folder, refuse_foreign
from adapters.read_only.log import ReadOnlyLog
from adapters.read_only.sqlite import ReadOnlySQLite
from services.backup.evidence import copied_files, files_kept
from services.backup.manifest import (
    BACKUP_FOLDER,
    EVIDENCE,
    KEYS_ARCHIVE,
    BackupPart,
    BytesTold,
    KeptFiles,
    Manifest,
    write_manifest,
)
from services.clock import FILE, is_demonstration
from services.runtime import open_log
from services.settings import Settings

HALF = ".part"
MoreParts = Callable[[Path], list[int]]
"""Copies what else a backup holds into its draft; gives the sizes of the files among that."""
SMALL = (DEMONSTRATION, FILE)  # what makes a folder a demonstration's


class BackupRuns(Exception):
    """Another backup is being made in the same folder."""


class NothingStored(Exception):
    """There is no event, so there is nothing to back up; or a part is not there."""


class LogEnd(Struct, frozen=True):
    """Identity of a store, and its last event with its hash."""

    store: str
    position: int
    digest: str


def make_backup(
    settings: Settings,
    target: Path,
    passphrase: str,
    told: BytesTold,
    known_by: str = BACKUP_FOLDER,
    more: MoreParts = lambda draft: [],
) -> Path:
    """Makes a dated folder in `target`, which is `known_by` a file in it; `told` is called with
    bytes as they are copied. Raises BackupRuns, NothingStored, ForeignFolder, KekRefused."""
    refuse_foreign(settings.data, DATA_FILES, empty=False)
    require_parts(settings)
    refuse_foreign(target, {known_by})
    make_private_folder(target)
    with alone_in(target, known_by):
        draft = new_draft(target)
        end = copied_events(settings, draft, told)
        archive_keys(settings.data, draft / KEYS_ARCHIVE, passphrase)
        copy_database(settings.data / ACCOUNTS_DB, draft / ACCOUNTS_DB, told)
        forget_sessions(draft / ACCOUNTS_DB)
        sizes = copied_files(settings.data, target, draft, told) + more(draft)
        copy_small(settings.data, draft)
        write_manifest(draft, manifest_of(settings, draft, end, sizes))
        return finished(draft)


def require_parts(settings: Settings) -> None:
    """Raises NothingStored, by name, for a part that is not there."""
    wanted = (
        (KEYS_DB, KEK, ACCOUNTS_DB) if settings.database else (EVENTS_DB, KEYS_DB, KEK, ACCOUNTS_DB)
    )
    if missing := [name for name in wanted if not (settings.data / name).exists()]:
        where = settings.data
        raise NothingStored(f"{where}: {', '.join(missing)} 不在 / not there")


def bytes_to_copy(settings: Settings) -> int:
    """About as many bytes as `make_backup` will tell of, for a bar."""
    databases = [settings.data / name for name in (EVENTS_DB, ACCOUNTS_DB)]
    sizes = [one.stat().st_size for one in databases if one.exists()]
    return sum(sizes) + sum(one.stat().st_size for one in files_kept(settings.data))


@contextmanager
def alone_in(target: Path, known_by: str) -> Iterator[None]:
    make_private_file(target / known_by)
    with (target / known_by).open("r+b") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRuns(str(target)) from None
        yield


def new_draft(target: Path) -> Path:
    """An empty folder for what is copied; what killed backups have left goes."""
    remove_drafts(target)
    make_shared(target, EVIDENCE)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    draft = target / f"{stamp}{HALF}"
    draft.mkdir(mode=0o700)
    return draft


def remove_drafts(target: Path) -> None:
    for left in target.glob(f"*{HALF}"):
        shutil.rmtree(left)
    for left in target.glob(f"*/{DRAFT_NAME}*"):
        left.unlink()


def make_shared(target: Path, kept: KeptFiles) -> None:
    """Makes the folder of the files that all backups there share."""
    (target / kept.folder).mkdir(mode=0o700, exist_ok=True)


def copied_events(settings: Settings, draft: Path, told: BytesTold) -> LogEnd:
    """Copies the events, or notes how far the database is by now: it was dumped before."""
    if settings.database:
        with closing(open_log(settings)) as log:
            return end_of(log)
    copy_database(settings.data / EVENTS_DB, draft / EVENTS_DB, told)
    with closing(ReadOnlyLog(ReadOnlySQLite(draft / EVENTS_DB))) as copy:
        return end_of(copy)


def end_of(log: Log) -> LogEnd:
    """Raises NothingStored."""
    end, first = log.end(), log.follow(0, 1)
    last = log.at([end[0]]) if end else []
    if not last:
        raise NothingStored(f"{EVENTS_DB}: 没有事件 / no event")
    return LogEnd(receipt_hash(first[0]).hex(), last[0].position, receipt_hash(last[0]).hex())


def forget_sessions(accounts: Path) -> None:
    """Takes the sessions out of a copy: who finds it must not be signed in."""
    with closing(connected_to(accounts, "rw")) as copy:
        copy.executescript("PRAGMA secure_delete = ON; DELETE FROM tokens; VACUUM")


def copy_small(data: Path, draft: Path) -> None:
    for name in SMALL:
        if (data / name).exists():
            copy_hashed(data / name, to(draft / name))


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
        parts=tuple(map(part_of, sorted(draft.iterdir()))),
    )


def part_of(file: Path) -> BackupPart:
    return BackupPart(file.name, file.stat().st_size, sha256_of(file))


def finished(draft: Path) -> Path:
    """Gives the folder its name, when all in it is on the disk."""
    for one in draft.iterdir():
        flush_to_disk(one)
    make_durable(draft)
    whole = draft.with_name(draft.name.removesuffix(HALF))
    draft.rename(whole)
    make_durable(whole.parent)
    return whole
