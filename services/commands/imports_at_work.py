"""Tells other processes of imports: that one runs, and where the log ended when it was done.

The one by a lock on a file of the data folder, which the system lets go of when a process dies; the
other by what stands in a second file. An import that died has not ended: nobody hears of its end.
"""

import fcntl
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from adapters.data_folder import IMPORTED, IMPORTING
from adapters.folders import FILE_MODE, held_alone, write_private


@contextmanager
def import_at_work(data: Path, end: Callable[[], int]) -> Generator[None]:
    """An import into the store of a data folder; several may run at once. `end` says the position
    at which the log ends."""
    handle = os.open(data / IMPORTING, os.O_RDWR | os.O_CREAT, FILE_MODE)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
        write_private(data / IMPORTED, str(end()))
    finally:
        os.close(handle)


def import_runs(data: Path) -> bool:
    if not (data / IMPORTING).exists():
        return False
    with held_alone(data / IMPORTING) as alone:
        return not alone


def imported_up_to(data: Path) -> int:
    """Where the log ended when the last import was done; 0 before any."""
    try:
        return int((data / IMPORTED).read_text())
    except (FileNotFoundError, ValueError):
        return 0
