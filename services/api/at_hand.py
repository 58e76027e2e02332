"""Work on cases beside the event loop, unless all the cases that it asks for are in memory: then
on the loop itself, for a hand-over to another thread takes longer than most of it."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool

from adapters.event_store.cases import CaseNotHeld
from services.runtime import Runtime

Given = ParamSpec("Given")
Made = TypeVar("Made")


async def at_hand(
    runtime: Runtime, work: Callable[Given, Made], *args: Given.args, **named: Given.kwargs
) -> Made:
    """The work's result; the loop never waits for a database. The work may be begun twice."""
    try:
        return runtime.store.from_memory(work, *args, **named)
    except CaseNotHeld:
        return await run_in_threadpool(work, *args, **named)
