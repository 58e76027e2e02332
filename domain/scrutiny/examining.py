"""Examines a regulation file as an officer wrote it: resolved, and everything wrong with it."""

from collections.abc import Mapping

import tomli
from msgspec import Struct

from domain.regulation.checking import broken_line
from domain.regulation.fault import Fault
from domain.regulation.resolving import Resolved, resolve_source
from domain.regulation.sources import UnreadableSource
from domain.regulation.unfilled import left_blank
from domain.scrutiny.scrutinising import scrutinise


class Examined(Struct, frozen=True):
    """What a file says when resolved (None where it cannot be), its faults by line and key (with
    none it may be issued), and what in it is lawful but odd."""

    resolved: Resolved | None
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...] = ()


def examine(text: str, beside: Mapping[str, str]) -> Examined:
    """Resolves a regulation file and checks what comes of it; `beside` are the files beside it."""
    if blank := tuple(left_blank(text, beside)):
        return Examined(None, blank)
    try:
        resolved = resolve_source(text, beside)
    except (tomli.TOMLDecodeError, RecursionError) as error:
        fault = Fault(broken_line(error, text), "", f"不是 TOML：{error}", f"not TOML: {error}")
        return Examined(None, (fault,))
    except UnreadableSource as unreadable:
        return Examined(None, unreadable.faults)
    found = resolved.faults or scrutinise(resolved.text, resolved.lines)
    faults = tuple(fault for fault in found if not fault.warning)
    return Examined(resolved, faults, tuple(fault for fault in found if fault.warning))
