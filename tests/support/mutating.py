"""Mutation testing of regulation files: a file with one thing taken out, which some test must
notice."""

import re

from domain.regulation.model import Guard, Step
from domain.regulation.rules import rules_of
from tests.support.regulations import SICHUAN_TEXT

RULES = rules_of(SICHUAN_TEXT)
STEPS: dict[str, Step] = {
    step.do: step for step in RULES.text.step if step.channel in (None, "ORDINARY")
}
GUARDS: tuple[Guard, ...] = RULES.text.guard
PART = re.compile(r"(?m)^(?=\[)")


def parts(text: str) -> list[str]:
    """The text cut before every table header at the margin."""
    return PART.split(text)


def is_step(part: str, do: str, channel: str) -> bool:
    named = part.startswith("[[step]]") and f'\ndo = "{do}"\n' in part
    return named and ("\nchannel = " not in part or f'\nchannel = "{channel}"\n' in part)


def without_guard(index: int, text: str = SICHUAN_TEXT) -> str:
    """The file without its guard of that number, the first being 0."""
    kept, seen = [], -1
    for part in parts(text):
        seen += part.startswith("[[guard]]")
        if seen == index and part.startswith("[[guard]]"):
            continue
        kept.append(part)
    return "".join(kept)


def with_step(
    do: str,
    key: str,
    value: str | None = None,
    text: str = SICHUAN_TEXT,
    channel: str = "ORDINARY",
) -> str:
    """The file with one key of one step of a channel set to another value, or removed."""
    line = re.compile(rf"(?m)^{key} = (\[[^\]]*\]|.*)\n")
    new = "" if value is None else f"{key} = {value}\n"
    changed = [line.sub(new, part) if is_step(part, do, channel) else part for part in parts(text)]
    assert changed != parts(text), f"{do} has no {key}"
    return "".join(changed)


def without_step(do: str, text: str = SICHUAN_TEXT, channel: str = "ORDINARY") -> str:
    """The file whose step of that name is for a channel that nobody uses, without what was held
    against it in a channel."""
    [step] = [part for part in parts(text) if is_step(part, do, channel)]
    own = f'\nchannel = "{channel}"\n' if "\nchannel = " in step else "\nchannel = "
    nobodys = re.sub(r"\nchannel = .*", "", step).replace("\n", '\nchannel = "NOBODY"\n', 1)
    return "".join(
        nobodys if part == step else not_holding(part, do) if own in part else part
        for part in parts(text)
    )


def not_holding(part: str, do: str) -> str:
    """A condition or a flag no longer held against that step; none where it was for that alone."""
    rest = re.sub(rf'(?m)^(on = .*?)(, "{do}"|"{do}", |"{do}")', r"\1", part)
    return "" if "\non = []" in rest else rest


def without_separation(index: int) -> str:
    found = [part for part in parts(SICHUAN_TEXT) if part.startswith("[[separate]]")]
    return SICHUAN_TEXT.replace(found[index], "")


def reissued(on: str, old: str = "", new: str = "", text: str = SICHUAN_TEXT) -> str:
    """The file as issued again on a day (ISO), with one passage changed."""
    assert old in text
    text = text.replace(old, new) if old else text
    return re.sub(r"(?m)^issued_on = \S+", f"issued_on = {on}", text, count=1)
