"""Checks the files of a backup: each opens, and none that was brought is missing."""

from contextlib import closing
from pathlib import Path

from adapters.copies.databases import connected_to
from adapters.copies.hashed import sha256_of
from adapters.files import FileDamaged, opened_file
from services.backup.manifest import (
    EVIDENCE,
    BytesTold,
    KeptFiles,
    ListedFile,
    listed_files,
    stored_file,
)
from services.consistency.findings import Finding, faulty, right


class FilesCheck:
    """Opens each file of a backup to its end; and each that somebody has brought must be there. A
    case may name a hash of which nobody has brought the file: that is counted, and no fault."""

    def __init__(
        self, folder: Path, secret: bytes, told: BytesTold, kept: KeptFiles = EVIDENCE
    ) -> None:
        self.folder, self.secret, self.told, self.kept = folder, secret, told, kept
        self.faults: list[str] = []

    def run(self, named: set[str] | None, brought: set[str]) -> Finding:
        there = {one.hash for one in listed_files(self.folder, self.kept) if self.opens(one)}
        known = there | {one.split()[0] for one in self.faults}
        self.faults += [f"{hash} 不在 is not there" for hash in sorted(brought - known)]
        if self.faults:
            return faulty(self.kept.folder, self.faults)
        zh, en = f"{len(there)} 件都打得开", f"{len(there)} open"
        if absent := (named or set()) - there:
            zh += f"；另有 {len(absent)} 件案卷引用而从未交来"
            en += f"; {len(absent)} more are named by cases and were never brought"
        return right(self.kept.folder, zh, en)

    def opens(self, one: ListedFile) -> bool:
        path = stored_file(self.folder, one.stored, self.kept)
        try:
            self.read(path, one)
        except FileNotFoundError:
            self.faults.append(f"{one.hash} 不在 is not there")
        except FileDamaged:
            self.faults.append(f"{one.hash} 已损坏 is damaged")
        else:
            return True
        return False

    def read(self, path: Path, one: ListedFile) -> None:
        if sha256_of(path, self.told) != one.stored:
            raise FileDamaged(one.hash)
        for _ in opened_file(path, self.secret, one.hash):
            pass


def brought_files(accounts: Path) -> set[str]:
    """Hashes of the files that units have uploaded."""
    with closing(connected_to(accounts, "ro")) as copy:
        return {row[0] for row in copy.execute("SELECT DISTINCT hash FROM uploads")}
