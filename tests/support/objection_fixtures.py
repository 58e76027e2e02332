"""Fixtures: an entry in publicity, and one with a standing objection."""

import pytest

from tests.support.calling import Caller, done
from tests.support.objecting import in_publicity, lodge


@pytest.fixture
def publicised(call: Caller) -> Caller:
    return in_publicity(call)


@pytest.fixture
def objected(publicised: Caller) -> Caller:
    done(lodge(publicised, None))
    return publicised
