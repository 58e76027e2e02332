"""Changes a made-up form as a case of a regulation file says."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from domain.application.form import TEAM_SKILLS, Form, Unit
from domain.trial.road import Road
from domain.trial.specimen import named_after, person

LIST_FIELDS = ("team", "member_orgs")
"""Lists of which a case may say only how many there are."""


def changed_form(road: Road, changes: Mapping[str, Any]) -> Form:
    """The complete form with these fields otherwise; of another industry, with its names too. Of
    the fields that only this regime asks, those that are not named stay. Raises ValidationError."""
    form = road.form
    if (industry := changes.get("industry")) is not None:
        form = replace(form, **named_after(road.rules, industry))
    if isinstance(own := changes.get("own"), Mapping):
        given = {**form.own, **own}
        changes = {**changes, "own": {name: value for name, value in given.items() if value != ""}}
    plain = {name: value for name, value in changes.items() if not is_how_many(name, value)}
    whole = msgspec.to_builtins(form) | {k: None if v == "" else v for k, v in plain.items()}
    form = msgspec.convert(whole, Form)
    counts = {name: value for name, value in changes.items() if is_how_many(name, value)}
    return replace(form, **{name: that_many(road, name, value) for name, value in counts.items()})


def is_how_many(name: str, value: Any) -> bool:
    return name in LIST_FIELDS and isinstance(value, int)


def that_many(road: Road, name: str, number: int) -> tuple[Any, ...]:
    if name == "member_orgs":
        return tuple(Unit(name=f"协同机构{one}") for one in range(1, number + 1))
    skills = road.form.team[0].skills if road.form.team else TEAM_SKILLS
    return tuple(person(one, skills) for one in range(1, number + 1))
