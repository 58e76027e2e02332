"""Health in words: whether the service does its work, what is behind, and what to do about it."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from domain.refusal import Text
from services.api import health
from services.pages.administration.account_pages import refuse_others
from services.pages.answering import html_page
from services.pages.inside import inner_request, json_of
from services.pages.page_route import PageRoute

PARTS_CALLED = {
    "store": Text("案卷库", "the store of cases"),
    "nats": Text("消息服务", "the message service"),
    "relay": Text("向消息服务转发", "relaying to the message service"),
    "audit": Text("案卷库与消息流的核对", "comparing the store with the stream"),
    "child": Text("清单与转发的进程", "the process with lists and relay"),
    "keys": Text("密钥", "the keys"),
    "accounts": Text("账号", "the accounts"),
    "files": Text("附件", "the files"),
    "disk": Text("磁盘", "the disk"),
    "clock": Text("时钟", "the clock"),
    "webhook": Text("推送地址", "a webhook"),
}
LISTS_CALLED = {
    "registry": Text("认定名录", "the registry"),
    "publicity": Text("公示名单", "entries in publicity"),
    "notices": Text("公示公告", "notices"),
    "publications": Text("公开事项", "publications"),
    "deadlines": Text("期限", "running periods"),
    "audit_trail": Text("办理记录", "the record of acts"),
    "statistics": Text("统计", "statistics"),
    "step_times": Text("办理用时", "days that steps took"),
    "worklist": Text("待办", "the work list"),
    "duties": Text("应办事项", "duties"),
    "cases": Text("案卷清单", "the list of cases"),
    "panels": Text("评审组", "panels"),
    "papers": Text("材料", "papers"),
    "reactions": Text("自动办理", "what follows by itself"),
}
PUT_RIGHT_AT = {"webhook": "/admin/webhooks", "accounts": "/admin/accounts"}
OTHER_PART = Text("其他部分", "another part")


class PartHealth(Struct, frozen=True):
    """A part that is amiss: what it is, what is said of it, and the page where it is put right."""

    words: Text
    said: Text
    href: str = ""


async def health_page(request: Request) -> Response:
    """`/admin/health`: for system administrators."""
    refuse_others(request)
    told: dict[str, Any] = json_of(await health.readyz(inner_request(request, "/readyz")))
    lists = told.get("projections") or {}
    return html_page(
        request,
        "administration/health.html",
        ready=told["ready"],
        position=told["position"],
        amiss=[*parts_amiss(told["degraded"])],
        lists=[(LISTS_CALLED.get(name, OTHER_PART), one) for name, one in sorted(lists.items())],
        relay=told.get("relay"),
    )


def parts_amiss(degraded: dict[str, str]) -> Iterator[PartHealth]:
    for name, said in degraded.items():
        zh, _, en = said.partition(" / ")
        kind, _, rest = name.partition(" ")
        table = LISTS_CALLED if kind == "projection" else PARTS_CALLED
        called = table.get(kind) or table.get(rest, OTHER_PART)
        yield PartHealth(called, Text(zh, en or zh), PUT_RIGHT_AT.get(kind, ""))


PAGES = (PageRoute("/admin/health", health_page, ()),)
