"""Fixtures: an entry in publicity, and one with a standing objection."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.calling import Caller, done
from tests.support.demonstrations import prepared
from tests.support.objecting import in_publicity, lodge


def with_an_objection(call: Caller) -> None:
    done(lodge(in_publicity(call), None))


@pytest.fixture
def publicised(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Caller]:
    with prepared(kind, in_publicity, tmp_path / "publicised", request) as caller:
        yield caller


@pytest.fixture
def objected(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Caller]:
    with prepared(kind, with_an_objection, tmp_path / "objected", request) as caller:
        yield caller
