"""Puts the pages behind the API's routes: what no route of the API matches is a page's, and so are
the errors there."""

from traceback import format_exception

import structlog
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.api import problems
from services.pages.answering import chosen_english
from services.pages.problem_pages import problem_page
from services.pages.session import refuse_foreign_site
from services.pages.signing_in import sign_in_first
from services.pages.table import PAGES
from services.pages.words import in_english

log = structlog.get_logger()
OF_PROGRAMS = "/api"


def with_pages(app: FastAPI) -> FastAPI:
    """The application with its pages."""
    app.state.page_paths = frozenset(one.path for one in PAGES)
    app.router.default = PagesBehind(app.router.default)
    return app


class PagesBehind:
    """ASGI application of the pages. Paths of the API that no route has stay the API's."""

    def __init__(self, otherwise: ASGIApp) -> None:
        routes = [Route(one.path, one.checked_view, methods=one.methods) for one in PAGES]
        self.router, self.otherwise = Router(routes, redirect_slashes=False), otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or is_of_programs(scope["path"]):
            await self.otherwise(scope, receive, send)
            return
        scope.pop("starlette.exception_handlers", None)  # errors here are answered here, by pages
        request, begun = Request(scope, receive), False
        in_english.set(chosen_english(request))

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            if scope["method"] not in ("GET", "HEAD"):
                refuse_foreign_site(request)
            await self.router(scope, receive, noted)
        except Exception as error:
            if begun:
                raise
            response = await page_of_error(request, error)
            await response(scope, receive, send)


def is_of_programs(path: str) -> bool:
    return path == OF_PROGRAMS or path.startswith(f"{OF_PROGRAMS}/")


async def page_of_error(request: Request, error: Exception) -> Response:
    """The page for whatever was raised: its status and words are the API's."""
    if isinstance(error, HTTPException) and error.status_code == 401:
        return RedirectResponse(sign_in_first(request), 303)
    response = await problems.answer(request, error)
    if response.status_code == 500:
        log.error("page failed", traceback="".join(format_exception(error)))
    return problem_page(request, response)
