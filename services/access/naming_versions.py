"""Translates the versions that commands and events name between the store's count and a reader's.

What names another record of its case does so by its version; a reader knows that by their own
number (services/access/numbering.py).
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from msgspec.structs import replace

from domain.case import Command
from domain.streams import STREAMS
from services.access.numbering import Numbering


def with_versions_stored(command: Command, numbering: Callable[[], Numbering]) -> Command:
    """The command with the versions that it names as the store counts them."""
    names = type(command).names_versions
    if not names:
        return command
    stored = numbering().event
    return replace(command, **{name: translated(getattr(command, name), stored) for name in names})


def with_versions_read(
    topic: str, event: dict[str, Any], number: Callable[[int], int]
) -> dict[str, Any]:
    """An event as plain data, with the versions that it names as its reader counts them."""
    names = [name for name in naming(topic) if name in event]
    return event | {name: translated(event[name], number) for name in names} if names else event


def translated(versions: Any, translate: Callable[[int], int]) -> Any:
    if isinstance(versions, int):
        return translate(versions)
    return tuple(translate(version) for version in versions)


@cache
def naming(topic: str) -> tuple[str, ...]:
    """The fields of an event in which it names records of its case."""
    kinds = (kind for stream in STREAMS.values() for kind in stream.events)
    found = (kind.names_versions for kind in kinds if kind.__struct_config__.tag == topic)
    return next(found, ())
