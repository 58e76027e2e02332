"""The task list of an application form (填写情况): what each part still lacks, by the rules' own
word: what the API says against handing it in now."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from domain.refusal import Text
from domain.words import field_words
from services.api import roads, states
from services.api.requests import runtime_of
from services.pages.answering import html_page
from services.pages.forms.choosing import rules_of_case
from services.pages.forms.sections import SECTIONS
from services.pages.inside import answer_of
from services.pages.page_route import PageRoute
from services.pages.session import signed_in

TRIED = "SubmitApplication"
NOT_OF_THE_FORM = ("stage", "who", "order")
INSTEAD = ("builder_type_reason", "industry_exception_reason")
"""Fields that are asked only in place of another: nobody lacks them."""
JsonPart = Mapping[str, Any]
OF_FIELD = {name: key for key, _, names in SECTIONS for name in names.split()}


class FormTask(Struct, frozen=True):
    """A part of the form: what is missing in it, which reasons speak against what stands in it, and
    whether anything does."""

    key: str
    words: Text
    missing: tuple[Text, ...] = ()
    against: tuple[JsonPart, ...] = ()
    begun: bool = False

    @property
    def is_done(self) -> bool:
        return not self.missing and not self.against


def form_tasks_of(
    form: JsonPart, refusals: list[JsonPart], own: Mapping[str, Text]
) -> list[FormTask]:
    """What each part still lacks, by the reasons against handing the form in. `own` are the words
    of the fields that only this regime asks."""
    return [
        task_of(key, words, frozenset(names.split()), form, refusals, own)
        for key, words, names in SECTIONS
    ]


def task_of(
    key: str,
    words: Text,
    names: frozenset[str],
    form: JsonPart,
    refusals: list[JsonPart],
    own: Mapping[str, Text],
) -> FormTask:
    lacking, against = dict[str, Text](), list[JsonPart]()
    for refusal in refusals:
        named = [path for path in paths_in(refusal["fields"]) if path[0] in names]
        empty = [path for path in named if is_empty(form, path) and path[0] not in INSTEAD]
        if named and not empty:
            against.append(refusal)
        lacking |= {path[-1]: words_of_path(path, own) for path in empty}
    begun = any(form.get(name) not in (None, "", [], {}) for name in names)
    return FormTask(key, words, tuple(lacking.values()), tuple(against), begun)


FieldPath = tuple[str, ...]


def paths_in(pointers: Iterable[str]) -> list[FieldPath]:
    """The fields of the form that these pointers are about, each once: `/form/team/0` -> team;
    of the regime's own fields, which."""
    found: dict[FieldPath, None] = {}
    for pointer in pointers:
        _, form, *rest = pointer.split("/")
        if form == "form" and rest and rest[0] in OF_FIELD:
            found[tuple(rest[: 2 if rest[0] == "own" else 1])] = None
    return list(found)


def is_empty(form: JsonPart, path: FieldPath) -> bool:
    value: Any = form
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value is None or value in ("", [], {})


def words_of_path(path: FieldPath, own: Mapping[str, Text]) -> Text:
    return own.get(path[-1]) or field_words(path[-1]) if path[0] == "own" else field_words(path[0])


def beside_the_form(refusals: list[JsonPart]) -> list[JsonPart]:
    """The reasons that no part of the form can put right."""
    return [one for one in refusals if not paths_in(one["fields"])]


async def tasks_page(request: Request) -> Response:
    """`/applications/{id}/tasks`."""
    actor, id = signed_in(request), request.path_params["id"]
    path, of = f"/applications/{id}", "applications"
    told = await answer_of(request, states.state, path, stream=of, id=id)
    road = await answer_of(request, roads.application_road, f"{path}/road", stream=of, id=id)
    state, actions = told["state"], {one["command"]: one for one in told["actions"]}
    against = [o for o in actions[TRIED]["refusals"] if o["kind"] not in NOT_OF_THE_FORM]
    rules = rules_of_case(runtime_of(request), state.get("regime"))
    own = {one.name: one.words for one in rules.text.field} if rules else {}
    tasks = form_tasks_of(state.get("form") or {}, against, own)
    return html_page(
        request,
        "tasks.html",
        data=path,
        id=id,
        form=state.get("form") or {},
        tasks=tasks,
        done=sum(one.is_done for one in tasks),
        others=beside_the_form(against),
        road=road,
        is_draft=actions["ReviseDraft"]["allowed"],
        correcting=actions["SupplyCorrection"]["allowed"],
        saved=request.query_params.get("saved"),
        regime=rules.about if rules else None,
        is_own=actor.organ == state.get("owner"),
    )


PAGES = (PageRoute("/applications/{id}/tasks", tasks_page, ("saved",)),)
