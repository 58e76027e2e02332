"""What a check of a backup has found: one thing, right, wrong, or not looked at."""

from msgspec import Struct

MOST_NAMED = 5  # faults of one kind


class CheckedPart(Struct, frozen=True):
    """One thing that was looked at, or not (`right` is None), and what was found, in both
    languages."""

    what: str
    right: bool | None
    zh: str
    en: str


def faulty(what: str, faults: list[str]) -> CheckedPart:
    """A finding that names the first of the faults."""
    return CheckedPart(what, False, "; ".join(faults[:MOST_NAMED]), f"{len(faults)} faults")
