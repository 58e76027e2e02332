"""Two moments of a case compared (比较): what was and what is, only where they differ, by the names
that people have for the fields."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from domain.context import Actor
from services.api import states
from services.api.differences import MOMENTS_ASKED
from services.api.requests import runtime_of, stream_of
from services.pages.answering import html_page, query_with
from services.pages.both_clocks import with_beijing
from services.pages.case_file import CaseShown, FileNames, fields_told, form_told
from services.pages.forms.answers import AnswerGiven
from services.pages.forms.choosing import rules_of_case
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.session import who_reads
from services.pages.telling import FieldTold
from services.pages.words import phrased, t
from services.runtime import Runtime

Path = tuple[str, ...]
RowSaid = Mapping[str, str]
Side = dict[Path, str | RowSaid]
"""What a case says at a moment: a text, or the row of a list, by its labels from the outside in."""
NOTHING_YET: Side = {}


class ValueChanged(Struct, frozen=True):
    """A value that differs, under the labels that lead to it."""

    labels: Path
    before: str
    after: str


async def case_comparison_page(request: Request) -> Response:
    """`/{stream}/{id}/diff?day_from&known_from&day_to&known_to`."""
    asked = {name: request.query_params.get(name, "") for name in MOMENTS_ASKED}
    asked |= {name: with_beijing(asked[name]) for name in MOMENTS_ASKED if "known" in name}
    case = await case_told(request, {})
    is_asked = any(asked.values())
    found = await changes_between(request, asked) if is_asked else []
    return html_page(
        request,
        "case_comparison.html",
        data=f"{case.path}/diff{query_with(asked)}" if is_asked else case.path,
        case=case,
        asked=asked,
        is_asked=is_asked,
        found=found,
    )


async def changes_between(request: Request, asked: Mapping[str, str]) -> list[ValueChanged]:
    """What differs between the two moments; before it was opened, a case says nothing."""
    sides = [
        await side_told(request, {"as_of": asked[day], "known_at": asked[known]})
        for day, known in (("day_from", "known_from"), ("day_to", "known_to"))
    ]
    return [*side_differences(*sides)]


async def case_told(request: Request, clocks: Mapping[str, str]) -> CaseShown:
    """The case as its reader may see it. 404 where it is absent or hidden."""
    stream, id = stream_of(request).name, request.path_params["id"]
    told = await answer_of(request, states.state, f"/{stream}/{id}", clocks, stream=stream, id=id)
    rules = rules_of_case(runtime_of(request), told["state"].get("regime"))
    return CaseShown(stream, id, told, rules)


async def side_told(request: Request, clocks: Mapping[str, str]) -> Side:
    day = clocks["as_of"] or f"{runtime_of(request).clock.today()}"
    try:
        case = await case_told(request, {**clocks, "as_of": day})
    except HTTPException as error:
        if error.status_code != 404:
            raise
        return NOTHING_YET
    return await run_in_threadpool(side_of, runtime_of(request), case, who_reads(request))


def side_of(runtime: Runtime, case: CaseShown, reader: Actor) -> Side:
    """What a case says, by labels: its stage, its proceedings, its form, all else."""
    side: Side = {(t("环节"),): phrased(case.stage)}
    for one in case.told.get("proceedings", {}).values():
        side[t("案中事项"), phrased(one["words"])] = phrased(one["stage_words"])
    files = FileNames(case)
    for words, answers in form_told(runtime, case):
        for answer in answers:
            side |= answer_by_labels((t("申报表"), phrased(words)), answer, files)
    for field in fields_told(runtime, case, reader):
        side |= field_by_labels((), field)
    return side


def answer_by_labels(above: Path, answer: AnswerGiven, files: FileNames) -> Side:
    """An answer of the form; the rows of a list each by what stands first in them."""
    here = (*above, phrased(answer.words))
    if not answer.rows:
        return {here: answer_said(answer, files)}
    heads = [phrased(one) for one in answer.heads]
    return rows_by_title(
        here, heads, [[answer_said(one, files) for one in row] for row in answer.rows]
    )


def answer_said(answer: AnswerGiven, files: FileNames) -> str:
    """A text; of files what they prove, and the beginning of their hash, by which they differ."""
    named = (f"{files.get(one, t('已附文件'))}（{one[:8]}）" for one in answer.files)
    return "、".join(named) or answer.said


def field_by_labels(above: Path, field: FieldTold) -> Side:
    here = (*above, phrased(field.words))
    if field.table:
        return rows_by_title(here, field.table.heads, field.table.rows)
    if field.parts:
        parts = (field_by_labels(here, one) for one in field.parts)
        return {path: said for part in parts for path, said in part.items()}
    return {here: field.said}


def rows_by_title(above: Path, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Side:
    """Rows by their first cell, whatever their order: a person, a title, a number. One that is like
    an earlier one is told apart by its place."""
    side: Side = {}
    for row in rows:
        title = row[0] if row and row[0] else t("（未命名）")
        times = sum(path[-1].partition(" #")[0] == title for path in side)
        called = f"{title} #{times + 1}" if times else title
        side[*above, called] = dict(zip(heads, row, strict=False))
    return side


def side_differences(before: Side, after: Side) -> Iterator[ValueChanged]:
    """Where the sides differ, in the order in which a case says it; what went comes last."""
    for path in dict.fromkeys((*after, *before)):
        old, new = before.get(path, ""), after.get(path, "")
        if old == new:
            continue
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from side_differences(
                {(*path, head): said for head, said in old.items()},
                {(*path, head): said for head, said in new.items()},
            )
        else:
            yield ValueChanged(path, in_one_line(old), in_one_line(new))


def in_one_line(said: str | RowSaid) -> str:
    """A text, or a whole row that only one side has."""
    if isinstance(said, str):
        return said
    return "；".join(f"{head} {one}" for head, one in said.items() if one)


PAGES = (PageRoute("/{stream}/{id}/diff", case_comparison_page, MOMENTS_ASKED),)
