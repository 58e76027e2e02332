"""Accounts of a demonstration are such as an operator could add; others are told what would be."""

from datetime import date

import pytest

from domain.context import UNITS, Actor
from domain.regulation.rules import Rules, rules_of
from services.access.eligibility import misfits
from services.demo.people import accounts
from services.seeding import regulation_texts
from tests.support.places import on_own_codes
from tests.support.regulations import THREE_TIERS_TEXT

SHIPPED, DAY = [rules_of(text) for text in regulation_texts(None)], date(2026, 3, 2)
JIA = rules_of(on_own_codes())


def wrong(actor: Actor, *more: Rules) -> list[str]:
    return [one.zh for one in misfits(actor, [*SHIPPED, *more], DAY)]


@pytest.mark.parametrize("actor", accounts().values(), ids=lambda actor: actor.person)
def test_every_account_of_the_demonstration_is_eligible(actor: Actor) -> None:
    assert wrong(actor) == []


@pytest.mark.parametrize("role", sorted(UNITS))
def test_a_unit_has_an_account_in_the_duty_that_its_steps_are_done_in(role: str) -> None:
    """The regulation check asks a duty for every step of a unit: there are accounts that hold it,
    whichever of its two roles the unit acts in."""
    steps = [step for rules in SHIPPED for step in rules.text.step if not UNITS.isdisjoint(step.by)]
    duties = {step.duty for step in steps if step.duty}
    held = [{*one.duties} for one in accounts().values() if one.role == role]
    assert duties and held and all(one == duties for one in held)
    assert wrong(Actor("u", role, "91510100MA6T000121", tuple(duties))) == []


@pytest.mark.parametrize(
    ("role", "organ"),
    [
        ("PREF", "420100"),
        ("PREF", "420190"),
        ("COUNTY", "420506"),
        ("COUNTY", "420511"),
        ("LOCALGOV", "429004"),
    ],
)
def test_a_place_is_known_by_the_table_of_a_regime_in_force(role: str, organ: str) -> None:
    """A county that the table does not list, too, where its prefecture covers it."""
    actor = Actor("p", role, organ)
    assert wrong(actor)[0].startswith(f"没有行政区划 {organ}")
    assert wrong(actor, JIA) == []


@pytest.mark.parametrize(
    ("role", "organ", "words"),
    [
        ("PREF", "420300", "没有行政区划 420300；可用：4"),
        ("PREF", "420000", "420000 是省级，应为其下的区划"),
        ("COUNTY", "510000", "510000 是省级，应为其下的区划"),
        ("PROV", "420506", "420506 不是省级，应为 420000"),
        ("PREF", "000000", "没有行政区划 000000"),
    ],
)
def test_a_code_of_another_tier_or_of_no_table_is_told_with_one_that_fits(
    role: str, organ: str, words: str
) -> None:
    [told] = wrong(Actor("p", role, organ), JIA)
    assert told.startswith(words)


def test_an_authority_of_a_text_without_divisions_is_known() -> None:
    actor = Actor("pref.3301", "PREF", "330100")
    text = THREE_TIERS_TEXT.replace('authority = "510000"', 'authority = "330100"')
    text = text.replace('level = "PROVINCIAL"', 'level = "PREFECTURE"')
    assert wrong(actor)[0].startswith("没有行政区划 330100")
    assert wrong(actor, rules_of(text)) == []
