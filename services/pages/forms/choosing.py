"""Where the values of inputs come from: open rounds, the regulation's channels and conditions, what
stands in the case. An input whose name is listed here becomes a choice."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request

from domain.context import Actor
from domain.refusal import Text
from domain.regime.lifecycle import regime_in
from domain.regulation.rules import Rules
from domain.words import stream_words, value_words
from services.api import batch_rooms, case_lists, history
from services.api.requests import runtime_of
from services.pages.forms.conditions import (
    conditions_of_step,
    conditions_to_answer,
    with_conditions,
)
from services.pages.forms.inputs import Choices, FormInput
from services.pages.forms.regulation_choices import (
    OFFERED,
    SUGGESTED,
    Offering,
    said_by_the_regulation,
)
from services.pages.inside import answer_of, rows_of_all_pages
from services.runtime import Runtime

TODAY = ("served_on", "received_on", "heard_on", "filed_on", "issued_on", "dissolved_on")
"""Required days that are mostly today's."""
MOST_OFFERED = 200
CHOOSABLE = ("text", "number", "lines", "choice")


class FormAsked(Struct, frozen=True):
    """What a form is about: the case as it is shown to this person, the rules for it, and what is
    to be done."""

    request: Request
    actor: Actor
    stream: str
    id: str
    state: dict[str, Any]
    rules: Rules | None
    today: date
    do: str

    @property
    def offering(self) -> Offering | None:
        """What the regulation offers for this case; None where none is at hand."""
        file = runtime_of(self.request).regimes().get(self.state.get("regime") or "")
        if self.rules is None or file is None:
            return None
        return Offering(self.rules, file, self.today, self.state)


def rules_of_case(runtime: Runtime, regime: str | None) -> Rules | None:
    """The rules in force of a regime."""
    file = runtime.regimes().get(regime or "")
    return regime_in(file).rules_on(runtime.clock.today()) if file else None


async def offered(asked: FormAsked, inputs: tuple[FormInput, ...]) -> tuple[FormInput, ...]:
    """The inputs with what there is to choose from now."""
    found: dict[str, Choices] = {}
    for one in inputs:
        choices = await choices_for(asked, one.name)
        if choices and one.control in CHOOSABLE:
            found[one.name] = choices
    channel = asked.state.get("channel")
    conditions = tuple(conditions_of_step(asked.rules, asked.stream, asked.do, channel))
    offers = (with_offers(one, found, asked.offering) for one in inputs)
    return tuple(with_conditions(one, conditions) for one in offers)


def with_offers(one: FormInput, found: dict[str, Choices], offering: Offering | None) -> FormInput:
    """The input, and those in it, with what the case and the regulation offer."""
    if one.parts:
        return one.with_parts(with_offers(part, {}, offering) for part in one.parts)
    choices = found.get(one.name, ())
    if not choices and offering and one.name in OFFERED and one.control in CHOOSABLE:
        choices = tuple(OFFERED[one.name](offering))
    if not choices:
        return one
    return one.suggesting(choices) if one.name in SUGGESTED else one.offering(choices)


async def choices_for(asked: FormAsked, name: str) -> Choices:
    if (asked.do, name) in NEW_NUMBERS:
        return ()
    match name:
        case "batch":
            return await cases_of(asked, "batches")
        case "applications" | "application" if asked.stream == "batches":
            return await cases_of(asked, "applications", batch=asked.id)
        case "pool":
            return await cases_of(asked, "expert-pools")
        case "fields" | "expert" if asked.stream == "batches":
            return await experts_of(asked, name)
        case "wrong_version" | "proposed_version":
            return await steps_of(asked)
    make = FROM_THE_CASE.get(name)
    return tuple(make(asked)) if make else ()


async def cases_of(asked: FormAsked, stream: str, **only: str) -> Choices:
    """Cases that the person may see, by their names."""
    query = {"ended": "no", "limit": str(MOST_OFFERED), **only}
    rows = await answer_of(asked.request, case_lists.cases, f"/{stream}", query, stream=stream)
    shown = (row for row in rows["items"] if "title" in row)
    return tuple((row["id"], named_case(row)) for row in shown)


def named_case(row: dict[str, Any]) -> Text:
    if name := row.get("title") or row.get("name"):
        return Text(name, name)
    kind = stream_words(row["stream"])
    return Text(f"{kind.zh} {row['id']}", f"{kind.en} {row['id']}")


async def experts_of(asked: FormAsked, name: str) -> Choices:
    """The experts of the authority's pool by name, or their fields of work; nobody for whoever may
    not know them."""
    try:
        path = f"/batches/{asked.id}/draw"
        told = await answer_of(asked.request, batch_rooms.draw_ahead, path, id=asked.id)
    except HTTPException:
        return ()
    if name == "fields":
        return tuple((field, Text(field, field)) for field in told["fields"])
    return tuple((one["expert"], Text(one["name"], one["name"])) for one in told["candidates"])


async def steps_of(asked: FormAsked) -> Choices:
    """The steps of the case, as the reader counts them."""
    path = f"/{asked.stream}/{asked.id}/events"
    params, query = {"stream": asked.stream, "id": asked.id}, {"outline": "1"}
    steps = await rows_of_all_pages(asked.request, history.events, path, query, **params)
    return tuple((str(one["version"]), numbered_step(one)) for one in reversed(steps))


def numbered_step(one: dict[str, Any]) -> Text:
    version, day, words = one["version"], one["occurred_on"], one["command_words"]
    return Text(f"第{version}步 {day} {words['zh']}", f"step {version}, {day}: {words['en']}")


def regimes(asked: FormAsked) -> Iterator[tuple[str, Text]]:
    for code, file in sorted(runtime_of(asked.request).regimes().items()):
        rules = regime_in(file).rules_on(asked.today)
        if rules and any(step.do == asked.do and not step.refused for step in rules.text.step):
            yield code, Text(rules.about.title, rules.about.title_en)


def channels_offered(asked: FormAsked) -> Iterator[tuple[str, Text]]:
    for code in ("ORDINARY", "DIRECT"):
        yield code, value_words(code, "channel")


def numbered_in(list_name: str, key: str) -> "Callable[[FormAsked], Iterator[tuple[str, Text]]]":
    """The numbers of what stands in a list of the case, as objections do."""

    def choices(asked: FormAsked) -> Iterator[tuple[str, Text]]:
        for one in asked.state.get(list_name) or ():
            if isinstance(one, dict) and key in one:
                yield str(one[key]), Text(str(one[key]), str(one[key]))

    return choices


def lists_open_to(asked: FormAsked) -> Iterator[tuple[str, Text]]:
    """The lists that an act may be about: those not publicised yet, or those that were."""
    for one in asked.state.get("lists") or ():
        if (one["period"] is None) == (asked.do == "StartPublicity"):
            yield one["list_no"], Text(one["list_no"], one["list_no"])


FROM_THE_CASE: dict[str, Callable[[FormAsked], Iterator[tuple[str, Text]]]] = {
    "regime": regimes,
    "channel": channels_offered,
    "no": numbered_in("objections", "no"),
    "list_no": lists_open_to,
    "panel_no": numbered_in("panels", "panel_no"),
}


NEW_NUMBERS = {("AppointPanel", "panel_no"): "panels", ("DetermineList", "list_no"): "lists"}
"""Numbers that an act gives, by the list of those that are given already."""


def prefilled(asked: FormAsked, inputs: tuple[FormInput, ...], about: str) -> dict[str, str]:
    """What is most likely meant: today, the only choice, the proceeding that the form was opened
    for."""
    _, _, key = about.partition("/")
    found = said_by_the_regulation(asked.offering) if asked.offering else {}
    for one in inputs:
        here = f"/command/{one.name}"
        if one.required and one.control == "day" and one.name in TODAY:
            found[here] = asked.today.isoformat()
        elif one.name in ("number", "year") and one.control == "number":
            found[here] = key or (str(asked.today.year) if one.name == "year" else "")
        elif one.required and one.control == "choice" and len(one.choices) == 1:
            found[here] = one.choices[0][0]
        elif one.default is not None and isinstance(one.default, bool):
            found[here] = "是" if one.default else "否"
        elif given := NEW_NUMBERS.get((asked.do, one.name)):
            found[here] = f"{asked.id}-{len(asked.state.get(given) or ()) + 1}"
    found |= conditions_to_answer(inputs)
    return {name: text for name, text in found.items() if text}
