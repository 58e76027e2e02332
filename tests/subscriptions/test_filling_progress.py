"""How far lists are filled is said where it takes long, and only there."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from adapters.event_store.sqlite import SQLiteLog
from adapters.read_model.writer import open_sqlite
from services.subscriptions import progress
from services.subscriptions.catalogue import projection
from services.subscriptions.catch_up import BATCH, CatchUpSubscription
from tests.support.relayed import Writer

EVENTS = 2 * BATCH + 1


def filled(folder: Path) -> list[tuple[str, list[str], int, int]]:
    log, readmodel = SQLiteLog(folder / "events.db"), open_sqlite(folder / "read.db")
    try:
        subscription = CatchUpSubscription(log, readmodel, [projection("cases")])
        with capture_logs() as entries:
            subscription.catch_up()
        told = [one for one in entries if "lists are" in one["event"]]
        return [(o["event"].split()[-2], o["projections"], o["position"], o["of"]) for o in told]
    finally:
        log.close()
        readmodel.close()


def test_a_release_that_fills_a_list_anew_says_which_and_how_far(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "MUCH_TO_READ", BATCH)
    log = SQLiteLog(tmp_path / "events.db")
    Writer(log).add(EVENTS)
    log.close()
    told = filled(tmp_path)
    assert next(position for _, _, position, _ in told) == 0
    assert [position for _, _, position, _ in told][-1] == EVENTS
    assert {(tuple(names), of) for _, names, _, of in told} == {(("cases",), EVENTS)}
    assert len(told) == 4
    assert filled(tmp_path) == []


def test_a_few_events_are_followed_without_a_word(tmp_path: Path) -> None:
    log = SQLiteLog(tmp_path / "events.db")
    Writer(log).add(BATCH)
    log.close()
    assert filled(tmp_path) == []
