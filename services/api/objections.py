"""The objector's view of an objection, opened with its reply key (`Objection-Key`)."""

from datetime import date

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.application.objection import Objection
from domain.refusal import Text
from domain.words import value_words
from services.access.disclosure import own, shown
from services.api.history_threads import beside_the_loop
from services.api.openapi_words import OBJECTION_KEY, one
from services.api.public import objection_of, slow_down
from services.api.requests import id_of, runtime_of
from services.api.responses import json
from services.api.route import Route
from services.runtime import Runtime

LONGEST_NUMBER = 7


class OwnObjection(Struct, frozen=True):
    """An objection as its objector sees it. `answer_due` is the last day for the answer; `ground`
    says why it was not admitted."""

    application: str
    no: int
    stand: str
    stand_words: Text
    received_on: date
    answer_due: date | None
    ground: str | None
    ground_words: Text | None
    answer: str | None
    answered_on: date | None


async def objection(request: Request) -> Response:
    """`GET /applications/{id}/objections/{no}` with `Objection-Key`: 404 without the right key."""
    slow_down(request, "reading ")
    runtime, id, no = runtime_of(request), id_of(request), request.path_params["no"]
    if not (no.isascii() and no.isdigit() and len(no) <= LONGEST_NUMBER):
        raise HTTPException(404)
    lodged = await beside_the_loop(request, objection_to, runtime, id, int(no))
    keys = request.app.state.reply_keys
    await keys.require(request, runtime, id, int(no), lodged)
    assert lodged is not None
    answer = await beside_the_loop(request, as_its_objector_sees_it, runtime, id, lodged)
    return json(answer, {"Cache-Control": "no-store"})


def objection_to(runtime: Runtime, id: str, no: int) -> Objection | None:
    case, _ = runtime.store.current(f"applications/{id}")
    return objection_of(runtime, id, case, no)


def as_its_objector_sees_it(runtime: Runtime, id: str, lodged: Objection) -> OwnObjection:
    return OwnObjection(
        application=id,
        no=lodged.no,
        stand=lodged.stand,
        stand_words=value_words(lodged.stand, "stand"),
        received_on=lodged.received_on,
        answer_due=lodged.term.ends if lodged.term else None,
        ground=lodged.ground,
        ground_words=value_words(lodged.ground, "ground") if lodged.ground else None,
        answer=shown(lodged.answer, own(runtime.vault)),
        answered_on=lodged.answered_on,
    )


ROUTES = (
    Route(
        "GET",
        "/applications/{id}/objections/{no}",
        objection,
        "ownObjection",
        one(OwnObjection),
        ("404", "429"),
        headers=(OBJECTION_KEY,),
        public=True,
        words=Text("本人所提异议的进展", "What has become of one's own objection"),
    ),
)
