"""Attachments from a folder: assigns each file to a row, and puts it into the file store."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from hashlib import file_digest
from pathlib import Path
from unicodedata import normalize

import msgspec
from msgspec.structs import replace

from adapters.file_kinds import FileKindRefused
from adapters.files import FILE_CHUNK, Files, FileTooLarge
from domain.application.form import Evidence
from domain.folding import folded
from domain.refusal import Text
from services.imports.tables.faults import TableFault
from services.imports.tables.rows import ReadEntry

NAMED = re.compile(r"(?P<code>[^_\s]+)[_\s]+(?P<condition>[^_\s]+)[_\s]+(?P<kind>.+)\.\w+")
HASH_IN_CSV = re.compile(rb"\b[0-9a-f]{64}\b")
NO_PAPERS = (".", "~$", "$", "@", "__macosx", "thumbs.db", "desktop.ini", "system volume")
"""How the names begin of what systems leave in folders."""
TWO_OF_A_NAME = Text(
    "两个不同的文件同名，不知用哪一个", "two files of one name, and which is meant is not known"
)
UNUSED_PAPER = Text(
    "不知归谁：文件名应为“代码_所证明的条件_材料.pdf”，代码在表中；或者在表中写明文件名",
    "whose it is is not known: call it CODE_CONDITION_KIND.pdf with a code of the table,"
    " or name it in a cell",
)


class Papers:
    """The files of a folder by name, with the SHA-256 of their content."""

    def __init__(self, folder: Path | None) -> None:
        self._by_hash: dict[str, Path] = {}
        self._named: dict[str, str] = {}
        self.doubled: list[str] = []
        for path in papers_in(folder) if folder else ():
            name, hash = readable(path.name), file_hash(path)
            if self._named.setdefault(name, hash) != hash:
                self.doubled.append(name)
            self._by_hash[hash] = path

    @property
    def hashes(self) -> dict[str, str]:
        """The SHA-256 of each file by its name, and by its name folded."""
        return {folded(name): hash for name, hash in self._named.items()} | self._named

    def attached(self, entries: Sequence[ReadEntry]) -> tuple[list[ReadEntry], list[TableFault]]:
        """Adds to each entry the files whose names begin with its code. A file that is nobody's is
        a fault, unless a cell names it."""
        used = {hash for entry in entries for hash in hashes_of(entry)}
        proofs: dict[str, list[Evidence]] = {str(entry.form.uscc): [] for entry in entries}
        faults: list[TableFault] = []
        faults += [TableFault(TWO_OF_A_NAME, column=name) for name in self.doubled]
        for name, hash in self._named.items():
            named = NAMED.fullmatch(name)
            if named and named["code"] in proofs:
                proof = Evidence(condition=named["condition"], kind=named["kind"], file=hash)
                proofs[named["code"]].append(proof)
            elif hash not in used:
                faults.append(TableFault(UNUSED_PAPER, column=name))
        return [with_proofs(entry, proofs[str(entry.form.uscc)]) for entry in entries], faults

    def keep(self, entry: ReadEntry, files: Files) -> Iterator[str | TableFault]:
        """Stores the files of an entry: gives each file's hash, or why it is refused."""
        for hash in hashes_of(entry):
            if (path := self._by_hash.get(hash)) is None:
                continue
            try:
                with path.open("rb") as file:
                    yield files.put(iter(partial(file.read, FILE_CHUNK), b"")).hash
            except (FileTooLarge, FileKindRefused) as error:
                why = Text(f"不接受这个文件：{error}", f"this file is not taken: {error}")
                yield TableFault(why, entry.sheet, entry.row, readable(path.name))


def papers_in(folder: Path) -> Iterator[Path]:
    """The files of a folder and of those in it, without what systems leave there."""
    for path in sorted(folder.iterdir()):
        if path.name.lower().startswith(NO_PAPERS):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from papers_in(path)
        elif path.is_file():
            yield path


def readable(name: str) -> str:
    """A file's name; where it is no UTF-8, as a Chinese Windows writes it (GB18030)."""
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return normalize("NFC", raw.decode(encoding))
    return raw.decode("ascii", "backslashreplace")


def file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def hashes_of(entry: ReadEntry) -> list[str]:
    """Hashes of the files that a form names, each once."""
    return list(
        dict.fromkeys(h.decode() for h in HASH_IN_CSV.findall(msgspec.json.encode(entry.form)))
    )


def with_proofs(entry: ReadEntry, proofs: Sequence[Evidence]) -> ReadEntry:
    form = entry.form
    fresh = tuple(proof for proof in proofs if proof not in form.attachments)
    return replace(entry, form=replace(form, attachments=form.attachments + fresh))
