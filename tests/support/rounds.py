"""Rounds of many applications, each for an industry of its own, and the acts on their lists."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from msgspec.structs import replace

from domain.batch.case import Batch
from domain.batch.shortlisting import Dropped, Selected
from domain.context import SYSTEM
from domain.regime.lifecycle import PublishCatalogue
from services.clock import DemoClock
from services.commands.dispatcher import Dispatcher
from services.runtime import Runtime
from tests.support.asking import (
    ADD_EXPERT,
    APPOINT,
    CLEAR,
    DECLARE,
    DRAFT,
    EXPERT_REVIEW,
    LIST,
    OPEN,
    OPEN_POOL,
    OVER,
    PUBLICISE,
    SCORE,
    STEPS,
    Ask,
    do,
    proper,
    ready,
)
from tests.support.dispatching import REGISTER, requested
from tests.support.sichuan import MEMBERS, POOL, expert, form, named_after, walk
from tests.support.world import DAY, World


def industry(number: int) -> str:
    return f"示例{number}产业"


def catalogue(size: int) -> PublishCatalogue:
    """A catalogue that knows the industries of a round of that size."""
    known = tuple(industry(number) for number in range(1, size + 1))
    return PublishCatalogue(title="示例目录", issued_on=date(2025, 1, 1), industries=known)


def round_of(size: int) -> World:
    """Applications a1, a2, ... that the experts have seen, in one batch."""
    return _round_of(size).copy()


@lru_cache(maxsize=4)
def _round_of(size: int) -> World:
    world = ready()
    world.act("regulations", "SC", catalogue(size), SYSTEM)
    for number in range(1, size + 1):
        walk(world, f"a{number}", **named_after(industry(number)))
    return world


def ids(numbers: Iterable[int]) -> tuple[str, ...]:
    return tuple(f"a{number}" for number in numbers)


def listing(list_no: str, selected: Iterable[str], dropped: Iterable[str] = ()) -> Ask:
    return LIST.saying(
        list_no=list_no,
        selected=tuple(Selected(application=id) for id in selected),
        dropped=tuple(Dropped(application=id, reason="名额所限") for id in dropped),
        served_on=DAY,
    )


def publicised(size: int, list_no: str = "L1", on: date = DAY) -> World:
    """A round whose applications are all on one list, which is publicised."""
    world = round_of(size)
    do(world, listing(list_no, ids(range(1, size + 1))), on)
    do(world, PUBLICISE.saying(list_no=list_no), on)
    return world


def cleared(world: World, entries: Iterable[str], on: date) -> World:
    for id in entries:
        do(world, CLEAR.on(id), on)
    return world


def at_once(dispatcher: Dispatcher, asks: Iterable[Ask]) -> None:
    """All of them wait together; each must be done."""
    for future in [dispatcher.submit(requested(ask)) for ask in asks]:
        future.result()


def enter(runtime: Runtime, entries: Sequence[str]) -> None:
    """The same round in a real runtime, through its dispatcher: each step of all before the
    next."""
    bring_before_the_experts(runtime, entries)
    review(runtime, entries)


def bring_before_the_experts(runtime: Runtime, entries: Sequence[str]) -> None:
    dispatcher = runtime.dispatcher
    known = catalogue(len(entries))
    at_once(dispatcher, [proper(known, SYSTEM, stream="regulations", id="SC"), OPEN, REGISTER])
    forms = [form(**named_after(industry(number))) for number, _ in enumerate(entries, 1)]
    pairs = zip(entries, forms, strict=True)
    at_once(dispatcher, (DRAFT.on(id).saying(form=whole) for id, whole in pairs))
    for name, ask in STEPS.items():
        if name != "CompleteExpertReview":
            at_once(dispatcher, (ask.on(id) for id in entries))


def review(runtime: Runtime, entries: Sequence[str]) -> None:
    """One panel for all of them: drawn, declared, every sheet given, every result stated."""
    dispatcher = runtime.dispatcher
    dispatcher.act(requested(OPEN_POOL))
    at_once(dispatcher, (replace(ADD_EXPERT, command=expert(n)) for n in range(1, len(POOL) + 1)))
    dispatcher.act(requested(APPOINT.saying(applications=tuple(entries))))
    at_once(dispatcher, (DECLARE.by(member) for member in MEMBERS))
    at_once(dispatcher, (SCORE.on(id).by(member) for id in entries for member in MEMBERS))
    batch, _ = runtime.store.current("batches/b1")
    assert isinstance(batch, Batch)
    panel = next(iter(batch.standing))
    chair = next(one for one in MEMBERS if one.person == batch.members(panel)[0])
    at_once(dispatcher, (EXPERT_REVIEW.on(id).by(chair) for id in entries))


def publicise(runtime: Runtime, list_no: str, entries: Iterable[str]) -> None:
    """A list, its publicity, and every entry of it cleared when that is over."""
    names = tuple(entries)
    runtime.dispatcher.act(requested(listing(list_no, names)))
    runtime.dispatcher.act(requested(PUBLICISE.saying(list_no=list_no)))
    assert isinstance(runtime.clock, DemoClock)
    runtime.clock.move(OVER)
    at_once(runtime.dispatcher, (CLEAR.on(id) for id in names))
