"""What differs between two versions: each field with nothing in it, and no other."""

from collections.abc import Iterator
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from domain.personal import Sealed
from services.access.disclosure import plain_shown
from services.api.differences import unequal_parts, value_differences

LEAF = st.none() | st.integers(0, 2) | st.sampled_from(["", "a"])
NAMES = st.sampled_from(["a", "b", "0", "1"])
VALUES = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
SECRETS = st.builds(
    lambda text, nonce: msgspec.to_builtins(Sealed("s", "lead", 1, "c/0", nonce, text)),
    st.sampled_from([b"a", b"b"]),
    st.sampled_from([b"1", b"2"]),
)
"""The same text is another box each time that it is encrypted."""
SEALED_STATES = st.dictionaries(
    NAMES,
    st.recursive(
        LEAF | SECRETS,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=3,
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


@given(SEALED_STATES, SEALED_STATES)
def test_what_is_encrypted_is_opened_only_where_the_two_differ(before: Any, after: Any) -> None:
    opened = 0

    def open(box: Sealed) -> str:
        nonlocal opened
        opened += 1
        return box.box.decode()

    def differing(old: Any, new: Any) -> list[Any]:
        states = plain_shown(old or {}, open), plain_shown(new or {}, open)
        return sorted(value_differences(*states), key=str)

    told = differing(before, after)
    both_whole, opened = opened, 0
    assert differing(*unequal_parts(before, after)) == told
    assert opened <= both_whole
    assert opened == 0 or before != after
