"""Which form is asked for: the command by its name in the address, the case, and what it says
already."""

from typing import Any
from uuid import uuid4

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request

from domain.application.drafting import ReviseDraft
from domain.case import Command
from domain.context import Actor
from domain.refusal import Text
from domain.streams import Stream
from domain.words import command_words
from services.access.disclosure import SEALED
from services.api import public, states
from services.api.commands import slug
from services.api.requests import runtime_of, stream_of
from services.pages.case_titles import case_title
from services.pages.forms.choosing import FormAsked, offered, prefilled, rules_of_case
from services.pages.forms.inputs import FormInput, inputs_of
from services.pages.forms.own_inputs import with_own_inputs
from services.pages.forms.reading import written
from services.pages.forms.sealed import sealed_pointers
from services.pages.forms.sections import only_part, section_words
from services.pages.inside import answer_of
from services.pages.session import signed_in, who_reads

EXACT = "/command/form/commitment_text"
"""What the regulation wants word for word, of the industry as it is named now."""
NOT_OPENED_YET = "-"
"""Stands in the address in place of the id of a case that is to be opened."""


class CommandForm(Struct, frozen=True):
    """A form for one command on one case. `told` is the case as the API answers it, empty where it
    is opened only now, or not shown to this person. `part` is the section of the application form
    that is asked for alone."""

    request: Request
    stream: Stream
    id: str
    kind: type[Command]
    actor: Actor
    told: dict[str, Any]
    inputs: tuple[FormInput, ...]
    about: str
    part: str = ""

    @property
    def opens(self) -> bool:
        return self.id == NOT_OPENED_YET

    @property
    def anonymous(self) -> bool:
        """Whether it is done in nobody's name."""
        return public.asks_as_anybody(self.actor, self.kind)

    @property
    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.told.get("state", {})
        return state

    @property
    def version(self) -> int:
        return int(self.told.get("version", 0))

    @property
    def action(self) -> dict[str, Any] | None:
        """What the API says of this command on this case now."""
        own = [one for one in self.told.get("actions", ()) if one["command"] == self.kind.__name__]
        meant = [one for one in own if one["proceeding"] == self.about] or own
        return next((one for one in meant if one["allowed"]), meant[0] if meant else None)

    @property
    def words(self) -> Text:
        action = self.action
        own = action["words"] if action else None
        return Text(own["zh"], own["en"]) if own else command_words(self.kind.__name__)

    @property
    def title(self) -> str:
        return "" if self.opens else case_title(self.stream.name, self.id, self.state)

    @property
    def sealed(self) -> frozenset[str]:
        """The inputs whose value the case has, and nobody is shown."""
        if "form" not in self.kind.__struct_fields__:
            return frozenset()
        return frozenset(sealed_pointers(self.state.get("form"), "/command/form"))

    @property
    def section(self) -> Text | None:
        """The words of the section that is asked for alone."""
        return section_words(self.part)

    @property
    def is_draft(self) -> bool:
        """Whether it only revises a draft: that is kept at once, and needs no second look."""
        return self.kind is ReviseDraft

    def new_id(self) -> str:
        return uuid4().hex if self.opens else self.id


async def form_wanted(request: Request) -> CommandForm:
    """The form that the address names. 404 where there is none, 401 without a session for what
    nobody may do anonymously."""
    stream, id = stream_of(request), request.path_params["id"]
    kind = command_named(stream, request.path_params["command"], id == NOT_OPENED_YET)
    actor = who_reads(request) if kind.public else signed_in(request)
    told = await told_of_case(request, stream, id, kind, actor)
    about, part = request.query_params.get("about", ""), request.query_params.get("part", "")
    form = CommandForm(request, stream, id, kind, actor, told, inputs_of(kind), about, part)
    asked = choices_asked(form)
    inputs = with_own_inputs(await offered(asked, only_part(form.inputs, part)), asked.rules)
    return CommandForm(request, stream, id, kind, actor, told, inputs, about, part)


def choices_asked(form: CommandForm) -> FormAsked:
    runtime = runtime_of(form.request)
    regime = form.state.get("regime") or form.request.query_params.get("regime")
    rules = rules_of_case(runtime, regime)
    today, stream, do = runtime.clock.today(), form.stream.name, form.kind.__name__
    return FormAsked(form.request, form.actor, stream, form.id, form.state, rules, today, do)


def command_named(stream: Stream, name: str, opening: bool) -> type[Command]:
    for kind in stream.commands:
        if slug(kind) == name and not kind.entailed and (kind.opens or not opening):
            return kind
    raise HTTPException(404)


async def told_of_case(
    request: Request, stream: Stream, id: str, kind: type[Command], actor: Actor
) -> dict[str, Any]:
    """The case as the API shows it to this person. Who acts anonymously may not be shown it."""
    if id == NOT_OPENED_YET:
        return {}
    try:
        path, name = f"/{stream.name}/{id}", stream.name
        told: dict[str, Any] = await answer_of(request, states.state, path, stream=name, id=id)
    except HTTPException as error:
        if public.asks_as_anybody(actor, kind) and error.status_code in (401, 404):
            return {}
        raise
    return told


def texts_of_case(form: CommandForm) -> dict[str, str]:
    """What the case says already, and what is most likely meant: nothing is asked for twice."""
    found = prefilled(choices_asked(form), form.inputs, form.about)
    if "form" in form.kind.__struct_fields__ and form.state.get("form"):
        sentence = found.get(EXACT)
        found |= written(form.inputs, {"form": form.state["form"]}, "/command")
        found |= {EXACT: sentence} if sentence else {}
    return {name: text for name, text in found.items() if SEALED not in text}
