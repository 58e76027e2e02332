"""Writes out the sets of a regulation file: `@NAME` in a list stands for several names."""

from collections.abc import Mapping
from typing import Any

MARK = "@"


def expand(value: Any, sets: Mapping[str, list[str]]) -> Any:
    """The value with every set in its lists written out, each name once. A set that is not there,
    or that holds itself, stays as it is written and is found as an unknown name."""
    if isinstance(value, dict):
        return {key: expand(inner, sets) for key, inner in value.items()}
    if not isinstance(value, list):
        return value
    if not any(isinstance(one, str) and one.startswith(MARK) for one in value):
        return [expand(one, sets) for one in value]
    return list(dict.fromkeys(name for one in value for name in written_out(one, sets, ())))


def written_out(name: str, sets: Mapping[str, list[str]], within: tuple[str, ...]) -> list[str]:
    if not name.startswith(MARK) or name in within or name[1:] not in sets:
        return [name]
    return [each for one in sets[name[1:]] for each in written_out(one, sets, (*within, name))]
