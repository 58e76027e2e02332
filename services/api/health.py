"""Liveness, readiness and Prometheus metrics: /healthz, /readyz, /metrics."""

from anyio import to_thread
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response

from services.api.responses import json
from services.health import Report

REPORTS_AT_ONCE = 2  # reports


async def healthz(request: Request) -> Response:
    """`GET /healthz`: 200 while the process answers."""
    return Response("ok", media_type="text/plain")


async def readyz(request: Request) -> Response:
    """`GET /readyz`: the state of each part. 503 where the store is unavailable, a projection is
    stopped or far behind, or the relay has found NATS and the store in contradiction; anything else
    wrong is named in `degraded`."""
    report = await reported(request)
    response = json(report)
    if not report.ready:
        response.status_code = 503
        response.headers["Retry-After"] = "1"
    return response


async def metrics(request: Request) -> Response:
    """`GET /metrics`: Prometheus text."""
    await reported(request)
    return Response(request.app.state.health.metrics(), media_type=CONTENT_TYPE_LATEST)


async def reported(request: Request) -> Report:
    """The report, made on a thread of its own: all others may wait for a database."""
    state = request.app.state
    return await to_thread.run_sync(state.health.report, limiter=state.health_threads)


ROUTES = (("/healthz", healthz), ("/readyz", readyz), ("/metrics", metrics))
