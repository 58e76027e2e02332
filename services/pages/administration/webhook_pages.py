"""Webhooks as a page, for system administrators: where each has come, which are parked, and on from
a position."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.refusal import Text
from services.api import webhooks
from services.api.problems import Problem
from services.pages.administration.account_pages import refuse_others
from services.pages.answering import html_page
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.posting import posted_form, posted_texts
from services.pages.tried_asks import answer_or_problem, faults_of_problem

WEBHOOKS_PAGE = "/admin/webhooks"


async def webhooks_page(request: Request) -> Response:
    """`/admin/webhooks`: a POST sends one on from a position, or removes it."""
    refuse_others(request)
    if request.method == "GET":
        return await shown_webhooks(request, None)
    async with posted_form(request) as posted:
        answered = await webhook_changed(request, posted_texts(posted))
    if isinstance(answered, Problem):
        return await shown_webhooks(request, answered)
    return RedirectResponse(f"{WEBHOOKS_PAGE}?done=1", 303)


async def webhook_changed(request: Request, given: dict[str, str]) -> Any:
    """Does what the pressed button says."""
    name, after = given.get("name", ""), given.get("after", "").strip()
    path = f"/webhooks/{name}"
    if given.get("step") == "remove":
        remove = webhooks.remove_webhook
        return await answer_or_problem(request, remove, "DELETE", path, None, name=name)
    body = {"after": int(after) if after.isascii() and after.isdigit() else after}
    replay = webhooks.replay_webhook
    return await answer_or_problem(request, replay, "PUT", f"{path}/place", body, name=name)


async def shown_webhooks(request: Request, problem: Problem | None) -> Response:
    found = await answer_of(request, webhooks.list_webhooks, "/webhooks")
    return html_page(
        request,
        "administration/webhooks.html",
        422 if problem else 200,
        data="/webhooks",
        rows=[{**one, "said": trouble_told(one["trouble"])} for one in found["items"]],
        faults=faults_of_problem(problem) if problem else [],
        changed=request.query_params.get("done") == "1",
    )


def trouble_told(trouble: str | None) -> Text:
    """How a receiver answers, in both languages."""
    zh, _, en = (trouble or "").partition(" / ")
    return Text(zh, en or zh)


PAGES = (PageRoute(WEBHOOKS_PAGE, webhooks_page, ("done",), posts=True),)
