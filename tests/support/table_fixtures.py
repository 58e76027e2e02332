"""A command line over a runtime where units wait to be imported: made once, copied for each
test."""

from contextlib import closing
from pathlib import Path
from shutil import copytree

import pytest

from services.runtime import open_runtime
from services.settings import Settings
from tests.support.command_line import Terminal
from tests.support.dispatching import settle


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("settled") / "data"
    with closing(open_runtime(Settings(data=data, demo=True))) as runtime:
        settle(runtime)
    return data


@pytest.fixture
def ndjson(settled: Path, tmp_path: Path) -> Terminal:
    return Terminal(Settings(data=copytree(settled, tmp_path / "data"), demo=True))
