"""The last step before a permitted eye: personal boxes opened, or shown as sealed."""

from typing import Any

import msgspec

from adapters.vault import Vault
from domain.personal import Sealed

SEALED = "［已封存 sealed］"
SENSITIVE = frozenset({"id_number"})


def shown(value: Any, vault: Vault | None) -> Any:
    """Plain data for JSON. With a vault boxes are opened, but for sensitive ones (PIPL 28)."""
    return walk(msgspec.to_builtins(value), vault)


def walk(value: Any, vault: Vault | None) -> Any:
    match value:
        case {"$": "sealed"}:
            return opened(value, vault)
        case dict():
            return {k: walk(v, None if k in SENSITIVE else vault) for k, v in value.items()}
        case list() | tuple():
            return [walk(item, vault) for item in value]
    return value


def opened(box: dict[str, Any], vault: Vault | None) -> Any:
    return vault.open([msgspec.convert(box, Sealed)])[0] if vault else SEALED
