"""The Sichuan file with one thing taken out: a rule that nothing notices missing is not kept."""

import re

from domain.regulation.model import Guard, Step
from domain.regulation.rules import rules_of
from tests.regulations import SICHUAN_TEXT

RULES = rules_of(SICHUAN_TEXT)
STEPS: dict[str, Step] = {step.do: step for step in RULES.text.step}
GUARDS: tuple[Guard, ...] = RULES.text.guard
PART = re.compile(r"(?m)^(?=\[)")


def parts(text: str) -> list[str]:
    """The text cut before every table header at the margin."""
    return PART.split(text)


def is_step(part: str, do: str) -> bool:
    return part.startswith("[[step]]") and f'\ndo = "{do}"\n' in part


def without_guard(index: int) -> str:
    """The file without its guard of that number, the first being 0."""
    kept, seen = [], -1
    for part in parts(SICHUAN_TEXT):
        seen += part.startswith("[[guard]]")
        if seen == index and part.startswith("[[guard]]"):
            continue
        kept.append(part)
    return "".join(kept)


def with_step(do: str, key: str, value: str | None = None, text: str = SICHUAN_TEXT) -> str:
    """The file with one key of one step set to another value, or removed."""
    line = re.compile(rf"(?m)^{key} = (\[[^\]]*\]|.*)\n")
    new = "" if value is None else f"{key} = {value}\n"
    changed = [line.sub(new, part) if is_step(part, do) else part for part in parts(text)]
    assert changed != parts(text), f"{do} has no {key}"
    return "".join(changed)


def without_step(do: str) -> str:
    """The file whose step of that name is for a channel that nobody uses."""
    text = with_step(do, "channel") if STEPS[do].channel else SICHUAN_TEXT
    return text.replace(f'\ndo = "{do}"\n', f'\ndo = "{do}"\nchannel = "NOBODY"\n')


def without_separation(index: int) -> str:
    found = [part for part in parts(SICHUAN_TEXT) if part.startswith("[[separate]]")]
    return SICHUAN_TEXT.replace(found[index], "")


def reissued(on: str, old: str = "", new: str = "") -> str:
    """The file as issued again on a day (ISO), with one passage changed."""
    assert old in SICHUAN_TEXT
    text = SICHUAN_TEXT.replace(old, new) if old else SICHUAN_TEXT
    return re.sub(r"(?m)^issued_on = \S+", f"issued_on = {on}", text, count=1)
