"""A centre after its recognition: what is due now and by whom, year by year what was filed and how
it was evaluated, rectifications with their items, changes, branches and remedies."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from services.api import case_lists, duties, states
from services.api.organ_names import organ_name
from services.api.requests import runtime_of
from services.pages.answering import html_page
from services.pages.both_clocks import CLOCKS, clocks_in
from services.pages.case_file import CaseShown
from services.pages.forms.choosing import rules_of_case
from services.pages.inside import answer_of, rows_of_all_pages
from services.pages.page_route import PageRoute
from services.pages.session import signed_in
from services.pages.telling import FieldTold, StateTeller

OF_CENTRES, YEAR, OF_RECTIFICATIONS = "centres", "annual", "rectification"
FURTHER = ("branches", "changes", "transfers", "milestones", "projects", "catalogue", "priced_on")
AFTER_ITS_END = ("plaque_withdrawn_on", "name_given_up_on", "dissolved_on")


async def duties_of_centre(request: Request) -> Response:
    """`/centres/{id}/duties?as_of&known_at`."""
    signed_in(request)
    id, clocks = request.path_params["id"], clocks_in(request)
    at = f"/{OF_CENTRES}/{id}"
    told = await answer_of(request, states.state, at, clocks, stream=OF_CENTRES, id=id)
    case = CaseShown(
        OF_CENTRES, id, told, rules_of_case(runtime_of(request), told["state"].get("regime"))
    )
    rows = await rows_of_all_pages(request, duties.duties, "/duties", {"id": id} | clocks)
    of_kind = {
        kind: [*after_its_end(case, rows, rows_of_kind(rows, kind))]
        for kind in (YEAR, OF_RECTIFICATIONS)
    }
    return html_page(
        request,
        "centre_duties.html",
        data=f"/duties?id={id}",
        case=case,
        asked=clocks,
        is_past=any(clocks.values()),
        due=[*due_now(rows, told)],
        years=of_kind[YEAR],
        rectifications=[*with_items(of_kind[OF_RECTIFICATIONS], case)],
        others=[*other_proceedings(told["proceedings"])],
        fields=[*further(request, case)],
        remedies=await remedies_of(request, case),
    )


def rows_of_kind(rows: list[dict[str, Any]], kind: str) -> Iterator[dict[str, Any]]:
    """The rows of one kind of proceeding, the latest first."""
    own = [one for one in rows if one.get("proceeding_kind") == kind]
    yield from sorted(own, key=lambda one: proceeding_number(one["proceeding"]), reverse=True)


def after_its_end(
    case: CaseShown, rows: list[dict[str, Any]], listed: Iterable[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The rows with how the end of the centre has ended each: the one that has brought it stands at
    the same stage, and what was still under way in others is done no more."""
    ended_within = {one["within"] for one in rows if one["proceeding_kind"] == "centre"}
    for row in listed:
        how = ""
        if case.state["final"] and row["proceeding"] in ended_within:
            how = "brought"
        elif case.state["final"] and not (row["evaluated_on"] or row["result"]):
            how = "overtaken"
        yield {**row, "by_the_end": how}


def proceeding_number(proceeding: str) -> int:
    number = proceeding.rpartition("/")[2]
    return int(number) if number.isdigit() else 0


def due_now(rows: list[dict[str, Any]], told: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What is still to be done in each proceeding, with a link where the reader may do it now."""
    for row in rows:
        if missing := row.get("missing"):
            acts = [{**one, "href": link_to(row["proceeding"], one, told)} for one in missing]
            yield {**row, "acts": acts}


def link_to(proceeding: str, missing: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    for one in told["actions"]:
        same = one["command"] == missing["command"] and one["proceeding"] in ("", proceeding)
        if same and one["when"] == "now":
            about = f"?about={one['proceeding']}" if one["proceeding"] else ""
            return f"/{OF_CENTRES}/{told['id']}/{one['slug']}{about}"
    return ""


def with_items(rows: list[dict[str, Any]], case: CaseShown) -> Iterator[dict[str, Any]]:
    """Each rectification with its grounds, and its items with whether they were found done."""
    kept = {one["number"]: one for one in case.state["rectifications"]}
    called = {one.code: one.called for one in case.rules.text.ground} if case.rules else {}
    for row in rows:
        own = kept.get(proceeding_number(row["proceeding"]), {})
        verified = own.get("verified", ())
        items = [(text, number in verified) for number, text in enumerate(own.get("items", ()), 1)]
        grounds = [called[one] for one in own.get("grounds", ()) if one in called]
        yield {**row, "items": items, "grounds": grounds}


def other_proceedings(proceedings: Mapping[str, Any]) -> Iterator[Any]:
    """Hearings, intended cancellations, changes, transfers: whatever runs or ran beside."""
    for id, one in proceedings.items():
        if id.partition("/")[0] not in (YEAR, OF_RECTIFICATIONS):
            yield one


def further(request: Request, case: CaseShown) -> Iterator[FieldTold]:
    """What else is kept of a centre, in words."""
    runtime = runtime_of(request)
    teller = StateTeller(case.rules, lambda code: organ_name(runtime, code))
    for name in (*FURTHER, *AFTER_ITS_END):
        if case.state.get(name) and (told := teller.field(name, case.state[name], "Centre")):
            yield told


async def remedies_of(request: Request, case: CaseShown) -> list[dict[str, Any]]:
    """The remedies that are about this centre, of those that the reader may see."""
    query = {"owner": case.state["owner"]}
    rows = await rows_of_all_pages(request, case_lists.cases, "/remedies", query, stream="remedies")
    return [one for one in rows if one.get("title") == f"{OF_CENTRES}/{case.id}"]


PAGES = (PageRoute("/centres/{id}/duties", duties_of_centre, CLOCKS),)
