"""The demonstration's clock: one for all its processes, and it stands still while none runs."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from services import clock
from services.clock import DEMO_START, BackwardsClock, DemoClock
from services.runtime import open_runtime
from services.settings import Settings
from tests.support.command_line import Terminal, demonstrated

pytest_plugins = ["tests.support.http_fixtures"]
MOMENT = timedelta(seconds=5)


@contextmanager
def opened(folder: Path) -> Iterator[DemoClock]:
    with closing(DemoClock(folder)) as found:
        yield found


def test_it_starts_at_the_same_moment_every_year(tmp_path: Path) -> None:
    with opened(tmp_path) as one:
        assert timedelta() <= one.now() - DEMO_START < MOMENT


def test_who_opens_it_later_has_the_same_time_and_goes_along(tmp_path: Path) -> None:
    with opened(tmp_path) as one:
        one._set(one.now() + timedelta(hours=3))  # as if it had run for so long
        with opened(tmp_path) as other:
            assert abs(one.now() - other.now()) < MOMENT
            one.move(date(2026, 3, 10))
            time.sleep(clock.MOVES_SEEN_AFTER)
            assert other.today() == date(2026, 3, 10)
            other.move(date(2026, 3, 11))
            time.sleep(clock.MOVES_SEEN_AFTER)
            assert one.today() == date(2026, 3, 11)
            with pytest.raises(BackwardsClock):
                one.move(date(2026, 3, 10))
        with opened(tmp_path) as other:
            assert other.today() == date(2026, 3, 11)


def test_while_nobody_has_it_open_it_stands_still(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path) as one:
        one.move(date(2026, 3, 10))
    (tmp_path / clock.FILE).write_text("2026-03-10T09:00:00+08:00\n2020-01-01T00:00:00+00:00\n")
    with opened(tmp_path) as one:
        assert one.today() == date(2026, 3, 10)


def test_a_folder_with_a_demonstration_is_judged_by_its_day(demonstration: Settings) -> None:
    terminal: Terminal = demonstrated(demonstration)
    del terminal.environment["ANJUAN_DEMO"]
    assert "坏 BAD" not in terminal.out("doctor", status=3)  # no stream yet
    with closing(open_runtime(replace(demonstration, demo=False))) as runtime:
        assert runtime.clock.today() == date(2026, 3, 2)


def test_a_folder_without_one_is_judged_by_the_machines_day(tmp_path: Path) -> None:
    with closing(open_runtime(Settings(data=tmp_path))) as runtime:
        assert type(runtime.clock) is clock.Clock
    assert not clock.is_demonstration(tmp_path)
