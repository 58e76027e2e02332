"""Error responses as application/problem+json (RFC 9457)."""

from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from adapters.event_store.log import StoreAhead
from adapters.unavailable import DatabaseAway
from domain.deciding import CaseMissing
from domain.refusal import Interpreted, Kind, Refusal, Refused
from domain.working_days import CalendarUnknown
from services.api.middleware import GIVEN_UP
from services.api.negotiation import prefers_english
from services.commands.clock_guard import ClockWrong
from services.commands.json_bodies import WrongBody
from services.commands.messages import Busy, KeyReused, Stale
from services.consistency.misfits import StoreOlder

TITLES = {
    400: ("请求有误", "Bad request"),
    401: ("请先登录", "Authentication needed"),
    403: ("无权办理", "Not allowed"),
    404: ("没有这项内容", "Not found"),
    405: ("不支持的方法", "Method not allowed"),
    409: ("规则不允许", "Refused by the rules"),
    410: (
        "附件已遗失或者损坏，请办理单位重新提交",
        "The file is lost or damaged",
    ),
    412: ("案卷已有变化", "The case has moved on"),
    413: ("内容过大", "Too large"),
    415: ("不支持的格式", "Unsupported media type"),
    422: ("填写有误", "Wrong form"),
    429: ("请求过于频繁", "Too many requests"),
    500: ("系统内部错误", "Internal error"),
    503: ("请稍后再试", "Try again later"),
}


DISK_FULL = "存储空间已满，请联系系统管理员 / the disk is full: tell the administrator"


class FieldFault(msgspec.Struct, frozen=True):
    """What is wrong with one field; `pointer` is a JSON pointer (RFC 6901)."""

    pointer: str
    detail: str


class ShownRefusal(msgspec.Struct, frozen=True):
    """One reason of a refusal, in the caller's language.

    `kind` says what it is about: the person who asks (who), the case's stage, the order of steps, a
    period, a paper, a condition (fact), the command's body (form), or a rule whose text is not at
    hand (unknown). `fields` are JSON pointers to
    what it rests on: in the command; in the state, where the case holds it already; or to what
    stands beside the command, as /document_no does. `interpreted` is how the organ that the
    regulation names has interpreted the rule.
    """

    rule: str
    article: str
    phrase: str
    asked: str
    allowed: str
    kind: Kind
    fields: tuple[str, ...] = ()
    interpreted: tuple[Interpreted, ...] = ()


class Problem(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A problem document (RFC 9457), with `refusals` or `errors`."""

    type: str
    title: str
    status: int
    detail: str
    instance: str | None = None
    refusals: tuple[ShownRefusal, ...] = ()
    errors: tuple[FieldFault, ...] = ()


class WrongForm(Exception):
    """A body, query or header that is malformed; `status` is 422 unless given."""

    def __init__(self, pointer: str, detail: str, status: int = 422) -> None:
        self.fault, self.status = FieldFault(pointer, detail), status
        super().__init__(detail)


def english(request: Request) -> bool:
    """Whether to answer in English: Chinese unless `Accept-Language` prefers English."""
    return prefers_english(request.headers.get("accept-language", ""))


def problem(
    request: Request,
    status: int,
    detail: str | None = None,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> Response:
    title = TITLES.get(status, TITLES[400])[english(request)]
    body = Problem(
        type="about:blank",
        title=title,
        status=status,
        detail=detail or title,
        instance=request.url.path,
        **more,
    )
    return Response(msgspec.json.encode(body), status, headers, "application/problem+json")


def refused(request: Request, refusals: tuple[Refusal, ...]) -> Response:
    """The response to a refusal: 403 where it is about the person, 409 where it is about the
    case."""
    en = english(request)
    shown = in_words(refusals, en)
    detail = sentence(shown, en)
    status = 403 if any(r.kind == "who" for r in refusals) else 409
    return problem(request, status, detail, refusals=shown)


def in_words(refusals: tuple[Refusal, ...], en: bool) -> tuple[ShownRefusal, ...]:
    return tuple(
        ShownRefusal(
            r.rule,
            r.article,
            r.phrase,
            r.asked.in_language(en),
            r.allowed.in_language(en),
            r.kind,
            r.fields,
            r.interpreted,
        )
        for r in refusals
    )


def sentence(refusals: tuple[ShownRefusal, ...], en: bool) -> str:
    if en:
        return "; ".join(f"{r.rule}: {r.asked} (allowed: {r.allowed})" for r in refusals)
    return "；".join(f"{r.article}：{r.asked}（应当：{r.allowed}）" for r in refusals)


def wrong_body(request: Request, error: WrongBody) -> Response:
    en = english(request)
    faults = tuple(FieldFault(f.pointer, f.words.in_language(en)) for f in error.faults)
    return problem(request, 422, error.words.in_language(en), errors=faults)


async def answer(request: Request, error: Exception) -> Response:
    """The exception handler: the error response for whatever was raised."""
    soon = {"Retry-After": "1"}
    match error:
        case Refused(refusals=refusals):
            return refused(request, refusals)
        case WrongForm():
            return problem(request, error.status, error.fault.detail, errors=(error.fault,))
        case WrongBody():
            return wrong_body(request, error)
        case CaseMissing():
            return problem(request, 404)
        case Stale(version=version):
            if version is None:
                return problem(request, 412)
            text = f"案卷现为第 {version} 版 / the case is at version {version}"
            return problem(request, 412, text, {"ETag": f'"{version}"'})
        case KeyReused():
            text = "此 Idempotency-Key 已用于另一请求 / the key was used with another body"
            fault = FieldFault("/Idempotency-Key", text)
            return problem(request, 422, text, errors=(fault,))
        case CalendarUnknown():
            return problem(request, 409, str(error))
        case StoreOlder():
            return problem(request, 503, str(error), headers=soon)
        case DatabaseAway(full=True):
            return problem(request, 503, DISK_FULL, {"Retry-After": "60"})
        case ClockWrong() | StoreAhead():
            return problem(request, 503, str(error), {"Retry-After": "10"})
        case Busy() | DatabaseAway():
            return problem(request, 503, headers=soon)
        case ClientDisconnect():
            request.scope[GIVEN_UP] = True
            return problem(request, 400)
        case HTTPException():
            headers = dict(error.headers or {})
            return problem(request, error.status_code, None, headers)
    return problem(request, 500)
