"""Marks a data folder while a backup is restored into it, so that no service starts over half."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from adapters.data_folder import RESTORING
from adapters.folders import BYSTANDERS, make_durable, make_private_file, make_private_folder


class RestoreRefused(Exception):
    """What a restoration cannot be made of or into, and why, in both languages."""


@contextmanager
def half_restored(data: Path) -> Iterator[None]:
    """Marks the folder until the end of the block, and leaves the mark where that fails: no service
    starts over it meanwhile. One that is marked already is emptied first. Raises RestoreRefused for
    a folder that holds anything else, or into which another process restores."""
    refuse_filled(data)
    make_private_folder(data)
    make_private_file(data / RESTORING)
    with (data / RESTORING).open("r+b") as mark:
        hold_mark(mark, data)
        make_durable(data)
        clear_away(data)
        yield
        flush_all(data)
        (data / RESTORING).unlink()
        make_durable(data)


def refuse_filled(data: Path) -> None:
    """Raises RestoreRefused for a folder that holds what no restoration has put there."""
    there = contents_of(data)
    if there and RESTORING not in there:
        raise RestoreRefused(f"{data}: 目录不空 / is not empty: {', '.join(sorted(there)[:5])}")


def contents_of(data: Path) -> set[str]:
    return set(os.listdir(data)) - BYSTANDERS if data.is_dir() else set()


def hold_mark(mark: BinaryIO, data: Path) -> None:
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RestoreRefused(f"{data}: 另一次恢复正在进行 / is being restored into") from None


def clear_away(data: Path) -> None:
    for name in contents_of(data) - {RESTORING}:
        one = data / name
        shutil.rmtree(one) if one.is_dir() and not one.is_symlink() else one.unlink()


def flush_all(data: Path) -> None:
    """Everything is on the disk before the folder may be used."""
    for one in (*data.rglob("*"), data):
        make_durable(one)
