"""Examines a regulation file as an officer wrote it: resolved, and everything wrong with it."""

import tomllib
from collections.abc import Mapping

from msgspec import Struct

from domain.regulation.checking import broken_line, faults_in
from domain.regulation.fault import Fault
from domain.regulation.resolving import Resolved, resolve
from domain.regulation.sources import Unreadable


class Examined(Struct, frozen=True):
    """What a file says when resolved (None where it cannot be), and its faults by line and key;
    with none it may be issued."""

    resolved: Resolved | None
    faults: tuple[Fault, ...]


def examine(text: str, beside: Mapping[str, str]) -> Examined:
    """Resolves a regulation file and checks what comes of it; `beside` are the files beside it."""
    try:
        resolved = resolve(text, beside)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        fault = Fault(broken_line(error, text), "", f"不是 TOML：{error}", f"not TOML: {error}")
        return Examined(None, (fault,))
    except Unreadable as unreadable:
        return Examined(None, unreadable.faults)
    faults = resolved.faults or tuple(faults_in(resolved.text, resolved.lines))
    return Examined(resolved, faults)
