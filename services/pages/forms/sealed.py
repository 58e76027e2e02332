"""Sealed values that stay: an input left empty keeps what the case holds. The form says so by the
mark that stands in the place of the value where the case is shown; the API keeps it then."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.access.disclosure import SEALED

JsonForm = dict[str, Any]
PERSONS_REF = "person_ref"
"""The field of a row by which its person is known again."""


def with_marks(given: JsonForm, told: Mapping[str, Any]) -> JsonForm:
    """What was given, with the mark wherever `told`, the case as it is shown, has it and nothing
    was typed. A row keeps what its own person's row has."""
    found = dict(given)
    for name, shown in told.items():
        if shown == SEALED:
            found.setdefault(name, SEALED)
        elif isinstance(shown, dict) and isinstance(found.get(name), dict):
            found[name] = with_marks(found[name], shown)
        elif isinstance(shown, list) and isinstance(found.get(name), list):
            found[name] = [row_with_marks(row, shown) for row in found[name]]
    return found


def row_with_marks(row: Any, shown: list[Any]) -> Any:
    ref = row.get(PERSONS_REF) if isinstance(row, dict) else None
    own = (one for one in shown if isinstance(one, dict) and ref and one.get(PERSONS_REF) == ref)
    before = next(own, None)
    if before is None:
        return row
    if row.get("name") != before.get("name"):  # another person: nobody gets another's number
        return {name: value for name, value in row.items() if name != PERSONS_REF}
    return with_marks(row, before)


def sealed_pointers(value: Any, at: str) -> Iterator[str]:
    """The pointers at which a value that is shown to people says only that it is sealed."""
    if value == SEALED:
        yield at
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from sealed_pointers(part, f"{at}/{name}")
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from sealed_pointers(part, f"{at}/{index}")
