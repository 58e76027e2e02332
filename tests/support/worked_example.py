"""Applies the worked example of CONTRIBUTING.md: each ```diff block is one file's change.

The first line is `+++ path`. `@@` begins a place in the file: its lines without a sign and those
with `-` stand there, in one place only; those with `+` come in. Lines with `+` alone stand at the
end of the file, or are the whole of a new one; where they are imports, before the first import,
those that are not there yet (ruff puts them in order).
"""

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct


class Change(Struct, frozen=True):
    """What is changed in one file, place by place: (lines that stand there, lines then)."""

    path: str
    places: tuple[tuple[str, str], ...]


def changes(document: str) -> Iterator[Change]:
    for block in re.findall(r"^```diff\n(.*?)^```$", document, re.S | re.M):
        head, _, body = block.partition("\n")
        assert head.startswith("+++ "), head
        places = re.split(r"^@@\n", body, flags=re.M)
        yield Change(head[4:], tuple(place(text) for text in places if text))


def place(text: str) -> tuple[str, str]:
    lines = [line or " " for line in text.splitlines()]
    assert {line[0] for line in lines} <= {" ", "+", "-"}, text
    return without(lines, "+"), without(lines, "-")


def without(lines: list[str], sign: str) -> str:
    return "".join(f"{line[1:]}\n" for line in lines if line[0] != sign)


def apply(change: Change, root: Path) -> None:
    """Fails where a place is not found, or found twice."""
    path = root / change.path
    text = path.read_text("utf-8") if path.exists() else ""
    for before, after in change.places:
        where = f"mend the example in CONTRIBUTING.md: no single such place in {change.path}"
        assert not before or f"\n{text}".count(f"\n{before}") == 1, f"{where}:\n{before}"
        if text and is_imports(before, after):
            text = with_imports(text, after)
        else:
            text = text.replace(before, after, 1) if before else text + after
    path.write_text(text, "utf-8")


def is_imports(before: str, after: str) -> bool:
    return not before and all(line.startswith(("from ", "import ")) for line in after.splitlines())


def with_imports(text: str, imports: str) -> str:
    missing = [line for line in imports.splitlines() if f"{line}\n" not in text]
    first = re.search(r"^(from|import) ", text, re.M)
    assert first, text[:200]
    return text[: first.start()] + "".join(f"{line}\n" for line in missing) + text[first.start() :]
