"""The data folder: closed to other users, shared by several processes, safe from power failures."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISLNK

import structlog

log = structlog.get_logger()
FOLDER_MODE, FILE_MODE = 0o700, 0o600


def make_private_folder(folder: Path) -> None:
    """A folder that only its owner opens, with all that lies in it; tightened where it was wider.
    Folders above it that are not there yet are made as it is."""
    for above in reversed((folder, *folder.parents)):
        above.mkdir(mode=FOLDER_MODE, exist_ok=True)
    close_to_others(folder)
    for entry in everything_in(folder):
        close_to_others(entry)


def make_private_file(path: Path) -> None:
    """Before SQLite makes it: what SQLite puts beside a database has the same mode. A file that is
    there is not opened, for its locks would go with the handle."""
    with suppress(FileExistsError):
        path.touch(mode=FILE_MODE, exist_ok=False)


def everything_in(folder: os.PathLike[str]) -> Iterator[os.DirEntry[str]]:
    with suppress(FileNotFoundError), os.scandir(folder) as found:
        for entry in found:
            yield entry
            if entry.is_dir(follow_symlinks=False):
                yield from everything_in(entry)


def close_to_others(path: Path | os.DirEntry[str]) -> None:
    """0700 for a folder, 0600 for a file. Of a link nothing is changed, nor where it leads to."""
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
    """One process at a time: SQLite does not wait for its turn when a file is turned to WAL."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def make_durable(folder: Path) -> None:
    """Let the names in a folder survive a power failure."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
