"""Liveness, readiness and Prometheus metrics: /healthz, /readyz, /metrics."""

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from services.api.responses import json


async def healthz(request: Request) -> Response:
    """`GET /healthz`: 200 while the process answers."""
    return Response("ok", media_type="text/plain")


async def readyz(request: Request) -> Response:
    """`GET /readyz`: the state of each part. 503 where the store is unavailable, a projection is
    stopped or far behind, or the relay has found NATS and the store in contradiction; anything else
    wrong is named in `degraded`."""
    report = await run_in_threadpool(request.app.state.health.report)
    response = json(report)
    if not report.ready:
        response.status_code = 503
        response.headers["Retry-After"] = "1"
    return response


async def metrics(request: Request) -> Response:
    """`GET /metrics`: Prometheus text."""
    health = request.app.state.health
    await run_in_threadpool(health.report)
    return Response(health.metrics(), media_type=CONTENT_TYPE_LATEST)


ROUTES = (("/healthz", healthz), ("/readyz", readyz), ("/metrics", metrics))
