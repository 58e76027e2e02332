"""What waits for whom after recognition: years, rectifications, decisions; and nothing where a
centre goes on as it should."""

from collections.abc import Iterable
from datetime import date, timedelta

from msgspec.structs import replace

from domain.centre.afterwards import WithdrawPlaque
from domain.centre.cycle import RenewCycle
from domain.centre.ends import ApplyToExit
from domain.context import Actor
from projections.open_case import OpenCase
from services.queries.open_tasks import open_in_life, waiting_in
from tests.domain.test_annual import (
    DECEMBER,
    FORWARD,
    GOOD,
    NOVEMBER,
    PASS,
    RETURN,
    SPRING,
    SUMMARY,
    received,
)
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
    REMIND,
    REPORT,
    VISIT,
    cancel,
)
from tests.support.centre_life import CentreLife
from tests.support.citing import invariant, rule
from tests.support.folded import rows_of
from tests.support.roads import INNER_MONGOLIA

Waiting = dict[str, set[str]]
ROLES = {"CENTRE": ("submission",), "PREF": ("audit",)}
AUTHORITY = ("evaluation", "order", "inspection", "assessment", "decision", "hearing")
EVERYBODY = [
    *(Actor("p", role, "organ", duties) for role, duties in ROLES.items()),
    *(Actor("p", role, "organ", (duty,)) for role in ("PROV", "CITY") for duty in AUTHORITY),
]


def rows(life: CentreLife) -> Iterable[tuple[OpenCase, OpenCase]]:
    """Each row of the worklist with that of its case."""
    found = rows_of(life.world, "worklist")
    for key, row in found.items():
        if isinstance(row, OpenCase) and row.stream == "centres":
            yield row, found[key.partition("#")[0]]


def waiting(life: CentreLife, on: date) -> Waiting:
    """The commands that wait, each with the roles and duties for which it does; and that a list
    finds no row which it does not ask for."""
    text, found = life.road.rules.text, Waiting()
    for row, case in rows(life):
        for actor in EVERYBODY:
            for do in open_in_life(actor, row, case, text, on):
                assert row.waits in waiting_in(actor, [text]), (do, row.waits)
                found.setdefault(do, set()).update((actor.role, *actor.duties))
    return found


def test_a_new_centre_owes_its_paper_and_nobody_else_has_to_act() -> None:
    assert waiting(CentreLife(), ORDERED) == {"SubmitAnnualSummary": {"CENTRE", "submission"}}


@rule("SC-13.1", "SC-13.2", "SC-13.3")
def test_a_year_waits_for_one_after_the_other() -> None:
    life = CentreLife()
    asked = []
    for act, day in ((SUMMARY, NOVEMBER), (RETURN, DECEMBER), (SUMMARY, DECEMBER)):
        life.act(act, day)
        asked.append(waiting(life, day))
    assert [set(one) for one in asked] == [
        {"AuditAnnualPaper"},
        {"SubmitAnnualSummary"},
        {"AuditAnnualPaper"},
    ]
    assert asked[0] == {"AuditAnnualPaper": {"PREF", "audit"}}
    life.act(PASS, DECEMBER)
    assert set(waiting(life, DECEMBER)) == {"ForwardAnnualPaper"}
    life.act(FORWARD, DECEMBER)
    assert waiting(life, DECEMBER) == {"EvaluateCentre": {"PROV", "evaluation"}}
    life.act(GOOD, SPRING)
    assert set(waiting(life, SPRING)) == {"SubmitAnnualSummary"}


@rule("SC-13.2")
def test_an_overdue_year_waits_for_its_paper_and_its_evaluation_beside_the_next() -> None:
    life = CentreLife()
    life.pass_days(SPRING)
    assert set(waiting(life, SPRING)) == {"SubmitAnnualSummary", "EvaluateCentre"}
    due = {row.proceeding: row.due for row, _ in rows(life) if row.proceeding}
    assert due == {"annual/2026": None, "annual/2027": "2027-12-31"}


@rule("SC-13.7")
def test_a_year_found_unsatisfactory_waits_for_an_order_until_there_is_one() -> None:
    life = received(CentreLife())
    life.act(replace(GOOD, grade="POOR"), SPRING)
    assert waiting(life, SPRING)["OrderRectification"] == {"PROV", "order"}
    order = replace(ORDER, until=SPRING + timedelta(days=60))
    order = replace(order, served_on=SPRING)
    life.act(order, SPRING)
    assert "OrderRectification" not in waiting(life, SPRING)


@invariant(36)
@rule("SC-13.7", "SC-13.8")
def test_a_rectification_waits_for_centre_inspector_assessor_and_decision_in_turn() -> None:
    life = CentreLife()
    steps = {"SubmitAnnualSummary"}
    life.act(ORDER, ORDERED)
    assert set(waiting(life, ORDERED)) - steps == {"SubmitRectificationReport"}
    life.act(REPORT, MAY)
    assert set(waiting(life, MAY)) - steps == {"InspectOnSite", "FailRectification"}
    life.act(VISIT, MAY)
    assert set(waiting(life, MAY)) - steps == {"PassRectification", "FailRectification"}
    life.act(replace(FAIL, served_on=MAY), MAY)
    assert set(waiting(life, MAY)) - steps == {"NotifyIntendedCancellation"}
    life.act(INTEND, MAY)
    assert set(waiting(life, MAY)) - steps == {"DefendAgainstCancellation", "RequestHearing"}
    late = MAY + timedelta(days=30)
    assert waiting(life, late)["CancelQualification"] == {"PROV", "decision"}
    assert "RequestHearing" not in waiting(life, late)
    life.act(HEAR_US, MAY)
    assert "CancelQualification" not in waiting(life, late)
    assert waiting(life, MAY)["HoldHearing"] == {"PROV", "hearing"}
    life.act(HEAR, MAY)
    assert "CancelQualification" in waiting(life, MAY)


def test_what_is_overdue_waits_for_a_reminder_once() -> None:
    life = CentreLife()
    life.act(ORDER, ORDERED)
    life.pass_days(JULY)
    assert "RemindRectification" in waiting(life, JULY)
    life.act(REMIND, JULY)
    assert "RemindRectification" not in waiting(life, JULY)
    assert "FailRectification" in waiting(life, JULY)


def test_whoever_asks_to_leave_is_answered() -> None:
    life = CentreLife()
    life.act(ApplyToExit(reason="业务调整"), ORDERED)
    assert waiting(life, ORDERED)["ExitVoluntarily"] == {"PROV", "decision"}


@rule("IM-10.1")
def test_the_end_of_a_cycle_waits_for_a_decision() -> None:
    life = CentreLife(INNER_MONGOLIA)
    end = date(2029, 6, 1)
    life.pass_days(end)
    assert life.centre.stage == "CYCLE_REVIEW"
    assert {"RenewCycle", "EndCycle"} <= set(waiting(life, end))
    life.act(RenewCycle(findings="良好"), end)
    assert not {"RenewCycle", "EndCycle"} & set(waiting(life, end))


def test_of_a_centre_that_has_ended_only_plaque_and_name_are_asked_for() -> None:
    life = CentreLife()
    life.act(ORDER, ORDERED)
    life.act(REPORT, MAY)
    life.act(replace(FAIL, served_on=MAY), MAY)
    life.act(INTEND, MAY)
    life.act(DEFEND, MAY)
    life.act(cancel(JULY), JULY)
    assert set(waiting(life, JULY)) == {"WithdrawPlaque"}
    no_remedy = date(2027, 1, 11)
    assert set(waiting(life, no_remedy)) == {"WithdrawPlaque", "StopUsingName"}
    life.act(WithdrawPlaque(note="已收回"), no_remedy)
    assert set(waiting(life, no_remedy)) == {"StopUsingName"}
