"""Periods that a regulation names: counted in four units, from an act or from its receipt; what
happens when they are over; and a second try. The regime is `invented/terms.toml`."""

from datetime import date
from typing import Any

import pytest
from msgspec import to_builtins

from domain.annual import next_due, paper_due, year_of_paper
from domain.application.case import Application
from domain.application.expiring import EndTerm
from domain.calendar.lifecycle import PublishCalendar
from domain.context import SYSTEM
from domain.refusal import Text
from domain.regulation.limits import Annual
from domain.working_days import months_later
from services.api.wording import with_words
from tests.support.asking import Ask, do, refusals, refused, state
from tests.support.citing import invariant
from tests.support.folded import rows_of
from tests.support.regulations import COMPLETE
from tests.support.road import Road
from tests.support.world import DAY, World

TERMS = Road("terms", COMPLETE["terms.toml"], "ORDINARY", "510100", {})
ASK = TERMS.asks
END = Ask(command=EndTerm(), actor=SYSTEM)
REFUSE = ASK["RefuseAcceptance"]


def served(period: str, on: date) -> Ask:
    return ASK["RecordReceipt"].saying(period=period, received_on=on)


def case(world: World) -> Application:
    found = state(world)
    assert isinstance(found, Application)
    return found


def changed(old: str, new: str) -> Road:
    assert old in TERMS.text
    return Road("terms", TERMS.text.replace(old, new), "ORDINARY", "510100", {})


# Counting


@pytest.mark.parametrize(
    ("day", "n", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 3, 2), 3, date(2026, 6, 2)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
    ],
)
def test_months_end_on_the_corresponding_day_or_on_the_last_of_a_month_that_has_none(
    day: date, n: int, last: date
) -> None:
    assert months_later(day, n) == last


@pytest.mark.parametrize(
    ("length", "first", "last"),
    [
        ("months = 3", "false", "2026-06-02"),
        ("months = 3", "true", "2026-06-01"),
        ("years = 1", "false", "2027-03-02"),
        ("days = 5", "false", "2026-03-09"),  # the fifth is a Saturday: it runs on
        ("days = 5", "true", "2026-03-06"),
        ("working_days = 5", "false", "2026-03-09"),
        ("working_days = 5", "true", "2026-03-06"),
    ],
)
def test_a_step_begins_a_period_in_any_unit_and_it_is_a_deadline(
    length: str, first: str, last: str
) -> None:
    road = changed("months = 3\n", f"{length}\ncount_first_day = {first}\n")
    world = road.at("RecommendApplication")
    row = rows_of(world, "deadlines")["applications/a1#period-cultivation"]
    assert (row.due, row.command, row.by, row.kind) == (
        last,
        "StartRecheck",
        "OFFICIAL",
        "cultivation",
    )
    assert row.called == Text("培育期", "time of cultivation")
    assert with_words(to_builtins(row))["kind_words"]["zh"] == "培育期"
    [due] = rows_of(world, "worklist")["applications/a1"].running
    assert (due.ends, due.follows) == (last, "StartRecheck")


def kept_by_organs(world: World) -> dict[str, Any]:
    """The deadlines without those in which the unit may contest the refusal."""
    return {key: row for key, row in rows_of(world, "deadlines").items() if row.by != "UNIT"}


def test_what_waits_for_its_end_is_refused_through_its_last_day_and_then_closes_it() -> None:
    world = TERMS.at("RecommendApplication")
    [refusal] = refusals(world, ASK["StartRecheck"], date(2026, 6, 2))
    assert (refusal.rule, refusal.kind) == ("IMPLICIT:review", "period")
    assert refusal.allowed.zh == "培育期于 2026-06-02 24时届满，次日起"
    [done] = do(world, ASK["StartRecheck"], date(2026, 6, 3))
    assert done.record.closed == ("cultivation",)
    assert rows_of(world, "deadlines") == {}
    assert world.replayed("applications", "a1") == case(world)


def test_the_act_that_begins_a_period_rests_on_its_rule_too() -> None:
    world = TERMS.at("CompleteMaterialAudit")
    [done] = do(world, ASK["RecommendApplication"])
    assert "TM-1" in done.record.basis


@invariant(25)
def test_a_period_beyond_the_calendar_begins_and_ends_once_its_last_day_is_known() -> None:
    world = changed("months = 3", "years = 1").at("RecommendApplication")
    [row] = rows_of(world, "deadlines").values()
    assert (row.due, row.period.provisional, row.period.counted) == ("2027-03-02", True, ())
    [refusal] = refusals(world, ASK["StartRecheck"], date(2027, 3, 3))
    assert refusal.allowed.zh == "国务院办公厅公布2027年放假安排后再办"
    notice = PublishCalendar(year=2027, notice_no="2027", off=(date(2027, 3, 2),))
    world.act("calendars", "CN", notice, SYSTEM)
    assert refused(world, ASK["StartRecheck"], date(2027, 3, 3)) == ["IMPLICIT:review"]
    assert do(world, ASK["StartRecheck"], date(2027, 3, 4))


# From receipt


def asked() -> World:
    world = TERMS.at("SubmitApplication")
    do(world, ASK["RequestCorrection"])
    return world


def test_while_nobody_has_recorded_the_receipt_no_term_runs_and_nothing_lapses() -> None:
    world = asked()
    assert rows_of(world, "deadlines") == {}
    [refusal] = refusals(world, ASK["LapseCorrection"], date(2026, 12, 1))
    assert (refusal.rule, refusal.asked.zh) == (
        "IMPLICIT:correction",
        "补正告知尚未记载送达日",
    )
    assert do(world, ASK["SupplyCorrection"], date(2026, 12, 1))


def test_the_term_to_correct_counts_from_the_day_that_is_recorded_as_received() -> None:
    world = asked()
    do(world, served("correction", date(2026, 3, 6)), date(2026, 3, 10))
    [row] = rows_of(world, "deadlines").values()
    assert (row.kind, row.period.began, row.due) == ("correction", date(2026, 3, 6), "2026-03-20")
    assert refused(world, ASK["SupplyCorrection"], date(2026, 3, 23)) == ["IMPLICIT:correction"]
    assert do(world.copy(), ASK["SupplyCorrection"], date(2026, 3, 20))
    assert do(world, ASK["LapseCorrection"], date(2026, 3, 23))
    assert (case(world).stage, world.replayed("applications", "a1")) == ("TERMINATED", case(world))


def test_what_waits_for_no_receipt_and_days_before_the_act_or_after_today_are_refused() -> None:
    world = asked()
    [other] = refusals(world, served("cultivation", DAY))
    assert (other.rule, other.asked.zh, other.allowed.zh) == (
        "TM-3",
        "期间：培育期",
        "尚待送达的：补正期限",
    )
    [early] = refusals(world, served("correction", date(2026, 3, 1)))
    assert (early.fields, early.allowed.en) == (("/received_on",), "from 2026-03-02 to 2026-03-02")
    assert refused(world, served("correction", date(2026, 3, 3))) == ["TM-3"]
    do(world, served("correction", DAY))
    [again] = refusals(world, served("correction", DAY))
    assert (again.kind, again.allowed.en) == ("order", "first the act that has to be received")


def test_the_answer_to_an_objection_counts_from_the_day_on_which_it_was_received() -> None:
    road = changed('elapsed = "cultivation"\n', "")
    world = road.at("StartPublicity")
    do(world, road.asks["LodgeObjection"], date(2026, 3, 5))
    do(world, road.asks["CheckObjectionForm"], date(2026, 3, 9))
    [row] = [one for one in rows_of(world, "deadlines").values() if one.kind == "objection"]
    assert row.period.began == date(2026, 3, 5)


# A second try


def turned_away() -> World:
    world = TERMS.at("SubmitApplication")
    do(world, REFUSE)
    return world


def test_after_a_refusal_there_is_a_second_try_and_no_third() -> None:
    world = turned_away()
    assert (case(world).stage, case(world).final) == ("DRAFT", False)
    do(world, served("second_try", DAY))
    do(world, ASK["SubmitApplication"], date(2026, 4, 2))
    assert case(world).times_done("SubmitApplication") == 2
    assert kept_by_organs(world).keys() == {"applications/a1"}  # the days to answer
    do(world, REFUSE.saying(served_on=date(2026, 4, 3)), date(2026, 4, 3))
    found = refusals(world, ASK["SubmitApplication"], date(2026, 4, 3))
    [spent] = [one for one in found if one.kind == "order"]
    assert (spent.rule, spent.over) == ("TM-2", True)
    assert spent.asked.zh == "“申报”已经办理 2 次"
    assert spent.allowed.zh == "一案至多办理 2 次"
    assert world.replayed("applications", "a1") == case(world)


def test_the_term_for_the_second_try_counts_from_receipt_and_then_the_timer_ends_the_case() -> None:
    world = turned_away()
    [refusal] = refusals(world, END, date(2026, 12, 1))
    assert refusal.asked.zh == "再次申报期限自送达之日起算，尚未记载送达日"
    do(world, served("second_try", date(2026, 3, 4)), date(2026, 3, 5))
    row = rows_of(world, "deadlines")["applications/a1#period-second_try"]
    assert (row.due, row.by, row.fires()) == ("2026-04-07", "SYSTEM", EndTerm())
    [late] = refusals(world, ASK["SubmitApplication"], date(2026, 4, 8))
    assert (late.kind, late.over) == ("period", True)
    assert late.allowed.zh == "再次申报期限于 2026-04-07 届满，当日及以前"
    do(world, END, date(2026, 4, 8))
    assert (case(world).stage, case(world).final, case(world).holds) == ("TERMINATED", True, ())
    assert kept_by_organs(world) == {}


def test_correction_may_be_asked_for_twice_where_the_regulation_says_so() -> None:
    world = asked()
    do(world, ASK["SupplyCorrection"])
    do(world, ASK["RequestCorrection"])
    do(world, ASK["SupplyCorrection"])
    [refusal] = refusals(world, ASK["RequestCorrection"])
    assert refusal.allowed.en == "at most 2 times in one case"


# The yearly paper


def annual(day: int | str) -> Annual:
    return Annual(month=2, day=day, about="previous_year", rule="TM-5")  # type: ignore[arg-type] # both are allowed


def test_the_last_day_of_february_and_a_paper_about_the_year_before() -> None:
    last = annual("last")
    assert [paper_due(last, year).day for year in (2026, 2028)] == [28, 29]
    assert year_of_paper(last, paper_due(last, 2028)) == 2027
    assert next_due(last, date(2026, 2, 28)) == date(2026, 2, 28)
    assert next_due(last, date(2027, 3, 1)) == date(2028, 2, 29)
    assert paper_due(annual(15), 2028) == date(2028, 2, 15)
    same = Annual(month=12, day=31, rule="x")
    assert year_of_paper(same, paper_due(same, 2026)) == 2026
    assert TERMS.rules.text.annual == last
