"""Takes commands on a case straight to their handler: they are most of what a busy service gets,
and pass as few layers as possible."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from services.api import problems
from services.api.commands import ON_A_CASE
from services.api.route import API

BEFORE = f"{API}/"
IN_THE_PATH = tuple(part.strip("{}") for part in ON_A_CASE.path.strip("/").split("/"))


class CommandRoutes:
    """ASGI middleware beside the router, for the one route that it would try first. `expected` are
    the errors that have an answer."""

    def __init__(self, app: ASGIApp, expected: tuple[type[Exception], ...]) -> None:
        self.app, self.expected = app, expected

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        params = params_of(scope)
        if params is None:
            await self.app(scope, receive, send)
            return
        scope["path_params"], scope["endpoint"] = params, ON_A_CASE.handler
        request = Request(scope, receive, send)
        try:
            response = await ON_A_CASE.handler(request)
        except self.expected as error:
            response = await problems.answer(request, error)
        await response(scope, receive, send)


def params_of(scope: Scope) -> dict[str, str] | None:
    """Stream, id and command in the path; None where the request is not for this route."""
    if scope["type"] != "http" or scope["method"] != ON_A_CASE.method or scope.get("root_path"):
        return None
    path: str = scope["path"]
    if not path.startswith(BEFORE):
        return None
    parts = path[len(BEFORE) :].split("/")
    return (
        dict(zip(IN_THE_PATH, parts, strict=True))
        if len(parts) == len(IN_THE_PATH) and all(parts)
        else None
    )
