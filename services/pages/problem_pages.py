"""Pages for what cannot be shown or done: absent, refused, later, failed."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from domain.refusal import Text
from services.api.problems import Problem
from services.pages.answering import html_page

KEPT_HEADERS = ("retry-after", "allow")
ADVICE = {
    400: Text("请返回上一页重试。", "Please go back and try again."),
    403: Text(
        "如需办理，请联系本单位负责分配账号职责的管理员。",
        "If you need to do this, ask the administrator who assigns duties to accounts.",
    ),
    404: Text(
        "可能没有这项内容，也可能您没有查看的权限。请核对地址，或者从栏目进入。",
        "It may not exist, or you may not be allowed to see it. Check the address.",
    ),
    405: Text("请从栏目进入。", "Please start from the navigation above."),
    410: Text("请办理单位重新提交。", "Please ask the unit to hand it in again."),
    412: Text("请返回案卷，看过变化后再办理。", "Go back to the case and look at what changed."),
    413: Text("请减少内容，或者分次提交。", "Make it smaller, or hand it in in parts."),
    429: Text("请稍候再试。", "Please wait a little and try again."),
    500: Text(
        "已记入日志。如再次出现，请把发生时间告诉系统管理员。",
        "It was logged. If it happens again, tell the administrator when it happened.",
    ),
    503: Text(
        "记录正在更新，您填写的内容没有丢失。请稍后重试。",
        "The record is being updated; nothing that you typed is lost. Try again shortly.",
    ),
}
NO_OWN_DETAIL = (404, 405, 500)


def problem_page(request: Request, response: Response) -> Response:
    """The page that says what a problem document says."""
    told = msgspec.json.decode(bytes(response.body), type=Problem)
    headers = {n: v for n, v in response.headers.items() if n in KEPT_HEADERS}
    plain = told.detail == told.title or told.status in NO_OWN_DETAIL
    return html_page(
        request,
        "problem.html",
        told.status,
        headers,
        told=told,
        detail="" if plain else told.detail,
        advice=ADVICE.get(told.status),
    )
