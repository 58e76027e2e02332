"""Sealed values that stay: nobody types an identity number again, and none leaves the house. An
input left empty keeps what the case holds, which is opened here and sealed anew with the act; but
not where it was another person's."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from adapters.personal_data.vault import ERASED, KEY_LOST, Vault
from domain.folding import folded
from domain.personal import Sealed, Subject

JsonForm = dict[str, Any]


def with_kept(vault: Vault, given: JsonForm, stored: Struct) -> JsonForm:
    """What was given, with the personal values that it leaves out as they are stored."""
    kept = dict(given)
    for subject in persons_in(stored):
        own = opened_values(vault, stored, subject)
        if all(
            is_same_text(given.get(name), text) for name, text in own.items() if given.get(name)
        ):
            kept |= {name: text for name, text in own.items() if not given.get(name)}
    for name, part in given.items():
        before = getattr(stored, name, None)
        if isinstance(part, dict) and isinstance(before, Struct):
            kept[name] = with_kept(vault, part, before)
        elif isinstance(part, list) and isinstance(before, tuple):
            kept[name] = [row_kept(vault, row, before) for row in part]
    return kept


def row_kept(vault: Vault, row: Any, before: Sequence[Any]) -> Any:
    """A row with what its person's row in the case holds. The reference itself is not sent on: the
    vault knows the person by what identifies them."""
    if not isinstance(row, dict):
        return row
    refs = {subject.ref for one in before for subject in persons_in(one) if subject.ref}
    own = next((one for one in before if is_row_of(row, one, refs)), None)
    bare = {name: value for name, value in row.items() if name not in refs and name != "person_ref"}
    return with_kept(vault, bare, own) if own is not None else bare


def is_row_of(row: Mapping[str, Any], stored: Any, refs: set[str]) -> bool:
    """Whether a row is the stored one: by its reference; without one, where all that is not
    personal is the is_same_text."""
    if refs:
        return any(row.get(ref) and row.get(ref) == getattr(stored, ref) for ref in refs)
    personal = {name for subject in persons_in(stored) for name in subject.fields}
    plain = (name for name in getattr(stored, "__struct_fields__", ()) if name not in personal)
    return bool(personal) and all(getattr(stored, n) in (row.get(n), ()) for n in plain)


def persons_in(stored: Any) -> tuple[Subject, ...]:
    return getattr(stored, "subjects", ())


def opened_values(vault: Vault, stored: Struct, subject: Subject) -> dict[str, str]:
    """The values of one person that can still be read, by field."""
    held = {name: getattr(stored, name) for name in subject.fields}
    return {name: text for name, one in held.items() if (text := opened_text(vault, one))}


def opened_text(vault: Vault, value: Any) -> str | None:
    text = vault.open([value])[0] if isinstance(value, Sealed) else value
    return None if text in (None, ERASED, KEY_LOST) else str(text)


def is_same_text(given: Any, stored: str) -> bool:
    return folded(str(given)) == folded(stored)


def sealed_pointers(value: Any, shown: str, at: str) -> Iterator[str]:
    """The pointers at which a value that is shown to people says only that it is sealed."""
    if value == shown:
        yield at
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from sealed_pointers(part, shown, f"{at}/{name}")
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from sealed_pointers(part, shown, f"{at}/{index}")
