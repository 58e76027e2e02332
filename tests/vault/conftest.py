"""The kind of case that the vault alone loads, for tests that decide on it in memory."""

from collections.abc import Iterator

import pytest

from domain.context import SYSTEM
from domain.discipline_case.vault_stream import (
    DISCIPLINE_CASES,
    vault_rules,
)
from domain.regime.lifecycle import HOUSE, IssueRegime
from domain.streams import STREAMS
from domain.words import streams as kinds
from tests.support.world import World


@pytest.fixture
def vault_world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A world under the vault's rules of keeping files, as in the vault's own process."""
    monkeypatch.setitem(STREAMS, DISCIPLINE_CASES.name, DISCIPLINE_CASES)
    for name, words in kinds.ELSEWHERE.items():
        monkeypatch.setitem(kinds.STREAMS, name, words)
    world = World()
    world.act("regulations", HOUSE, IssueRegime(regime=HOUSE, text=vault_rules()), SYSTEM)
    yield world
