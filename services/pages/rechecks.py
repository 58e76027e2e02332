"""The recheck of an application: each condition of the regulation beside what the form says, which
papers prove it, and what the local review found."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from domain.words import value_words
from services.api import history, reviewing, states
from services.pages.act_links import acts_not_yet, acts_now, only
from services.pages.answering import html_page
from services.pages.form_beside import form_beside
from services.pages.inside import answer_of, rows_of_all_pages
from services.pages.page_route import PageRoute
from services.pages.session import signed_in

LOCAL_ANSWERS = "qualification-reviewed"
LOCAL_FINDINGS = ("material-audited", "application-recommended", "recheck-passed")
REVIEWS = (
    "StartLocalReview",
    "CompleteQualificationReview",
    "CompleteMaterialAudit",
    "RecommendApplication",
    "DeclineRecommendation",
    "StartRecheck",
    "PassRecheck",
    "FailRecheck",
)
"""What is done by whoever holds an application against the conditions."""
SAYS = ("findings", "opinion")


async def recheck_page(request: Request) -> Response:
    """`/applications/{id}/recheck`."""
    signed_in(request)
    id = request.path_params["id"]
    at, path = f"/applications/{id}", f"/applications/{id}/conditions"
    of_case = {"stream": "applications", "id": id}
    case = await answer_of(request, states.state, at, **of_case)
    found = await answer_of(request, reviewing.conditions_read, path, id=id)
    steps = await rows_of_all_pages(request, history.events, f"{at}/events", **of_case)
    local = answers_by_rule(steps)
    return html_page(
        request,
        "recheck.html",
        data=path,
        case=case,
        **form_beside(request, id, case),
        conditions=[*by_rule(found["items"], local)],
        unmet=sum(not one["met"] for one in found["items"]),
        has_local=bool(local),
        opinions=[*opinions_in(steps)],
        acts=acts_now(only(case, REVIEWS), REVIEWS),
        not_yet=acts_not_yet(only(case, REVIEWS)),
    )


def answers_by_rule(events: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """What the local review answered under each rule, last of all."""
    return {
        answer["rule"]: {**answer, "words": value_words(answer["result"], "result")}
        for one in events
        if one["type"] == LOCAL_ANSWERS and not one["out_of_force_by"]
        for answer in one["event"]["answers"]
    }


def by_rule(
    conditions: Sequence[dict[str, Any]], local: Mapping[str, Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The conditions of each provision together, with what the local review says of it."""
    for rule, of_rule in groupby(conditions, key=lambda one: one["rule"]):
        checks = [*of_rule]
        yield {
            "article": checks[0]["article"],
            "phrase": checks[0]["phrase"],
            "checks": checks,
            "met": all(one["met"] for one in checks),
            "proofs": checks[0]["proofs"],
            "local": local.get(rule),
        }


def opinions_in(events: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """What was found and advised so far, in words."""
    for one in events:
        said = next((one["event"][name] for name in SAYS if one["event"].get(name)), None)
        if said and one["type"] in LOCAL_FINDINGS and not one["out_of_force_by"]:
            day = one["context"]["occurred_on"]
            yield {"day": day, "words": one["command_words"], "said": said}


PAGES = (PageRoute("/applications/{id}/recheck", recheck_page, ()),)
