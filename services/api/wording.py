"""Adds Chinese and English words beside the codes in a list: `stage` and `stage_words`."""

from collections.abc import Callable, Iterable
from typing import Any

from domain.refusal import Text
from domain.words import (
    command_words,
    event_words,
    period_words,
    role_words,
    stage_words,
    stream_words,
    value_words,
)

WORDED: dict[str, Callable[[str], Text]] = {
    "by": lambda by: value_words(by, "by"),
    "channel": lambda channel: value_words(channel, "channel"),
    "command": command_words,
    "commands": command_words,
    "follows": command_words,
    "kind": period_words,
    "level": lambda level: value_words(level, "level"),
    "role": lambda role: role_words((role,)),
    "stage": stage_words,
    "status": stage_words,
    "stream": stream_words,
    "timer": period_words,
    "type": event_words,
}


def with_words(row: dict[str, Any]) -> dict[str, Any]:
    """A row with `*_words` beside each code; beside a list of codes, one for each."""
    said = {f"{name}_words": words(row[name], WORDED[name]) for name in worded(row) if row[name]}
    if own := row.get("called"):  # a period that the regulation names itself
        said |= dict.fromkeys(("kind_words", "timer_words"), own)
    return {name: inner(value) for name, value in row.items()} | said


def inner(value: Any) -> Any:
    """Adds the words to the rows within a row, too."""
    match value:
        case [dict(), *_]:
            return [with_words(row) for row in value]
    return value


def worded(names: Iterable[str]) -> tuple[str, ...]:
    """The fields whose codes get words beside them."""
    return tuple(name for name in names if name in WORDED)


def words(code: Any, of_one: Callable[[str], Text]) -> Text | tuple[Text, ...]:
    return of_one(code) if isinstance(code, str) else tuple(map(of_one, code))
