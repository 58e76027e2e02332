"""Mark: the last event that a part of a data folder knows, by which it is told whether the part
belongs to a store, is older or newer, or another store's."""

from msgspec import Struct


class PartMark(Struct, frozen=True):
    """`store` is the receipt hash of the store's first event, `digest` that of the event at
    `position`, both in hex. Salts make them unlike those of any other history."""

    store: str
    position: int
    digest: str


UNMARKED = PartMark("", 0, "")
"""Of what has taken in no event yet."""


class Belonging(Struct, frozen=True):
    """A part's mark, and how far all parts were when it was written: a part that is not so far was
    put back from an older copy."""

    mark: PartMark
    all_reached: int = 0
