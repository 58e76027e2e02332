"""A demonstration opens again whoever has told it: what is there stays, what fits is added, and
what does not is said in a sentence; one that was changed or half restored is refused in one."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from services.demo import round as demo_round
from services.demo.sichuan import SICHUAN_REGION
from services.runtime import Runtime, open_runtime
from services.seeding import seed
from services.settings import Settings
from tests.support.command_line import Terminal
from tests.support.demonstrations import opened
from tests.support.examined import change

pytest_plugins = ["tests.support.http_fixtures"]


@pytest.fixture
def made(tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    return opened("sqlite", tmp_path / "data", request)


def told_by(runtime: Runtime, **changes: str) -> list[str]:
    """Begins again with a story in which units end at another act."""
    units = tuple(
        unit._replace(until=changes.get(unit.id.replace("-", "_"), unit.until))
        for unit in SICHUAN_REGION.units
    )
    region = SICHUAN_REGION._replace(units=units)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo_round, "REGIONS", (region,))
        return demo_round.begin(runtime)


def stage(runtime: Runtime, id: str) -> str | None:
    case, _ = runtime.store.current(f"applications/{id}")
    assert case is not None
    return case.stage


def end(runtime: Runtime) -> int:
    found = runtime.log.end()
    assert found is not None
    return found[0]


def test_a_demonstration_that_is_told_for_the_first_time_leaves_nothing_out(tmp_path: Path) -> None:
    with closing(open_runtime(Settings(data=tmp_path / "data", demo=True))) as runtime:
        seed(runtime)
        assert demo_round.begin(runtime) == []
        before = end(runtime)
        assert demo_round.begin(runtime) == [] and end(runtime) == before


def test_a_changed_story_leaves_what_is_there_and_adds_what_fits(made: Settings) -> None:
    units = {unit.id: unit.until for unit in SICHUAN_REGION.units}
    early = next(id for id, until in units.items() if until == "SubmitApplication")
    accepted = next(id for id, until in units.items() if until == "AcceptApplication")
    with closing(open_runtime(made)) as runtime:
        before, kept = end(runtime), stage(runtime, accepted)
        changes = {early.replace("-", "_"): "AcceptApplication"}
        assert told_by(runtime, **changes, **{accepted.replace("-", "_"): "RequestCorrection"}) == [
            accepted
        ]
        assert end(runtime) > before
        assert stage(runtime, early) == "ACCEPTED" and stage(runtime, accepted) == kept


def test_what_was_left_is_said_where_the_demonstration_is_opened(
    made: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted = next(u for u in SICHUAN_REGION.units if u.until == "AcceptApplication")
    other = accepted._replace(until="RequestCorrection")
    units = tuple(other if unit is accepted else unit for unit in SICHUAN_REGION.units)
    region = SICHUAN_REGION._replace(units=units)
    monkeypatch.setattr(demo_round, "REGIONS", (region,))
    out = Terminal(made).out("demo")
    assert f"照原样保留：{accepted.id}\n" in out and f"left as they are: {accepted.id}\n" in out


LAST_OF = "(SELECT max(rowid) FROM events WHERE originator_id LIKE '{}%')"


def without_an_event(data: Path) -> None:
    change(data / "events.db", f"DELETE FROM events WHERE rowid = {LAST_OF.format('')}")


def without_a_case(data: Path) -> None:
    change(data / "events.db", "DELETE FROM events WHERE originator_id LIKE 'batches/%'")


def without_answers(data: Path) -> None:
    change(data / "events.db", "DELETE FROM answered WHERE key LIKE 'demonstration:%'")


def without_keys(data: Path) -> None:
    (data / "keys.db").unlink()
    (data / "kek").unlink()


@pytest.mark.parametrize(
    ("harm", "status", "way_out"),
    [
        (without_an_event, 3, "anjuan restore --accept"),
        (without_a_case, 1, "`anjuan doctor`"),
        (without_keys, 3, "anjuan accept-loss keys"),
    ],
)
def test_one_that_was_changed_or_half_restored_is_refused_in_a_sentence(
    made: Settings, harm: Callable[[Path], None], status: int, way_out: str
) -> None:
    harm(made.data)
    *logged, said = Terminal(made).run("demo", status=status).stderr.splitlines()
    assert " / " in said and way_out in said
    assert all("a part does not belong" in line for line in logged)


def test_one_whose_answers_were_lost_is_left_as_it_is(made: Settings) -> None:
    without_answers(made.data)
    with closing(open_runtime(made)) as runtime:
        before = end(runtime)
        assert "demo-5" in demo_round.begin(runtime)
        assert end(runtime) == before
