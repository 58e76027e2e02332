"""What runs again after a reversal, and until when: Inv. 42 and 64."""

from datetime import date, timedelta

import pytest

from domain.centre.ends import RevokeForChangedCircumstances
from domain.centre.rectifying import OrderRectification
from domain.centre.restoring import RestoreQualification
from domain.working_days import Period
from tests.support.centre_life import CentreLife
from tests.support.citing import invariant, rule
from tests.support.roads import INNER_MONGOLIA

APRIL, JUNE = date(2026, 4, 1), date(2026, 6, 1)
LIMIT = date(2026, 6, 30)


def ended_and_restored(restored_on: date, ended_on: date = JUNE) -> tuple[CentreLife, CentreLife]:
    """A centre under rectification just before its end, and after its restoration."""
    life = CentreLife(INNER_MONGOLIA)
    life.act(
        OrderRectification(
            grounds=("DUTIES",), items=("一",), until=LIMIT, reason="怠于履职", served_on=APRIL
        ),
        APRIL,
    )
    before = CentreLife(INNER_MONGOLIA, life.world)
    life.act(
        RevokeForChangedCircumstances(reason="依据修改", served_on=ended_on, compensation="已考虑"),
        ended_on,
    )
    restore = RestoreQualification(of=(life.centre.version,), reason="复议撤销")
    life.act(restore, restored_on)
    return before, life


def period(life: CentreLife, name: str, about: str = "") -> Period:
    term = life.centre.named_term(name, about)
    assert term and term.period and not term.stands_still
    return term.period


@invariant(42, 64)
@rule("IM-10.1")
def test_a_cycle_that_a_reversal_brings_back_ends_three_years_after_its_start() -> None:
    before, after = ended_and_restored(date(2027, 2, 1))
    assert period(after, "cycle") == period(before, "cycle")
    assert period(after, "cycle").ends == date(2029, 3, 10)
    after.pass_days(date(2029, 3, 10))
    assert after.centre.stage == "RECTIFYING"


@invariant(42)
def test_a_cycle_that_ran_out_meanwhile_is_given_the_days_that_were_left() -> None:
    restored = date(2029, 5, 1)
    before, after = ended_and_restored(restored)
    left = period(before, "cycle").ends - JUNE
    assert period(after, "cycle").ends == restored + left


@invariant(64)
@pytest.mark.parametrize("held", [1, 40, 200])
def test_time_to_act_goes_on_with_what_was_left_of_it(held: int) -> None:
    before, after = ended_and_restored(JUNE + timedelta(days=held))
    assert period(before, "rectification", "1").ends == LIMIT
    assert period(after, "rectification", "1").ends == LIMIT + timedelta(days=held)
