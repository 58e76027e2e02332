"""Webhooks as a page, for system administrators: where each has come, which are parked, on from a
position, and another secret."""

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
from services.webhooks.registration import GRACE_HOURS

WEBHOOKS_PAGE = "/admin/webhooks"


async def webhooks_page(request: Request) -> Response:
    """`/admin/webhooks`: a POST sends one on from a position, gives it another secret, which the
    page shows this once, or removes it."""
    refuse_others(request)
    if request.method == "GET":
        return await shown_webhooks(request, None)
    async with posted_form(request) as posted:
        given = posted_texts(posted)
        answered = await webhook_changed(request, given)
    if isinstance(answered, Problem):
        return await shown_webhooks(request, answered)
    if given.get("step") == "rotate":
        return await shown_webhooks(request, None, answered)
    return RedirectResponse(f"{WEBHOOKS_PAGE}?done=1", 303)


async def webhook_changed(request: Request, given: dict[str, str]) -> Any:
    """Does what the pressed button says."""
    name = given.get("name", "")
    path = f"/webhooks/{name}"
    if given.get("step") == "remove":
        remove = webhooks.remove_webhook
        return await answer_or_problem(request, remove, "DELETE", path, None, name=name)
    if given.get("step") == "rotate":
        body, rotate = {"grace_hours": number_in(given, "grace_hours")}, webhooks.rotate_webhook
        return await answer_or_problem(request, rotate, "PUT", f"{path}/secret", body, name=name)
    body = {"after": number_in(given, "after")}
    replay = webhooks.replay_webhook
    return await answer_or_problem(request, replay, "PUT", f"{path}/place", body, name=name)


def number_in(given: dict[str, str], name: str) -> int | str:
    """What was entered, as a number where it is one."""
    text = given.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() else text


async def shown_webhooks(
    request: Request, problem: Problem | None, rotated: dict[str, Any] | None = None
) -> Response:
    found = await answer_of(request, webhooks.list_webhooks, "/webhooks")
    return html_page(
        request,
        "administration/webhooks.html",
        422 if problem else 200,
        data="/webhooks",
        rows=[{**one, "said": trouble_words(one["trouble"])} for one in found["items"]],
        faults=faults_of_problem(problem) if problem else [],
        changed=request.query_params.get("done") == "1",
        rotated=rotated,
        grace_hours=GRACE_HOURS,
    )


def trouble_words(trouble: str | None) -> Text:
    """How a receiver answers, in both languages."""
    zh, _, en = (trouble or "").partition(" / ")
    return Text(zh, en or zh)


PAGES = (PageRoute(WEBHOOKS_PAGE, webhooks_page, ("done",), posts=True),)
