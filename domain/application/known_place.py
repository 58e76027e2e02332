"""Refuses a form whose place is no division of the regime's own table."""

from collections.abc import Iterable

from domain.application.case import Application
from domain.application.form import Form
from domain.matter import Matter
from domain.refusal import Refusal
from domain.unlisted_place import unlisted_place


def place_not_listed(matter: Matter[Application], form: Form) -> Iterable[Refusal]:
    """Refuses a form of a place that is not listed."""
    return unlisted_place(matter, form.division_code, "/form/division_code")
