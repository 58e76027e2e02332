"""Asks a handler of the API that may refuse: its answer, or the problem that it tells."""

from typing import Any

import msgspec
from starlette.requests import Request

from services.api import problems
from services.api.problems import Problem
from services.api.route import Handler
from services.pages.inside import inner_request, json_of

TOLD_AT_THE_FORM = (409, 422)


async def answer_or_problem(
    request: Request, handler: Handler, method: str, path: str, body: Any, **params: str
) -> Any:
    """What the handler answers; a Problem where a form has to say it. Others are raised."""
    sent = msgspec.json.encode(body)
    asked = inner_request(request, path, params=params, method=method, body=sent)
    try:
        return json_of(await handler(asked))
    except Exception as error:
        response = await problems.answer(asked, error)
        if response.status_code not in TOLD_AT_THE_FORM:
            raise
        return msgspec.json.decode(bytes(response.body), type=Problem)


def faults_of_problem(problem: Problem) -> list[dict[str, str]]:
    """The faults of a problem, each at the input of the same name."""
    errors = [
        {"pointer": one.pointer.strip("/"), "label": "", "detail": one.detail}
        for one in problem.errors
    ]
    return errors or [{"pointer": "", "label": "", "detail": problem.detail}]
