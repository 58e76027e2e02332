"""Free disk space of the data folder: getting scarce, or too little to store a command."""

import shutil
from pathlib import Path

from prometheus_client import Gauge

from services.metrics import REGISTRY

MIB = 1024 * 1024
SCARCE, SCARCE_SHARE = 1024 * MIB, 0.1  # the smaller: a trial's disk may be small as a whole
TOO_LITTLE = 16 * MIB  # what a commit, its write-ahead logs and a sign-in may take at once
DISK_FREE = Gauge("anjuan_disk_free_bytes", "free on the disk of the data", registry=REGISTRY)


class DiskSpace:
    """The disk of one folder; `free` and `size` in bytes, as last looked at."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.free, self.size = folder, TOO_LITTLE, 0

    def look(self) -> str | None:
        """What is amiss, if anything: how much is free, and what to do."""
        usage = shutil.disk_usage(nearest(self.folder))
        self.free, self.size = usage.free, usage.total
        DISK_FREE.set(self.free)
        if self.free >= min(SCARCE, SCARCE_SHARE * self.size):
            return None
        left, where = self.free // MIB, self.folder.absolute()
        return (
            f"磁盘快满了：{where} 所在磁盘仅余 {left} MB，请清理或扩容"
            f" / the disk of {where} has {left} MB left: free or add space"
        )

    @property
    def is_full(self) -> bool:
        """Whether commands could not be stored."""
        return self.free < TOO_LITTLE


def nearest(folder: Path) -> Path:
    """The folder, or what there is of its way: a relay beside PostgreSQL has none of its own."""
    return next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
