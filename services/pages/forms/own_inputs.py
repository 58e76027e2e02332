"""Inputs for the fields of a form that only one regime asks: as its regulation says."""

from msgspec.structs import replace

from domain.refusal import Text
from domain.regulation.own_field import OwnField
from domain.regulation.rules import Rules
from services.imports.tables.own_columns import own_shape
from services.pages.forms.inputs import YES_OR_NO, Choices, FormInput

CONTROLS = {"count": "number", "flag": "choice", "date": "day", "text": "text", "file": "file"}


def with_own_inputs(inputs: tuple[FormInput, ...], rules: Rules | None) -> tuple[FormInput, ...]:
    """The inputs with those of this regime in the place that the form has for them."""
    own = tuple(map(own_input, rules.text.field)) if rules else ()
    return tuple(made_own(one, own) for one in inputs if one.control != "own" or own)


def made_own(one: FormInput, own: tuple[FormInput, ...]) -> FormInput:
    if one.control == "own":
        return replace(one, parts=own)
    if one.control == "group":
        parts = tuple(made_own(p, own) for p in one.parts if p.control != "own" or own)
        return replace(one, parts=parts)
    return one


def own_input(field: OwnField) -> FormInput:
    control = "choice" if field.values else CONTROLS[field.kind]
    shape, choices = own_shape(field, {}), choices_of_own(field)
    hint = field.allowed if field.kind in ("count", "text") and not field.values else None
    return FormInput(field.name, field.words, control, False, shape, hint, choices)


def choices_of_own(field: OwnField) -> Choices:
    if field.kind == "flag":
        return YES_OR_NO
    return tuple((one.value, Text(one.zh, one.en)) for one in field.values)
