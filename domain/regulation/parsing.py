"""Parses the text of a regulation, TOML into tables, once for who checks it and then reads it."""

import tomllib
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=8)
def tables_in(text: str) -> dict[str, Any]:
    """The tables of a text, shared by all who ask: they are read and not changed. Raises
    tomllib.TOMLDecodeError and RecursionError."""
    return tomllib.loads(text)
