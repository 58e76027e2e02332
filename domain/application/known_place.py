"""Refuses a form whose place is no division of the regime's own table."""

from collections.abc import Iterable
from difflib import get_close_matches

from domain.application.case import Application
from domain.application.form import Form
from domain.matter import Matter
from domain.places import organ_words
from domain.refusal import Refusal, Text, file_rule
from domain.words import joined


def unknown_place(matter: Matter[Application], form: Form) -> Iterable[Refusal]:
    """Asks nothing under a text without divisions of its own: what was filed under it stays so."""
    code, places = form.division_code, matter.rules.places
    if not code or not matter.rules.text.division or places.is_known(code, matter.day):
        return
    known = sorted({places.authority, *(row.code for row in places.rows_on(matter.day))})
    near = joined(organ_words(matter, one) for one in get_close_matches(code, known, 3, 0))
    yield file_rule(
        "division",
        "所在地为规定的区划表所列",
        Text(f"没有行政区划 {code}", f"there is no division {code}"),
        Text(f"区划表所列的代码，相近的有：{near.zh}", f"a division listed; near it: {near.en}"),
        "form",
        ("/form/division_code",),
    )
