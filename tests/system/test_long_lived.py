"""What a process has loaded stands aside from garbage collection; what it makes later does not."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from services.processes.long_lived import spare_what_stays


@pytest.fixture
def usual_collection() -> Iterator[None]:
    usual = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*usual)


class Circle:
    def __init__(self) -> None:
        self.own = self


@pytest.mark.usefixtures("usual_collection")
def test_what_was_there_is_looked_through_no_more_and_later_garbage_still_goes() -> None:
    early, watched = Circle(), weakref.ref(Circle())
    spare_what_stays()
    assert watched() is None, "garbage does not stay for ever"
    assert not any(one is early for one in gc.get_objects())
    later = weakref.ref(Circle())
    gc.collect()
    assert later() is None
