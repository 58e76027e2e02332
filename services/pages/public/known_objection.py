"""The objection that a browser knows: entry, number and secret, in a cookie of the objector's own
browser for half an hour, so that the receipt can be read again."""

import base64
import binascii
from datetime import date

import msgspec
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.pages.session import cookie_name, is_secure

OBJECTION_COOKIE = "anjuan-objection"
REMEMBERED_SECONDS = 30 * 60


class KnownObjection(Struct, frozen=True):
    """What an objector is known by: the entry, the objection's number, the secret. `lodged` is the
    answer to who has just lodged it."""

    application: str
    no: int
    secret: str
    received_on: date | None = None
    ground: str | None = None


def known_from_now_on(request: Request, own: KnownObjection, where: str) -> Response:
    """On to a page of one's own objection, which the browser knows for half an hour."""
    response = RedirectResponse(where, 303)
    value = base64.urlsafe_b64encode(msgspec.json.encode(own)).decode()
    response.set_cookie(
        cookie_name(request, OBJECTION_COOKIE),
        value,
        REMEMBERED_SECONDS,
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="strict",
    )
    return response


def known(request: Request) -> KnownObjection | None:
    """The objection that this browser knows."""
    text = request.cookies.get(cookie_name(request, OBJECTION_COOKIE), "")
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(text), type=KnownObjection)
    except (binascii.Error, msgspec.MsgspecError, ValueError):
        return None
