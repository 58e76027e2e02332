"""The list as one act, and its publicity of five whole working days."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from domain.application.case import Application
from domain.batch.case import Batch
from domain.batch.shortlisting import Dropped, Selected
from domain.calendar.lifecycle import PublishCalendar
from domain.context import SYSTEM
from tests.support.asking import (
    CLEAR,
    CLOSE,
    LIST,
    OPEN,
    OVER,
    PUBLICISE,
    RECOGNISE,
    SUBMIT,
    WITHDRAW,
    Ask,
    at,
    do,
    refusals,
    refused,
    stage,
    state,
    with_another,
)
from tests.support.citing import invariant, rule
from tests.support.sichuan import walk
from tests.support.world import DAY, World

LAST = date(2026, 3, 9)


def choosing(*ids: str, reason: str | None = None, dropped: tuple[str, ...] = ()) -> Ask:
    return LIST.saying(
        selected=tuple(Selected(application=id, reason=reason) for id in ids),
        dropped=tuple(Dropped(application=id, reason="名额所限") for id in dropped),
        served_on=DAY if dropped else None,
    )


def two() -> World:
    """a1 with 90.00 points, a2 with 95.00."""
    world = with_another(at("CompleteExpertReview"))
    case = state(world, "a2")
    assert isinstance(case, Application)
    world.states["applications/a2"] = replace(case, score=9500)
    return world


def holiday(world: World, *off: date, working: tuple[date, ...] = ()) -> None:
    notice = PublishCalendar(year=2026, notice_no="补充通知", off=off, working=working)
    world.act("calendars", "CN", notice, SYSTEM)


@rule("IMPLICIT:batch")
def test_a_call_is_opened_once_and_its_window_begins_before_it_ends() -> None:
    backwards = OPEN.saying(window_from=date(2026, 5, 1), window_to=date(2026, 4, 1))
    assert refused(at("Founded"), backwards) == ["IMPLICIT:window"]
    assert refused(at("OpenCallBatch"), OPEN) == ["IMPLICIT:open"]


@rule("SC-07.8")
def test_the_selected_are_proposed_and_the_others_told_why_in_one_act() -> None:
    world = two()
    decided = do(world, choosing("a2", dropped=("a1",)))
    assert [one.stream for one in decided][:3] == [
        "batches/b1",
        "applications/a2",
        "applications/a1",
    ]
    assert (stage(world, "a1"), stage(world, "a2")) == ("NOT_SHORTLISTED", "PROPOSED")
    assert len({one.record.context.command_id for one in decided}) == 1
    assert do(walk(world, "a3", "CreateDraft"), SUBMIT.on("a3"))


@rule("SC-07.8")
def test_one_bad_entry_and_nothing_happens() -> None:
    world = with_another(at("PassRecheck"), "a2")
    before = dict(world.states)
    assert refused(world, choosing("a2", "a1")) == ["SC-07.7"]
    [missing] = refusals(world, choosing("a2", "a9"))
    assert (missing.rule, missing.asked.zh) == ("IMPLICIT:list", "申报 a9 不存在")
    assert world.states == before


@rule("SC-07.8")
def test_an_application_of_another_batch_is_not_listed_in_this_one() -> None:
    world = at("CompleteExpertReview")
    do(world, OPEN.on("b2"))
    assert refused(world, LIST.on("b2")) == ["IMPLICIT:batch"]
    dropping = choosing("a2", dropped=("a1",)).on("b2")
    found = refusals(with_another(world), dropping)
    assert [one.rule for one in found] == ["IMPLICIT:batch"] * 2
    assert [one.asked.zh for one in found] == ["申报 a2", "申报 a1"]


@rule("SC-07.8")
def test_an_order_against_the_scores_gives_its_reason() -> None:
    [refusal] = refusals(two(), choosing("a1", "a2"))
    assert (refusal.rule, refusal.allowed.zh) == ("IMPLICIT:list", "说明理由")
    assert do(two(), choosing("a2", "a1"))
    assert do(two(), choosing("a1", "a2", reason="产业布局需要"))


@rule("SC-07.8")
def test_every_fault_of_a_list_is_named() -> None:
    world = two()
    assert refused(world, choosing("a2", "a2")) == ["IMPLICIT:list"]
    twice = choosing("a2", dropped=("a2",)).saying(served_on=None)
    assert refused(world, twice) == ["IMPLICIT:list"] * 2
    early = choosing("a2", dropped=("a1",)).saying(served_on=date(2026, 3, 1))
    assert refused(world, early) == ["IMPLICIT:service"]
    do(world, choosing("a2"))
    assert "IMPLICIT:list" in refused(world, choosing("a1"))


@rule("SC-07.8")
def test_a_list_is_publicised_once_and_only_when_there_is_one() -> None:
    world = at("StartPublicity")
    assert refused(world, PUBLICISE) == ["IMPLICIT:list"]
    assert refused(world, PUBLICISE.saying(list_no="L2")) == ["IMPLICIT:list"]
    assert refused(at("CompleteExpertReview"), PUBLICISE) == ["SC-07.8", "IMPLICIT:list"]


@rule("SC-07.8")
@invariant(19)
@pytest.mark.parametrize("passed", range(8))
def test_five_working_days_after_the_day_of_publication_must_have_passed(passed: int) -> None:
    world, day = at("StartPublicity"), DAY + timedelta(days=passed)
    for ask, cited in ((CLOSE, "SC-07.8"), (CLEAR, "SC-07.9")):
        [refusal] = refusals(world, ask, day)
        assert refusal.rule == cited
        assert refusal.allowed.en == "after 2026-03-09, when the period ends"
    assert do(world.copy(), CLOSE, OVER) and do(world, CLEAR, OVER)


@rule("SC-07.8")
@invariant(25)
def test_a_publicity_that_runs_into_an_unpublished_year_does_not_begin() -> None:
    december = date(2026, 12, 25)
    world = at("CompleteExpertReview")
    do(world, LIST, december)
    [refusal] = refusals(world, PUBLICISE, december)
    assert (refusal.rule, refusal.article) == ("SC-07.8", "第七条（三）")
    assert "2027-01-01" in refusal.asked.zh and "no notice published yet" in refusal.asked.en
    assert stage(world) == "PROPOSED"


@rule("SC-07.8", "SC-07.9")
@invariant(25)
def test_an_end_that_has_become_unknown_is_never_guessed() -> None:
    begun = date(2026, 12, 24)
    world = at("CompleteExpertReview")
    do(world, LIST, begun)
    do(world, PUBLICISE, begun)
    holiday(world, date(2026, 12, 31))
    for ask, cited in ((CLOSE, "SC-07.8"), (CLEAR, "SC-07.9")):
        [refusal] = refusals(world, ask, date(2027, 1, 29))
        assert refusal.rule == cited and "2027-01-01" in refusal.asked.zh
        assert refusal.allowed.zh == "国务院办公厅公布2027年放假安排后再办"


@rule("SC-07.8")
def test_a_corrected_calendar_prolongs_a_running_publicity() -> None:
    world = at("StartPublicity")
    holiday(world, LAST)
    assert refused(world, CLEAR, OVER) == ["SC-07.9"]
    assert refused(world, CLOSE, OVER) == ["SC-07.8"]
    assert do(world, CLEAR, date(2026, 3, 11))
    assert do(world, CLOSE, date(2026, 3, 11))


@rule("SC-07.8")
def test_a_corrected_calendar_never_shortens_it() -> None:
    world = at("StartPublicity")
    holiday(world, working=(date(2026, 3, 7), date(2026, 3, 8)))
    assert refused(world, CLEAR, LAST) == ["SC-07.9"]
    assert refused(world, CLOSE, LAST) == ["SC-07.8"]


@rule("SC-07.9")
def test_a_calendar_corrected_after_clearing_holds_recognition_back() -> None:
    world = at("ClearEntry")
    holiday(world, LAST, OVER)
    assert refused(world, RECOGNISE, OVER) == ["SC-07.9", "IMPLICIT:working-day"]
    assert do(world, RECOGNISE, date(2026, 3, 12))


@rule("SC-07.8")
def test_a_publicity_is_closed_once() -> None:
    world = at("StartPublicity")
    assert refused(world, CLOSE.saying(list_no="L2"), OVER) == ["IMPLICIT:list"]
    do(world, CLOSE, OVER)
    assert refused(world, CLOSE, OVER) == ["IMPLICIT:list"]
    batch = state(world, "b1", "batches")
    assert isinstance(batch, Batch)
    assert [found.closed for found in batch.lists] == [True]


@rule("SC-07.8")
def test_who_withdraws_from_the_list_is_not_publicised() -> None:
    world = with_another(at("CompleteExpertReview"))
    do(world, choosing("a1", "a2"))
    do(world, WITHDRAW)
    do(world, PUBLICISE)
    assert (stage(world, "a1"), stage(world, "a2")) == ("WITHDRAWN", "IN_PUBLICITY")


def test_a_list_is_not_published_before_the_day_it_was_determined() -> None:
    world = at("CompleteExpertReview")
    do(world, LIST, on=DAY + timedelta(days=2))
    early = DAY + timedelta(days=1)
    assert refused(world, PUBLICISE, on=early, late_reason="补记") == ["IMPLICIT:list"]
