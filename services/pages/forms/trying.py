"""Asks the rules before anything is done: the command that the inputs say, and every fault and
reason against it, each at its input."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException

from domain.case import Command
from domain.deciding import CaseMissing, Decided
from domain.refusal import Refusal, Refused
from domain.working_days import CalendarUnknown
from services.access.visibility import ANYBODY
from services.api import public
from services.api.commands import Envelope, case_to_act_on, in_stored_versions
from services.api.problems import WrongForm
from services.api.requests import runtime_of
from services.api.sealed_values import marks_as_boxes, with_own_boxes
from services.commands.json_bodies import WrongBody, read_command
from services.commands.messages import CommandRequest
from services.commands.trying import tried
from services.pages.forms.form_asked import CommandForm
from services.pages.forms.inputs import ABOUT_THE_ACT, labels_of, named_pointer, of_any_row
from services.pages.forms.paper import UnsentPaper
from services.pages.forms.reading import InputFault, read_inputs
from services.pages.forms.sealed import JsonForm, with_marks
from services.pages.forms.sections import fields_of_section
from services.pages.words import in_english, phrased, t


class Tried(Struct, frozen=True):
    """What came of trying: the body for the API, the faults, what would be decided."""

    body: bytes
    faults: tuple[InputFault, ...] = ()
    decided: tuple[Decided, ...] = ()


def try_paper(form: CommandForm, paper: UnsentPaper) -> Tried:
    """What the rules would say of a paper now; nothing is stored."""
    said, unread = body_said(form, paper)
    body = msgspec.json.encode(said)
    try:
        decided = tuple(decided_by(form, paper, body))
    except (WrongBody, WrongForm, Refused, CalendarUnknown) as error:
        faults = faults_at_inputs(form, error)
        known = {one.pointer for one in unread}
        return Tried(body, (*unread, *(one for one in faults if one.pointer not in known)))
    return Tried(body, tuple(unread), decided)


def body_said(form: CommandForm, paper: UnsentPaper) -> tuple[dict[str, Any], list[InputFault]]:
    """The body that the inputs say; what is sealed in the case stays as it is there."""
    command, wrong = read_inputs(form.inputs, paper.texts, "/command")
    about, wrong_about = read_inputs(ABOUT_THE_ACT, paper.texts, "")
    if form.part or "form" in command:
        command["form"] = whole_form(form, command.get("form", {}))
    return {"command": command, **about}, [*wrong, *wrong_about]


def whole_form(form: CommandForm, given: JsonForm) -> JsonForm:
    """The application form as it is to read: where a part alone was filled in, the others as the
    case shows them."""
    told = form.state.get("form") or {}
    own = fields_of_section(form.part)
    rest = {name: one for name, one in told.items() if name not in own} if own else {}
    return with_marks({**rest, **given}, told)


def decided_by(form: CommandForm, paper: UnsentPaper, body: bytes) -> list[Decided]:
    runtime = runtime_of(form.request)
    today = runtime.clock.today()
    body = marks_as_boxes(body)
    envelope, command = read_command(body, Envelope, form.kind, today)
    public.names_nobody(command)
    actor = ANYBODY if form.anonymous else form.actor
    id = id_of_paper(form, paper, command)
    if not form.opens:
        case = case_to_act_on(runtime, actor, form.stream, id, form.anonymous)
        command = in_stored_versions(runtime, actor, case, command, form.stream)
        command, _ = with_own_boxes(command, case, body)
    requested: CommandRequest = envelope.of(form.stream.name, id, command, actor)
    try:
        return tried(runtime.store, runtime.vault, runtime.clock, requested)
    except CaseMissing:
        raise HTTPException(404) from None


def id_of_paper(form: CommandForm, paper: UnsentPaper, command: Command) -> str:
    """The id of the case; of one to be opened, the unit's or regime's code where that is its id."""
    if form.opens and form.stream.file_rules:
        code = getattr(command, "uscc", None) or getattr(command, "regime", None)
        return str(code) if code else paper.id
    return paper.id or uuid4().hex


def faults_at_inputs(form: CommandForm, error: Exception) -> Iterator[InputFault]:
    """Each fault and reason at the input that it rests on; where it rests on none, by itself."""
    match error:
        case WrongBody(faults=faults):
            for fault in faults:
                pointer = named_pointer(form.inputs, fault.pointer, "/command")
                yield InputFault(pointer, fault.words.in_language(in_english.get()))
        case WrongForm(fault=fault):
            yield InputFault(fault.pointer, fault.detail)
        case Refused(refusals=refusals):
            for refusal in refusals:
                yield from refusal_at_inputs(form, refusal)
        case _:
            yield InputFault("", str(error))


def refusal_at_inputs(form: CommandForm, refusal: Refusal) -> Iterator[InputFault]:
    labels = {**labels_of(form.inputs, "/command"), **labels_of(ABOUT_THE_ACT, "")}
    asked, allowed = phrased(refusal.asked), phrased(refusal.allowed)
    why = t(
        "{article}：{asked}。应当：{allowed}", article=refusal.article, asked=asked, allowed=allowed
    )
    places = [p for field in refusal.fields if (p := input_for(field, labels))]
    if not places or form.anonymous:
        yield InputFault(places[0] if places else "", why)
        return
    for place in dict.fromkeys(places):
        yield InputFault(place, why, phrased(labels.get(of_any_row(place), "")))


def input_for(field: str, labels: Any) -> str:
    """The input for a field that a refusal names: in the command, or beside it."""
    for pointer in (f"/command{field}", field):
        while pointer and pointer != "/command":
            if of_any_row(pointer) in labels:
                return pointer
            pointer = pointer.rpartition("/")[0]
    return ""
