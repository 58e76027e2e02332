"""The demonstration's clock: moved forward by whoever has an account."""

from datetime import date

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.refusal import Text
from services.api.commands import body_of
from services.api.openapi_words import Answered
from services.api.problems import WrongForm
from services.api.requests import actor_of, runtime_of
from services.api.responses import json
from services.api.route import Route
from services.clock import BackwardsClock, DemoClock
from services.commands.json_bodies import read_json


class MoveClock(Struct, frozen=True, forbid_unknown_fields=True):
    to: date


async def move_clock(request: Request) -> Response:
    """`POST /demo/clock`: moves the demonstration's clock forward, never back."""
    clock = runtime_of(request).clock
    if not isinstance(clock, DemoClock):
        raise HTTPException(404)
    actor_of(request)
    asked = read_json(await body_of(request), MoveClock, clock.today())
    try:
        now = await run_in_threadpool(clock.move, asked.to)
    except (BackwardsClock, OverflowError):
        text = f"时钟只能向前，现为 {clock.today()} / the clock moves forward only"
        raise WrongForm("/to", text) from None
    request.app.state.timers.wake()
    return json({"now": now.isoformat(), "today": clock.today().isoformat()})


POSTED = ("401", "404", "413", "422")
ROUTES = (
    Route(
        "POST",
        "/demo/clock",
        move_clock,
        "demoClock",
        Answered({"application/json": {}}),
        POSTED,
        body=MoveClock,
        words=Text("拨动演示时钟", "Move the demonstration's clock"),
        tag="access",
    ),
)
