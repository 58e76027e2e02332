"""Data folder: permissions (0700, 0600), a lock between processes, fsync against power failures."""

import fcntl
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from stat import S_IMODE, S_ISDIR, S_ISLNK

import structlog

from adapters.unavailable import reaching_disk

log = structlog.get_logger()
FOLDER_MODE, FILE_MODE = 0o700, 0o600
BYSTANDERS = frozenset({"lost+found", ".gitignore", ".gitkeep", ".DS_Store"})


class ForeignFolder(Exception):
    """A folder that holds other things than ours, or none of ours."""


def make_private_folder(folder: Path) -> None:
    """Makes a folder, with missing parents, that only its owner can open, and closes to others all
    that lies in it."""
    for above in reversed((folder, *folder.parents)):
        above.mkdir(mode=FOLDER_MODE, exist_ok=True)
    close_to_others(folder)
    for entry in everything_in(folder):
        close_to_others(entry)


def refuse_foreign(folder: Path, own: Collection[str], empty: bool = True) -> None:
    """Raises ForeignFolder for what is no folder, or holds something and none of our `own` names:
    to close it to others would lock people out of theirs. An `empty` one may become ours."""
    with suppress(FileNotFoundError):
        if not folder.is_dir():
            raise ForeignFolder(os.fspath(folder)) if folder.exists() else FileNotFoundError
        names = set(os.listdir(folder)) - BYSTANDERS
        if (names or not empty) and names.isdisjoint(own):
            raise ForeignFolder(os.fspath(folder))


def make_private_file(path: Path) -> None:
    """Creates a file with mode 0600 before SQLite does: what SQLite puts beside it gets the same
    mode. An existing file is not opened, for closing the handle would drop SQLite's locks."""
    with suppress(FileExistsError):
        path.touch(mode=FILE_MODE, exist_ok=False)


def write_private(file: Path, text: str) -> None:
    """Writes a file atomically, with mode 0600."""
    draft = file.with_name(f"{file.name}.{token_hex(4)}.new")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
        with os.fdopen(descriptor, "w") as opened:
            opened.write(text)
        draft.replace(file)
    except OSError:  # no room for it
        draft.unlink(missing_ok=True)
        raise


def everything_in(folder: os.PathLike[str]) -> Iterator[os.DirEntry[str]]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            yield entry
            if entry.is_dir(follow_symlinks=False):
                yield from everything_in(entry)


def close_to_others(path: Path | os.DirEntry[str]) -> None:
    """Sets 0700 on a folder, 0600 on a file; links and their targets are left alone."""
    with suppress(FileNotFoundError):  # what SQLite and others keep beside a file comes and goes
        mode = path.stat(follow_symlinks=False).st_mode
        wanted = FOLDER_MODE if S_ISDIR(mode) else FILE_MODE
        if S_ISLNK(mode) or S_IMODE(mode) & 0o777 & ~wanted == 0:
            return
        try:
            os.chmod(path, wanted)
        except PermissionError:  # a volume that is another user's
            log.warning("open to other users of this machine", path=os.fspath(path))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Holds an exclusive lock on a folder: SQLite does not wait when two processes turn WAL on."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def held_alone(lock: Path) -> Iterator[bool]:
    """Whether this process alone holds the lock until the end of the block."""
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, FILE_MODE)
    try:
        yield _is_locked(handle)
    finally:
        os.close(handle)


def _is_locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def make_durable(folder: Path) -> None:
    """Flushes a folder to disk (fsync), so that names in it survive a power failure."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@reaching_disk()
def write_whole(file: Path, text: str) -> None:
    """Writes a small private file so that readers find all of it or what was there before, also
    where the process is killed or the disk is full. Raises DatabaseAway for the latter."""
    draft = file.with_name(f"{file.name}.{token_hex(4)}")
    try:
        draft.touch(mode=FILE_MODE)
        draft.write_text(text, "utf-8")
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
