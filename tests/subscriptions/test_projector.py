"""Rows and place move together; what a fold cannot take parks one row; what nobody knows stops."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest
from msgspec.structs import replace

from adapters.event_store.log import Log
from adapters.read_model.transaction import Transaction
from adapters.read_model.writer import Readmodel
from projections.recorded import RecordedEvent
from services.metrics import BACKGROUND
from services.subscriptions import catch_up as subscription
from services.subscriptions.catalogue import AUDIT, CENTRES, PROJECTIONS, WORKLIST, projection
from services.subscriptions.catch_up import CatchUpSubscription
from services.subscriptions.projector import DeadRow, Projector
from tests.support.asking import DRAFT, do
from tests.support.calling import Caller, done
from tests.support.folded import Scribe, contents, differences, folded, told
from tests.support.next_steps import UNITS
from tests.support.projected import failing, fill, from_a_newer_release, take, two_applications
from tests.support.sichuan import batch_open, named_after, registered, walk

pytest_plugins = ["tests.support.projection_fixtures"]
A2 = "applications/a2"


def acceptance_of_a2(event: RecordedEvent) -> bool:
    return (event.id, event.type) == ("a2", "application-accepted")


def parked_so_far(name: str) -> float:
    return BACKGROUND.get_sample_value("anjuan_parked_total", {"projection": name}) or 0.0


@pytest.mark.parametrize("size", [1, 7, 500])
def test_every_list_shows_what_the_log_says(
    store: Log, rows: Readmodel, scribe: Scribe, size: int
) -> None:
    scribe.write(two_applications())
    for one in PROJECTIONS:
        fill(store, Projector(rows, one), size)
    assert differences(store, rows) == []


def test_where_the_rows_cannot_be_written_the_place_stays(
    store: Log, rows: Readmodel, scribe: Scribe, monkeypatch: pytest.MonkeyPatch
) -> None:
    scribe.write(two_applications())
    projector = Projector(rows, projection("worklist"))
    take(projector, store, store.follow(0, 20), 0)
    checkpoint, before = projector.checkpoint(), contents(rows, WORKLIST)

    def broken(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="disk full"):
        patch.setattr(Transaction, "_edit", broken)
        take(projector, store, store.follow(checkpoint, 20), checkpoint)
    assert (projector.checkpoint(), contents(rows, WORKLIST)) == (checkpoint, before)
    fill(store, projector)
    assert differences(store, rows, [projector.projection]) == []


@pytest.mark.parametrize("size", [1, 500])
def test_an_event_that_a_fold_cannot_take_parks_its_row_and_nothing_else(
    store: Log, rows: Readmodel, scribe: Scribe, size: int
) -> None:
    scribe.write(
        walk(registered(two_applications(), UNITS[1]), "a3", "StartLocalReview", applicant=UNITS[1])
    )
    whole = folded(projection("worklist"), told(store))
    before = parked_so_far("worklist")
    projector = Projector(rows, failing("worklist", acceptance_of_a2))
    fill(store, projector, size)
    found = contents(rows, WORKLIST)
    assert found.pop(A2).stage == "SUBMITTED"
    assert found == {key: row for key, row in whole.items() if key != A2}
    recognised = {"centres/a1", "centres/a1#annual/2026"}
    assert found.keys() == {"applications/a3", "batches/b1"} | recognised
    [poison] = filter(acceptance_of_a2, told(store))
    reason = "ValueError: a case that nobody thought of"
    assert projector.parked(whole) == {A2: DeadRow(poison.position, poison.type, reason)}
    assert parked_so_far("worklist") - before == 1
    end = store.end()
    assert end is not None
    assert projector.checkpoint() == end[0]


def test_a_row_can_be_parked_before_it_was_ever_there(
    store: Log, rows: Readmodel, scribe: Scribe
) -> None:
    scribe.write(two_applications())
    projector = Projector(rows, failing("registry", lambda event: True))
    fill(store, projector)
    assert rows.slices(CENTRES, "a1") == []
    assert projector.parked(["a1", "a2"]).keys() == {"a1"}


def test_what_follows_for_a_parked_row_is_left_out_for_good(
    store: Log, rows: Readmodel, scribe: Scribe
) -> None:
    scribe.write(two_applications())
    fill(store, Projector(rows, failing("statistics", lambda event: event.stream == "batches")), 3)
    mended = Projector(rows, projection("statistics"))
    scribe.write(batch_open(two_applications(), "b2"))
    fill(store, mended)
    parked = mended.parked(folded(projection("statistics"), told(store)))
    assert parked
    assert all("|batches|" in key for key in parked)
    assert not parked.keys() & contents(rows, mended.table).keys()


def test_an_event_of_a_newer_release_stops_each_projection_at_it_and_says_so(
    store: Log, rows: Readmodel, scribe: Scribe
) -> None:
    world = two_applications()
    scribe.write(world)
    known = folded(projection("audit_trail"), told(store))
    unknown = from_a_newer_release(scribe)
    do(world, DRAFT.on("a9"))
    scribe.write(world)
    projectors = CatchUpSubscription(store, rows)
    for _ in range(2):
        projectors.catch_up()
        assert set(projectors.checkpoints.values()) == {unknown - 1}
    assert projectors.stopped.keys() == projectors.checkpoints.keys()
    for reason in projectors.stopped.values():
        assert f"event {unknown}, applications/moon" in reason
        assert "upgrade this reader" in reason
    assert contents(rows, AUDIT) == known


def test_where_nobody_can_say_which_rows_an_event_touches_only_that_projection_stops(
    store: Log, rows: Readmodel, scribe: Scribe
) -> None:
    def keys(event: RecordedEvent) -> Iterable[str]:
        if event.type == "application-accepted":
            raise LookupError("which?")
        return projection("worklist").keys(event)

    scribe.write(two_applications())
    broken = replace(projection("worklist"), keys=keys)
    projectors = CatchUpSubscription(store, rows, [broken, projection("audit_trail")])
    projectors.catch_up()
    first = next(event for event in told(store) if event.type == "application-accepted")
    assert projectors.stopped.keys() == {"worklist"}
    assert projectors.checkpoints["worklist"] == first.position - 1
    assert contents(rows, WORKLIST)["applications/a1"].stage == "SUBMITTED"
    assert differences(store, rows, [projection("audit_trail")]) == []


def test_two_fillers_at_once_do_no_harm(
    store: Log,
    rows: Readmodel,
    other_rows: Readmodel,
    scribe: Scribe,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(subscription, "BATCH", 3)
    scribe.write(two_applications())
    workers = [CatchUpSubscription(store, one) for one in (rows, other_rows)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(CatchUpSubscription.catch_up, workers))
    assert differences(store, rows) == []
    for worker in workers:
        worker.catch_up()
        assert len(set(worker.checkpoints.values())) == 1


def test_a_projection_whose_table_is_gone_does_not_turn_in_circles(
    store: Log, rows: Readmodel, scribe: Scribe
) -> None:
    """A newer release has tidied up; this process is the older one."""
    scribe.write(two_applications())
    old = CatchUpSubscription(store, rows, [projection("worklist")])
    rows.drop(WORKLIST)
    old.catch_up()
    assert old.checkpoints == {"worklist": 0}


def park(caller: Caller, name: str, key: str, position: int = 7) -> None:
    lot = caller.service.subscription.projectors[name].lot
    parked = DeadRow(position, "application-accepted", "ValueError: no")
    caller.runtime.readmodel.apply(lot, [(key, parked)], since=0, checkpoint=0)


def items(caller: Caller, who: str | None, path: str) -> list[dict[str, object]]:
    caller.service.subscription.catch_up()
    found: list[dict[str, object]] = done(caller.get(who, path), 200)["items"]
    return found


def test_a_parked_centre_is_marked_in_the_registry_and_not_shown(call: Caller) -> None:
    marked = {"id": "demo-5", "key": "demo-5", "since": 7, "parked": True}
    before, other = items(call, None, "/registry/centres")
    assert before.items() <= done(call.get(None, "/registry/centres/demo-5"), 200).items()
    assert call.get(None, "/registry/centres/demo-5", as_of="2026-02-08").status_code == 404
    assert call.get(None, "/registry/centres/unknown").status_code == 404
    for key in ("demo-5", "unknown"):
        park(call, "registry", key)
        answer = call.get(None, f"/registry/centres/{key}")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    after = items(call, None, "/registry/centres")
    assert sorted(after, key=lambda one: str(one["id"])) == [marked, other]


def marks_a_parked_row(call: Caller, name: str, who: str | None, path: str, clue: str) -> None:
    before = items(call, who, path)
    table = call.service.subscription.projectors[name].table
    keys = [key for key in contents(call.runtime.readmodel, table) if key.endswith(clue)]
    key = keys[0] if clue else f"{before[0]['position']:018}"
    park(call, name, key)
    after = items(call, who, path)
    assert [one for one in after if one.get("parked")] == [{"key": key, "since": 7, "parked": True}]
    assert len(after) == len(before)
    assert len([one for one in after if one in before]) == len(before) - 1


def test_a_parked_row_is_marked_in_every_list_and_the_others_are_shown(call: Caller) -> None:
    call.walk("a3", until="SubmitApplication")
    marks_a_parked_row(call, "worklist", "pref.510100", "/worklist", "applications/a3")
    reason = {"reason": "内部调整"}
    done(call.do("applicant.1", "applications", "a3", "withdraw-application", reason))
    call.walk("a1")
    call.walk("a2", **named_after("白酒产业"))
    call.publicise("a1", "a2")
    marks_a_parked_row(call, "publicity", None, "/publicity", "a1")
    marks_a_parked_row(call, "deadlines", "prov.sc", "/deadlines", "applications/a1")
    marks_a_parked_row(call, "audit_trail", "prov.sc", "/audit?stream=batches", "")
    marks_a_parked_row(
        call,
        "statistics",
        "prov.sc",
        "/statistics?limit=500",
        "SC.510000|batches|list-determined|2026-03|deliberation",
    )
