"""The registry on two clocks, over every history of a centre: what ends stays ended, what was known
stays known; and the table that is filled from the log says the same, whoever fills it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from adapters.codec import encode
from adapters.log import Entry, Log, Stored, Wish
from adapters.readmodel import PlaceMoved, Readmodel
from domain.case import SYSTEM, Context, Event, Record
from domain.centre.recognition import (
    CentreRecognised,
    QualificationCancelled,
    QualificationRestored,
    RecognitionAnnulled,
)
from domain.claim.lifecycle import ReleaseClaim
from projections import registry
from projections.two_clocks import Slice, apply, ask, definition
from services import projecting
from services.filling import Filler
from services.house import open_log, open_readmodel
from services.projecting import Projecting
from services.projections import CENTRES, projection
from tests.calling import Caller, settings_for
from tests.citing import invariant

pytest_plugins = ["tests.http_fixtures"]

DAY = date(2026, 3, 2)
MOMENT = datetime(2026, 3, 2, 1, tzinfo=UTC)
Ended = QualificationCancelled | RecognitionAnnulled


class Dated(Struct, frozen=True):
    """An event of a centre, the day of its effect, the moment at which it was recorded."""

    event: Event
    effective_on: date
    recorded_at: datetime


Dates = list[Dated]


def recognition(day: date) -> CentreRecognised:
    return CentreRecognised(
        regime="SC",
        regulation="0" * 64,
        application="a1",
        owner="91510100MA6T000121",
        name="四川省动力电池产业知识产权运营中心",
        builder="成都示例新能源有限公司",
        industry="动力电池产业",
        division="510100",
        level="PROVINCIAL",
        channel="ORDINARY",
        recognised_on=day,
        stage="ACTIVE",
    )


@st.composite
def histories(draw: st.DrawFn, restored: bool = False) -> Dates:
    """A recognition, then endings and what undoes them, in the order of their recording. An
    annulment is of the day of recognition; a cancellation may be recorded late or ahead."""
    recognised = DAY + timedelta(days=draw(st.integers(0, 8)))
    kinds = ["cancel", "annul"] + ["restore"] * restored
    events = [Dated(recognition(recognised), recognised, MOMENT)]
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=6)):
        moment = events[-1].recorded_at + timedelta(seconds=draw(st.integers(0, 2)))
        day = recognised + timedelta(days=draw(st.integers(0, 8)))
        match kind:
            case "annul":
                events.append(Dated(RecognitionAnnulled(reason="造假"), recognised, moment))
            case "cancel":
                ending = QualificationCancelled(ground="MISCONDUCT", reason="违规")
                events.append(Dated(ending, day, moment))
            case _:
                events.append(Dated(QualificationRestored(reason="复议撤销"), day, moment))
    return events


def slices_of(events: Dates) -> list[Slice[registry.Row]]:
    slices: list[Slice[registry.Row]] = []
    for one in events:
        change = apply(slices, one.event, one.effective_on, one.recorded_at, registry.project)
        slices = change.onto(slices)
    return slices


def days(events: Dates) -> list[date]:
    turns = {one.effective_on for one in events}
    return sorted({turn + timedelta(days=step) for turn in turns for step in (-1, 0, 1)})


def moments(events: Dates) -> list[datetime]:
    turns = {one.recorded_at for one in events}
    instant = timedelta(microseconds=1)
    return sorted({turn + step for turn in turns for step in (-instant, 0 * instant, instant)})


def as_defined(events: Dates, day: date, known: datetime) -> registry.Row | None:
    dated = [(one.event, one.effective_on, one.recorded_at) for one in events]
    return definition(dated, day, known, registry.project)


@invariant(32)
@given(histories())
def test_a_cancelled_centre_is_active_on_no_day_from_then_on_whatever_follows(
    events: Dates,
) -> None:
    slices = slices_of(events)
    for one in events:
        if isinstance(one.event, QualificationCancelled):
            for day in filter(lambda day: day >= one.effective_on, days(events)):
                for known in filter(lambda known: known >= one.recorded_at, moments(events)):
                    assert not registry.is_active(ask(slices, day, known))


@invariant(32)
def test_a_cancelled_centre_is_active_again_from_the_day_of_its_restoration() -> None:
    on = [DAY + timedelta(days=n) for n in range(8)]
    events = [
        Dated(recognition(on[0]), on[0], MOMENT),
        Dated(QualificationCancelled(ground="MISCONDUCT", reason="违规"), on[3], MOMENT),
        Dated(QualificationRestored(reason="复议撤销"), on[5], MOMENT + timedelta(seconds=1)),
    ]
    slices = slices_of(events)
    after = MOMENT + timedelta(seconds=1)
    active = [registry.is_active(ask(slices, day, after)) for day in on]
    assert active == [True, True, True, False, False, True, True, True]
    assert not registry.is_active(ask(slices, on[5], MOMENT))


@invariant(33)
@given(histories())
def test_a_centre_is_active_from_recognition_until_what_is_known_to_have_ended_it(
    events: Dates,
) -> None:
    """Cancellation works forward; an annulment, once known, reaches back to the recognition."""
    slices = slices_of(events)
    first = events[0]
    for known in moments(events):
        heard = [one for one in events if one.recorded_at <= known]
        for day in days(events):
            ended = [o for o in heard if isinstance(o.event, Ended) and o.effective_on <= day]
            expected = first in heard and first.effective_on <= day and not ended
            assert registry.is_active(ask(slices, day, known)) == expected


@invariant(34)
@given(histories(restored=True), st.data())
def test_what_is_recorded_later_changes_nothing_that_was_known(
    events: Dates, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(1, len(events)))
    before, after = slices_of(events[:cut]), slices_of(events)
    until = [m for m in moments(events) if all(m < one.recorded_at for one in events[cut:])]
    for known in until:
        for day in days(events):
            assert ask(after, day, known) == ask(before, day, known)


# ------------------------------------------------------------------- the table, filled from a log


@pytest.fixture(scope="module")
def log(
    kind: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Log]:
    folder = tmp_path_factory.mktemp("log")
    with closing(open_log(settings_for(kind, folder, request))) as log:
        yield log


@pytest.fixture(scope="module")
def rows(
    kind: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Readmodel]:
    folder = tmp_path_factory.mktemp("rows")
    with closing(open_readmodel(settings_for(kind, folder, request))) as rows:
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
        wish = Wish("system", f"{id}:{version}", b"", (entry,))
        [outcome] = log.write([wish], start + (one.recorded_at - MOMENT))
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
    filler = Filler(rows, projection("registry"))
    while events := log.follow(filler.place(), size):
        filler.apply(events, filler.place())
    for id, dated in centres.items():
        slices = rows.slices(CENTRES, id)
        for day in days(dated):
            for known in moments(dated):
                assert ask(slices, day, known) == as_defined(dated, day, known)
    assert not filler.parked(centres)


class Killed(Exception):
    """Stands for a process that ends here."""


def everything(rows: Readmodel, ids: list[str]) -> dict[str, list[Slice[registry.Row]]]:
    return {id: rows.slices(CENTRES, id) for id in ids}


@pytest.fixture
def two(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[list[Readmodel]]:
    """Two projectors' connections to one empty read model."""
    settings = settings_for(kind, tmp_path, request)
    with closing(open_readmodel(settings)) as one, closing(open_readmodel(settings)) as other:
        yield [one, other]


@pytest.fixture
def filled(shared: Caller, monkeypatch: pytest.MonkeyPatch) -> Caller:
    """A log of a demonstration and of six more centres, read in batches of four."""
    monkeypatch.setattr(projecting, "BATCH", 4)
    shared.service.projecting.catch_up()
    return shared


@pytest.mark.parametrize("after_commit", [False, True])
def test_a_projector_that_is_killed_between_batches_goes_on_where_it_was(
    filled: Caller,
    two: list[Readmodel],
    monkeypatch: pytest.MonkeyPatch,
    after_commit: bool,
) -> None:
    apply_whole, batches = Filler.apply, count(1)

    def dying(filler: Filler, events: list[Stored], since: int) -> None:
        mortal = next(batches) % 3 == 0
        if mortal and not after_commit:
            raise Killed
        apply_whole(filler, events, since)
        if mortal:
            raise Killed

    monkeypatch.setattr(Filler, "apply", dying)
    deaths = 0
    while True:
        try:
            Projecting(filled.house.log, two[0], [projection("registry")]).catch_up()
            break
        except Killed:
            deaths += 1
    assert deaths > 1
    ids = [name.split("/")[1] for name in filled.house.log.streams("centres/")]
    assert everything(two[0], ids) == everything(filled.house.readmodel, ids)


def test_two_projectors_at_once_do_no_harm(filled: Caller, two: list[Readmodel]) -> None:
    log = filled.house.log
    workers = [Projecting(log, rows) for rows in two]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(Projecting.catch_up, workers))
    end = log.end()
    assert end is not None
    ids = [name.split("/")[1] for name in log.streams("centres/")]
    for worker, rows in zip(workers, two, strict=True):
        assert set(worker.places.values()) == {end[0]}
        assert everything(rows, ids) == everything(filled.house.readmodel, ids)


def test_a_projector_that_is_behind_another_is_told_so(
    filled: Caller, two: list[Readmodel]
) -> None:
    one, other = (Filler(rows, projection("registry")) for rows in two)
    events = filled.house.log.follow(0, 5)
    one.apply(events, 0)
    with pytest.raises(PlaceMoved):
        other.apply(events, 0)
    assert other.place() == events[-1].position
