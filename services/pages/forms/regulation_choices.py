"""What a regulation offers for the fields of a form: its places, industries, skills, duties,
conditions; and what it says word by word. Nothing of it stands in code."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from msgspec import Struct

from domain.refusal import Text
from domain.regulation.rules import Rules
from services.pages.forms.inputs import FormInput

Option = tuple[str, Text]


class Offering(Struct, frozen=True):
    """Who offers: the rules in force, the regime's file, the day; and the case as it is shown."""

    rules: Rules
    file: Any
    day: date
    state: dict[str, Any]

    @property
    def form(self) -> dict[str, Any]:
        found: dict[str, Any] = self.state.get("form") or {}
        return found

    def held_against(self, fact: str) -> list[str]:
        """The values that the rules want a set to cover in an application of this channel."""
        channel = self.state.get("channel")
        own = (one for one in self.rules.text.guard if one.channel in (None, channel))
        values = (guard.value for guard in own if guard.fact == fact)
        named = (one for value in values if isinstance(value, tuple | list) for one in value)
        return list(dict.fromkeys(map(str, named)))


def same_in_both(text: str) -> Text:
    return Text(text, text)


def divisions(offering: Offering) -> Iterator[Option]:
    """The places of the regime, with those above them."""
    places = offering.rules.places
    rows = [row for row in places.rows if row.in_force(offering.day)]
    named = {row.code: row for row in rows}
    for row in rows:
        above = named.get(row.parent or "")
        zh = f"{above.name} {row.name}" if above else row.name
        yield row.code, Text(zh, row.name_en or row.name)


def industries(offering: Offering) -> Iterator[Option]:
    catalogue = offering.file.catalogue(offering.day)
    yield from ((one, same_in_both(one)) for one in (catalogue.industries if catalogue else ()))


def skills(offering: Offering) -> Iterator[Option]:
    yield from ((one, same_in_both(one)) for one in offering.held_against("team_skills"))


def duties_offered(offering: Offering) -> Iterator[Option]:
    """The duties of the regulation, each as the form has it where it stands there by its number."""
    written = offering.form.get("duty_tags") or ()
    for number, option in numbered_duties(offering.rules):
        yield (number, option[1]) if number in written else option


def numbered_duties(rules: Rules) -> Iterator[tuple[str, Option]]:
    """The duties by their code, each with the number of its provision, as units cite it (4.2)."""
    for area in rules.text.duty:
        number = area.rule.rpartition("-")[2].lstrip("0")
        yield number, (area.code, Text(f"{area.code} {area.zh}", f"{area.code} {area.en}"))


def conditions_to_prove(offering: Offering) -> Iterator[Option]:
    """The conditions that papers prove, by article and in their own words."""
    for id in offering.held_against("evidenced_conditions"):
        rule = offering.rules.by_id[id]
        yield id, Text(f"{rule.article} {rule.phrase}", rule.gloss)


def as_cited(one: FormInput, rules: Rules | None) -> FormInput:
    """An input as its answer is read: duties by their text, conditions by their article."""
    if rules is None:
        return one
    if one.parts:
        return one.with_parts(as_cited(part, rules) for part in one.parts)
    if one.name == "duty_tags":
        both = (((code, said), (number, said)) for number, (code, said) in numbered_duties(rules))
        return one.offering(tuple(option for pair in both for option in pair))
    if one.name == "condition":
        return one.offering(tuple((id, same_in_both(r.article)) for id, r in rules.by_id.items()))
    return one


def names_by_formula(offering: Offering) -> Iterator[Option]:
    """The name that the regulation's formula gives."""
    name, industry = offering.rules.text.name, offering.form.get("industry")
    if name and industry:
        ends = name.industry_ends or ""
        full = industry if industry.endswith(ends) else industry + ends
        found = name.formula.replace("{industry}", full)
        yield found, same_in_both(found)


def bureaus_addressed(offering: Offering) -> Iterator[Option]:
    """The organ that an application of this channel is handed to."""
    step = offering.rules.step("applications", "AcceptApplication", offering.state.get("channel"))
    places, about = offering.rules.places, offering.rules.about
    code = offering.form.get("division_code") or ""
    owner = offering.state.get("owner") or ""
    by_place = step is not None and step.territory == "recommending_unit"
    organ = places.bureau_for(owner, code, offering.day) if by_place else about.authority
    if organ and step:
        place, roles = places.name_of(organ, offering.day), offering.rules.roles(step.by)
        zh, en = (f"{place.zh} ", f"{place.en}, ") if place else ("", "")
        yield organ, Text(zh + roles.zh, en + roles.en)


def soft_rules(offering: Offering) -> Iterator[Option]:
    """The rules from which an exception can be made, by article."""
    soft = {guard.rule for guard in offering.rules.text.guard if not guard.hard}
    for rule in map(offering.rules.by_id.__getitem__, sorted(soft)):
        yield rule.id, Text(f"{rule.article} {rule.phrase}", rule.gloss)


OFFERED: dict[str, Callable[[Offering], Iterator[Option]]] = {
    "division_code": divisions,
    "industry": industries,
    "skills": skills,
    "duty_tags": duties_offered,
    "condition": conditions_to_prove,
    "proposed_name": names_by_formula,
    "addressee": bureaus_addressed,
    "rule": soft_rules,
}
SUGGESTED = ("industry", "proposed_name")
"""Fields in which other things may stand than what is offered."""


def said_by_the_regulation(offering: Offering) -> dict[str, str]:
    """What is most likely meant, by the pointer of its input, where nothing stands there yet: the
    regulation's own sentences, the name of its formula, the bureau of the place."""
    form, text = offering.form, offering.rules.text.form
    found: dict[str, str] = {}
    if text and form.get("industry"):
        sentence = text.commitment.replace("{industry}", form["industry"])
        found["/command/form/commitment_text"] = sentence
    if text and text.opinion:
        found["/command/opinion"] = "，".join(text.opinion)
    names_offered = [one for one, _ in names_by_formula(offering)]
    found["/command/form/proposed_name"] = names_offered[0] if names_offered else ""
    addressees = [one for one, _ in bureaus_addressed(offering)]
    found["/command/addressee"] = addressees[0] if addressees else ""
    return {pointer: said for pointer, said in found.items() if said}


def fields_wanted(rules: Rules, channel: str | None, command: str) -> frozenset[str]:
    """The fields of the form that this regulation asks for before that step."""
    own = {f"own/{field.name}" for field in rules.text.field if field.required}
    return frozenset(own | set(fields_read(rules, channel, command)))


def fields_read(rules: Rules, channel: str | None, command: str) -> Iterator[str]:
    for guard in rules.guards("applications", command, channel):
        if guard.fact == "filled_fields" and isinstance(guard.value, tuple | list):
            yield from map(str, guard.value)
        elif not guard.either:
            reads = rules.facts[guard.fact].reads
            yield from (one.split("/")[2] for one in reads if one.startswith("/form/"))
