"""One's own objection, by its secret: the receipt, the enquiry, what became of it, and withdrawing
it."""

from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from domain.application.objection import OPEN
from services.api import objections
from services.api.lists import Json
from services.api.problems import Problem
from services.api.reply_keys import KEY_HEADER
from services.pages.answering import html_page, query_with
from services.pages.inside import inner_request, json_of
from services.pages.page_route import PageRoute
from services.pages.public.known_objection import KnownObjection, known, known_from_now_on
from services.pages.public.objecting import OBJECTIONS_PAGE
from services.pages.public.objector_acts import (
    GivenTexts,
    acted,
    fault,
    inputs_posted,
    problem_faults,
    publicised_entry,
)
from services.pages.words import t


async def receipt_page(request: Request) -> Response:
    """`/objections/receipt`: number and secret, to be kept; gone after half an hour."""
    own = known(request)
    if own is None or own.received_on is None:
        return RedirectResponse(OBJECTIONS_PAGE, 303)
    entry = await publicised_entry(request, own.application)
    return html_page(request, "public/object_receipt.html", own=own, entry=entry)


async def enquiry_page(request: Request) -> Response:
    """`/objections?application&no&fault`: asks for entry, number and secret, and leads on."""
    if request.method == "GET":
        return enquiry_form(request)
    given = await inputs_posted(request)
    application, secret = given.get("application", ""), given.get("secret", "")
    number = given.get("no", "")
    if not (number.isascii() and number.isdigit() and len(number) <= objections.LONGEST_NUMBER):
        return asked_again(given, "no")
    own = KnownObjection(application, int(number), secret)
    if await objection_found(request, own) is None:
        return asked_again(given, "secret")
    return known_from_now_on(request, own, f"{OBJECTIONS_PAGE}/mine")


def asked_again(given: GivenTexts, wrong: str) -> Response:
    """Back to the enquiry; the secret stands in no address."""
    asked = {name: given.get(name, "")[:64] for name in ("application", "no")}
    return RedirectResponse(OBJECTIONS_PAGE + query_with(asked, fault=wrong), 303)


def enquiry_form(request: Request) -> Response:
    given = {name: request.query_params.get(name, "") for name in ("application", "no")}
    said = {"no": t("异议编号是数字"), "secret": t("条目、编号和密钥对不上")}
    wrong = request.query_params.get("fault", "")
    faults = [fault(wrong, said[wrong])] if wrong in said else []
    return html_page(request, "public/objections.html", given=given, faults=faults)


async def objection_found(request: Request, own: KnownObjection) -> Json | None:
    """What has become of the objection; None where the secret is not its own."""
    path = f"/applications/{own.application}/objections/{own.no}"
    params = {"id": own.application, "no": str(own.no)}
    inner = inner_request(request, path, params=params, headers={KEY_HEADER: own.secret})
    try:
        found: Json = json_of(await objections.objection(inner))
    except HTTPException as error:
        if error.status_code != 404:
            raise
        return None
    return found


async def own_page(request: Request) -> Response:
    """`/objections/mine`: what became of one's own objection; it may be withdrawn here."""
    given = await inputs_posted(request) if request.method == "POST" else None
    own = known(request)
    found = await objection_found(request, own) if own else None
    if own is None or found is None:
        return RedirectResponse(OBJECTIONS_PAGE, 303)
    entry = await publicised_entry(request, own.application)
    faults = [] if given is None else await withdrawn_by_page(request, own, given)
    if faults is None:
        return RedirectResponse(f"{OBJECTIONS_PAGE}/mine", 303)
    return html_page(
        request,
        "public/objection.html",
        key=uuid4().hex,
        own=own,
        found=found,
        entry=entry,
        faults=faults,
        is_open=found["stand"] in OPEN,
    )


async def withdrawn_by_page(
    request: Request, own: KnownObjection, given: GivenTexts
) -> list[Json] | None:
    """None once it is withdrawn, else why it is not."""
    if not given.get("reason"):
        return [fault("reason", t("请写明撤回的原因"))]
    body = {"command": {"no": own.no, "reason": given["reason"]}}
    headers = {"Idempotency-Key": given.get("key") or uuid4().hex, KEY_HEADER: own.secret}
    answered = await acted(request, own.application, "withdraw-objection", body, headers)
    return problem_faults(answered) if isinstance(answered, Problem) else None


PAGES = (
    PageRoute(f"{OBJECTIONS_PAGE}/receipt", receipt_page, ()),
    PageRoute(f"{OBJECTIONS_PAGE}/mine", own_page, (), posts=True),
    PageRoute(OBJECTIONS_PAGE, enquiry_page, ("application", "no", "fault"), posts=True),
)
