"""Reading requests: the caller from the token, the case from the path, checked query parameters."""

import base64
import binascii
from datetime import UTC, date, datetime

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request

from domain.case import CaseId
from domain.context import Actor
from domain.streams import STREAMS, Stream
from services.access.letters import with_letter
from services.access.visibility import ANYBODY
from services.api.problems import WrongForm
from services.runtime import Runtime

NO_MOMENT = "时刻应带时区 / RFC 3339 with an offset"
FLAGS = {"": False, "0": False, "false": False, "1": True, "true": True}
INTERNAL = ("claims", "holds")
"""Streams that no caller can address."""
CALLERS_STREAMS = {name: stream for name, stream in STREAMS.items() if name not in INTERNAL}


def runtime_of(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


def actor_of(request: Request, needed: bool = True) -> Actor:
    """The bearer of the token; 401 without one, where one is `needed`."""
    if token := token_of(request):
        runtime = runtime_of(request)
        if actor := runtime.accounts.bearer(token, datetime.now(UTC)):
            return with_letter(actor, runtime.accounts.letters, runtime.clock.today)
    elif not needed:
        return ANYBODY
    raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})


def token_of(request: Request) -> str:
    """The bearer token that a request shows, empty without one."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def stream_of(request: Request) -> Stream:
    """The stream named in the path; 404 for one that callers cannot address."""
    stream = CALLERS_STREAMS.get(request.path_params["stream"])
    if stream is None:
        raise HTTPException(404)
    return stream


def id_of(request: Request) -> str:
    try:
        return msgspec.convert(request.path_params["id"], CaseId)
    except msgspec.ValidationError:
        raise HTTPException(404) from None


def day_asked(request: Request, name: str) -> date | None:
    text = request.query_params.get(name)
    try:
        return msgspec.convert(text, date) if text else None
    except msgspec.ValidationError:
        raise WrongForm(f"/{name}", f"{name}：日期应为 YYYY-MM-DD / a date YYYY-MM-DD") from None


def moment_asked(request: Request, name: str) -> datetime | None:
    """A query parameter as a moment in UTC; it must have an offset."""
    text = request.query_params.get(name)
    if not text:
        return None
    try:
        return moment_in(text.replace(" ", "+"))
    except ValueError:
        raise WrongForm(f"/{name}", f"{name}：{NO_MOMENT}") from None


def moment_in(text: str) -> datetime:
    """A moment in UTC. Raises ValueError for a text that is none, or says no offset."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(NO_MOMENT)
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(NO_MOMENT) from error


def is_number(text: str) -> bool:
    """Whether a text is a number that databases can hold: up to 18 digits, 0 to 9 alone."""
    return text.isascii() and text.isdigit() and len(text) < 19


def number_asked(request: Request, name: str, default: int, low: int, high: int) -> int:
    text = request.query_params.get(name, str(default))
    if not (is_number(text) and low <= int(text) <= high):
        raise WrongForm(f"/{name}", f"{name}：{low} 至 {high} 的整数 / an integer {low} to {high}")
    return int(text)


def flag_asked(request: Request, name: str) -> bool:
    text = request.query_params.get(name, "")
    if text not in FLAGS:
        raise WrongForm(f"/{name}", f"{name}：1 或 true，0 或 false / 1 or true, 0 or false")
    return FLAGS[text]


def cursor_asked(request: Request) -> tuple[str, str] | None:
    """The decoded `cursor`: sort value and key of the last row of the page before."""
    text = request.query_params.get("cursor")
    if not text:
        return None
    try:
        raw = base64.urlsafe_b64decode(text.encode())
        return msgspec.json.decode(raw, type=tuple[str, str])
    except (binascii.Error, msgspec.MsgspecError, UnicodeError, ValueError):
        raise wrong_cursor() from None


def wrong_cursor() -> WrongForm:
    return WrongForm("/cursor", "请用上一页给出的值 / as given by the page before")


def cursor_to(after: tuple[str, str]) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(after)).decode()


def no_nul(text: str | None) -> str | None:
    """Text for a query, refused with a NUL character, which PostgreSQL does not take."""
    if text and "\0" in text:
        raise WrongForm("/q", "不含空字符 / no NUL character")
    return text
