"""Reports on one case: the expert review report (评审报告)."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.application.case import Application
from domain.parts import Part
from domain.refusal import Text
from domain.streams import STREAMS
from services.api.history_threads import beside_the_loop
from services.api.openapi_words import one
from services.api.requests import actor_of, id_of, runtime_of
from services.api.responses import json
from services.api.route import Route
from services.api.views import visible
from services.queries import review_report


async def review(request: Request) -> Response:
    """`GET /applications/{id}/review-report`: 404 for whoever may not know the experts."""
    return await beside_the_loop(request, review_of, request)


def review_of(request: Request) -> Response:
    runtime, actor, id = runtime_of(request), actor_of(request), id_of(request)
    view = visible(runtime, actor, STREAMS["applications"], id)
    if not (isinstance(view.case, Application) and view.sight.shows(Part.EXPERTS)):
        raise HTTPException(404)
    document = review_report.report(runtime, id, view.case)
    if document is None:
        raise HTTPException(404)
    return json(document, {"Cache-Control": "no-store"})


ROUTES = (
    Route(
        "GET",
        "/applications/{id}/review-report",
        review,
        "reviewReport",
        one(review_report.ReviewReport),
        ("401", "404"),
        words=Text("评审报告", "Review report"),
    ),
)
