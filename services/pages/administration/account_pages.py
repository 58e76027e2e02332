"""Accounts as pages, for system administrators: the list, a new one, and each with its duties,
audit letters and its end."""

from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from adapters.credentials.passwords import SHORTEST
from domain.words.actors import ROLES
from services.access.eligibility import WITHOUT_ACCOUNT
from services.access.policy import AUDITORS
from services.api import accounts
from services.api.organ_names import organ_name
from services.api.problems import Problem
from services.api.requests import runtime_of
from services.pages.answering import html_page
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.posting import posted_form, posted_texts
from services.pages.session import signed_in
from services.pages.tried_asks import answer_or_problem, faults_of_problem

ACCOUNTS_PAGE = "/admin/accounts"
ADMINISTRATOR = "SYSADMIN"
NEW_INPUTS = ("username", "role", "organ")


async def accounts_page(request: Request) -> Response:
    """`/admin/accounts?q`: those whose name, role or organ has the text."""
    q = request.query_params.get("q", "").strip()
    rows = [one for one in await all_accounts(request) if q in searched(one)]
    return html_page(
        request, "administration/accounts.html", data="/accounts", rows=rows, asked={"q": q}
    )


def searched(row: dict[str, Any]) -> str:
    return " ".join((row["username"], row["role_words"]["zh"], row["place"], row["organ"]))


async def all_accounts(request: Request) -> list[dict[str, Any]]:
    found = await answer_of(request, accounts.list_accounts, "/accounts")
    runtime = runtime_of(request)
    return [
        {**one, "place": name.zh if (name := organ_name(runtime, one["organ"])) else one["organ"]}
        for one in found["items"]
    ]


async def account_page(request: Request) -> Response:
    """`/admin/accounts/{name}`: a POST changes duties, enters a letter, or disables it."""
    name = request.path_params["name"]
    account = next((one for one in await all_accounts(request) if one["username"] == name), None)
    if account is None:
        raise HTTPException(404)
    if request.method == "GET":
        return shown_account(request, account, {}, None)
    async with posted_form(request) as posted:
        given, answered = posted_texts(posted), await account_changed(request, name, posted)
    if isinstance(answered, Problem):
        return shown_account(request, account, given, answered)
    return RedirectResponse(f"{ACCOUNTS_PAGE}/{name}?done=1", 303)


def shown_account(
    request: Request, account: dict[str, Any], given: dict[str, str], problem: Problem | None
) -> Response:
    return html_page(
        request,
        "administration/account.html",
        422 if problem else 200,
        data="/accounts",
        account=account,
        is_audit=account["role"] in AUDITORS,
        given={name: given.get(name, "") for name in ("number", "begins", "ends")},
        faults=faults_of_problem(problem) if problem else [],
        changed=request.query_params.get("done") == "1",
    )


async def account_changed(request: Request, name: str, posted: FormData) -> Any:
    """Does what the pressed button says."""
    path, step = f"/accounts/{name}", posted.get("step")
    if step == "letter":
        body = {one: str(posted.get(one) or "") for one in ("number", "begins", "ends")}
        letters = f"{path}/letters"
        return await answer_or_problem(
            request, accounts.give_letter, "PUT", letters, body, name=name
        )
    change: dict[str, Any] = {"disabled": True}
    if step == "duties":
        change = {"duties": [str(one) for one in posted.getlist("duty")]}
    return await answer_or_problem(
        request, accounts.change_account, "PATCH", path, change, name=name
    )


def refuse_others(request: Request) -> None:
    """403 for who administers nothing."""
    if signed_in(request).role != ADMINISTRATOR:
        raise HTTPException(403)


async def new_account_page(request: Request) -> Response:
    """`/admin/accounts/new`."""
    refuse_others(request)
    if request.method == "GET":
        return shown_new(request, {}, None)
    async with posted_form(request) as posted:
        given = posted_texts(posted)
    sent = {name: given.get(name, "").strip() for name in (*NEW_INPUTS, "password")}
    answered = await answer_or_problem(request, accounts.add_account, "POST", "/accounts", sent)
    if isinstance(answered, Problem):
        return shown_new(request, given, answered)
    return RedirectResponse(f"{ACCOUNTS_PAGE}/{sent['username']}?done=1", 303)


def shown_new(request: Request, given: dict[str, str], problem: Problem | None) -> Response:
    return html_page(
        request,
        "administration/new_account.html",
        422 if problem else 200,
        given={name: given.get(name, "") for name in NEW_INPUTS},
        faults=faults_of_problem(problem) if problem else [],
        shortest=SHORTEST,
        roles=[(name, words) for name, words in ROLES.items() if name not in WITHOUT_ACCOUNT],
    )


PAGES = (
    PageRoute(ACCOUNTS_PAGE, accounts_page, ("q",)),
    PageRoute(f"{ACCOUNTS_PAGE}/new", new_account_page, (), posts=True),
    PageRoute(f"{ACCOUNTS_PAGE}/{{name}}", account_page, ("done",), posts=True),
)
