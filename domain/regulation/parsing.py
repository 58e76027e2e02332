"""Parses the text of a regulation, TOML into tables, once for who checks it and then reads it."""

from functools import lru_cache
from typing import Any

import tomli


@lru_cache(maxsize=8)
def tables_in(text: str) -> dict[str, Any]:
    """The tables of a text, shared by all who ask: they are read and not changed. Raises
    tomli.TOMLDecodeError and RecursionError."""
    return tomli.loads(text)
