"""Shows a form: filled in with its faults, checked before it is done, and its receipt."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from starlette.responses import Response

from domain.application.drafting import SubmitApplication
from domain.application.form import Form
from domain.deciding import Decided
from domain.refusal import Text
from domain.words import command_words, period_words, stage_words
from domain.working_days import Period
from services.access.policy import OFFICIALS
from services.api import history
from services.api.requests import cursor_to
from services.documents.drafts import kinds_to_come
from services.documents.kinds import DocumentKind
from services.pages.answering import html_page, query_with, templates
from services.pages.deadlines_of_case import due_in_case
from services.pages.forms.answers import AnswerGiven, answers_given
from services.pages.forms.form_asked import CommandForm, choices_asked
from services.pages.forms.inputs import ABOUT_THE_ACT
from services.pages.forms.paper import UnsentPaper
from services.pages.forms.reading import row_count
from services.pages.forms.regulation_choices import fields_wanted
from services.pages.forms.sections import (
    section_after,
    section_words,
    sectioned,
    sections_about,
)
from services.pages.forms.trying import Tried
from services.pages.forms.what_is_answered import answered_by
from services.pages.inside import REACHED, answer_of
from services.pages.official_documents import links_of

MOST_STEPS = 50
A_MONTH = 31  # days; the days of longer periods are not listed one by one


def form_shown(
    form: CommandForm, paper: UnsentPaper, new: bool = False, left: UnsentPaper | None = None
) -> Response:
    """The form with what stands in it; where the rules refuse it as the case is now, the reasons
    alone. `left` is what the reader filled in here before and did not hand in."""
    action = form.action
    if new and action and not action["allowed"] and not form.anonymous:
        return html_page(form.request, "form_refused.html", form=form, action=action)
    faults = [{"pointer": p, "detail": d, "label": label} for p, d, label in paper.faults]
    at: dict[str, list[str]] = {}
    for pointer, detail, _ in paper.faults:
        at.setdefault(pointer, []).append(detail)
    return html_page(
        form.request,
        "form.html",
        form=form,
        paper=paper,
        sections=sectioned(form.inputs),
        about_the_act=ABOUT_THE_ACT if acts_for_organ(form) else (),
        needs=needed(form),
        faults=faults,
        at=at,
        new=new,
        left=left,
        answered=answered_by(form.kind.__name__, form.state),
        wanted=wanted_of_form(form),
        of_form=frozenset(input_of_form(one) for one in Form.__struct_fields__),
        saved=section_words(form.request.query_params.get("saved", "")),
        after=section_words(section_after(form.part)),
    )


def input_of_form(name: str) -> str:
    return f"/command/form/{name}"


def wanted_of_form(form: CommandForm) -> frozenset[str]:
    """The inputs of the application form that its regulation asks for before it is handed in."""
    rules = choices_asked(form).rules
    if rules is None or "form" not in form.kind.__struct_fields__:
        return frozenset()
    asked = fields_wanted(rules, form.state.get("channel"), SubmitApplication.__name__)
    return frozenset(map(input_of_form, asked))


def acts_for_organ(form: CommandForm) -> bool:
    return form.actor.role in OFFICIALS


def needed(form: CommandForm) -> tuple[str, ...]:
    """What must stand beside the command by the regulation: a document, the minutes."""
    rules = choices_asked(form).rules
    channel = form.state.get("channel")
    step = rules.step(form.stream.name, form.kind.__name__, channel) if rules else None
    if step is None:
        return ()
    return (*step.needs, *(("minutes_no", "minutes_on") if step.decided_by else ()))


def stage_words_of(form: CommandForm) -> Text | None:
    """The stage of the case, as its regime calls it."""
    stage, rules = form.state.get("stage"), choices_asked(form).rules
    if not stage:
        return None
    return rules.stage_called(stage) if rules else stage_words(stage)


async def check_shown(
    form: CommandForm, paper: UnsentPaper, found: Tried, moved: bool = False
) -> Response:
    """Everything once more, and what will come of it. What has happened to the case since the paper
    was begun is said first."""
    since = await steps_since(form, paper.version) if form.version > paper.version else []
    return html_page(
        form.request,
        "check.html",
        form=form,
        paper=paper,
        moved=moved or bool(since),
        since=since,
        answers=[*everything_said(form, paper)],
        outcome=None if form.anonymous else outcome_shown(form, found.decided),
    )


def everything_said(form: CommandForm, paper: UnsentPaper) -> Iterator[AnswerGiven]:
    """What stands in the command, and beside it."""
    yield from answers_given(form.inputs, paper.texts, form.sealed, "/command")
    yield from answers_given(ABOUT_THE_ACT, paper.texts, frozenset(), "")


async def steps_since(form: CommandForm, version: int) -> list[dict[str, Any]]:
    """The steps of the case after a version, as its reader may see them."""
    query = {"cursor": cursor_to(("version", str(version))), "limit": str(MOST_STEPS), "outline": 1}
    params = {"stream": form.stream.name, "id": form.id}
    path = f"/{form.stream.name}/{form.id}/events"
    told = await answer_of(form.request, history.events, path, query, **params)
    steps: list[dict[str, Any]] = told["items"]
    return steps


class ActOutcome(Struct, frozen=True):
    """What will come of an act: the stage that the case then has, the periods that begin, with the
    days that count, the text that is published, and the documents that are drawn up."""

    stage: Text | None
    periods: tuple[tuple[Text, Any, Text | None], ...]
    also: int
    notice: str = ""
    counted: tuple[Period, ...] = ()
    documents: tuple[DocumentKind, ...] = ()


def outcome_shown(form: CommandForm, decided: tuple[Decided, ...]) -> ActOutcome | None:
    """What a decision would bring about, as far as it is about this case."""
    if not decided:
        return None
    own, rules = decided[0], choices_asked(form).rules
    stage = own.after.stage
    changed = stage and stage != form.state.get("stage")
    words = (rules.stage_called(stage) if rules else None) if changed else None
    paper_begun = [
        (one.called or period_words(one.kind), one.period.ends, follows_words(one.follows))
        for one in own.record.event.opens()
    ]
    notice = getattr(own.record.event, "notice", "")
    counted = [one.period for one in own.record.event.opens() if len(one.period.counted) <= A_MONTH]
    return ActOutcome(
        words,
        tuple(paper_begun),
        len(decided) - 1,
        notice,
        tuple(counted),
        kinds_to_come(own) if own.record.regulation else (),
    )


def follows_words(name: str) -> Text | None:
    return command_words(name) if name else None


async def receipt_shown(form: CommandForm, paper: UnsentPaper) -> Response:
    """The receipt: what was done, what happens next, and who acts by when."""
    id, position = paper.answer["id"], paper.answer["position"]
    return html_page(
        form.request,
        "receipt.html",
        form=form,
        answer=paper.answer,
        id=id,
        now=query_with({REACHED: position}),
        done=command_words(paper.command) if form.opens else form.words,
        allowed=[one for one in form.told.get("actions", ()) if one["allowed"]],
        due=await due_in_case(form.request, form.stream.name, id, position),
        documents=(await links_of(form.request, [position])).get(position, ()),
        stage=stage_words_of(form),
    )


templates.globals.update(row_count=row_count, sections_about=sections_about)
