"""Terms of years, and the day in China on which something arrives."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from domain.working_days import CHINA, business_day, in_time, years_later


@pytest.mark.invariant(42)
def test_a_cycle_ends_on_the_same_day_three_years_later_and_a_leap_day_on_28_february() -> None:
    assert years_later(date(2026, 6, 30), 3) == date(2029, 6, 30)
    assert years_later(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert years_later(date(2024, 2, 29), 4) == date(2028, 2, 29)


@pytest.fixture(params=["CST-8", "UTC0", "EST5", "LINT-14", "AoE12"])
def server_zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with monkeypatch.context() as patched:
        patched.setenv("TZ", request.param)
        time.tzset()
        yield request.param
    time.tzset()


SENT_FROM = [CHINA, UTC, timezone(timedelta(hours=-12)), timezone(timedelta(hours=14))]


@pytest.mark.invariant(48)
@pytest.mark.usefixtures("server_zone")
@pytest.mark.parametrize("zone", SENT_FROM)
def test_a_yearly_paper_is_in_time_until_the_last_second_of_the_year_in_china(
    zone: timezone,
) -> None:
    deadline = date(2026, 12, 31)
    last_second = datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC).astimezone(zone)
    midnight = datetime(2026, 12, 31, 16, tzinfo=UTC).astimezone(zone)
    assert in_time(last_second, deadline)
    assert not in_time(midnight, deadline)
    assert business_day(last_second) == deadline


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 12, 31, 12, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        business_day(naive)
