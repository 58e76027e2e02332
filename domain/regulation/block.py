"""A table of a regulation file: what all its kinds have in common."""

from msgspec import Struct


class Block(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file. An unknown key is a fault."""
