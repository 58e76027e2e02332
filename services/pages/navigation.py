"""The one line of navigation, by role: four to six entries, in the same order everywhere."""

from msgspec import Struct
from starlette.requests import Request

from domain.context import Actor
from domain.refusal import Text
from services.access.policy import OFFICIALS, UNITS
from services.api.requests import CALLERS_STREAMS

LINKS = {
    "desk": ("/desk", Text("工作台", "Desk")),
    "mine": ("/desk/applications", Text("我的申报", "My applications")),
    "cases": ("/applications", Text("案卷", "Cases")),
    "batches": ("/batches", Text("批次", "Rounds")),
    "reviewing": ("/reviewing", Text("我的评审", "My reviews")),
    "centres": ("/overview", Text("中心", "Centres")),
    "deadlines": ("/deadlines", Text("期限", "Deadlines")),
    "notices": ("/publicity", Text("公示公告", "Notices")),
    "registry": ("/registry/centres", Text("认定名录", "Registry")),
    "statistics": ("/statistics", Text("统计", "Statistics")),
    "verify": ("/verify", Text("核验", "Verify")),
    "guide": ("/help", Text("办事指南", "Guide")),
    "trail": ("/audit", Text("办理记录", "Record")),
    "replay": ("/audit/replay", Text("重新裁决", "Decide again")),
    "export": ("/audit/export", Text("导出", "Export")),
    "leads": ("/violations", Text("线索", "Leads")),
    "money": ("/trace", Text("资金去向", "Money")),
    "flags": ("/flags", Text("资金线索", "Red flags")),
    "accounts": ("/admin/accounts", Text("账号", "Accounts")),
    "regulations": ("/admin/regulations", Text("规定", "Regulations")),
    "calendars": ("/admin/calendars", Text("日历", "Calendars")),
    "webhooks": ("/admin/webhooks", Text("推送", "Webhooks")),
    "health": ("/admin/health", Text("运行状况", "Health")),
}
BY_ROLE = {
    "PUBLIC": "notices registry statistics verify guide",
    "EXPERT": "reviewing",
    "AUDIT": "registry cases money flags trail replay export",
    "FINANCE": "desk money flags registry guide",
    "DISCIPLINE": "leads cases registry",
    "SYSADMIN": "accounts regulations calendars webhooks health",
    **dict.fromkeys(UNITS, "desk mine notices registry guide"),
    **dict.fromkeys(OFFICIALS, "desk cases batches centres deadlines registry statistics"),
}
FOR_OTHERS = "desk notices registry guide"


class NavigationEntry(Struct, frozen=True):
    """A link of the line, and whether the page at hand belongs under it."""

    href: str
    words: Text
    current: bool


def navigation(request: Request, actor: Actor) -> list[NavigationEntry]:
    """The entries for this person; of pages that there are."""
    there: frozenset[str] = request.app.state.page_paths
    named = [LINKS[name] for name in BY_ROLE.get(actor.role, FOR_OTHERS).split()]
    shown = [one for one in named if one[0] in there or one[0][1:] in CALLERS_STREAMS]
    under = [href for href, _ in shown if belongs_under(request.url.path, href)]
    nearest = max(under, key=len, default="")
    return [NavigationEntry(href, words, href == nearest) for href, words in shown]


def belongs_under(path: str, href: str) -> bool:
    return path == href or path.startswith(f"{href}/")
