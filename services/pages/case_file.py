"""The case file (案卷): where the case stands, what may be done now, how it came to this, on both
clocks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from domain.application.form import Form
from domain.context import Actor
from domain.refusal import Text
from domain.regulation.rules import Rules
from domain.streams import STREAMS
from domain.words import stage_words, stream_words
from services.api import files, history, states
from services.api.organ_names import organ_name
from services.api.requests import cursor_to, number_asked, runtime_of, stream_of
from services.pages.answering import html_page
from services.pages.both_clocks import CLOCKS, clocks_in
from services.pages.case_titles import REGULATIONS, case_title
from services.pages.deadlines_of_case import due_in_case
from services.pages.forms.answers import AnswerGiven, answers_given
from services.pages.forms.choosing import rules_of_case
from services.pages.forms.inputs import FormInput, inputs_of
from services.pages.forms.own_inputs import with_own_inputs
from services.pages.forms.reading import written
from services.pages.forms.regulation_choices import as_cited
from services.pages.forms.sections import sectioned
from services.pages.inside import REACHED, answer_of, inner_request, json_of, reached_in
from services.pages.money.flag_evidence import SAID_BY_THE_HEAD, evidence_shown
from services.pages.named_cases import registered_or_seen
from services.pages.offices import account_in_words, actor_words, person_words
from services.pages.official_documents import DocumentLink, links_of_steps
from services.pages.page_route import PageRoute
from services.pages.session import signed_in, who_reads
from services.pages.telling import HEX_MARK, FieldTold, StateTeller, article_of
from services.pages.words import phrased, t
from services.runtime import Runtime

FLAG_STREAM = "flags"
NEWEST_STEPS = 50
"""Steps that are shown until somebody asks for more."""
ALL = 1000
MOST_CITED = 3


class CaseShown(Struct, frozen=True):
    """A case as the API tells it to its reader; `unit` is the name of the one that it is about."""

    stream: str
    id: str
    told: dict[str, Any]
    rules: Rules | None
    unit: str = ""

    @property
    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.told["state"]
        return state

    @property
    def title(self) -> str:
        return case_title(self.stream, self.id, self.state, self.unit)

    @property
    def number(self) -> str:
        """The number by which people know it: none of a case that is named by a hash or a code."""
        return "" if HEX_MARK.fullmatch(self.id) or self.stream == REGULATIONS else self.id

    @property
    def kind(self) -> Text:
        return stream_words(self.stream)

    @property
    def stage(self) -> Text:
        stage = self.state.get("stage")
        return self.rules.stage_called(stage) if self.rules else stage_words(stage)

    @property
    def regulation(self) -> Text | None:
        about = self.rules.about if self.rules else None
        return Text(about.title, about.title_en) if about else None

    @property
    def path(self) -> str:
        return f"/{self.stream}/{self.id}"


async def case_page(request: Request) -> Response:
    """`/{stream}/{id}?as_of&known_at&steps`."""
    stream, id = stream_of(request).name, request.path_params["id"]
    clocks = clocks_in(request)
    told = await answer_of(request, states.state, f"/{stream}/{id}", clocks, stream=stream, id=id)
    runtime = runtime_of(request)
    unit = organ_name(runtime, told["state"].get("owner") or "")
    rules = rules_of_case(runtime, told["state"].get("regime"))
    case = CaseShown(stream, id, told, rules, phrased(unit) if unit else "")
    steps = number_asked(request, "steps", NEWEST_STEPS, 1, ALL)
    is_past = any(clocks.values())
    return html_page(
        request,
        "case.html",
        data=case.path,
        case=case,
        asked=clocks,
        is_past=is_past,
        acts=acts_by_when(told["actions"]),
        due=[] if is_past else await due_in_case(request, stream, id, reached_in(request)),
        timeline=await timeline(request, case, steps),
        first=max(0, told["version"] - steps),
        sections=form_told(runtime, case),
        fields=await run_in_threadpool(fields_told, runtime, case, who_reads(request)),
        files=FileNames(case),
        evidence=await evidence_shown(request, case.state) if stream == FLAG_STREAM else [],
    )


class ActsShown(Struct, frozen=True):
    """What may be done: now, the adverse last; by this person but not yet; by others, a count."""

    now: list[dict[str, Any]]
    later: list[dict[str, Any]]
    others: int


LESSER = {
    c.__name__: 2 if c.as_recorded or c.names_versions else 1
    for one in STREAMS.values()
    for c in one.commands
    if c.adverse or c.as_recorded or c.names_versions
}
"""Acts that stand behind the others: those against somebody, and those that set a record right."""


def is_lesser(action: dict[str, Any]) -> int:
    return LESSER.get(action["command"], 0)


def acts_by_when(actions: Iterable[dict[str, Any]]) -> ActsShown:
    now = sorted((one for one in actions if one["when"] == "now"), key=is_lesser)
    later = [one for one in actions if one["when"] == "not_yet"]
    others = sum(one["when"] == "not_yours" for one in actions)
    return ActsShown(now, later, others)


async def timeline(request: Request, case: CaseShown, steps: int) -> list["StepShown"]:
    """The newest steps of the case, in outline, oldest first."""
    start = max(0, case.told["version"] - steps)
    query = {"outline": "1", "limit": str(steps), "cursor": cursor_to(("version", str(start)))}
    params = {"stream": case.stream, "id": case.id}
    asked = inner_request(request, f"{case.path}/events", query=query, params=params)
    steps_told, runtime = json_of(await history.events(asked))["items"], runtime_of(request)
    links = await links_of_steps(request, steps_told)
    names = runtime.accounts.names.of(one["actor"]["person"] for one in steps_told)
    office, rules = cache(partial(actor_words, runtime)), case.rules
    return [
        StepShown(
            one,
            who_acted(one["actor"], office, names),
            in_short(article_of(rules, rule) for rule in one["basis"]) if rules else "",
            links.get(one["position"], ()),
        )
        for one in steps_told
    ]


class StepShown(NamedTuple):
    """One step of a case: as the API tells it, and in words who did it and on which articles."""

    told: dict[str, Any]
    who: Text
    basis: str
    documents: Sequence[DocumentLink]


def who_acted(
    actor: dict[str, str], office: Callable[[str, str], Text], names: Mapping[str, str]
) -> Text:
    """The office, and its person where the reader is told."""
    called = office(actor["role"], actor["organ"])
    if actor["role"] == "SYSTEM":
        return called
    return person_words(called, actor["person"], names.get(actor["person"], ""))


def in_short(articles: Iterable[str]) -> str:
    """The first few of the articles on which a step rests, each once, and how many there are."""
    cited = list(dict.fromkeys(filter(None, articles)))
    few, n = "、".join(cited[:MOST_CITED]), len(cited)
    return few if n <= MOST_CITED else t("{few}等 {n} 条", few=few, n=n)


def form_told(runtime: Runtime, case: CaseShown) -> list[tuple[Text | None, list[AnswerGiven]]]:
    """The application form by its sections; those in which nothing stands are left out."""
    form = case.state.get("form")
    if not form:
        return []
    own = with_own_inputs(inputs_of(Form), case.rules)
    parts = tuple(as_cited(one, case.rules) for one in own)
    whole = FormInput("form", Text("", ""), "group", True, parts=parts)
    texts = written(parts, form, "/command/form")
    told = [
        (one.words, [*answers_given(one.inputs, texts, frozenset(), one.above)])
        for one in sectioned((whole,))
    ]
    return [(words, with_division(runtime, answers)) for words, answers in told if answers]


def with_division(runtime: Runtime, answers: list[AnswerGiven]) -> list[AnswerGiven]:
    """The answers with a division by its name."""
    return [
        replace(one, said=phrased(organ_name(runtime, one.said) or Text(one.said, one.said)))
        if one.pointer.endswith("/division_code")
        else one
        for one in answers
    ]


def fields_told(runtime: Runtime, case: CaseShown, reader: Actor) -> list[FieldTold]:
    """What stands in the case beside its form."""
    named = partial(registered_or_seen, runtime, reader)
    person = partial(account_in_words, runtime)
    teller = StateTeller(case.rules, lambda code: organ_name(runtime, code), named, person)
    said = SAID_BY_THE_HEAD if case.stream == FLAG_STREAM else frozenset()
    state = {name: value for name, value in case.state.items() if name not in said}
    return list(teller.fields(state, case.stream))


class FileNames:
    """What the files of a case prove, by their hash: their names nobody keeps."""

    def __init__(self, case: CaseShown) -> None:
        form = case.state.get("form") or {}
        self.called = {
            one["file"]: f"{article_of(case.rules, one['condition'])} {one.get('kind', '')}".strip()
            for one in form.get("attachments", ())
            if case.rules
        }

    def get(self, hash: str, otherwise: str = "") -> str:
        return self.called.get(hash) or otherwise


async def file_page(request: Request) -> Response:
    """`/files/{hash}`: the file, for whoever the API gives it to."""
    signed_in(request)
    hash = request.path_params["hash"]
    return await files.get_file(inner_request(request, f"/files/{hash}", params={"hash": hash}))


PAGES = (
    PageRoute("/files/{hash}", file_page, ()),
    PageRoute("/{stream}/{id}", case_page, (*CLOCKS, "steps", REACHED)),
)
