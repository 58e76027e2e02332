"""Workbooks as the library wants them: strict OOXML as transitional, styles without decoration.

ISO/IEC 29500 has two forms of one format, which differ in the names of their namespaces.
"""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring
from zipfile import ZipFile

from openpyxl.xml.constants import ARC_STYLE, SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring

STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
TRANSITIONAL = rb"http://schemas.openxmlformats.org/\1/2006/"
XML = (".xml", ".rels")


def is_strict_package(content: bytes) -> bool:
    with ZipFile(BytesIO(content)) as archive:
        books = (name for name in archive.namelist() if name.endswith("/workbook.xml"))
        return any(STRICT.search(archive.read(name)) for name in books)


def as_transitional(content: bytes) -> bytes:
    """A strict workbook under the names of the transitional form."""
    return repacked(
        content, lambda name, part: STRICT.sub(TRANSITIONAL, part) if name.endswith(XML) else part
    )


def undecorated(content: bytes) -> bytes:
    """The workbook with the number formats of its styles alone, by which dates are known: of fonts
    and fills, some programs write what no standard names."""
    return repacked(content, lambda name, part: formats(part) if name == ARC_STYLE else part)


def formats(styles: bytes) -> bytes:
    """A style sheet of another's number formats, in their places."""
    whole, plain = fromstring(styles), Element(_named("styleSheet"))
    if (formats := whole.find(_named("numFmts"))) is not None:
        plain.append(formats)
    for group in ("fonts", "fills", "borders", "cellStyleXfs"):
        SubElement(plain, _named(group))
    cells = SubElement(plain, _named("cellXfs"))
    for cell in whole.iterfind(f"{_named('cellXfs')}/{_named('xf')}"):
        SubElement(cells, _named("xf"), _format_of(cell))
    return tostring(plain)


def _format_of(cell: Any) -> dict[str, str]:
    return {"numFmtId": cell.get("numFmtId", "0"), "fontId": "0", "fillId": "0", "borderId": "0"}


def _named(tag: str) -> str:
    return f"{{{SHEET_MAIN_NS}}}{tag}"


def repacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    into = BytesIO()
    with ZipFile(BytesIO(content)) as old, ZipFile(into, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return into.getvalue()
