"""Prints to terminals: control characters are shown by number, and no console's encoding ends it.

What people typed long ago must move no cursor and clear no screen today. A character that is not
shown, or that the console does not have, is written as JSON writes it, so that JSON stays JSON.
"""

import builtins
import sys
from typing import TextIO

LAID_OUT = "\n\t"


def print(text: str = "", *, end: str = "\n", file: TextIO | None = None) -> None:
    """Prints a text of our own making, in lines, as `printable` for where it goes."""
    stream = file or sys.stdout
    builtins.print(printable(text, stream.encoding), end=end, file=stream)


def printable(text: str, encoding: str | None = None, kept: str = LAID_OUT) -> str:
    """The text with its number (\\u200b) in place of each character that shows nothing, or that the
    encoding has not."""
    if not _all_shown(text, kept, encoding or "utf-8"):
        return "".join(
            char if _all_shown(char, kept, encoding or "utf-8") else _by_number(char)
            for char in text
        )
    return text


def one_line(text: str) -> str:
    """A text that somebody typed, for a line in which it must begin no other."""
    return printable(text, kept="")


def speak_any_encoding() -> None:
    """Lets what libraries print pass in any encoding; `print` needs none of it."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="backslashreplace")


def _all_shown(text: str, kept: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return text.translate(dict.fromkeys(map(ord, f"{kept}\u3000"))).isprintable()


def _by_number(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n : n + 2].hex()}" for n in range(0, len(units), 2))
