"""A small disk of its own for a folder: made full, and freed, while processes write to it."""

import os
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

ROOMY = 4 << 30  # bytes; memory is taken only for what is written
PATIENCE = 10.0  # seconds, while what is to be kept from writing still does


class SmallDisk:
    """A file system in memory, mounted at a folder until the end of the block."""

    def __init__(self, folder: Path, owner: int | None = None) -> None:
        self.folder, self.owner = folder, owner

    def __enter__(self) -> Self:
        self.mount()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.unmount()

    def mount(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        options = f"size={ROOMY},mode=0700"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "anjuan", self.folder], check=True)
        if self.owner is not None:
            os.chown(self.folder, self.owner, -1)

    def unmount(self) -> None:
        """At once for new users; what still has a file open there keeps it."""
        subprocess.run(["umount", "--lazy", self.folder], check=True)

    def fill(self) -> None:
        """Takes away all that is free: the next page that is written is one too many."""
        deadline = time.monotonic() + PATIENCE
        while not self._resized(self._used()):  # it has grown meanwhile
            assert time.monotonic() < deadline, "the disk could not be made full"

    def free(self) -> None:
        assert self._resized(ROOMY)

    def _used(self) -> int:
        found = os.statvfs(self.folder)
        return max((found.f_blocks - found.f_bfree) * found.f_frsize, found.f_frsize)

    def _resized(self, size: int) -> bool:
        words = ["mount", "-o", f"remount,size={size}", str(self.folder)]
        return subprocess.run(words, capture_output=True).returncode == 0


def may_mount(folder: Path) -> bool:
    """Whether this user may make small disks here: an administrator may, in a container with the
    right to do so."""
    folder.mkdir(parents=True, exist_ok=True)
    words = ["mount", "-t", "tmpfs", "anjuan", str(folder)]
    if subprocess.run(words, capture_output=True).returncode:
        return False
    SmallDisk(folder).unmount()
    return True
