"""Sessions of pages: the cookie, who reads, and whether a form is one of ours.

Pages take the cookie alone and the API the bearer's token alone, so no foreign page can make a
browser give a command. A form must come from here by what the browser says of its origin, and
bear the mark of its session.
"""

import hmac
from datetime import UTC, datetime
from hashlib import sha256
from secrets import token_urlsafe

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.context import Actor
from services.access.letters import with_letter
from services.access.visibility import ANYBODY
from services.api.requests import runtime_of

SESSION, SIGNED_OUT = "anjuan", "anjuan-form"
"""The cookies of a session, and of the forms of those who have none."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")
OWN_SITE = (None, "same-origin", "none")


def is_secure(request: Request) -> bool:
    """Whether browsers take `Secure` cookies here: over TLS, and on the machine itself."""
    return request.url.scheme == "https" or request.url.hostname in LOOPBACK


def cookie_name(request: Request, name: str) -> str:
    return f"__Host-{name}" if is_secure(request) else name


def session_token(request: Request) -> str:
    """The token of the session, empty without one."""
    return request.cookies.get(cookie_name(request, SESSION), "")


def who_reads(request: Request) -> Actor:
    """Who is signed in; anybody without a session."""
    token = session_token(request)
    runtime = runtime_of(request)
    found = runtime.accounts.bearer(token, datetime.now(UTC)) if token else None
    if found is None:
        return ANYBODY
    return with_letter(found, runtime.accounts.letters, runtime.clock.today)


def signed_in(request: Request) -> Actor:
    """Who is signed in; 401 without a session, which leads to the sign-in page and back."""
    actor = who_reads(request)
    if actor == ANYBODY:
        raise HTTPException(401)
    return actor


def give_cookie(request: Request, response: Response, name: str, value: str) -> None:
    """Sets a cookie that scripts cannot read, and that no other site's forms bring."""
    response.set_cookie(
        cookie_name(request, name),
        value,
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )


def take_cookie(request: Request, response: Response, name: str) -> None:
    secure = is_secure(request)
    response.delete_cookie(cookie_name(request, name), path="/", secure=secure, httponly=True)


class FormMark:
    """The hidden field of a form, which belongs to the session and says nothing of it. Rendered,
    it stands in the form; only then does who has no session get a cookie for it."""

    def __init__(self, request: Request) -> None:
        self.key = form_key(request)
        self.fresh = ""

    def __html__(self) -> str:
        if not self.key:
            self.key = self.fresh = token_urlsafe(16)
        return f'<input type="hidden" name="mark" value="{mark_of(self.key)}">'


def form_key(request: Request) -> str:
    signed_out = request.cookies.get(cookie_name(request, SIGNED_OUT), "")
    return session_token(request) if who_reads(request) != ANYBODY else signed_out


def mark_of(key: str) -> str:
    return hmac.new(key.encode(), b"form", sha256).hexdigest()[:32]


def refuse_foreign_site(request: Request) -> None:
    """403 for a form that the browser says another site has sent."""
    origin = request.headers.get("origin")
    host = request.headers.get("host", "")
    from_here = origin is None or origin.partition("://")[2] == host
    if request.headers.get("sec-fetch-site") not in OWN_SITE or not from_here:
        raise HTTPException(403)


def refuse_unmarked(request: Request, mark: str) -> None:
    """403 for a form without the mark of this session."""
    key = form_key(request)
    if not key or not hmac.compare_digest(mark_of(key).encode(), mark.encode()):
        raise HTTPException(403)
