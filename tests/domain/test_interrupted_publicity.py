"""A publicity that did not stand as announced: nothing is cleared, and all its days run anew."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.application.case import Application
from domain.batch.case import Batch
from domain.batch.interrupting import PublicityRestarted
from tests.domain.test_invariants import allowed
from tests.support.asking import (
    CLEAR,
    CLOSE,
    INTERRUPT,
    LIST,
    LODGE,
    OVER,
    PUBLICISE,
    RECOGNISE,
    RECOGNISE_LIST,
    RENAME,
    REPUBLICISE,
    RESTART,
    WITHDRAW,
    at,
    do,
    refusals,
    refused,
    stage,
    state,
)
from tests.support.citing import invariant, rule
from tests.support.folded import periods_of, rows_of
from tests.support.rounds import cleared, publicised
from tests.support.world import DAY, World

ANEW, LAST = date(2026, 3, 12), date(2026, 3, 19)  # a Thursday, and the fifth working day after it


def the_list(world: World) -> tuple[bool, bool, str]:
    batch = state(world, "b1", "batches")
    assert isinstance(batch, Batch)
    [found] = batch.lists
    return found.interrupted, found.closed, str(found.period and found.period.ends)


def anew(world: World, day: date = ANEW) -> World:
    do(world, INTERRUPT, DAY)
    do(world, RESTART, day)
    return world


@rule("IMPLICIT:publicity")
def test_an_interrupted_list_stays_where_it_is_and_nobody_is_cleared() -> None:
    world = publicised(2)
    do(world, INTERRUPT, DAY + timedelta(days=2))
    assert (stage(world, "a1"), stage(world, "a2")) == ("IN_PUBLICITY", "IN_PUBLICITY")
    [refusal] = refusals(world, CLEAR, OVER)
    assert (refusal.rule, refusal.asked.zh) == ("SC-07.9", "公示已中断")
    [refusal] = refusals(world, CLOSE, OVER)
    assert refusal.asked.zh == "名单 L1 的公示已中断"
    assert the_list(world) == (True, False, "2026-03-09")


@rule("IMPLICIT:publicity", "SC-07.8")
@invariant(19, 26)
def test_a_restarted_publicity_runs_its_whole_period_from_that_day() -> None:
    world = anew(publicised(2))
    assert the_list(world) == (False, False, "2026-03-19")
    for day in (ANEW, LAST):
        assert refused(world, CLEAR, day) == ["SC-07.9"]
        assert refused(world, CLOSE, day) == ["SC-07.8"]
    over = LAST + timedelta(days=1)
    cleared(world, ("a1", "a2"), over)
    do(world, CLOSE, over)
    do(world, RECOGNISE_LIST, over)
    assert stage(world, "a2") == "RECOGNISED"


@rule("IMPLICIT:publicity")
def test_a_restarted_publicity_has_a_notice_of_its_own() -> None:
    world = publicised(2)
    do(world, INTERRUPT)
    do(world, WITHDRAW.on("a2"))
    url = "https://example.invalid/again"
    event = do(world, RESTART.saying(channel_url=url), ANEW)[0].record.event
    assert isinstance(event, PublicityRestarted)
    assert event.entries == ("a1",)
    assert "2026年3月13日至2026年3月19日" in event.notice and url in event.notice
    shown = rows_of(world, "notices")["b1#L1"]
    assert (shown.text, shown.began, shown.interrupted) == (event.notice, "2026-03-12", False)


@rule("IMPLICIT:publicity")
def test_only_what_runs_is_interrupted_and_only_what_is_interrupted_restarts() -> None:
    world = at("StartPublicity")
    assert refused(world, RESTART) == ["IMPLICIT:publicity", "IMPLICIT:list"]
    assert refused(world, INTERRUPT.saying(list_no="L9")) == ["IMPLICIT:list"]
    do(world, INTERRUPT)
    assert refused(world, INTERRUPT) == ["IMPLICIT:list"]
    do(world, RESTART)
    assert refused(world, RESTART) == ["IMPLICIT:list"]
    do(world, CLOSE, OVER)
    assert refused(world, INTERRUPT, OVER) == ["IMPLICIT:list"]


@rule("SC-07.8")
@invariant(25)
def test_a_publicity_does_not_restart_into_an_unpublished_year() -> None:
    world = at("InterruptPublicity")
    [refusal] = refusals(world, RESTART, date(2026, 12, 28))
    assert refusal.rule == "SC-07.8" and "2027-01-01" in refusal.asked.zh


@rule("IMPLICIT:publicity")
def test_what_was_clear_before_stays_clear() -> None:
    world = publicised(2)
    do(world, CLEAR, OVER)
    do(world, INTERRUPT, OVER)
    assert (stage(world, "a1"), stage(world, "a2")) == ("PUBLICITY_CLEAR", "IN_PUBLICITY")
    assert do(world, RECOGNISE, OVER)
    assert refused(world, CLEAR.on("a2"), OVER) == ["SC-07.9"]


@rule("IMPLICIT:publicity")
def test_an_entry_publicised_anew_meanwhile_goes_its_own_way() -> None:
    world = at("RenameParty")
    do(world, INTERRUPT)
    do(world, REPUBLICISE)
    do(world, RESTART, ANEW)
    assert do(world, CLEAR, OVER)
    case = state(world)
    assert isinstance(case, Application)
    assert case.publicised and case.publicised.number == "L1-2"


def test_lists_show_what_is_interrupted() -> None:
    world = publicised(2)
    do(world, INTERRUPT)
    assert {row.status for row in rows_of(world, "publicity").values()} == {"INTERRUPTED"}
    rows = periods_of(world)
    assert len(rows) == 3 and all(row.interrupted for row in rows.values())
    assert {row.due for row in rows_of(world, "worklist").values()} == {None}
    do(world, RESTART, ANEW)
    assert {row.status for row in rows_of(world, "publicity").values()} == {"RUNNING"}
    assert {row.due for row in rows_of(world, "worklist").values()} == {str(LAST)}
    rows = periods_of(world)
    assert {(row.due, row.interrupted) for row in rows.values()} == {(str(LAST), False)}


@invariant(19, 20, 26)
@rule("IMPLICIT:publicity", "SC-07.8")
@given(begun=st.dates(DAY, date(2026, 11, 1)), kept=st.integers(0, 20), waits=st.integers(0, 20))
@pytest.mark.parametrize("anew", ["restart", "republicise"])
def test_days_before_a_new_beginning_never_count(
    anew: str, begun: date, kept: int, waits: int
) -> None:
    """However long it ran and stood still: five whole working days after the last publication."""
    world = at("CompleteExpertReview")
    do(world, LIST, begun)
    do(world, PUBLICISE, begun)
    again = begun + timedelta(days=kept + waits)
    if anew == "restart":
        do(world, INTERRUPT, begun + timedelta(days=kept))
        do(world, RESTART, again)
    else:
        do(world, RENAME, begun + timedelta(days=kept))
        do(world, REPUBLICISE, again)
    calendar = world.states["calendars/CN"].calendar  # type: ignore[attr-defined] # a CalendarFile
    today = again
    while not allowed(world, CLEAR, today):
        today += timedelta(days=1)
    whole = [again + timedelta(days=n) for n in range(1, (today - again).days)]
    assert sum(map(calendar.is_working, whole)) == 5 and calendar.is_working(whole[-1])


@invariant(24)
@rule("IMPLICIT:objection", "IMPLICIT:publicity")
def test_while_the_publicity_is_interrupted_no_objection_is_late() -> None:
    world = publicised(2)
    do(world, INTERRUPT, DAY)
    do(world, LODGE, ANEW)
    assert (stage(world, "a1"), stage(world, "a2")) == ("OBJECTION_PENDING", "IN_PUBLICITY")
    do(world, RESTART, ANEW)
    assert stage(world, "a1") == "OBJECTION_PENDING"
