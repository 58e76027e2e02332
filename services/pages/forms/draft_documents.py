"""The draft of the official document (公文草稿) that an act will have: shown with a paper that the
rules accept, before it is done."""

from starlette.exceptions import HTTPException
from starlette.responses import Response

from services.api.documents import told_as_problems
from services.api.history_threads import beside_the_loop
from services.api.requests import runtime_of
from services.documents.acts import UnreadableAct
from services.documents.drafts import draft_made, kinds_to_come
from services.pages.forms.form_asked import CommandForm
from services.pages.forms.paper import UnsentPaper
from services.pages.forms.trying import try_paper


async def draft_shown(form: CommandForm, paper: UnsentPaper) -> Response:
    """The PDF of the draft that `kind` names; 404 where the act would have none, as while the rules
    refuse it."""
    if form.anonymous:
        raise HTTPException(404)
    return await beside_the_loop(form.request, draft_of_paper, form, paper)


def draft_of_paper(form: CommandForm, paper: UnsentPaper) -> Response:
    found, wanted = try_paper(form, paper), form.request.query_params.get("kind", "")
    decided = () if found.faults else found.decided
    kinds = kinds_to_come(decided[0]) if decided else ()
    kind = next((one for one in kinds if wanted in ("", one.name)), None)
    if kind is None:
        raise HTTPException(404)
    try:
        with told_as_problems():
            pdf = draft_made(runtime_of(form.request), decided, kind)
    except UnreadableAct:
        raise HTTPException(404) from None
    headers = {
        "Content-Disposition": f'attachment; filename="draft-{kind.name}.pdf"',
        "Cache-Control": "private, no-store",
    }
    return Response(pdf, 200, headers, "application/pdf")
