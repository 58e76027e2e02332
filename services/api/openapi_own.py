"""Describes in the OpenAPI document the fields that only some regimes ask, by regime."""

from collections.abc import Sequence
from typing import Any

from domain.application.form import Form
from domain.regulation.model import Regulation
from domain.regulation.own_field import OwnField
from services.api.openapi_words import Schema

FIELD_EXAMPLES: dict[str, Any] = {
    "count": 8,
    "flag": True,
    "date": "2026-03-02",
    "text": "文字",
    "file": "0" * 64,
}


def with_own_fields(document: Schema, regulations: Sequence[Regulation]) -> Schema:
    """The document with `own` of the form as one object for each regime that asks something; as it
    is where none does."""
    asking = [one for one in regulations if one.field]
    if not asking:
        return document
    components = document["components"]
    form = components["schemas"][Form.__name__]
    own = {
        "anyOf": [own_object(one) for one in asking],
        "description": "只有该规定要求的栏目，不得填写个人信息"
        " what only this regime asks; no personal data",
        "default": {},
    }
    fields = {**form, "properties": form["properties"] | {"own": own}}
    schemas = components["schemas"] | {Form.__name__: fields}
    return {**document, "components": {**components, "schemas": schemas}}


def own_object(regulation: Regulation) -> Schema:
    about = regulation.regulation
    return {
        "title": f"{about.code} {about.title} {about.title_en}",
        "type": "object",
        "properties": {field.name: field_schema(field) for field in regulation.field},
        "additionalProperties": False,
        "examples": [{field.name: example(field) for field in regulation.field}],
    }


def field_schema(field: OwnField) -> Schema:
    """A field with its words, its bounds, and whether it must be handed in."""
    needed = "；提交时必填 required when handed in" if field.required else ""
    return {
        "title": f"{field.zh} {field.en}",
        "description": f"{field.zh}{needed}{listed_values(field)}",
        **json_type(field),
    }


def listed_values(field: OwnField) -> str:
    """What the values of a closed list mean."""
    return f"；{field.allowed.zh} {field.allowed.en}" if field.values else ""


def json_type(field: OwnField) -> Schema:
    match field.kind:
        case "flag":
            return {"type": "boolean"}
        case "date":
            return {"type": "string", "format": "date"}
        case "file":
            return {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    if field.values:
        return {"type": "string", "enum": [*field.closed]}
    names = ("minimum", "maximum") if field.kind == "count" else ("minLength", "maxLength")
    bounds = dict(zip(names, (field.least, field.most), strict=True))
    given = {name: bound for name, bound in bounds.items() if bound is not None}
    return {"type": "integer" if field.kind == "count" else "string", **given}


def example(field: OwnField) -> Any:
    """A value that the field takes."""
    usual = FIELD_EXAMPLES[field.kind]
    if field.kind == "count":
        return field.least if field.least is not None else min(usual, field.most or usual)
    if field.values:
        return field.closed[0]
    return usual if field.takes(usual) else "文" * (field.least or 1)
