"""Complete regulation texts of an earlier release, and such a text with one thing changed."""

import re
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "regulations" / "released"
RELEASED = {file.stem: file.read_text("utf-8") for file in sorted(FOLDER.glob("*.toml"))}
SICHUAN = RELEASED["sichuan"]
PART = re.compile(r"(?m)^(?=\[)")


def edited(old: str, new: str, text: str = SICHUAN) -> str:
    """The text with one passage changed, which stands in it."""
    assert old in text, old
    return text.replace(old, new, 1)


def step_changed(do: str, old: str, new: str, text: str = SICHUAN) -> str:
    """The text with one passage of the first step of that name changed."""
    pieces = PART.split(text)
    number = next(n for n, one in enumerate(pieces) if is_step(one, do) and old in one)
    pieces[number] = pieces[number].replace(old, new, 1)
    return "".join(pieces)


def step_removed(do: str, text: str = SICHUAN) -> str:
    """The text without any step of that name, and without it where conditions name it."""
    kept = "".join(one for one in PART.split(text) if not is_step(one, do))
    return re.sub(rf', "{do}"|"{do}", ', "", kept)


def is_step(part: str, do: str) -> bool:
    return part.startswith("[[step]]") and f'\ndo = "{do}"\n' in part
