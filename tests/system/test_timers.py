"""Periods that end by themselves: on the right day, once, and never by a guess."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest

from adapters.event_store.codec import decode
from domain.application.listing import EntryCleared
from projections.deadlines import Deadline
from services.demo.round import SICHUAN_BATCH
from services.metrics import REGISTRY
from services.settings import Settings
from tests.support.calling import Caller, calling, done, draft, eventually, ours, whole_form
from tests.support.citing import invariant, rule

pytest_plugins = ["tests.support.http_fixtures", "tests.support.objection_fixtures"]
pytestmark = pytest.mark.twin("soak")

OF_THE_DEMONSTRATION = 2  # of the other province: an entry without objections, and its list
LAST, OVER = date(2026, 3, 9), date(2026, 3, 10)  # of a publicity that starts on Monday 2 March


def fired() -> float:
    return REGISTRY.get_sample_value("anjuan_timers_fired_total") or 0.0


def types(caller: Caller, stream: str) -> list[str]:
    return [stored.topic for stored in caller.runtime.log.history(stream)]


def deadlines(caller: Caller, **query: Any) -> list[dict[str, Any]]:
    """Of this test's own cases; the last day of a regulation is none of them."""
    end = caller.runtime.log.end()
    assert end is not None
    page = done(caller.get("prov.sc", "/deadlines", min_position=end[0], **query), 200)
    items: list[dict[str, Any]] = page["items"]
    return [one for one in items if is_this_test_s(one["stream"], one["id"])]


def is_this_test_s(stream: str, id: str) -> bool:
    return stream != "regulations" and ours(id)


def due(caller: Caller) -> list[Deadline]:
    """What the timers would do now with this test's own cases."""
    return [one for one in caller.service.timers.due() if is_this_test_s(one.stream, one.id)]


def nothing_fires(caller: Caller) -> None:
    caller.service.subscription.catch_up()
    assert due(caller) == []
    caller.service.timers.tick()


def version(caller: Caller) -> int:
    """Of a1."""
    return caller.runtime.store.current("applications/a1")[1]


def cleared(caller: Caller) -> Callable[[], bool]:
    return lambda: caller.stage("applications", "a1") == "PUBLICITY_CLEAR"


def notice(caller: Caller, year: int, off: list[str], working: list[str] | None = None) -> None:
    body = {"year": year, "notice_no": f"国办发明电〔{year}〕9号", "off": off}
    body["working"] = working or []
    done(caller.do("prov.sc", "calendars", "CN", "propose-calendar", body))
    body["reason"] = "国务院补充通知"
    done(caller.do("prov.im", "calendars", "CN", "publish-calendar", body))


@invariant(19)
@rule("SC-07.8", "SC-07.9")
def test_a_list_closes_and_its_entry_is_cleared_when_five_working_days_are_over(
    publicised: Caller,
) -> None:
    published = version(publicised)
    publicised.move(LAST)
    nothing_fires(publicised)
    assert publicised.stage("applications", "a1") == "IN_PUBLICITY"
    publicised.move(OVER)
    eventually(cleared(publicised))
    eventually(lambda: types(publicised, f"batches/{SICHUAN_BATCH}")[-1] == "publicity-closed")
    [stored] = publicised.runtime.log.history("applications/a1", after=published)
    record = decode(stored.topic, stored.state)
    assert isinstance(record.event, EntryCleared)
    assert record.event.ended == str(LAST)
    assert (record.context.actor.role, record.context.occurred_on) == ("SYSTEM", OVER)
    eventually(lambda: deadlines(publicised) == [])


@rule("SC-07.8")
def test_a_deadline_is_shown_with_how_its_day_was_counted(publicised: Caller) -> None:
    entry, whole = sorted(deadlines(publicised, timer="T1"), key=lambda one: str(one["stream"]))
    assert (entry["id"], entry["command"]) == ("a1", "ClearEntry")
    assert (whole["id"], whole["command"], whole["list_no"]) == (
        SICHUAN_BATCH,
        "ClosePublicity",
        "L9",
    )
    for one in (entry, whole):
        assert (one["due"], one["fires_from"], one["over"]) == (str(LAST), str(OVER), False)
        period = one["period"]
        assert (period["began"], period["length"], period["unit"]) == (
            "2026-03-02",
            5,
            "working_day",
        )
        days = ["2026-03-03", "2026-03-04", "2026-03-05", "2026-03-06", "2026-03-09"]
        assert period["counted"] == days
        assert len(period["notices"]) == 1


def test_before_a_notice_is_confirmed_the_periods_tell_when_they_would_end(
    publicised: Caller,
) -> None:
    path, notice = ("calendars", "CN"), {"year": 2026, "notice_no": "补充通知", "off": [str(LAST)]}
    assert all("would_run_until" not in one for one in deadlines(publicised, timer="T1"))
    done(publicised.do("prov.sc", *path, "propose-calendar", notice))
    for one in deadlines(publicised, timer="T1"):
        assert (one["runs_until"], one["would_run_until"]) == (str(LAST), str(OVER))
    answer = publicised.do("prov.sc.decider", *path, "publish-calendar", notice)
    assert (answer.status_code, answer.json()["refusals"][0]["fields"]) == (409, ["/reason"])
    notice["reason"] = "国务院补充通知"
    done(publicised.do("prov.sc.decider", *path, "publish-calendar", notice))
    for one in deadlines(publicised, timer="T1"):
        assert one["runs_until"] == str(OVER)
        assert "would_run_until" not in one


def test_deadlines_are_for_officials_and_units_see_those_of_their_own_centres(
    publicised: Caller,
) -> None:
    assert publicised.get(None, "/deadlines").status_code == 401
    assert publicised.get("expert.1", "/deadlines").status_code == 403
    assert done(publicised.get("applicant.1", "/deadlines"), 200)["items"] == []
    assert publicised.get("pref.510100", "/deadlines").status_code == 200


@rule("SC-03")
def test_deadlines_are_those_of_the_own_area(publicised: Caller) -> None:
    end = publicised.runtime.log.end()
    assert end is not None

    def seen(who: str, **query: Any) -> set[str]:
        query |= {"min_position": end[0], "timer": "T1"}
        items = done(publicised.get(who, "/deadlines", **query), 200)["items"]
        return {f"{one['regulation']} {one['division']} {one['id']}" for one in items}

    entry, whole = "SC 510100 a1", f"SC 510000 {SICHUAN_BATCH}"
    assert seen("prov.sc") == {entry, whole}
    assert seen("pref.510100") == {entry}
    assert seen("pref.510700") == seen("pref.510700", division="510100") == set()
    assert seen("prov.sc", division="510100") == {entry}
    assert seen("prov.im") and all(one.startswith("IM ") for one in seen("prov.im"))
    assert seen("prov.im", regulation="SC") == set()


def test_a_timer_that_is_told_twice_fires_once(publicised: Caller) -> None:
    """A worker died after its command and before the rows followed."""
    publicised.service.timers.stop()
    publicised.service.subscription.catch_up()
    assert due(publicised) == []
    publicised.move(OVER)
    before = fired()
    for one in due(publicised):
        assert publicised.other_worker.fire(one)
        assert not publicised.service.timers.fire(one)
    assert fired() - before == 2
    assert types(publicised, "applications/a1").count("entry-cleared") == 1


def test_two_services_on_one_store_fire_once(publicised: Caller) -> None:
    before = fired()
    with calling(publicised.runtime.settings) as other:
        publicised.move(OVER)  # processes of one demonstration have one clock
        ticks = [publicised.service.timers.tick, other.service.timers.tick] * 4
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda tick: tick(), ticks))
        eventually(cleared(publicised))
        eventually(cleared(other))
    assert fired() - before == 2 + OF_THE_DEMONSTRATION
    assert types(publicised, "applications/a1").count("entry-cleared") == 1
    assert types(publicised, f"batches/{SICHUAN_BATCH}").count("publicity-closed") == 2


def test_what_was_due_while_the_service_was_down_is_done_when_it_is_up_again(
    demonstration: Settings,
) -> None:
    with calling(demonstration, timers=False) as caller:
        caller.walk("a1")
        caller.publicise("a1")
        caller.move(OVER)
        assert caller.stage("applications", "a1") == "IN_PUBLICITY"
    with calling(demonstration) as caller:
        eventually(cleared(caller))


@invariant(22)
def test_a_holiday_proclaimed_during_the_period_prolongs_it(publicised: Caller) -> None:
    published = version(publicised)
    notice(publicised, 2026, off=["2026-03-06"])
    publicised.move(OVER)
    nothing_fires(publicised)
    assert publicised.stage("applications", "a1") == "IN_PUBLICITY"
    publicised.move(date(2026, 3, 11))
    eventually(cleared(publicised))
    [stored] = publicised.runtime.log.history("applications/a1", after=published)
    event = decode(stored.topic, stored.state).event
    assert isinstance(event, EntryCleared)
    assert event.ended == str(OVER)


def test_a_working_weekend_proclaimed_during_the_period_does_not_shorten_what_was_announced(
    publicised: Caller,
) -> None:
    notice(publicised, 2026, off=[], working=["2026-03-07"])
    publicised.move(LAST)
    nothing_fires(publicised)
    publicised.move(OVER)
    eventually(cleared(publicised))


@invariant(25)
def test_where_the_calendar_is_unknown_the_timer_waits_for_the_notice(call: Caller) -> None:
    """31 December becomes a day off, so that the fifth working day lies in an unknown year."""
    call.move(date(2026, 12, 24))
    call.walk("a1")
    call.publicise("a1")
    published = version(call)
    assert {one["due"] for one in deadlines(call)} == {"2026-12-31"}
    assert all(one["period"]["provisional"] for one in deadlines(call))
    notice(call, 2026, off=["2026-12-31"])
    call.move(date(2027, 1, 5))
    nothing_fires(call)
    assert call.stage("applications", "a1") == "IN_PUBLICITY"
    assert all(one["over"] for one in deadlines(call))
    notice(call, 2027, off=["2027-01-01"])
    eventually(cleared(call))
    [stored] = call.runtime.log.history("applications/a1", after=published)
    event = decode(stored.topic, stored.state).event
    assert isinstance(event, EntryCleared)
    assert event.ended == "2027-01-04"


@invariant(25)
@rule("SC-07.8")
def test_nobody_closes_a_list_by_hand_before_its_time_or_by_a_guess(publicised: Caller) -> None:
    closing = {"list_no": "L9"}
    early = publicised.do("prov.sc", "batches", SICHUAN_BATCH, "close-publicity", closing)
    assert early.status_code == 409
    publicised.service.timers.stop()
    publicised.move(OVER)
    done(publicised.do("prov.sc", "batches", SICHUAN_BATCH, "close-publicity", closing))
    assert {one["stream"] for one in deadlines(publicised)} == {"applications"}


def test_the_deadline_of_an_application_that_ends_is_gone(publicised: Caller) -> None:
    reason = {"reason": "内部调整"}
    done(publicised.do("applicant.1", "applications", "a1", "withdraw-application", reason))
    assert {one["stream"] for one in deadlines(publicised)} == {"batches"}


@pytest.fixture
def asked(call: Caller) -> Caller:
    """A correction is asked for on Monday 2 March, within ten working days."""
    call.walk("a1", until="SubmitApplication")
    defects = {"defects": ["缺少证明"]}
    done(call.do("pref.510100", "applications", "a1", "request-correction", defects))
    return call


@rule("IMPLICIT:correction")
def test_a_correction_that_does_not_come_ends_the_application(asked: Caller) -> None:
    [deadline] = deadlines(asked, timer="T2")
    assert (deadline["due"], deadline["command"]) == ("2026-03-16", "LapseCorrection")
    asked.move(date(2026, 3, 16))
    nothing_fires(asked)
    assert asked.stage("applications", "a1") == "CORRECTION_REQUIRED"
    asked.move(date(2026, 3, 17))
    eventually(lambda: asked.stage("applications", "a1") == "TERMINATED")
    done(asked.open("applicant.1", "applications", draft(), id="a2"))
    submit = {"addressee": "510100"}
    done(asked.do("applicant.1", "applications", "a2", "submit-application", submit))


@rule("IMPLICIT:correction")
def test_a_correction_that_comes_on_the_last_day_stops_the_clock(asked: Caller) -> None:
    asked.move(date(2026, 3, 16))
    correction = {"form": whole_form(office_area=50), "answers": ["已补充"]}
    done(asked.do("applicant.1", "applications", "a1", "supply-correction", correction))
    assert deadlines(asked, timer="T2") == []
    asked.move(date(2026, 3, 17))
    nothing_fires(asked)
    assert asked.stage("applications", "a1") == "SUBMITTED"


def test_the_demonstrations_clock_goes_forward_only_and_only_for_those_who_are_known(
    call: Caller,
) -> None:
    assert call.post(None, "/demo/clock", {"to": "2026-03-10"}).status_code == 401
    call.move(date(2026, 3, 10))
    back = call.post("sysadmin", "/demo/clock", {"to": "2026-03-09"})
    assert (back.status_code, back.json()["errors"][0]["pointer"]) == (422, "/to")
    with calling(call.runtime.settings) as again:
        assert again.runtime.clock.today() == date(2026, 3, 10)
