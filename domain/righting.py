"""Puts what is right in the place of what a record said wrong (更正): its event's fields, its days,
its document."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from msgspec import Struct, convert
from msgspec.structs import fields, replace

from domain.context import Context
from domain.corrected import RightField
from domain.record import Record

OF_THE_ACT = ("occurred_on", "effective_on", "document_no")
"""The fields of an act's context that a correction may be about."""


def righted(record: Record, right: Iterable[RightField]) -> Record:
    """The record with what is right in it. Its command stays what was asked for."""
    of_event, of_act = dict[str, Any](), dict[str, Any]()
    for one in right:
        if one.field in OF_THE_ACT:
            of_act[one.field] = as_typed(Context, one.field, one.value)
        else:
            of_event[one.field] = as_typed(type(record.event), one.field, one.value)
    context = record.context
    if "occurred_on" in of_act and context.effective_on == context.occurred_on:
        of_act.setdefault("effective_on", of_act["occurred_on"])
    return replace(
        record, event=replace(record.event, **of_event), context=replace(context, **of_act)
    )


def as_typed(kind: type[Struct], name: str, value: str) -> Any:
    """What was written for a field, as the field has it. Raises msgspec.ValidationError."""
    return convert(value, types_of(kind)[name], strict=False)


@cache
def types_of(kind: type[Struct]) -> dict[str, Any]:
    return {field.name: field.type for field in fields(kind)}
