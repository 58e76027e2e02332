"""Whether the service lives, whether it is ready, and what it counts."""

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from adapters.log import StoreUnavailable
from services.api.asking import house_of
from services.api.states import json
from services.metrics import REGISTRY

FARTHEST_BEHIND = 10_000


async def healthz(request: Request) -> Response:
    """The process answers."""
    return Response("ok", media_type="text/plain")


async def readyz(request: Request) -> Response:
    """The store answers, and the read model is not far behind it. 503 otherwise."""
    try:
        end = await run_in_threadpool(house_of(request).log.end)
    except StoreUnavailable as error:
        return json_503({"ready": False, "store": str(error)})
    last, places = (end[0] if end else 0), dict(request.app.state.projecting.places)
    behind = {name: max(0, last - place) for name, place in places.items()}
    body = {"ready": True, "position": last, "behind": behind}
    if any(count > FARTHEST_BEHIND for count in behind.values()):
        return json_503({**body, "ready": False})
    return json(body)


def json_503(body: dict[str, object]) -> Response:
    response = json(body)
    response.status_code = 503
    response.headers["Retry-After"] = "1"
    return response


async def metrics(request: Request) -> Response:
    """Prometheus text."""
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
