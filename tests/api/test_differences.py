"""What differs between two versions: each field with nothing in it, and no other."""

from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.api.differences import value_differences

LEAF = st.none() | st.integers(0, 2) | st.sampled_from(["", "a"])
NAMES = st.sampled_from(["a", "b", "0", "1"])
VALUES = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
STATES = st.dictionaries(NAMES, VALUES, max_size=3)


def leaves(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    if not isinstance(value, dict | list):
        yield pointer, value
        return
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        yield from leaves(part, f"{pointer}/{key}")


@given(STATES, STATES)
def test_each_field_that_differs_is_told_with_both_values(before: Any, after: Any) -> None:
    old, new = dict(leaves(before)), dict(leaves(after))
    told = {pointer: (one, other) for pointer, one, other in value_differences(before, after)}
    every = old.keys() | new.keys()
    assert told == {p: (old.get(p), new.get(p)) for p in every if old.get(p) != new.get(p)}


@given(STATES, STATES)
def test_no_field_is_told_twice(before: Any, after: Any) -> None:
    told = [pointer for pointer, _, _ in value_differences(before, after)]
    assert len(told) == len(set(told))
