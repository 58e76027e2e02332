"""Clocks that cannot be right: behind the last event, weeks ahead of the last sign of life, another
than the database's. Commands wait, both times are named, and all goes on once the cause is gone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from httpx2 import Response
from typer.testing import CliRunner

from services.cli.main import app
from services.clock import Clock, is_demonstration, local_time
from services.commands.clock_guard import FARTHEST_AHEAD
from services.commands.clock_jumps import JUMP, NAMED_FOR, ClockJumps
from services.demo.people import APPLICANTS
from tests.support.calling import Caller, done
from tests.support.clocks import SetClock, in_earnest
from tests.support.postgres import APP, Postgres
from tests.support.sichuan import USCC

pytest_plugins = ["tests.support.http_fixtures"]

HOUR = timedelta(hours=1)


@pytest.fixture
def earnest(tmp_path: Path) -> Iterator[tuple[Caller, SetClock]]:
    with in_earnest(tmp_path / "data") as opened:
        yield opened


def register(call: Caller) -> Response:
    """A command that may come at any time; the same again is answered as before."""
    return call.open("applicant.1", "parties", {"uscc": USCC, "name": "成都示例"}, id=USCC)


def refused_for(call: Caller, *moments: datetime) -> str:
    """What is said of the clock: the same to who asks for a command and by /readyz, with those
    times."""
    response, ready = register(call), call.client.get("/readyz")
    assert (response.status_code, ready.status_code) == (503, 503)
    assert response.headers["Retry-After"]
    words: str = ready.json()["degraded"]["clock"]
    assert words == response.json()["detail"]
    for moment in moments:
        assert local_time(moment) in words
    return words


def test_a_clock_behind_the_last_event_is_named_and_waited_for(
    earnest: tuple[Caller, SetClock],
) -> None:
    call, clock = earnest
    end = call.runtime.log.end()
    assert end is not None
    clock.moment -= HOUR
    words = refused_for(call, end[1], clock.moment)
    assert "时钟慢了" in words and "is behind" in words
    clock.moment += HOUR
    done(register(call))
    assert call.client.get("/readyz").json()["degraded"] == {}


def test_one_act_at_a_wrong_far_day_shuts_no_store(earnest: tuple[Caller, SetClock]) -> None:
    call, clock = earnest
    position, right = call.runtime.log.end(), clock.moment
    clock.moment += FARTHEST_AHEAD + HOUR
    assert "accept-clock" in refused_for(call, clock.moment)
    assert call.runtime.log.end() == position
    clock.moment = right
    done(register(call))


def test_after_weeks_without_a_sign_of_life_a_person_accepts_the_clock(
    earnest: tuple[Caller, SetClock],
) -> None:
    call, clock = earnest
    clock.moment += FARTHEST_AHEAD + HOUR
    refused_for(call, clock.moment)
    sign = call.runtime.dispatcher.guard.sign
    sign.write(clock.moment, accepted=True)  # as the command does, by its own clock
    done(register(call))
    data = str(call.runtime.settings.data)
    accepted = CliRunner().invoke(app, ["accept-clock", "--data", data])
    assert accepted.exit_code == 1 and "时钟慢了" in accepted.output  # by now it is behind


def test_a_service_that_ran_all_the_time_needs_nobody_to_accept_its_clock(
    earnest: tuple[Caller, SetClock],
) -> None:
    call, clock = earnest
    for _ in range(3):
        clock.run(FARTHEST_AHEAD - HOUR)
        assert call.runtime.dispatcher.guard.look() is None  # as a thread does twice a minute
    done(register(call))


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["ahead", "back"])
def test_nothing_is_stored_under_a_clock_that_jumped_a_moment_ago(
    earnest: tuple[Caller, SetClock], jump: timedelta
) -> None:
    """Each round of commands compares the clock with the time since the machine was started: nobody
    has looked at it meanwhile."""
    call, clock = earnest
    clock.run(3 * HOUR)  # so that an hour back is not before the last event
    position, right = call.runtime.log.end(), clock.moment
    clock.moment += jump
    assert register(call).status_code == 503
    assert call.runtime.log.end() == position
    words = refused_for(call, right, clock.moment)
    assert "时钟跳动" in words and "jumped by" in words
    clock.moment = right
    done(register(call))
    assert call.client.get("/readyz").json()["degraded"] == {}


def test_a_jump_is_taken_as_right_where_a_person_says_so_or_after_an_hour_of_being_named(
    earnest: tuple[Caller, SetClock],
) -> None:
    call, clock = earnest
    guard = call.runtime.dispatcher.guard
    clock.moment += HOUR
    guard.sign.write(clock.moment)  # by a process that was started since, and knows of no jump
    refused_for(call, clock.moment)
    guard.sign.write(clock.moment, accepted=True)
    done(registered(call, 2))
    clock.moment += HOUR
    refused_for(call, clock.moment)
    clock.run(timedelta(seconds=NAMED_FOR + 1))
    done(registered(call, 3))


def test_a_clock_that_is_not_the_databases_is_named(
    earnest: tuple[Caller, SetClock], monkeypatch: pytest.MonkeyPatch
) -> None:
    call, clock = earnest
    apart = clock.moment + timedelta(seconds=90)
    monkeypatch.setattr(call.runtime.log, "clock", lambda: apart)
    call.runtime.dispatcher.guard.look()
    assert "数据库" in refused_for(call, clock.moment)
    monkeypatch.setattr(call.runtime.log, "clock", lambda: clock.moment)
    done(register(call))


def registered(call: Caller, number: int) -> Response:
    code = APPLICANTS[number - 1]
    unit = {"uscc": code, "name": f"成都示例{number}"}
    return call.open(f"applicant.{number}", "parties", unit, id=code)


class ApartClock(Clock):
    """The machine's clock, so much apart."""

    apart = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.apart


def hosted(call: Caller) -> ApartClock:
    """Gives a service the clock of a host of its own."""
    clock = ApartClock()
    call.runtime.clock = call.runtime.dispatcher.clock = call.runtime.dispatcher.guard.clock = clock
    return clock


@pytest.mark.parametrize("apart", [-90, 90])
def test_of_two_hosts_90_seconds_apart_the_wrong_one_waits_and_shuts_out_nobody(
    apart: int, tmp_path: Path, postgres_server: Postgres, postgres_database: str
) -> None:
    url = postgres_server.url(APP, postgres_database)
    with (
        in_earnest(tmp_path / "data", url) as (wrong, _),
        in_earnest(tmp_path / "data", url) as (
            right,
            _,
        ),
    ):
        clock, _ = hosted(wrong), hosted(right)
        done(register(right))
        clock.apart = timedelta(seconds=apart)
        wrong.runtime.dispatcher.guard.look()  # as a thread does twice a minute
        assert registered(wrong, 2).status_code == 503
        words = wrong.client.get("/readyz").json()["degraded"]["clock"]
        assert "时钟慢了" in words if apart < 0 else "数据库" in words
        assert right.client.get("/readyz").json()["degraded"] == {}
        done(registered(right, 3))
        clock.apart = timedelta()
        done(registered(wrong, 2))


def test_a_store_with_real_cases_never_becomes_a_demonstration(
    earnest: tuple[Caller, SetClock],
) -> None:
    """There anybody may move the clock to any day."""
    call, _ = earnest
    done(register(call))
    data = call.runtime.settings.data
    tried = CliRunner().invoke(app, ["demo", "--data", str(data)])
    assert tried.exit_code == 2 and "真实案卷" in tried.output
    assert not is_demonstration(data)


@pytest.mark.parametrize("kind", ["postgres"], indirect=True)
def test_the_database_tells_its_own_time(call: Caller) -> None:
    moment = call.runtime.log.clock()
    assert moment is not None and abs(moment - datetime.now(UTC)) < timedelta(minutes=1)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_the_demonstrations_clock_may_be_moved_as_far_as_one_likes(call: Caller) -> None:
    call.move(call.runtime.clock.today() + 10 * FARTHEST_AHEAD)
    call.register()
    assert call.client.get("/readyz").status_code == 200


def test_a_clock_that_jumps_is_named_until_it_is_back_or_taken_as_right() -> None:
    wall, steady = 1_000_000.0, 0.0
    jumps = ClockJumps(lambda: wall + steady, lambda: steady)
    steady += 1000
    assert jumps.look() is None
    wall += 2 * JUMP
    assert "+120 秒" in (jumps.look() or "")
    wall -= 2 * JUMP
    assert jumps.look() is None
    wall -= 2 * JUMP
    assert "-120 s" in (jumps.look() or "")
    steady += NAMED_FOR + 1
    assert jumps.look() is None
