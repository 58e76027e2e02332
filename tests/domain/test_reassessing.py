"""The assessment that a rectification has failed is reversed: on a defence, on a hearing, by a
remedy. Domain.md 2.5, 2.8."""

from datetime import date

import pytest
from msgspec.structs import replace

from domain.centre.assessing import RectificationFailed
from domain.centre.reassessing import ReverseAssessment
from projections.open_case import OpenCase
from services.queries.open_tasks import brought_about
from tests.domain.test_rectification import (
    DEFEND,
    FAIL,
    HEAR,
    HEAR_US,
    INTEND,
    JULY,
    MAY,
    ORDER,
    ORDERED,
    PASS,
    REPORT,
    VISIT_ONE,
    cancel,
    failed,
)
from tests.domain.test_remedies_of_centres import CENTRE, REVIEW
from tests.support.asking import do
from tests.support.centre_life import CentreLife
from tests.support.citing import invariant, rule
from tests.support.folded import rows_of
from tests.support.remedies import examined, filed, remedy_in
from tests.support.roads import INNER_MONGOLIA, SICHUAN

SOON, LATER = date(2026, 7, 13), date(2026, 7, 31)
REVERSE = ReverseAssessment(number=1, reason="申辩证明已整改到位", verified=(1, 2))
BY_REMEDY = ReverseAssessment(number=1, reason="行政复议决定撤销", remedy="r1")


def contested() -> CentreLife:
    """The assessment was reversed by a reconsideration, after one of two items was verified."""
    life = CentreLife()
    for act, day in ((ORDER, ORDERED), (REPORT, MAY), (VISIT_ONE, MAY), (FAIL, JULY)):
        life.act(act, day)
    life.act(INTEND, JULY)
    against = {"case": "centres/a1", "decision": "rectification-failed", "served_on": JULY}
    do(life.world, filed(SICHUAN, "RECONSIDERATION", **against).by(CENTRE), SOON)
    for name in ("AdmitRemedy", "ReverseDecision"):
        do(life.world, examined(SICHUAN, "RECONSIDERATION", LATER)[name].by(REVIEW), LATER)
    return life


@invariant(64)
@rule("SC-13.7")
def test_a_defence_that_shows_every_item_put_right_makes_it_passed_from_the_assessment_on() -> None:
    life = failed()
    life.act(DEFEND, SOON)
    [decided] = life.act(REVERSE, SOON)
    assert (life.centre.stage, life.stage_of("rectification/1")) == ("ACTIVE", "PASSED")
    assert decided.record.context.effective_on == JULY, "the day of the wrong assessment"
    opened = {one.own_name for one in life.centre.periods}
    gone = {"hearing/1", f"remedy/rectification-failed/{JULY}"}
    assert not opened & gone, "what they had opened is gone with them"
    assert life.centre.against_unit[-1].event == "rectification-ordered"
    assert life.refused(cancel(LATER), LATER) != [], "nothing failed"


def test_what_was_said_stays_and_who_has_assessed_still_has() -> None:
    life = failed()
    life.act(DEFEND, SOON)
    life.act(REVERSE, SOON)
    found = life.centre.proceeding("rectification", "1")
    assert found
    assert "DefendAgainstCancellation" in found.done
    assert not {"FailRectification", "NotifyIntendedCancellation"} & {*found.done}
    assert "assessment" in {duty for _, duty in found.duties}


@rule("IM-10.7")
def test_what_was_ordered_under_review_is_under_review_again() -> None:
    life = CentreLife(INNER_MONGOLIA)
    day = date(2029, 4, 2)
    life.pass_days(day)
    life.act(replace(ORDER, until=date(2029, 6, 1), served_on=day), day)
    life.act(REPORT, day)
    life.act(replace(FAIL, served_on=day), day)
    life.act(INTEND, day)
    life.act(HEAR_US, day)
    life.act(HEAR, day)
    life.act(REVERSE, day)
    assert (life.centre.stage, life.stage_of("rectification/1")) == ("CYCLE_REVIEW", "PASSED")


@rule("SC-13.7")
@pytest.mark.parametrize(
    ("heard", "asked", "field"),
    [
        (False, REVERSE, "/remedy"),
        (True, replace(REVERSE, verified=(1,)), "/verified"),
        (True, replace(REVERSE, verified=(1, 2, 3)), "/verified"),
        (True, BY_REMEDY, "/remedy"),
    ],
    ids=["nothing was said", "an item is not shown", "no such item", "no such remedy"],
)
def test_nothing_is_reversed_that_nothing_speaks_against(
    heard: bool, asked: ReverseAssessment, field: str
) -> None:
    life = failed()
    if heard:
        life.act(DEFEND, SOON)
    [refusal] = life.refusals(asked, SOON)
    assert (refusal.rule, refusal.fields) == ("SC-13.7", (field,))
    assert life.stage_of("rectification/1") == "NOTIFIED"


@invariant(64)
@rule("SC-13.7")
def test_by_a_remedy_alone_it_stands_where_it_stood_before_and_is_assessed_anew() -> None:
    life = contested()
    life.act(BY_REMEDY, LATER)
    assert (life.centre.stage, life.stage_of("rectification/1")) == ("RECTIFYING", "REPORTED")
    assert remedy_in(life.world).stage == "CLOSED"
    again = replace(FAIL, served_on=LATER)
    life.act(again, LATER)
    assert life.stage_of("rectification/1") == "FAILED"
    assert life.refused(BY_REMEDY, LATER) == ["SC-13.7"], "the remedy was against the first"


def test_a_remedy_and_the_proof_of_what_was_lacking_make_it_passed() -> None:
    life = contested()
    assert life.refused(PASS, LATER) != []
    life.act(replace(BY_REMEDY, verified=(2,)), LATER)
    assert (life.centre.stage, life.stage_of("rectification/1")) == ("ACTIVE", "PASSED")


def test_the_reversal_waits_for_the_act_that_carries_out_that_very_decision() -> None:
    life = contested()
    [row] = [
        one
        for one in rows_of(life.world, "worklist").values()
        if isinstance(one, OpenCase) and one.stream == "remedies"
    ]
    assert row.against == str(RectificationFailed.__struct_config__.tag)
    judge = replace(REVIEW, role="PROV", duties=("assessment", "decision", "remedies"))
    assert [*brought_about(judge, row, life.road.rules.text.step)] == ["ReverseAssessment"]
    of_an_end = replace(row, against="qualification-cancelled")
    steps = life.road.rules.text.step
    assert [*brought_about(judge, of_an_end, steps)] == ["RestoreQualification"]
