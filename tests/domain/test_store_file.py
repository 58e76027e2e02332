"""The case store's own file: keys, restorations, losses; the service alone adds to it."""

import pytest

from domain.context import SYSTEM
from domain.store.case import STORE_FILE, StoreFile
from domain.store.keeping import AcceptLoss, RecordKeys, RecordRestoration
from tests.support.asking import Ask, do, refusals, refused, state
from tests.support.citing import rule
from tests.support.sichuan import CLERK
from tests.support.world import World, founded

STORE = {"stream": "stores", "id": STORE_FILE}
KEYS = Ask(command=RecordKeys(mark="a" * 64), actor=SYSTEM, **STORE)
RESTORED = Ask(
    command=RecordRestoration(kept_to=7, goes_on_from=100, reason="硬盘损坏"), actor=SYSTEM, **STORE
)
LOST = Ask(command=AcceptLoss(given_up="KEYS", reason="无备份"), actor=SYSTEM, **STORE)


def store_file(world: World) -> StoreFile:
    file = state(world, STORE_FILE, "stores")
    assert isinstance(file, StoreFile)
    return file


@rule("IMPLICIT:store")
def test_each_restoration_begins_a_generation_and_leaves_out_positions() -> None:
    world = founded()
    do(world, KEYS)
    do(world, RESTORED)
    do(world, RESTORED.saying(kept_to=120, goes_on_from=121))
    file = store_file(world)
    assert (file.keys, file.generation) == ("a" * 64, 3)
    first, second = file.restorations
    assert [p for p in (7, 8, 99, 100) if first.lost(p)] == [8, 99]
    assert not any(second.lost(p) for p in range(110, 130))


@rule("IMPLICIT:store")
def test_no_position_is_given_again() -> None:
    [refusal] = refusals(founded(), RESTORED.saying(kept_to=7, goes_on_from=7))
    assert (refusal.kind, refusal.fields) == ("form", ("/goes_on_from",))


@rule("IMPLICIT:store")
def test_accepted_keys_are_recorded_once_the_old_ones_are_given_up() -> None:
    world = founded()
    do(world, KEYS)
    do(world, LOST)
    assert (store_file(world).keys, store_file(world).lost) == (None, ("KEYS",))
    do(world, KEYS.saying(mark="b" * 64))
    assert store_file(world).keys == "b" * 64


@rule("IMPLICIT:store")
@pytest.mark.parametrize("ask", [KEYS, RESTORED, LOST])
def test_nobody_but_the_service_writes_it(ask: Ask) -> None:
    assert refused(founded(), ask.by(CLERK)) == ["IMPLICIT:store"]
