"""Finds what a drafted regulation file leaves to be filled in: `〔填写…〕`."""

import re
from collections.abc import Iterator, Mapping

from domain.regulation.fault import Fault
from domain.regulation.locating import KEY

NAMED_TABLE = re.compile(r"""^divisions\s*=\s*(["'])(.+?)\1""", re.M)
BLANK = "〔填写"
"""How a place to be filled in begins."""


def left_blank(text: str, beside: Mapping[str, str]) -> Iterator[Fault]:
    """Faults: places left in the file, and in the table of divisions that it names."""
    for number, line in blanks(text):
        key = KEY.match(line)
        yield still(number, (key[1] or key[2]) if key else "")
    if named := NAMED_TABLE.search(text):
        at = text.count("\n", 0, named.start()) + 1
        for number, _ in blanks(beside.get(named[2], "")):
            yield still(at, f"{named[2]}:{number}")


def blanks(text: str) -> Iterator[tuple[int, str]]:
    """Lines, from 1, that have such a place; comments are the writer's own."""
    for number, line in enumerate(text.splitlines(), 1):
        if BLANK in line and not line.lstrip().startswith("#"):
            yield number, line


def still(line: int, key: str) -> Fault:
    return Fault(line, key, f"还有一处{BLANK}…〕没有写", f"{BLANK}…〕 is still to be filled in")
