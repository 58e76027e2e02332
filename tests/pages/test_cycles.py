"""Whose cycle ends within a year, or is over: told to the bureau of the area, soonest first."""

from datetime import UTC, date, datetime

import pytest

from domain.working_days import years_later
from projections.duties import CENTRE, PROJECTION, Duty
from projections.refolding import row_anew
from projections.two_clocks import FOREVER, Change, Slice
from services.subscriptions.catalogue import CENTRE_DUTIES
from tests.support.calling import Caller, done
from tests.support.centre_life import CENTRE as ID
from tests.support.centre_life import CentreLife
from tests.support.centre_road import before, take
from tests.support.folded import happenings
from tests.support.page_reading import Reading
from tests.support.road import Road
from tests.support.roads import INNER_MONGOLIA_DIRECT, SICHUAN

pytest_plugins = ["tests.support.page_fixtures"]

BUREAU, ORGAN = "pref.150600", "prov.im"


def last_day(life: CentreLife) -> date | None:
    """The last day of the centre's cycle, as its row of the duties tells it."""
    told = [one for one in happenings(life.world) if one.case == f"centres/{ID}"]
    row = row_anew(PROJECTION.keys, PROJECTION.fold, told, ID)
    assert isinstance(row, Duty)
    return row.due


def test_a_centre_s_row_says_until_when_its_cycle_lasts() -> None:
    life = before(INNER_MONGOLIA_DIRECT, "RenewCycle")
    cycle = life.centre.named_term("cycle")
    assert cycle
    assert cycle.period
    assert (life.centre.stage, last_day(life)) == ("CYCLE_REVIEW", cycle.period.ends)
    take(life, "RenewCycle")
    assert last_day(life) == years_later(life.centre.last_day, 3)


@pytest.mark.parametrize("road", [INNER_MONGOLIA_DIRECT, SICHUAN], ids=lambda road: road.name)
def test_a_centre_that_has_ended_has_none_and_one_that_is_restored_has_it_again(
    road: Road,
) -> None:
    life = before(road, "RestoreQualification")
    assert last_day(life) is None
    take(life, "RestoreQualification")
    cycle = life.centre.named_term("cycle")
    assert last_day(life) == (cycle.period.ends if cycle and cycle.period else None)


def centre(number: int, due: date | None, division: str = "150600", ended: str = "no") -> Duty:
    return Duty(
        id=f"cycle-{number:03}",
        proceeding="",
        proceeding_kind=CENTRE,
        regulation="IM",
        division=division,
        year="2024",
        stage="ENDED" if ended == "yes" else "ACTIVE",
        name=f"周期{number:03}中心",
        owner="91150000000000777X",
        channel="ORDINARY",
        due=due,
        ended=ended,
    )


@pytest.fixture(scope="module")
def cycles(house: Caller) -> list[Duty]:
    """Centres of one bureau, by the last day of their cycle; and some that are not to be told."""
    today = house.runtime.clock.today()
    year, month = today.year, today.month
    soon = [centre(n, date(year + n % 2, month, 1 + n % 28)) for n in range(130)]
    over = [centre(n, date(year - 1, 12, n - 490)) for n in range(500, 503)]
    other = [
        centre(600, years_later(today, 2)),
        centre(601, None),
        centre(602, today, ended="yes"),
        centre(603, today, division="150100"),
    ]
    house.service.subscription.catch_up()
    readmodel, known = house.runtime.readmodel, datetime(2026, 1, 1, tzinfo=UTC)
    place = readmodel.checkpoint(CENTRE_DUTIES)
    changes = [
        (row.id, Change((), (Slice(row, date(2024, 1, 1), FOREVER, known),)))
        for row in (*soon, *over, *other)
    ]
    readmodel.apply(CENTRE_DUTIES, changes, since=place, checkpoint=place)
    end = years_later(today, 1)
    told = [row for row in (*over, *soon) if row.due and row.due <= end]
    return sorted(told, key=lambda row: (row.due or today, row.id))


def test_the_soonest_stand_first_and_all_of_them_in_the_list(
    house: Caller, cycles: list[Duty]
) -> None:
    found = done(house.get(BUREAU, "/overview"), 200)["cycles"]
    assert found["count"] == len(cycles) > 50
    assert [one["id"] for one in found["items"]] == [row.id for row in cycles][:50]
    query = {"proceeding_kind": CENTRE, "ended": "no", "due_to": found["until"]}
    ids, cursor = list[str](), ""
    while cursor is not None:
        page = done(house.get(BUREAU, "/duties", **query, limit=25, cursor=cursor), 200)
        ids += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert ids == [row.id for row in cycles]
    from_now = house.runtime.clock.today().isoformat()
    later = done(house.get(BUREAU, "/duties", **query, due_from=from_now, limit=500), 200)["items"]
    assert [one["id"] for one in later] == [
        row.id for row in cycles if row.due and row.due.isoformat() >= from_now
    ]


def test_the_page_tells_them_with_those_that_are_over(reads: Reading, cycles: list[Duty]) -> None:
    text = reads(BUREAU).text("/overview")
    assert f"周期已届满或者一年内届满的 {len(cycles)} 家" in text
    assert f"周期500中心 {cycles[0].due} 已届满 有效" in text
    assert f"全部 {len(cycles)} 家" in text
    assert "周期603中心" not in text
    assert "周期603中心" in reads(ORGAN).text("/overview")


def test_before_it_was_known_nothing_is_told(house: Caller, cycles: list[Duty]) -> None:
    earlier = house.get(BUREAU, "/overview", known_at="2025-12-31T00:00:00Z")
    assert done(earlier, 200)["cycles"]["count"] == 0
    assert house.get("applicant.2", "/overview").status_code == 403
