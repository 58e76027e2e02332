"""Fixtures: a vault and its keystore; one that lasts for all examples of a property."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.personal_data.keystore import Keystore
from adapters.personal_data.vault import Vault
from tests.support.persons import keystore_in


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def keystore(place: Path) -> Iterator[Keystore]:
    with closing(keystore_in(place)) as keystore:
        yield keystore


@pytest.fixture
def vault(keystore: Keystore) -> Vault:
    return Vault(keystore)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """For properties: one vault for all examples."""
    with closing(keystore_in(tmp_path_factory.mktemp("keys"))) as keystore:
        yield Vault(keystore)
