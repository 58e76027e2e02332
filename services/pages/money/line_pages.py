"""One line of money as a page: bank line, payment, voucher and contract side by side."""

from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from domain.money import in_yuan
from domain.words import field_words, value_words
from services.api import line_sheets
from services.pages.answering import html_page
from services.pages.inside import answer_of
from services.pages.money.account_tails import parties_by_tail
from services.pages.money.project_titles import project_title
from services.pages.page_route import PageRoute
from services.pages.session import signed_in
from services.pages.words import phrased, t
from services.queries.tracing.held_accounts import HOLDERS

SAID_OF_A_LINE = ("source", "budget_line", "purpose", "invoice", "contract_no")
WHO = ("requested_by", "approved_by")
BANK_LINE = "bank_line"
OWN_ACCOUNT = {"held": True, "words": HOLDERS["CENTRE"]}
CALLED_AS = {"invoice": "invoice_no"}
"""Fields that have the words of another."""


async def line_page(request: Request) -> Response:
    """`/lines/{position}/{line}`."""
    signed_in(request)
    at = request.path_params
    path = f"/lines/{at['position']}/{at['line']}"
    found = await answer_of(request, line_sheets.money_line, path, **at)
    parties = await parties_by_tail(request, found["parties"])
    own = {one["account"]: OWN_ACCOUNT for one in found["lines"] if one["kind"] == BANK_LINE}
    parties |= await parties_by_tail(request, own)
    lines = [{**one, "facts": [*line_facts(one, parties)]} for one in found["lines"]]
    project = next(filter(None, (one["project"] for one in found["lines"])), "")
    crumbs = await crumbs_of(request, project) if project else []
    return html_page(request, "money/line.html", data=path, found=found, lines=lines, crumbs=crumbs)


async def crumbs_of(request: Request, project: str) -> list[tuple[str, str]]:
    title = await project_title(request, project)
    path = f"/fund-projects/{project}"
    return [(path, title), (f"{path}/ledger", t("项目的账"))]


def line_facts(one: dict[str, Any], parties: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Labels and values of a line, in the order in which one reads them."""
    yield t("日期"), one["day"]
    yield t("金额（元）"), in_yuan(one["fen"])
    if one["kind"] == BANK_LINE:
        yield t("账户"), phrased(parties[one["account"]]["words"])
    if one["side"]:
        yield t("方向"), t("收入") if one["side"] == "in" else t("支出")
    if one["balance"] is not None:
        yield t("余额（元）"), in_yuan(one["balance"])
    if one["party"] in parties:
        yield t("对方"), phrased(parties[one["party"]]["words"])
    for name in (*SAID_OF_A_LINE, *WHO):
        if one[name]:
            label = field_words(CALLED_AS.get(name, name))
            yield phrased(label), phrased(value_words(one[name], name))


PAGES = (PageRoute("/lines/{position}/{line}", line_page, ()),)
