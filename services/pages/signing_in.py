"""Pages to sign in and out, and to choose the view and the language."""

from urllib.parse import urlencode, urlsplit

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.access.visibility import ANYBODY
from services.api import sign_in
from services.api.requests import runtime_of
from services.commands.json_bodies import WrongBody
from services.pages.answering import ELDER, LANGUAGE, VIEW, html_page
from services.pages.inside import inner_request, json_of
from services.pages.page_route import PageRoute
from services.pages.posting import posted_form, posted_texts
from services.pages.session import (
    SESSION,
    SIGNED_OUT,
    give_cookie,
    session_token,
    take_cookie,
    who_reads,
)
from services.pages.words import t

REMEMBERED_FOR = 365 * 24 * 3600
LONGEST_SIGN_IN = 16 * 1024  # bytes
AFTER = "/desk"


def sign_in_first(request: Request) -> str:
    """Where to sign in, and then come back to what was asked for."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return "/sign-in?" + urlencode({"next": asked})


def local_path(text: str | None, otherwise: str) -> str:
    """A path on this site; what leads elsewhere is not taken."""
    is_path = text and text.startswith("/") and not text.startswith(("//", "/\\"))
    return text if text and is_path and text.isprintable() else otherwise


async def sign_in_page(request: Request) -> Response:
    """`/sign-in?next=`: name and password; then on to where one wanted to go."""
    wanted = local_path(request.query_params.get("next"), AFTER)
    if request.method == "POST":
        return await sign_in_tried(request, wanted)
    if who_reads(request) != ANYBODY:
        return RedirectResponse(wanted, 303)
    return sign_in_shown(request, wanted)


def sign_in_shown(
    request: Request, wanted: str, fault: str = "", name: str = "", status: int = 200
) -> Response:
    returning = wanted != AFTER
    return html_page(request, "sign_in.html", status, fault=fault, name=name, returning=returning)


async def sign_in_tried(request: Request, wanted: str) -> Response:
    async with posted_form(request, LONGEST_SIGN_IN) as form:
        given = posted_texts(form)
    name, password = given.get("username", "").strip(), given.get("password", "")
    body = msgspec.json.encode({"username": name, "password": password})
    asked = inner_request(request, "/tokens", method="POST", body=body)
    try:
        token = json_of(await sign_in.tokens(asked))["token"]
    except (HTTPException, WrongBody) as error:
        return sign_in_shown(request, wanted, why_not(error), name[:128])
    response = RedirectResponse(wanted, 303)
    give_cookie(request, response, SESSION, token)
    take_cookie(request, response, SIGNED_OUT)
    return response


def why_not(error: HTTPException | WrongBody) -> str:
    """The same words for a wrong name and a wrong password."""
    if isinstance(error, HTTPException) and error.status_code == 429:
        seconds = (error.headers or {}).get("Retry-After", "60")
        return t("尝试次数过多，请 {seconds} 秒后再试", seconds=seconds)
    if isinstance(error, HTTPException) and error.status_code != 401:
        raise error
    return t("账号或者密码不对")


async def sign_out_page(request: Request) -> Response:
    """`POST /sign-out`: the server forgets the session."""
    if request.method == "GET":
        return html_page(request, "sign_out.html")
    async with posted_form(request, LONGEST_SIGN_IN):
        pass
    sessions = runtime_of(request).accounts.sessions
    await run_in_threadpool(sessions.end, session_token(request))
    response = RedirectResponse("/", 303)
    take_cookie(request, response, SESSION)
    return response


async def choose_view(request: Request) -> Response:
    """`/view?mode=elder|usual`: larger type and wider targets, remembered for a year."""
    return remembered(request, VIEW, request.query_params.get("mode", ""), (ELDER, "usual"))


async def choose_language(request: Request) -> Response:
    """`/language?to=en|zh`."""
    return remembered(request, LANGUAGE, request.query_params.get("to", ""), ("en", "zh"))


def remembered(request: Request, cookie: str, value: str, among: tuple[str, ...]) -> Response:
    """Remembers a choice, and goes back to the page where it was made."""
    if value not in among:
        raise HTTPException(404)
    response = RedirectResponse(came_from(request), 303)
    response.set_cookie(cookie, value, REMEMBERED_FOR, path="/", samesite="lax")
    return response


def came_from(request: Request) -> str:
    """The page of this site from which a link was followed."""
    referrer = urlsplit(request.headers.get("referer", ""))
    if referrer.netloc != request.url.netloc:
        return "/"
    return local_path(referrer.path + (f"?{referrer.query}" if referrer.query else ""), "/")


PAGES = (
    PageRoute("/sign-in", sign_in_page, ("next",), posts=True),
    PageRoute("/sign-out", sign_out_page, (), posts=True),
    PageRoute("/view", choose_view, ("mode",)),
    PageRoute("/language", choose_language, ("to",)),
)
