"""The file store: what was put in comes out, and nothing else does."""

import os
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from subprocess import run
from time import time
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.file_kinds import MOST_ENTRIES, OLE, VBA, FileKindRefused
from adapters.files import (
    DAY_IN_SECONDS,
    FILE_CHUNK,
    LIMIT,
    TAG,
    WRAPPED,
    FileDamaged,
    FileRef,
    Files,
    FileTooLarge,
    FileUnknown,
)
from adapters.personal_data.keystore import Keystore

patient = settings(deadline=None)
EOF = b"\n%%EOF\n"
PDF = b"%PDF-1.7 a pledge" + EOF


@pytest.fixture(scope="module")
def keystore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keystore]:
    place = tmp_path_factory.mktemp("keys")
    with closing(Keystore(place / "keys.db", place / "kek")) as keystore:
        yield keystore


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def files(folder: Path, keystore: Keystore) -> Files:
    return Files(folder, keystore)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory, keystore: Keystore) -> Files:
    return Files(tmp_path_factory.mktemp("files"), keystore)


def _zip(*names: str, content: bytes = b"x") -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return file.getvalue()


def _document(*names: str, types: str = "application/xml", content: bytes = b"x") -> bytes:
    """A docx that declares one content type, and holds these parts beside its text."""
    file = BytesIO(_zip("word/document.xml", *names, content=content))
    with ZipFile(file, "a") as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{types}"/></Types>')
    return file.getvalue()


JPG = b"\xff\xd8\xff\xe0 JFIF\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n IHDR\0\0\0\0IEND\xaeB`\x82"
DOCX = _document()
PROJECT = OLE + bytes(100_000) + VBA + bytes(9)
OFD = _zip("OFD.xml", "Doc_0/Document.xml")


def _content(files: Files, hash: str) -> bytes:
    return b"".join(files.open(hash))


# In and out

FIRST = FILE_CHUNK - len(PDF + EOF)


@patient
@given(
    pieces=st.lists(st.binary(max_size=50)),
    filling=st.sampled_from([0, 1, FIRST, FILE_CHUNK, FILE_CHUNK + 1, FILE_CHUNK + FIRST]),
)
def test_what_was_put_in_comes_out(lasting: Files, pieces: list[bytes], filling: int) -> None:
    chunks = [PDF, bytes(filling), *pieces, EOF]
    content = b"".join(chunks)
    ref = lasting.put(chunks, "pdf")
    assert ref == FileRef(sha256(content).hexdigest(), len(content), "pdf")
    assert lasting.info(ref.hash) == ref
    assert _content(lasting, ref.hash) == content


def test_the_same_content_twice_is_one_file(files: Files, folder: Path) -> None:
    one = files.put([PDF])
    same = files.put([PDF[:3], PDF[3:]])
    assert one == same
    assert [path.name for path in folder.iterdir()] == [one.hash]
    assert _content(files, one.hash) == PDF


def test_nothing_of_the_content_is_found_on_disk(files: Files, folder: Path) -> None:
    secret = "身份证510101199001011234".encode()
    receiver = files.receive()
    receiver.write(PDF + secret * 10_000 + EOF)
    assert secret not in next(folder.iterdir()).read_bytes()
    stored = (folder / receiver.finish().hash).read_bytes()
    assert secret not in stored
    assert b"%PDF" not in stored


def test_nobody_else_may_read_a_file(files: Files, folder: Path) -> None:
    assert (folder / files.put([PDF]).hash).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("hash", ["0" * 64, "", "..", "../keys/kek", "F" * 64, "0" * 64 + "\n"])
def test_what_is_not_there_is_said_at_once(files: Files, hash: str) -> None:
    assert files.info(hash) is None
    with pytest.raises(FileUnknown):
        files.open(hash)


# What is taken


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (JPG, "jpg"),
        (PNG, "png"),
        (DOCX, "docx"),
        (OFD, "ofd"),
    ],
)
def test_a_file_is_what_its_content_says(files: Files, content: bytes, kind: str) -> None:
    assert files.put([content[:1], content[1:5], content[5:]], kind).type == kind
    with pytest.raises(FileKindRefused, match=f"is {kind}"):
        files.put([content], "another")


BEHIND = (b"<script>", b"MZ\x90\x00", b"\x89PNG\r\n\x1a\n")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PD",
        b"MZ\x90\x00",
        b"<html>",
        b" " + PDF,
        b"PK\x03\x04 not a zip",
        DOCX[:-10],
        _zip("run.exe"),
        _zip("word/document.xml", "word/vbaProject.bin"),
        _zip("OFD.xml", "any/VBAPROJECT.BIN"),
        _zip("OFD.xml", *map(str, range(MOST_ENTRIES))),
        _document(types="application/vnd.ms-office.vbaProject"),
        _document(types="application/vnd.ms-word.document.macroEnabled.main+xml"),
        _document(types="application/vnd.ms-office.&#118;baProject"),
        _document("word/anything.xml", content=PROJECT),
        _zip("OFD.xml", "Doc_0/Res/1.png", content=PROJECT),
        _document("embeddings/sheet.xlsx", content=_zip("xl/other.dat", content=PROJECT)),
        _document("embeddings/large.bin", content=OLE + bytes(40 * 2**20)),
        _zip("[Content_Types].xml", "word/document.xml"),
        *(whole + rest for whole in (PDF, JPG, PNG, DOCX, OFD) for rest in BEHIND),
        *(PDF + whole for whole in (DOCX, OFD)),
        PDF + _zip("run.exe") + EOF,
        JPG + _zip("run.exe") + b"\xff\xd9",
        PDF[:-8],
        JPG[:-1],
        PNG[:-4],
    ],
)
def test_anything_else_is_refused_and_not_kept(files: Files, folder: Path, content: bytes) -> None:
    with pytest.raises(FileKindRefused):
        files.put([content])
    assert list(folder.iterdir()) == []


def test_objects_without_macros_may_be_embedded(files: Files) -> None:
    for content in (OLE + bytes(9000), _zip("xl/workbook.xml"), b"\x89PNG"):
        assert files.put([_document("embeddings/1.bin", content=content)]).type == "docx"


def test_what_a_zip_holds_is_never_unpacked_as_a_whole(files: Files) -> None:
    bomb = _zip("word/document.xml", content=bytes(200 * 2**20))
    assert files.put([bomb]).size < 2**20


@patient
@given(st.data())
def test_a_damaged_zip_is_refused_in_words(lasting: Files, data: st.DataObject) -> None:
    content = bytearray(OFD)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(OFD) - 1))] = data.draw(st.integers(0, 255))
    with suppress(FileKindRefused):
        assert lasting.put([bytes(content)]).type == "ofd"


def test_exactly_the_limit_is_taken_and_one_byte_more_is_not(files: Files, folder: Path) -> None:
    assert LIMIT == 20 * 1024 * 1024
    assert files.put([PDF], limit=len(PDF)).size == len(PDF)
    with pytest.raises(FileTooLarge):
        files.put([PDF, b"\n"], limit=len(PDF))
    assert len(list(folder.iterdir())) == 1


def test_a_stream_that_breaks_leaves_nothing(files: Files, folder: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield PDF
        raise ConnectionError

    with pytest.raises(ConnectionError):
        files.put(broken())
    assert list(folder.iterdir()) == []


def test_a_receiver_that_is_aborted_leaves_nothing(files: Files, folder: Path) -> None:
    receiver = files.receive()
    receiver.write(PDF)
    receiver.abort()
    receiver.abort()
    assert list(folder.iterdir()) == []


# Touched files

LONG = PDF + bytes(2 * FILE_CHUNK) + EOF


@patient
@given(st.data())
def test_an_altered_file_is_noticed(lasting: Files, data: st.DataObject) -> None:
    path = lasting._folder / lasting.put([LONG]).hash
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(content)
    with pytest.raises(FileDamaged):
        _content(lasting, path.name)


@pytest.mark.parametrize("kept", [0, 10, WRAPPED, WRAPPED + FILE_CHUNK + TAG, -1])
def test_a_truncated_file_is_noticed_before_its_first_byte_is_read(
    files: Files, folder: Path, kept: int
) -> None:
    path = folder / files.put([LONG]).hash
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(FileDamaged):
        files.open(path.name)
    with pytest.raises(FileDamaged):
        files.info(path.name)


def test_chunks_cannot_change_places(files: Files, folder: Path) -> None:
    path = folder / files.put([LONG]).hash
    content, size = path.read_bytes(), FILE_CHUNK + TAG
    head, one, two = content[:WRAPPED], content[WRAPPED:][:size], content[WRAPPED + size :][:size]
    path.write_bytes(head + two + one + content[WRAPPED + 2 * size :])
    with pytest.raises(FileDamaged, match="chunk 0"):
        _content(files, path.name)


def test_a_file_under_the_name_of_another_is_noticed(files: Files, folder: Path) -> None:
    one, other = files.put([PDF]), files.put([PDF, b"2", EOF])
    (folder / one.hash).write_bytes((folder / other.hash).read_bytes())
    with pytest.raises(FileDamaged):
        files.open(one.hash)


def test_putting_a_damaged_file_again_heals_it(files: Files, folder: Path) -> None:
    ref = files.put([PDF])
    (folder / ref.hash).write_bytes(b"")
    assert files.put([PDF]) == ref
    assert _content(files, ref.hash) == PDF


# Crashes


def test_a_crash_before_the_rename_leaves_no_file_and_it_can_be_put_again(
    tmp_path: Path, keystore: Keystore
) -> None:
    dies = (
        "import os, sys; from pathlib import Path\n"
        "from adapters.files import Files; from adapters.personal_data.keystore import Keystore\n"
        "place = Path(sys.argv[1])\n"
        "files = Files(place / 'files', Keystore(place / 'keys.db', place / 'kek'))\n"
        "os.replace = lambda *names: os.kill(os.getpid(), 9)\n"
        f"files.put([{PDF!r}])"
    )
    assert run([sys.executable, "-c", dies, str(tmp_path)], check=False).returncode == -9
    hash = sha256(PDF).hexdigest()
    with closing(Keystore(tmp_path / "keys.db", tmp_path / "kek")) as after:
        files = Files(tmp_path / "files", after)
        assert files.info(hash) is None
        assert files.put([PDF]).hash == hash
        assert _content(files, hash) == PDF


def test_drafts_of_an_old_crash_are_swept_and_those_in_use_are_not(
    files: Files, folder: Path, keystore: Keystore
) -> None:
    old, fresh = folder / "draft-old", folder / "draft-fresh"
    old.touch()
    fresh.touch()
    os.utime(old, times=(0, time() - DAY_IN_SECONDS - 1))
    Files(folder, keystore)
    assert list(folder.iterdir()) == [fresh]
