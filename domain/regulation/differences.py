"""Differences between two texts of a regulation: each part that was added, removed or changed."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from domain.regulation.model import Regulation


class PartDifference(Struct, frozen=True):
    """One key of one part: what it said and says; None where it is not there."""

    part: str
    key: str
    before: Any = None
    after: Any = None

    def __str__(self) -> str:
        where = f"{self.part}.{self.key}" if self.key else self.part
        return f"{where}: {value_shown(self.before)} → {value_shown(self.after)}"


def value_shown(value: Any) -> str:
    return "（无 none）" if value is None else msgspec.json.encode(value).decode()


def regulation_differences(before: Regulation, after: Regulation) -> Iterator[PartDifference]:
    """What differs in meaning; order, comments and layout are left out."""
    old, new = parts_by_key(before), parts_by_key(after)
    for name in dict.fromkeys([*old, *new]):
        if name not in new or name not in old:
            yield PartDifference(name, "", old.get(name), new.get(name))
            continue
        for key in dict.fromkeys([*old[name], *new[name]]):
            was, is_ = old[name].get(key), new[name].get(key)
            if was != is_:
                yield PartDifference(name, key, was, is_)


def parts_by_key(regulation: Regulation) -> dict[str, dict[str, Any]]:
    """Every part of a text by a name that stays the same from version to version."""
    parts: dict[str, dict[str, Any]] = {}
    for field in regulation.__struct_fields__:
        value = getattr(regulation, field)
        if not isinstance(value, tuple):
            parts |= {field: msgspec.to_builtins(value)} if value is not None else {}
            continue
        for part in value:
            name = unused(f"{field} {name_of_part(part)}".strip(), parts)
            parts[name] = msgspec.to_builtins(part)
    return parts


def unused(name: str, parts: dict[str, Any]) -> str:
    """The name, with a number where another part has it."""
    number = 2
    while name in parts:
        name, number = f"{name.partition(' #')[0]} #{number}", number + 1
    return name


def name_of_part(part: Any) -> str:
    """What identifies a part: a step's command and channel, a guard's rule and fact, and so on."""
    kinds = ("id", "code", "do", "channel", "rule_of", "fact", "duties", "name", "fact")
    told = [str(getattr(part, key)) for key in kinds if getattr(part, key, None)]
    return " ".join(dict.fromkeys(told))
