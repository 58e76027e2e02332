"""Cells of the fields that only a regime asks: read by the field's kind, within its bounds."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from msgspec.structs import replace

from domain.case import Case
from domain.regime.lifecycle import regime_in
from domain.regulation.own_field import OwnField
from services.imports.tables.cells import DATE, FLAG, NUMBER, Shape, paper
from services.imports.tables.faults import Unfit


def own_shape(field: OwnField, papers: Mapping[str, str]) -> Shape:
    """The shape of a field's cell: that of its kind, for the values that it takes."""
    shape = shape_of_kind(field, papers)

    def read(text: str) -> Any:
        value = shape.read(text)
        if not field.takes(value):
            raise Unfit(text)
        return value

    return replace(shape, read=read)


def shape_of_kind(field: OwnField, papers: Mapping[str, str]) -> Shape:
    match field.kind:
        case "count":
            return replace(NUMBER, allowed=field.allowed if field.bounded else NUMBER.allowed)
        case "flag":
            return FLAG
        case "date":
            return DATE
        case "file":
            return paper(papers)
    if field.values:
        return Shape(field.allowed, field.meant, str, choices=tuple(one.zh for one in field.values))
    return Shape(field.allowed, str)


def fields_asked(regimes: Mapping[str, Case], day: date, only: str | None) -> list[OwnField]:
    """The fields of one regime, or of all that are in force; of two by one name the first."""
    named: dict[str, OwnField] = {}
    for field in each_field(regimes, day, only):
        named.setdefault(field.name, field)
    return list(named.values())


def each_field(regimes: Mapping[str, Case], day: date, only: str | None) -> Iterator[OwnField]:
    for code in (code for code in sorted(regimes) if only in (None, code)):
        rules = regime_in(regimes[code]).rules_on(day)
        yield from rules.text.field if rules else ()
