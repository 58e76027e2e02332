"""One line of money over HTTP: bank line, payment, voucher, contract and tranche side by side."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.refusal import Text
from services.api.fund_trace import asking, sight_of
from services.api.history_threads import beside_the_loop
from services.api.openapi_words import MOMENT_OR_BLANK, one
from services.api.positions import reached
from services.api.requests import actor_of, is_number, moment_asked, runtime_of
from services.api.responses import json
from services.api.route import Route
from services.queries.line_sheet import LineSheet, line_sheet
from services.queries.tracing.ledger_moment import ledger_at
from services.subscriptions.catalogue import LEDGER


async def money_line(request: Request) -> Response:
    """`GET /lines/{position}/{line}`: the line and what belongs to it, for whoever is shown its
    account or its project; 404 for others, as where there is none."""
    await reached(request, LEDGER.name)
    return await beside_the_loop(request, sheet_of, request)


def sheet_of(request: Request) -> Response:
    runtime, actor = runtime_of(request), actor_of(request)
    position, number = request.path_params["position"], request.path_params["line"]
    if not (is_number(position) and is_number(number)):
        raise HTTPException(404)
    known = moment_asked(request, "known_at") or runtime.clock.now()
    ledger = ledger_at(asking(runtime), runtime.clock.today(), known)
    place = int(position), int(number)
    sheet = line_sheet(ledger, sight_of(runtime, actor), runtime.log, place)
    if sheet is None:
        raise HTTPException(404)
    return json(sheet)


ROUTES = (
    Route(
        "GET",
        "/lines/{position}/{line}",
        money_line,
        "moneyLine",
        one(LineSheet),
        ("401", "404", "422", "503"),
        {"known_at": MOMENT_OR_BLANK},
        words=Text("一笔资金的各项凭据", "One line of money, with all its evidence"),
        tag="money",
    ),
)
