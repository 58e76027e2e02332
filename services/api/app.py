"""The HTTP application (FastAPI): routes, error handlers, middleware, health endpoints."""

from anyio import CapacityLimiter
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Route

from adapters.event_store.log import StoreAhead
from adapters.unavailable import DatabaseAway
from domain.deciding import CaseMissing
from domain.refusal import Refused
from domain.working_days import CalendarUnknown
from services.api import health, problems
from services.api.asyncapi import asyncapi
from services.api.command_routes import CommandRoutes
from services.api.history_threads import history_threads
from services.api.middleware import Observe
from services.api.openapi import openapi
from services.api.positions import PositionWaiters
from services.api.rate_limit import Buckets
from services.api.reply_keys import ReplyKeys
from services.api.route import API
from services.api.routes import ROUTES
from services.api.sign_in import SignIn
from services.api.uploading import Uploading
from services.commands.clock_guard import ClockWrong
from services.commands.json_bodies import WrongBody
from services.commands.messages import Busy, KeyReused, Stale
from services.health import Health
from services.jobs.pool import JobPool
from services.queries.feed import LogNotifier
from services.reactions.timers import Timers
from services.runtime import Runtime
from services.subscriptions.catch_up import CatchUpSubscription

EXPECTED: tuple[type[Exception], ...] = (
    Refused,
    CaseMissing,
    CalendarUnknown,
    problems.WrongForm,
    WrongBody,
    Stale,
    KeyReused,
    Busy,
    DatabaseAway,
    StoreAhead,
    ClockWrong,
    ClientDisconnect,
    HTTPException,
    Exception,
)


def create_app(runtime: Runtime, subscription: CatchUpSubscription, timers: Timers) -> FastAPI:
    """The ASGI application over an open runtime; starting and stopping threads is the caller's."""
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    app.state.runtime, app.state.subscription, app.state.timers = runtime, subscription, timers
    app.state.health, app.state.notifier = (
        Health(runtime.log, subscription, parts=runtime.parts),
        LogNotifier(),
    )
    app.state.public = Buckets(runtime.settings.public_per_minute)
    app.state.positions = PositionWaiters(subscription)
    app.state.uploads = Uploading(runtime.settings.daily_upload_mb)
    app.state.sign_in, app.state.reply_keys = SignIn(), ReplyKeys()
    app.state.history_threads = history_threads()
    app.state.jobs = JobPool(runtime)
    app.state.health_threads = CapacityLimiter(health.REPORTS_AT_ONCE)
    runtime.dispatcher.listeners.append(app.state.notifier.ring)
    for route in ROUTES:
        app.router.routes.append(Route(API + route.path, route.checked, methods=[route.method]))
    documents = (("/api/openapi.json", openapi), ("/api/asyncapi.json", asyncapi))
    for path, handler in (*health.ROUTES, *documents):
        app.router.routes.append(Route(path, handler, methods=["GET"]))
    for error in EXPECTED:
        app.add_exception_handler(error, problems.answer)
    app.add_middleware(CommandRoutes, expected=tuple(e for e in EXPECTED if e is not Exception))
    app.add_middleware(Observe)
    return app


def create_health_app(parts: Health) -> Starlette:
    """The ASGI application of a worker process: liveness, readiness and metrics only."""
    app = Starlette(routes=[Route(path, handler) for path, handler in health.ROUTES])
    app.state.health, app.state.notifier = parts, LogNotifier()
    app.state.health_threads = CapacityLimiter(health.REPORTS_AT_ONCE)
    return app
