"""Decrypts personal fields for permitted readers; fields that nobody may read are left out."""

from collections.abc import Callable
from typing import Any

import msgspec

from adapters.personal_data.vault import Vault
from domain.case import BOOKKEEPING, Case
from domain.context import Actor
from domain.personal import Sealed
from services.access.visibility import may_open

SEALED = "［已封存 sealed］"
SENSITIVE = frozenset({"id_number"})
NOBODYS = frozenset({"reply_key", "decided_version"})
"""Fields that no answer contains, such as the hash of a secret, or a version that counts what some
readers are not shown."""
LIST_KINDS = (list, tuple)
WHOLES = (dict, *LIST_KINDS)
"""Plain data that has something in it: most has not, and is spared the walk."""
Open = Callable[[Sealed], Any]


def opener(vault: Vault, actor: Actor, case: Case | None) -> Open:
    """The decryption function for this person's reading of this case as it is now."""

    def open(box: Sealed) -> Any:
        return vault.open([box])[0] if may_open(actor, case, box) else SEALED

    return open


def own(vault: Vault) -> Open:
    """The decryption function for the person a text is addressed to: it opens everything."""
    return lambda box: vault.open([box])[0]


def shown(value: Any, open: Open | None) -> Any:
    """Plain data for JSON. Sensitive boxes stay sealed (PIPL 28); without an opener, all do."""
    return walk(msgspec.to_builtins(value), open)


def state_shown(case: Case, open: Open | None) -> dict[str, Any]:
    """A case as plain data, without the fields that only number its events."""
    return plain_shown(msgspec.to_builtins(case), open)


def plain_shown(plain: dict[str, Any], open: Open | None) -> dict[str, Any]:
    """The same of a case, or a part of one, that is plain data already."""
    told = {name: value for name, value in plain.items() if name not in BOOKKEEPING}
    seen: dict[str, Any] = walk(told, open)
    return seen


def walk(value: Any, open: Open | None) -> Any:
    if isinstance(value, dict):
        if value.get("$") == "sealed":
            return open(msgspec.convert(value, Sealed)) if open else SEALED
        return {
            k: walk(v, None if k in SENSITIVE else open) if isinstance(v, WHOLES) else v
            for k, v in value.items()
            if k not in NOBODYS
        }
    if isinstance(value, LIST_KINDS):
        return [walk(item, open) if isinstance(item, WHOLES) else item for item in value]
    return value
