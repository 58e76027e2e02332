"""How many days each step takes: from the day on which a case came to a stage, told whole to those
whose area it is, and to everybody only of so many that nobody is known by it."""

from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

import pytest

from projections import step_times as spec
from projections.step_times import StepTimes, TakenStep
from projections.two_clocks import FOREVER, Change, Slice
from services.api.protected_counts import LEAST
from services.api.step_times import step_told
from services.queries.step_times import TimedStep, days_of_steps
from services.subscriptions.catalogue import CASES, STEP_TIMES
from tests.support.calling import Caller, done
from tests.support.folded import happenings, rows_of
from tests.support.page_reading import Reading
from tests.support.projected import two_applications
from tests.support.roads import SICHUAN
from tests.support.world import World

pytest_plugins = ["tests.support.page_fixtures"]

ROUTE, YEAR = "/statistics/step-times", 2026
STEP = TimedStep("SC", "", "SUBMITTED", "AcceptApplication")
TODAY = date(2026, 7, 1)


def by_hand(world: World, id: str) -> list[TakenStep]:
    """The steps of an application as its history has them, stage after stage."""
    found, stage, since = list[TakenStep](), "", date.min
    for one in happenings(world):
        if one.case != f"applications/{id}" or one.event.stage in (None, stage):
            continue
        day, by = one.record.context.occurred_on, one.record.context.actor.role
        if stage:
            found.append(TakenStep(stage, since, day, type(one.record.command).__name__, by))
        stage, since = one.event.stage or "", day
    return found


def test_a_case_s_row_has_each_stage_that_it_has_left_with_its_days() -> None:
    world = two_applications()
    rows: dict[str, Any] = rows_of(world, spec.PROJECTION.name)
    for id in ("a1", "a2"):
        row = rows[f"applications/{id}"]
        assert list(row.steps) == by_hand(world, id)
        assert row.moved == row.steps[-1].decided.isoformat()
    assert {one.command for one in rows["applications/a1"].steps} > {
        "AcceptApplication",
        "RecogniseCentre",
    }
    assert any(one.days for one in rows["applications/a1"].steps)


def told(whole: bool, **days: list[int]) -> Any:
    by_division = {code.removeprefix("d"): some for code, some in days.items()}
    return step_told(STEP, by_division, {"SC": SICHUAN.rules}, TODAY, whole)


def test_officials_are_told_every_area_with_its_number() -> None:
    found = told(True, d510100=[3, 9, 4], d510700=[8])
    assert (found.count, found.days) == (4, 6.0)
    assert [(one.value, one.count, one.days) for one in found.divisions] == [
        ("510100", 3, 4.0),
        ("510700", 1, 8.0),
    ]


def test_everybody_is_told_of_no_area_with_few_nor_of_one_that_follows_from_the_others() -> None:
    assert told(False, d510100=[1] * (LEAST - 1)) is None
    alone = told(False, d510100=[1] * 7, d510700=[90])
    assert [(one.value, one.days) for one in alone.divisions] == [("", 1.0)]
    merged = told(False, d510100=[1] * 6, d510300=[2] * 9, d510700=[30] * 3, d511500=[40] * 2)
    assert [(one.value, one.days) for one in merged.divisions] == [
        ("510100", 1.0),
        ("510300", 2.0),
        ("", 30.0),
    ]
    assert {one.count for one in (merged, *merged.divisions)} == {None}


@pytest.fixture(scope="module")
def decided(house: Caller) -> dict[str, list[int]]:
    """Decisions on acceptance in three places of Sichuan, far more than the demonstration has."""
    days = {"510100": [*range(20, 29)], "510700": [*range(40, 46)], "511500": [200, 300]}
    rows = {
        f"applications/timed-{code}-{n}": accepted(code, taken)
        for code, some in days.items()
        for n, taken in enumerate(some)
    }
    house.service.subscription.catch_up()
    readmodel = house.runtime.readmodel
    place = readmodel.checkpoint(STEP_TIMES)
    changes = [
        (key, in_force_from(row, date(2026, 1, 15) + timedelta(n % 3)))
        for n, (key, row) in enumerate(rows.items())
    ]
    readmodel.apply(STEP_TIMES, changes, since=place, checkpoint=place)
    return days


def accepted(division: str, days: int) -> StepTimes:
    decided = date(2026, 1, 15)
    taken = TakenStep(
        "RESUBMITTED", decided - timedelta(days), decided, "AcceptApplication", "PREF"
    )
    return StepTimes(
        regulation="SC",
        division=division,
        proceeding="",
        stage="ACCEPTED",
        since=decided,
        moved=decided.isoformat(),
        steps=(taken, TakenStep("DRAFT", decided, decided, "SubmitApplication", "APPLICANT")),
    )


def in_force_from(row: StepTimes, day: date) -> Any:
    return Change((), (Slice(row, day, FOREVER, datetime(2026, 2, 1, tzinfo=UTC)),))


def of_step(found: Any) -> Any:
    [step] = [one for one in found["items"] if one["stage"] == "RESUBMITTED"]
    return step


def test_a_bureau_is_told_of_its_own_area_and_an_authority_of_all(
    house: Caller, decided: dict[str, list[int]]
) -> None:
    every = [days for some in decided.values() for days in some]
    whole = of_step(done(house.get("prov.sc", ROUTE, year=YEAR), 200))
    assert (whole["count"], whole["days"]) == (len(every), median(every))
    assert {one["value"]: one["count"] for one in whole["divisions"]} == {
        code: len(some) for code, some in decided.items()
    }
    own = of_step(done(house.get("pref.511500", ROUTE, year=YEAR), 200))
    assert (own["count"], own["days"]) == (2, 250.0)
    assert all(one["command"] != "SubmitApplication" for one in [whole, own])


def test_both_clocks_are_for_officials(house: Caller, decided: dict[str, list[int]]) -> None:
    some = of_step(done(house.get("prov.sc", ROUTE, as_of="2026-01-15"), 200))
    assert some["count"] < len([one for each in decided.values() for one in each])
    early = done(house.get("prov.sc", ROUTE, year=YEAR, known_at="2026-01-31T00:00:00Z"), 200)
    assert not [one for one in early["items"] if one["stage"] == "RESUBMITTED"]
    for who in (None, "applicant.2", "expert.1"):
        assert house.get(who, ROUTE, as_of="2026-01-15").status_code == 422
        assert house.get(who, ROUTE, known_at="2026-01-15T00:00:00Z").status_code == 422


def test_everybody_is_told_medians_and_no_numbers(
    house: Caller, decided: dict[str, list[int]]
) -> None:
    found = done(house.get(None, ROUTE, year=YEAR), 200)
    step = of_step(found)
    assert found["least"] == LEAST
    assert [(one["value"], one["days"]) for one in step["divisions"]] == [
        ("510100", 24.0),
        ("", median([*decided["510700"], *decided["511500"]])),
    ]
    assert all(one["count"] is None for one in (step, *step["divisions"]))
    assert done(house.get(None, ROUTE, year=2001), 200)["items"] == []


def test_the_page_tells_the_same_in_words(reads: Reading, decided: dict[str, list[int]]) -> None:
    assert sum(map(len, decided.values())) == 17
    public = reads(None).text(ROUTE, year=YEAR)
    assert "不足 5 件的不单列" in public
    assert "受理" in public
    assert "成都市 24" in public
    assert "9 件" not in public
    official = reads("prov.sc").text(ROUTE, year=YEAR)
    assert "成都市 24（9 件）" in official
    assert 'name="as_of"' in reads("prov.sc").get(ROUTE).text
    assert 'name="as_of"' not in reads(None).get(ROUTE).text
    assert ROUTE in reads(None).get("/statistics").text


def test_the_rows_of_cases_and_of_their_steps_have_one_area(house: Caller) -> None:
    """So that who sees a case in a list is the one whose figures it stands in."""
    readmodel, day = house.runtime.readmodel, house.runtime.clock.today()
    rights: Any = [{"regulation": ["SC"], "division": ["510700"]}]
    where = {"stream": ["applications"]}
    listed = readmodel.page(CASES, where=where, rights=rights, limit=500)
    timed = readmodel.page(STEP_TIMES, as_of=day, rights=rights, limit=500)
    real = {one.key for one in timed if "timed-" not in one.key and "#" not in one.key}
    assert real == {one.key for one in listed}
    assert days_of_steps(readmodel, 1999, day, None, rights) == {}
