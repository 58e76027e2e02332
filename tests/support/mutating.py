"""Mutation testing of regulation files: a file with one thing taken out, which some test must
notice."""

import re
from functools import lru_cache
from typing import Any

import tomli
import tomli_w

from domain.regulation.model import Step
from domain.regulation.rules import rules_of
from tests.support.regulations import SICHUAN_TEXT

RULES = rules_of(SICHUAN_TEXT)
STEPS: dict[str, Step] = {
    step.do: step for step in RULES.text.step if step.channel in (None, "ORDINARY")
}

Tables = dict[str, Any]
tables_of = lru_cache(maxsize=16)(tomli.loads)
_written: dict[tuple[str, str], str] = {}
"""TOML of a part, by its name and what it holds: between two mutants most parts are alike."""


def copied(tables: Tables) -> Tables:
    """Tables whose parts can be put, taken out and given other values, without these being."""
    return {
        name: [{**item} for item in part] if isinstance(part, list) else {**part}
        for name, part in tables.items()
    }


def written(tables: Tables) -> str:
    """The tables as TOML, those that stand in a line of their own first."""
    parts = [written_part(name, part) for name, part in tables.items()]
    return "\n".join(sorted(parts, key=lambda part: part.startswith("[")))


def written_part(name: str, part: Any) -> str:
    items = part if isinstance(part, list) else ()
    blocks = [written_once(name, [item]) for item in items]
    if blocks and all(block.startswith(f"[[{name}]]") for block in blocks):
        return "\n".join(blocks)
    return written_once(name, part)


def written_once(name: str, part: Any) -> str:
    key = (name, repr(part))
    if key not in _written:
        _written[key] = tomli_w.dumps({name: part})
    return _written[key]


def is_step(part: Tables, do: str, channel: str) -> bool:
    return (part["do"], part.get("channel", channel)) == (do, channel)


def steps_of(tables: Tables, do: str, channel: str) -> list[Tables]:
    return [part for part in tables["step"] if is_step(part, do, channel)]


def without_guard(index: int, text: str = SICHUAN_TEXT) -> str:
    """The file without its guard of that number, the first being 0."""
    tables = copied(tables_of(text))
    del tables["guard"][index]
    return written(tables)


def with_supervision(sees: tuple[str, ...], text: str = SICHUAN_TEXT) -> str:
    """The file that lets these roles see its cases; with none, one that says nothing of it."""
    tables = copied(tables_of(text))
    block = tables.pop("supervision")
    tables |= {"supervision": block | {"sees": list(sees)}} if sees else {}
    return written(tables)


def with_step(
    do: str,
    key: str,
    value: str | None = None,
    text: str = SICHUAN_TEXT,
    channel: str = "ORDINARY",
) -> str:
    """The file with one key of one step of a channel set to another value, or removed."""
    tables = copied(tables_of(text))
    found = [part for part in steps_of(tables, do, channel) if key in part]
    assert found, f"{do} has no {key}"
    for part in found:
        del part[key]
        part |= tomli.loads(f"{key} = {value}") if value is not None else {}
    return written(tables)


def without_step(do: str, text: str = SICHUAN_TEXT, channel: str = "ORDINARY") -> str:
    """The file whose step of that name is for a channel that nobody uses, without what was held
    against it in a channel."""
    tables = copied(tables_of(text))
    [step] = steps_of(tables, do, channel)
    own = step.get("channel")
    step["channel"] = "NOBODY"
    for table in ("guard", "flag"):
        tables[table] = [
            part
            for part in tables.get(table, ())
            if part.get("channel") is None or own not in (None, part["channel"]) or let_go(part, do)
        ]
    return written(tables)


def let_go(part: Tables, do: str) -> bool:
    """Takes a step out of what a condition or a flag is held against; whether any is left."""
    part["on"] = [each for each in part["on"] if each != do]
    return bool(part["on"])


def without_separation(index: int) -> str:
    tables = copied(tables_of(SICHUAN_TEXT))
    del tables["separate"][index]
    return written(tables)


def reissued(on: str, old: str = "", new: str = "", text: str = SICHUAN_TEXT) -> str:
    """The file as issued again on a day (ISO), with one passage changed."""
    assert old in text
    text = text.replace(old, new) if old else text
    return re.sub(r"(?m)^issued_on = \S+", f"issued_on = {on}", text, count=1)
