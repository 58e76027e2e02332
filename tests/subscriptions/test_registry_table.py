"""The registry's table says what the events define, in whatever batches and by whomever filled."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.event_store.codec import encode
from adapters.event_store.log import AppendRequest, Entry, Log, Stored
from adapters.event_store.store_marks import StoreMarks
from adapters.read_model.transaction import CheckpointMoved
from adapters.read_model.writer import Readmodel
from domain.claim.lifecycle import ReleaseClaim
from domain.context import SYSTEM, Context
from domain.record import Record
from projections import registry
from projections.two_clocks import Slice, ask
from services.runtime import open_log, open_readmodel
from services.subscriptions import catch_up as subscription
from services.subscriptions import fold
from services.subscriptions.catalogue import CENTRES, projection
from services.subscriptions.catch_up import CatchUpSubscription
from services.subscriptions.fold import Reached
from services.subscriptions.projector import Projector
from tests.support.calling import Caller
from tests.support.centre_histories import (
    DAY,
    MOMENT,
    Dated,
    Dates,
    as_defined,
    days,
    histories,
    moments,
)
from tests.support.citing import invariant
from tests.support.demonstrations import empty
from tests.support.folded import differences
from tests.support.projected import take

pytest_plugins = ["tests.support.http_fixtures"]


@pytest.fixture(scope="module")
def log(
    kind: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Log]:
    folder = tmp_path_factory.mktemp("log")
    with closing(open_log(empty(kind, folder, request))) as log:
        yield log


@pytest.fixture(scope="module")
def rows(
    kind: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Readmodel]:
    folder = tmp_path_factory.mktemp("rows")
    with closing(open_readmodel(empty(kind, folder, request))) as rows:
        yield rows


_names = count(1)


def recorded(log: Log, events: Dates) -> tuple[str, Dates]:
    """A history of a new centre in the log, which gives the moments: an hour for each second."""
    id = f"h{next(_names)}"
    end = log.end()
    start = max(MOMENT, end[1]) + timedelta(hours=1) if end else MOMENT
    for version, one in enumerate(events, 1):
        context = Context(
            actor=SYSTEM, occurred_on=DAY, effective_on=one.effective_on, command_id=id
        )
        record = Record(event=one.event, context=context, command=ReleaseClaim())
        entry = Entry(f"centres/{id}", version, *encode(record))
        append = AppendRequest("system", f"{id}:{version}", b"", (entry,))
        [outcome] = log.write([append], start + (one.recorded_at - MOMENT))
        assert outcome.kind == "stored"
    stored = log.history(f"centres/{id}")
    return id, [
        Dated(one.event, one.effective_on, known.recorded_at)
        for one, known in zip(events, stored, strict=True)
    ]


@invariant(34)
@given(st.lists(histories(restored=True), min_size=1, max_size=3), st.integers(1, 9))
def test_the_table_says_what_the_events_define_in_batches_of_any_size(
    log: Log, rows: Readmodel, told: list[Dates], size: int
) -> None:
    centres = dict(recorded(log, events) for events in told)
    projector = Projector(rows, projection("registry"))
    while events := log.follow(projector.checkpoint(), size):
        take(projector, log, events, projector.checkpoint())
    for id, dated in centres.items():
        slices = rows.slices(CENTRES, id)
        for day in days(dated):
            for known in moments(dated):
                assert ask(slices, day, known) == as_defined(dated, day, known)
    assert not projector.parked(centres)


class Killed(BaseException):
    """Stands for a process that ends here."""


def everything(rows: Readmodel, ids: list[str]) -> dict[str, list[Slice[registry.Row]]]:
    return {id: rows.slices(CENTRES, id) for id in ids}


@pytest.fixture
def two(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[list[Readmodel]]:
    """Two projectors' connections to one empty read model."""
    settings = empty(kind, tmp_path, request)
    with closing(open_readmodel(settings)) as one, closing(open_readmodel(settings)) as other:
        yield [one, other]


@pytest.fixture
def filled(shared: Caller, monkeypatch: pytest.MonkeyPatch) -> Caller:
    """A log of a demonstration and of six more centres, read in batches of four."""
    monkeypatch.setattr(subscription, "BATCH", 4)
    shared.service.subscription.catch_up()
    return shared


@pytest.mark.parametrize("after_commit", [False, True])
def test_a_projector_that_is_killed_between_batches_goes_on_where_it_was(
    filled: Caller,
    two: list[Readmodel],
    monkeypatch: pytest.MonkeyPatch,
    after_commit: bool,
) -> None:
    batches = count(1)

    def dying(
        group: list[Projector], events: list[Stored], since: int, marks: StoreMarks
    ) -> dict[str, Reached]:
        mortal = next(batches) % 3 == 0
        if mortal and not after_commit:
            raise Killed
        reached = fold.apply_together(group, events, since, marks)
        if mortal:
            raise Killed
        return reached

    monkeypatch.setattr(subscription, "apply_together", dying)
    deaths = 0
    while True:
        try:
            CatchUpSubscription(filled.runtime.log, two[0]).catch_up()
            break
        except Killed:
            deaths += 1
    assert deaths > 1
    ids = [name.split("/")[1] for name in filled.runtime.log.streams("centres/")]
    assert everything(two[0], ids) == everything(filled.runtime.readmodel, ids)
    assert differences(filled.runtime.log, two[0]) == []


def test_two_projectors_at_once_do_no_harm(filled: Caller, two: list[Readmodel]) -> None:
    log = filled.runtime.log
    workers = [CatchUpSubscription(log, rows) for rows in two]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(CatchUpSubscription.catch_up, workers))
    end = log.end()
    assert end is not None
    ids = [name.split("/")[1] for name in log.streams("centres/")]
    for worker, rows in zip(workers, two, strict=True):
        assert set(worker.checkpoints.values()) == {end[0]}
        assert everything(rows, ids) == everything(filled.runtime.readmodel, ids)


def test_a_projector_that_is_behind_another_is_told_so(
    filled: Caller, two: list[Readmodel]
) -> None:
    one, other = (Projector(rows, projection("registry")) for rows in two)
    events = filled.runtime.log.follow(0, 5)
    take(one, filled.runtime.log, events, 0)
    with pytest.raises(CheckpointMoved):
        take(other, filled.runtime.log, events, 0)
    assert other.checkpoint() == events[-1].position
