"""Traces as pages: where a project's money went, or any other, as a Sankey diagram whose ribbons
lead to their evidence, with the same as a table beneath; and back from a payment."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from domain.money import in_yuan
from domain.refusal import Text
from services.api import fund_trace
from services.api.lists import Json
from services.api.route import Handler
from services.pages.answering import html_page, query_with
from services.pages.both_clocks import CLOCKS, clocks_in
from services.pages.inside import answer_of
from services.pages.money.account_tails import parties_by_tail
from services.pages.money.project_titles import project_title
from services.pages.money.sankey_picture import RibbonDrawn, sankey_picture
from services.pages.page_route import PageRoute
from services.pages.session import signed_in
from services.pages.words import phrased, t

TRACE = "/trace"
RIBBON_ENDS = ("giver", "taker")
"""Query parameters of a page that shows the payments of one ribbon alone."""
TRACE_FORM_FIELDS = ("of", "money", "which", "direction", "to")
MONEY_ASKED = {
    "project": Text("一个项目的资金", "the money of a project"),
    "allocation": Text("一笔预算的资金", "the money of a budget"),
    "source:special": Text("全部专项资金", "all special money"),
    "source:match": Text("全部配套资金", "all matching money"),
}


async def project_trace_page(request: Request) -> Response:
    """`/fund-projects/{id}/trace?as_of&known_at&giver&taker`."""
    id = request.path_params["id"]
    return await traced_page(
        request, fund_trace.trace_of_project, f"/fund-projects/{id}/trace", {}, id
    )


async def trace_page(request: Request) -> Response:
    """`/trace?of&as_of&known_at&giver&taker`, or `?direction=back&to`; without either, a form,
    which says `money` and `which`."""
    params = request.query_params
    if params.get("to"):
        return await back_page(request)
    of = params.get("of") or ":".join(filter(None, map(params.get, ("money", "which"))))
    if not of:
        signed_in(request)
        kinds = MONEY_ASKED.items()
        return html_page(request, "money/trace_asked.html", asked=clocks_in(request), kinds=kinds)
    return await traced_page(request, fund_trace.trace_of_money, TRACE, {"of": of}, "")


async def traced_page(
    request: Request, handler: Handler, path: str, of: Mapping[str, str], id: str
) -> Response:
    signed_in(request)
    asked = {**of, **clocks_in(request)}
    named = {"id": id} if id else {}
    found = await answer_of(request, handler, path, asked, **named)
    found["parties"] = await parties_by_tail(request, found["parties"])
    picture = await answer_of(request, handler, path, {**asked, "as": "sankey"}, **named)
    picture = named_alike(picture, found["parties"])
    ends = {name: request.query_params.get(name, "") for name in RIBBON_ENDS}
    return html_page(
        request,
        "money/trace.html",
        data=f"{path}{query_with(asked)}",
        id=id,
        title=await project_title(request, id) if id else "",
        asked=asked,
        found=found,
        payments=of_ends(found["payments"], ends),
        is_cut=any(ends.values()),
        drawn=trace_drawn(picture, path, asked) if picture["ribbons"] else "",
    )


def named_alike(picture: Json, parties: Json) -> Json:
    """The picture with its nodes in the words of the table beneath."""
    nodes = [{**one, "words": words_of_node(one, parties)} for one in picture["nodes"]]
    return {**picture, "nodes": nodes}


def words_of_node(node: Json, parties: Json) -> Json:
    if node["account"] not in parties:
        words: Json = node["words"]
        return words
    named: Json = parties[node["account"]]["words"]
    back = {"zh": "回流", "en": ", come back"} if node["visit"] > 1 else {"zh": "", "en": ""}
    return {tongue: f"{named[tongue]}{back[tongue]}" for tongue in back}


def of_ends(payments: list[Json], ends: Mapping[str, str]) -> list[Json]:
    """The payments from the one and to the other, where they are named."""
    named = {name: end for name, end in ends.items() if end}
    return [one for one in payments if all(one[name] == named[name] for name in named)]


def trace_drawn(picture: Json, path: str, asked: Mapping[str, str]) -> Any:
    nodes = picture["nodes"]
    ribbons = [
        RibbonDrawn(
            one["giver"],
            one["taker"],
            one["min"],
            one["max"],
            ribbon_said(one, nodes),
            ribbon_href(one, nodes, path, asked),
        )
        for one in picture["ribbons"]
    ]
    return sankey_picture([phrased(one["words"]) for one in nodes], ribbons, t("资金去向图"))


def ribbon_said(one: Json, nodes: list[Json]) -> str:
    return t(
        "{giver} → {taker}：至少 {least} 元，至多 {most} 元，{n} 笔",
        giver=phrased(nodes[one["giver"]]["words"]),
        taker=phrased(nodes[one["taker"]]["words"]),
        least=in_yuan(one["min"]),
        most=in_yuan(one["max"]),
        n=one["payments"],
    )


def ribbon_href(one: Json, nodes: list[Json], path: str, asked: Mapping[str, str]) -> str:
    """The line itself where it is one; else this page with the payments of the ribbon alone."""
    if len(one["lines"]) == 1:
        return line_href(one["lines"][0])
    ends = {name: nodes[one[name]]["account"] for name in RIBBON_ENDS}
    return f"{path}{query_with({**asked, **ends})}#payments"


def line_href(place: str) -> str:
    return f"/lines/{place.replace(':', '/')}"


async def back_page(request: Request) -> Response:
    signed_in(request)
    asked = {"direction": "back", "to": request.query_params["to"], **clocks_in(request)}
    found = await answer_of(request, fund_trace.trace_of_money, TRACE, asked)
    projects = {one["project"] for one in found["allocations"]}
    return html_page(
        request,
        "money/trace_back.html",
        data=f"{TRACE}{query_with(asked)}",
        asked=asked,
        found=found,
        titles={one: await project_title(request, one) for one in projects},
        href=line_href(found["to"]),
    )


PAGES = (
    PageRoute("/fund-projects/{id}/trace", project_trace_page, (*CLOCKS, *RIBBON_ENDS)),
    PageRoute(TRACE, trace_page, (*TRACE_FORM_FIELDS, *CLOCKS, *RIBBON_ENDS)),
)
