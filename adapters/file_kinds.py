"""File kinds by content, from the first byte to the last: pdf, jpg, png, docx, ofd, without macros.

A file that goes on after its end is refused: the rest could be another file that a program finds.
"""

import zlib
from collections.abc import Iterator
from io import BytesIO
from struct import Struct
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

KINDS = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
ENDS = {"pdf": b"%%EOF", "jpg": b"\xff\xd9", "png": b"\0\0\0\0IEND\xaeB`\x82"}
PADDING = {"pdf": b"\r\n\t \0", "jpg": b"\0", "png": b""}
ZIP, ZIP_TAIL = b"PK\x03\x04", b"PK\x05\x06"
ZIP_END_RECORD = Struct("<4s4H2LH")  # its size and place of the directory, and the comment's length
END_SIZE = 2**16 + ZIP_END_RECORD.size  # bytes in which a zip's end stands, comment included
ZIPPED = {"word/document.xml": "docx", "OFD.xml": "ofd"}  # ECMA-376; GB/T 33190
CONTENT_TYPES = "[Content_Types].xml"
MACRO_TYPES = ("vbaproject", "macroenabled")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # a compound file: what macros are kept in
VBA = "_VBA_PROJECT".encode("utf-16-le")  # the name of a stream that all of them have
MOST_ENTRIES = 10_000
LARGEST_PART = 32 * 2**20  # bytes of an embedded object, unpacked
DEEPEST = 3  # an object in an object in a document
PIECE = 2**16
DAMAGED = (BadZipFile, RuntimeError, ValueError, EOFError, OSError, zlib.error)


class FileKindRefused(Exception):
    """By its content not a pdf, jpg, png, docx or ofd, or not what it was said to be; or macros."""


def kind_by_ends(start: bytes, end: bytes) -> str | None:
    """The kind by a file's first bytes and its last END_SIZE bytes; None for a zip, which must be
    opened. Raises FileKindRefused."""
    for magic, kind in KINDS.items():
        if start.startswith(magic):
            if ends_a_zip(end) or not end.rstrip(PADDING[kind]).endswith(ENDS[kind]):
                raise FileKindRefused(f"does not end as a {kind} does")
            return kind
    if start.startswith(ZIP):
        return None
    raise FileKindRefused("neither pdf, jpg, png, docx nor ofd")


def ends_a_zip(end: bytes) -> bool:
    """Whether another file's end holds a zip's, by which programs find the rest of one."""
    place = end.rfind(ZIP_TAIL)
    if place < 0 or len(end) - place < ZIP_END_RECORD.size:
        return False
    _, disk, first, here, entries, *_ = ZIP_END_RECORD.unpack_from(end, place)
    return bool(disk == first == 0 and here == entries)


def kind_of_zip(content: bytes) -> str:
    """docx or ofd. Raises FileKindRefused for another, a damaged one, and one with macros."""
    with archive_in(content) as archive:
        names = archive.namelist()
        kind = next((kind for entry, kind in ZIPPED.items() if entry in names), None)
        if kind is None:
            raise FileKindRefused("a zip, but neither docx nor ofd")
        try:
            if holds_macros(archive):
                raise FileKindRefused("holds macros")
        except DAMAGED as error:
            raise FileKindRefused("a damaged zip") from error
        return kind


def archive_in(content: bytes) -> ZipFile:
    """The archive, which must begin and end where the file does. Raises FileKindRefused."""
    if content.count(b"PK\x01\x02") > MOST_ENTRIES:
        raise FileKindRefused(f"a zip of more than {MOST_ENTRIES} entries")
    if not fills(content):
        raise FileKindRefused("a zip with something before or behind it")
    try:
        return ZipFile(BytesIO(content))
    except DAMAGED as error:  # what zipfile raises for damage
        raise FileKindRefused("a damaged zip") from error


def fills(content: bytes) -> bool:
    """Whether directory and end of a zip stand at the end of the file, one behind the other."""
    place = content.rfind(ZIP_TAIL)
    if place < 0 or len(content) - place < ZIP_END_RECORD.size:
        return False
    *_, size, begin, comment = ZIP_END_RECORD.unpack_from(content, place)
    behind = place + ZIP_END_RECORD.size + comment
    return bool(begin + size == place and behind == len(content))


def holds_macros(archive: ZipFile, depth: int = 1) -> bool:
    """Whether a document holds macros, under whatever name: by its content types, and by what is
    in its parts and in the documents embedded in it."""
    if any(name.lower().endswith("vbaproject.bin") for name in archive.namelist()):
        return True
    return declares_macros(archive) or any(
        part_holds_macros(archive, part, depth) for part in archive.infolist()
    )


def declares_macros(archive: ZipFile) -> bool:
    if CONTENT_TYPES not in archive.namelist():
        return False
    with archive.open(CONTENT_TYPES) as file:
        content = file.read(LARGEST_PART)
    try:
        declared = [one.get("ContentType", "").lower() for one in fromstring(content).iter()]
    except (ParseError, DefusedXmlException) as error:
        raise BadZipFile(CONTENT_TYPES) from error
    return any(name in one for one in declared for name in MACRO_TYPES)


def part_holds_macros(archive: ZipFile, part: ZipInfo, depth: int) -> bool:
    if part.compress_type not in (ZIP_STORED, ZIP_DEFLATED):  # others are unpacked without bound
        raise BadZipFile(part.filename)
    with archive.open(part) as file:
        start = file.read(len(OLE))
        if start == OLE:
            return any(VBA in piece for piece in overlapping(file))
        if not start.startswith(ZIP):
            return False
        content = start + file.read(LARGEST_PART)
    if depth == DEEPEST or len(content) > LARGEST_PART:
        raise BadZipFile(part.filename)
    with archive_in(content) as embedded:
        return holds_macros(embedded, depth + 1)


def overlapping(file: IO[bytes]) -> Iterator[bytes]:
    """The rest of a file in pieces, each with the end of the one before. Raises BadZipFile for one
    that unpacks to more than LARGEST_PART."""
    before, size = b"", 0
    while piece := file.read(PIECE):
        size += len(piece)
        if size > LARGEST_PART:
            raise BadZipFile("too large")
        yield before + piece
        before = piece[-len(VBA) :]
