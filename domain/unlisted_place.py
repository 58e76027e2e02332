"""Refuses a place that is no division of the regime's own table."""

from collections.abc import Iterable
from typing import Any

from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule
from domain.regulation.nearest import known_ones


def unlisted_place(matter: Matter[Any], code: str | None, pointer: str) -> Iterable[Refusal]:
    """Asks nothing under a text without divisions of its own: what was filed under it stays so."""
    places = matter.rules.places
    if not code or not matter.rules.text.division or places.is_known(code, matter.day):
        return
    known = sorted({places.authority, *(row.code for row in places.rows_on(matter.day))})
    near = known_ones(code, known)
    yield file_rule(
        "division",
        "所在地为规定的区划表所列",
        Text(f"没有行政区划 {code}", f"there is no division {code}"),
        Text(f"区划表所列的代码{near.zh}", f"a division of the regulation{near.en}"),
        "form",
        (pointer,),
    )
