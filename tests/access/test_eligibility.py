"""Accounts of a demonstration are such as an operator could add."""

from datetime import date

import pytest

from domain.case import Actor
from services.access.eligibility import misfits
from services.demo.people import accounts
from services.seeding import authorities_in, duties_by_role, regulation_texts

TEXTS, DAY = regulation_texts(None), date(2026, 3, 2)


def wrong(actor: Actor) -> list[str]:
    return [one.zh for one in misfits(actor, duties_by_role(TEXTS), authorities_in(TEXTS), DAY)]


@pytest.mark.parametrize("actor", accounts().values(), ids=lambda actor: actor.person)
def test_every_account_of_the_demonstration_is_eligible(actor: Actor) -> None:
    assert wrong(actor) == []


def test_a_province_of_which_the_table_has_nothing_is_known_by_its_authority() -> None:
    actor = Actor("pref.330100", "PREF", "330100")
    assert wrong(actor) == ["没有行政区划 330100"]
    assert not [*misfits(actor, {}, {"330000"}, DAY)]
