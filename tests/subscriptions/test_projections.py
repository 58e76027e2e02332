"""What each list shows of what happened, and that it is the same however the events come in."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule as may_happen
from hypothesis.stateful import run_state_machine_as_test
from msgspec.structs import replace

from adapters.event_store.sqlite import SQLiteLog
from adapters.read_model.writer import open_sqlite
from domain.application.correcting import RequestCorrection
from projections import publicity
from projections.audit_trail import AuditEntry
from projections.open_case import OpenCase
from projections.publicity import PublishedEntry
from services.subscriptions import rebuild as rebuilding
from services.subscriptions.catalogue import PROJECTIONS, Projection
from services.subscriptions.projector import Projector
from services.subscriptions.rebuild import rebuild
from tests.support import asking
from tests.support.asking import OVER, at, do, ready, with_another
from tests.support.citing import invariant, rule
from tests.support.folded import (
    Scribe,
    differences,
    happenings,
    in_order,
    periods_of,
    personal_values,
    rows_of,
)
from tests.support.life import Life
from tests.support.next_steps import UNITS
from tests.support.projected import take
from tests.support.roads import SICHUAN_DIRECT
from tests.support.sichuan import (
    APPLICANT,
    CHENGDU,
    cleared,
    form,
    named_after,
    publicised,
    recognised,
    registered,
    walk,
)
from tests.support.world import DAY, World

LATER = date(2026, 4, 1)


def published(world: World, id: str = "a1") -> PublishedEntry | None:
    row = rows_of(world, "publicity").get(id)
    assert row is None or isinstance(row, PublishedEntry)
    return row


def waiting(world: World, id: str = "a1") -> OpenCase | None:
    row = rows_of(world, "worklist").get(f"applications/{id}")
    assert row is None or isinstance(row, OpenCase)
    return row


def trail(world: World) -> list[AuditEntry]:
    return list(rows_of(world, "audit_trail").values())


def due(world: World) -> dict[str, tuple[str, str, str]]:
    rows = periods_of(world).items()
    return {key: (row.timer, row.command, row.due) for key, row in rows}


def ended(world: World) -> World:
    do(world, asking.TERMINATE.saying(served_on=OVER), on=OVER)
    return world


def over() -> World:
    """The publicity of a1 is over and nobody objected."""
    return cleared(at("StartPublicity"), "a1", OVER)


def test_the_audit_trail_says_who_did_what_when_under_which_rules_on_which_document() -> None:
    world = at("RecommendApplication")
    entry = trail(world)[-1]
    assert (entry.actor, entry.role, entry.organ) == ("pref.510100", "PREF", "510100")
    assert (entry.command, entry.type) == ("RecommendApplication", "application-recommended")
    assert (entry.stream, entry.id, entry.version) == ("applications", "a1", 7)
    assert (entry.occurred_on, entry.document_no) == (str(DAY), "成市监〔2026〕1号")
    assert entry.rules == ("SC-07.6", "SC-A2")
    assert (entry.regulation, entry.division) == ("SC", "510100")


def test_the_audit_trail_has_every_event_once_in_the_order_of_the_log() -> None:
    world = over()
    entries = trail(world)
    assert [entry.position for entry in entries] == [*range(1, len(entries) + 1)]
    assert [entry.place for entry in entries] == sorted(entry.place for entry in entries)
    assert len(entries) == sum(map(len, world.histories.values()))


def test_the_audit_trail_shows_why_something_was_recorded_late() -> None:
    world = at("StartPublicity")
    assert {entry.late_reason for entry in trail(world)} == {None}
    do(world, asking.CLOSE, on=OVER, late_reason="系统停机")
    assert trail(world)[-1].late_reason == "系统停机"


@rule("SC-07.8")
def test_nothing_of_an_application_is_public_before_its_publication() -> None:
    assert published(at("DetermineList")) is None
    entry = published(at("StartPublicity"))
    assert entry is not None
    assert (entry.status, entry.list_no, entry.batch) == ("RUNNING", "L1", "b1")
    assert (entry.began, entry.ends) == ("2026-03-02", "2026-03-09")
    assert (entry.builder, entry.division) == ("成都示例新能源有限公司", "510100")


@pytest.mark.parametrize(
    ("further", "status"),
    [
        (lambda world: world, "CLEAR"),
        (lambda world: recognised(world, "a1", OVER), "RECOGNISED"),
        (ended, "WITHDRAWN"),
    ],
)
def test_an_entry_stays_public_with_what_became_of_it(
    further: Callable[[World], World], status: str
) -> None:
    entry = published(further(over()))
    assert entry is not None
    assert (entry.status, entry.ends) == (status, "2026-03-09")


@pytest.mark.parametrize("further", [lambda world: recognised(world, "a1", OVER), ended])
def test_only_events_that_change_nothing_public_are_passed_over(
    further: Callable[[World], World],
) -> None:
    row, passed = None, 0
    for event in happenings(further(over())):
        if event.stream != "applications":
            continue
        before, row = row, publicity.project(row, event)
        if not publicity.keys(event):
            assert row == before
            passed += 1
    assert row is not None
    assert passed > 5


def test_who_withdraws_during_publicity_is_shown_as_withdrawn() -> None:
    world = at("StartPublicity")
    do(world, asking.WITHDRAW)
    entry = published(world)
    assert entry is not None
    assert entry.status == "WITHDRAWN"


def test_a_case_waits_at_its_stage_since_the_day_it_came_there() -> None:
    world = walk(ready(), "a1", "SubmitApplication")
    do(world, asking.ACCEPT, on=LATER)
    found = waiting(world)
    assert found is not None
    assert (found.stage, found.since, found.division) == ("ACCEPTED", str(LATER), "510100")
    assert found.done == ("CreateDraft", "SubmitApplication", "AcceptApplication")
    assert (found.owner, found.channel) == (APPLICANT.organ, "ORDINARY")


def test_a_step_within_a_stage_leaves_the_day_as_it_was() -> None:
    world = at("StartLocalReview")
    do(world, asking.QUALIFY, on=LATER)
    found = waiting(world)
    assert found is not None
    assert (found.stage, found.since) == ("LOCAL_REVIEW", str(DAY))


@rule("IMPLICIT:correction")
def test_a_running_period_is_shown_until_the_case_moves_on() -> None:
    world = at("SubmitApplication")
    world.act("applications", "a1", RequestCorrection(defects=("缺少证明",)), CHENGDU)
    asked = waiting(world)
    do(world, asking.CORRECT, on=date(2026, 3, 5))
    answered = waiting(world)
    assert asked is not None
    assert answered is not None
    assert (asked.due, answered.due) == ("2026-03-16", None)


@pytest.mark.parametrize("ending", [asking.WITHDRAW, asking.TERMINATE])
def test_a_case_that_has_ended_waits_no_more(ending: asking.Ask) -> None:
    world = at("AcceptApplication")
    assert waiting(world)
    do(world, ending)
    assert waiting(world) is None


def test_a_recognised_application_waits_no_more() -> None:
    assert waiting(recognised(over(), "a1", OVER)) is None


def test_statistics_count_every_event_once_by_month_and_place_but_no_claim() -> None:
    world = recognised(over(), "a1", OVER)
    registered(world, UNITS[1])
    counts = list(rows_of(world, "statistics").values())
    events = [event for event in happenings(world) if event.stream != "claims"]
    assert sum(count.count for count in counts) == len(events)
    assert "claims" not in {count.stream for count in counts}
    [parties] = [count for count in counts if count.stream == "parties"]
    assert (parties.count, parties.month) == (2, "2026-03")


def test_statistics_count_by_the_month_of_the_act() -> None:
    world = walk(ready(), "a1", "SubmitApplication")
    with_another(world)
    do(world, asking.ACCEPT, on=LATER)
    accepted = {
        row.month: row.count
        for row in rows_of(world, "statistics").values()
        if row.type == "application-accepted"
    }
    assert accepted == {"2026-03": 1, "2026-04": 1}


@rule("SC-07.8")
def test_a_publicity_runs_for_its_list_and_for_each_entry() -> None:
    world = publicised(with_another(walk(ready(), "a1")), "a1", "a2")
    assert due(world) == {
        "batches/b1#L1": ("T1", "ClosePublicity", "2026-03-09"),
        "applications/a1": ("T1", "ClearEntry", "2026-03-09"),
        "applications/a2": ("T1", "ClearEntry", "2026-03-09"),
    }
    do(world, asking.WITHDRAW)
    assert due(world).keys() == {"batches/b1#L1", "applications/a2"}
    cleared(world, "a2", OVER)
    assert due(world) == {}


@rule("IMPLICIT:correction")
@pytest.mark.parametrize(
    ("answer", "on"), [(asking.CORRECT, date(2026, 3, 5)), (asking.LAPSE, date(2026, 3, 17))]
)
def test_the_term_of_a_correction_runs_until_it_comes_or_lapses(
    answer: asking.Ask, on: date
) -> None:
    world = at("RequestCorrection")
    assert due(world) == {"applications/a1": ("T2", "LapseCorrection", "2026-03-16")}
    do(world, answer, on=on)
    assert due(world) == {}


@rule("SC-07.3")
def test_a_running_term_comes_before_the_bureau_that_the_application_is_filed_with() -> None:
    world = SICHUAN_DIRECT.at("RequestCorrection")
    [before] = periods_of(world).values()
    do(world, SICHUAN_DIRECT.asks["ReceiveLocalFiling"])
    [filed] = periods_of(world).values()
    assert (before.division, filed) == ("510000", replace(before, division="510100"))


def test_a_deadline_fires_the_command_of_its_period() -> None:
    for key, row in periods_of(at("StartPublicity")).items():
        assert type(row.fires()).__name__ == row.command
        assert getattr(row.fires(), "list_no", None) == ("L1" if "#" in key else None)


ROWLESS = ("reactions", "publications", "red_flags")
"""Lists of which this world has no row; of publications: tests/domain/test_publications.py."""


def test_no_list_shows_a_personal_value_of_a_form() -> None:
    """This world seals nothing: a row that copied a person's name would show it."""
    world = publicised(with_another(walk(ready(), "a1")), "a1")
    do(world, asking.CHANGE.on("a2").saying(form=form(**named_after("白酒产业"))))
    running = world.copy()
    recognised(cleared(world, "a1", OVER), "a1", OVER)
    values = {v for _, record in in_order(world) for v in personal_values(record)}
    assert {"王示例", "员工1", "13800000000", "主任", "钱示例"} <= values
    for one in PROJECTIONS:
        rows = [*rows_of(running, one.name).values(), *rows_of(world, one.name).values()]
        assert rows or one.name in ROWLESS, one.name
        shown = msgspec.json.encode(rows).decode()
        assert [value for value in values if value in shown] == []


class ProjectedLife(Life):
    """A life that projectors follow in batches of any size, with lists made anew in between; in
    the end all rows are right."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.log = SQLiteLog(Path(self.folder.name) / "events.db")
        self.readmodel = open_sqlite(Path(self.folder.name) / "read.db")
        self.projectors = [Projector(self.readmodel, one) for one in PROJECTIONS]
        self.scribe = Scribe(self.log)

    @may_happen(size=st.integers(1, 40), data=st.data())
    def a_projector_looks(self, size: int, data: st.DataObject) -> None:
        self.scribe.write(self.world)
        projector = data.draw(st.sampled_from(self.projectors))
        checkpoint = projector.checkpoint()
        if events := self.log.follow(checkpoint, size):
            take(projector, self.log, events, checkpoint)

    @may_happen(some=st.sets(st.sampled_from(PROJECTIONS)))
    def lists_are_made_anew(self, some: set[Projection]) -> None:
        self.scribe.write(self.world)
        rebuild(self.log, self.readmodel, some)
        assert differences(self.log, self.readmodel, [*some]) == []

    def teardown(self) -> None:
        self.scribe.write(self.world)
        for projector in self.projectors:
            while events := self.log.follow(checkpoint := projector.checkpoint(), 33):
                take(projector, self.log, events, checkpoint)
        wrong = differences(self.log, self.readmodel)
        self.readmodel.close()
        self.log.close()
        self.folder.cleanup()
        assert wrong == []


@invariant(34)
def test_rows_are_what_the_whole_log_says_in_whatever_batches_it_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rebuilding, "EVENTS_FOLDED_AT_ONCE", 7)
    few = settings(
        max_examples=30,
        stateful_step_count=40,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(ProjectedLife, settings=few)
