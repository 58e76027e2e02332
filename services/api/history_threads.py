"""Runs what folds a history beside the event loop, on a few threads: a long case then holds up
nobody who asks for something else."""

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request

Given = ParamSpec("Given")
Made = TypeVar("Made")

FOLDED_AT_ONCE = 4


def history_threads() -> CapacityLimiter:
    """Who waits for one of the threads is served in turn."""
    return CapacityLimiter(FOLDED_AT_ONCE)


async def beside_the_loop(
    request: Request, work: Callable[Given, Made], *args: Given.args, **named: Given.kwargs
) -> Made:
    """The work's result, made on one of the application's history threads."""
    limiter: CapacityLimiter = request.app.state.history_threads
    return await to_thread.run_sync(partial(work, *args, **named), limiter=limiter)
