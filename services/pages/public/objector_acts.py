"""What an objector does by a page, asked of the API: the form's inputs, the entry, the command, and
what is wrong with it in words at its input."""

from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request

from services.api import commands, periods, problems
from services.api.lists import Json
from services.api.problems import Problem
from services.pages.inside import answer_of, inner_request, json_of
from services.pages.posting import posted_form, posted_texts
from services.pages.public.notices import PUBLICITY_PAGE, notice_hrefs, shown_entries
from services.pages.words import t

LONGEST_OBJECTION = 256 * 1024  # bytes
OBJECTION_INPUTS = ("kind", "name", "contact", "uscc", "facts")
GivenTexts = dict[str, str]


async def inputs_posted(request: Request) -> GivenTexts:
    """The inputs of the form that was sent."""
    async with posted_form(request, LONGEST_OBJECTION) as form:
        return {name: text.strip() for name, text in posted_texts(form).items()}


async def publicised_entry(request: Request, application: str) -> Json:
    """The entry in publicity, with its notice's address; 404 where it was never in any."""
    if not application:
        raise HTTPException(404)
    query = {"application": application}
    found = await answer_of(request, periods.publicity, PUBLICITY_PAGE, query)
    for one in shown_entries(found):
        return {**one, "href": notice_hrefs(found).get(one["notice"], PUBLICITY_PAGE)}
    raise HTTPException(404)


async def acted(
    request: Request, application: str, slug: str, body: Json, headers: dict[str, str]
) -> Any:
    """What the API answers to a command, or the problem that it tells: faults and refusals."""
    inner = inner_request(
        request,
        f"/applications/{application}/{slug}",
        params={"stream": "applications", "id": application, "command": slug},
        method="POST",
        body=msgspec.json.encode(body),
        headers=headers,
    )
    try:
        return json_of(await commands.act_on_case(inner))
    except Exception as error:
        response = await problems.answer(inner, error)
        if response.status_code not in (409, 422):
            raise
        return msgspec.json.decode(bytes(response.body), type=Problem)


def problem_faults(problem: Problem) -> list[Json]:
    """Faults at the inputs that they are about; what the rules refuse, in the summary alone."""
    faults = [fault(at_input(one.pointer), one.detail) for one in problem.errors]
    for one in problem.refusals:
        said = t("{asked}。应当：{allowed}", asked=one.asked, allowed=one.allowed)
        faults.append({"pointer": "", "label": one.article, "detail": said})
    return faults or [fault("", problem.detail)]


def at_input(pointer: str) -> str:
    name = pointer.rpartition("/")[2]
    return name if name in (*OBJECTION_INPUTS, "reason") else ""


def fault(name: str, detail: str) -> Json:
    return {"pointer": name, "label": detail, "detail": detail}
