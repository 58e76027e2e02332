"""Fixtures: a demonstration's data folder with cases and files, backups of it. A plugin: name it,
never import it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.settings import Settings
from tests.support.backed_up import at
from tests.support.command_line import demonstrated


@pytest.fixture(scope="session")
def quick_passphrases() -> Iterator[None]:
    """Keys are derived with less work than in earnest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("adapters.copies.keys_archive.COSTS", (2**12, 8, 1))
        yield


@pytest.fixture(scope="session")
def demonstration_folder(quick_passphrases: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration that was served; nobody writes to it: copy it."""
    folder = tmp_path_factory.mktemp("demonstration") / "data"
    demonstrated(Settings(data=folder, demo=True))
    return folder


@pytest.fixture
def folder(demonstration_folder: Path, tmp_path: Path) -> Path:
    return shutil.copytree(demonstration_folder, tmp_path / "data")


@pytest.fixture(scope="session")
def backed_up(demonstration_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one backup of the demonstration; nobody writes to it: copy it."""
    target = tmp_path_factory.mktemp("backed_up") / "backups"
    at(demonstration_folder).run("backup", target)
    return target


@pytest.fixture
def backups(backed_up: Path, tmp_path: Path) -> Path:
    return shutil.copytree(backed_up, tmp_path / "backups")
