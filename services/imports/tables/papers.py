"""Attachments from a folder: assigns each file to a row, and puts it into the file store."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from hashlib import file_digest
from pathlib import Path

import msgspec
from msgspec.structs import replace

from adapters.files import FILE_CHUNK, FileKindRefused, Files, FileTooLarge
from domain.application.form import Evidence
from domain.refusal import Text
from services.imports.tables.faults import TableFault
from services.imports.tables.rows import ReadEntry

NAMED = re.compile(r"(?P<code>[^_\s]+)[_\s]+(?P<condition>[^_\s]+)[_\s]+(?P<kind>.+)\.\w+")
HASH_IN_CSV = re.compile(rb"\b[0-9a-f]{64}\b")
NO_PAPERS = (".", "~$", "Thumbs.db")  # what systems leave in folders
UNUSED_PAPER = Text(
    "不知归谁：文件名应为“代码_所证明的条件_材料.pdf”，代码在表中；或者在表中写明文件名",
    "whose it is is not known: call it CODE_CONDITION_KIND.pdf with a code of the table,"
    " or name it in a cell",
)


class Papers:
    """The files of a folder by name, with the SHA-256 of their content."""

    def __init__(self, folder: Path | None) -> None:
        files = [path for path in sorted(folder.iterdir()) if path.is_file()] if folder else []
        self.paths = {path.name: path for path in files if not path.name.startswith(NO_PAPERS)}
        self.hashes = {name: file_hash(path) for name, path in self.paths.items()}
        self._by_hash = {hash: self.paths[name] for name, hash in self.hashes.items()}

    def attached(self, entries: Sequence[ReadEntry]) -> tuple[list[ReadEntry], list[TableFault]]:
        """Adds to each entry the files whose names begin with its code. A file that is nobody's is
        a fault, unless a cell names it."""
        used = {hash for entry in entries for hash in hashes_of(entry)}
        proofs: dict[str, list[Evidence]] = {str(entry.form.uscc): [] for entry in entries}
        faults: list[TableFault] = []
        for name, hash in self.hashes.items():
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
                yield TableFault(why, entry.sheet, entry.row, path.name)


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
