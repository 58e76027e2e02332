"""Sets a document as PDF (typst) in a process of its own: its content comes in on stdin as JSON,
the PDF goes out on stdout.

Whatever happens here, the service goes on: time and memory have limits, and nothing but the fonts
and the templates is read.
"""

import json
import re
import resource
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import files
from operator import methodcaller
from pathlib import Path
from typing import Any, Literal
from unicodedata import category

import typst

MEMORY = 2 * 2**30  # bytes of address space
SECONDS = 20  # of processor time
STANDARDS: "list[Literal['a-2a', 'ua-1']]" = ["a-2a", "ua-1"]
UNSHOWN = re.compile(r'the text `"([^`]*)"` could not be displayed')
CODE_POINT = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
GETA = "〓"
MOST_UNKNOWN = 50
"""Rounds in which letters that no font has are found, each with all that typst tells of."""
DOCUMENT_TEMPLATES = str(files("services.documents") / "templates")
SHIPPED_FONTS = str(files("pylopdf_fonts_zh_cn"))
SERIF, SANS = "Noto Serif SC", "Noto Sans SC"
FAMILIES = {
    "song": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "STZhongsong", SERIF),
    "fang": ("FangSong_GB2312", "FangSong", "仿宋_GB2312", "仿宋", "FZFangSong-Z02S", SERIF),
    "hei": ("SimHei", "黑体", "FZHei-B01S", SANS),
    "kai": ("KaiTi_GB2312", "KaiTi", "楷体_GB2312", "楷体", SERIF),
}
"""The families of GB/T 9704 by their use, the best first; those that are not there are left out."""


class UnknownLetters(Exception):
    """More letters that no font has than one document can say."""


@cache
def fonts(own: str) -> typst.Fonts:
    """The shipped fonts, and those in a folder of one's own."""
    paths: list[str] = [SHIPPED_FONTS, *([own] if own else [])]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)


@cache
def families(own: str) -> dict[str, list[str]]:
    there = set(fonts(own).families())
    return {use: [name for name in names if name in there] for use, names in FAMILIES.items()}


def typeset(content: dict[str, Any], own_fonts: str = "") -> bytes:
    """The document as PDF; the same content and fonts give the same bytes. What no font has is
    shown as 〓, for a page that cannot show a letter is no PDF/A."""
    shown = texts_changed(content, without_unseen)
    for _ in range(MOST_UNKNOWN):
        try:
            return compiled(shown, own_fonts)
        except typst.TypstError as error:
            lacking = letters_lacking(str(error))
            if not lacking:
                raise
            shown = texts_changed(shown, methodcaller("translate", lacking))
    raise UnknownLetters


def letters_lacking(error: str) -> dict[int, str]:
    """The letters that no font has, by what typst says, each with what stands in its place."""
    texts = "".join(UNSHOWN.findall(error))
    coded = (chr(int(code, 16)) for code in CODE_POINT.findall(texts))
    return str.maketrans(dict.fromkeys((*coded, *CODE_POINT.sub("", texts)), GETA))


def texts_changed(value: Any, change: Callable[[str], str]) -> Any:
    """A content with every text in it changed."""
    match value:
        case str():
            return change(value)
        case dict():
            return {key: texts_changed(one, change) for key, one in value.items()}
        case list():
            return [texts_changed(one, change) for one in value]
    return value


def without_unseen(text: str) -> str:
    """A text without characters that nobody sees: controls, marks of direction."""
    return "".join(c for c in text if c == "\n" or category(c)[0] != "C")


def compiled(content: dict[str, Any], own_fonts: str) -> bytes:
    data = json.dumps({**content, "fonts": families(own_fonts)}, ensure_ascii=False)
    template = Path(DOCUMENT_TEMPLATES) / f"{content['template']}.typ"
    made = typst.compile(
        str(template),
        root=DOCUMENT_TEMPLATES,
        font_paths=fonts(own_fonts),
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        timestamp=datetime.combine(date(*content["day"]), time(), UTC),
        pdf_standards=[*STANDARDS],
    )
    assert isinstance(made, bytes)
    return made


def set_what_is_asked() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    asked = json.loads(sys.stdin.buffer.read())
    sys.stdout.buffer.write(typeset(asked["content"], asked["fonts"]))


if __name__ == "__main__":
    set_what_is_asked()
