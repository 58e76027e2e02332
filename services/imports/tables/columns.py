"""Columns of a table: the form's fields by their labels, and how each row is to be filed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, get_type_hints

import msgspec
from msgspec import Struct
from msgspec.inspect import DictType, Field, StructType, type_info

from domain.application.form import Form, OwnValue
from domain.case import CaseId
from domain.folding import folded
from domain.regulation.own_field import OwnField
from domain.typed_text import DivisionCode
from domain.words import field_words
from services.imports.tables.cells import MONEY, Shape, bare, shape_of
from services.imports.tables.faults import Unfit
from services.imports.tables.lists import is_list, list_shape
from services.imports.tables.own_columns import own_shape

UNIT_IN_HEADING = re.compile(r"\((元|万元)\)$")


class RowFiling(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a row is to be filed; what it leaves open comes from ImportDefaults."""

    note: str | None = None
    id: CaseId | None = None
    account: str | None = None
    regime: str | None = None
    batch: CaseId | None = None
    channel: str | None = None
    occurred_on: date | None = None
    submit: bool | None = None
    addressee: DivisionCode | None = None


class Column(Struct, frozen=True):
    """One column. `form`: of the form, else of the filing; `needed_by` is the part of the form that
    requires it."""

    name: str
    zh: str
    shape: Shape
    hint: Any
    form: bool
    needed_by: str | None = None

    def value(self, text: str) -> Any:
        """Reads a cell's text as JSON would hold it. Raises Unfit."""
        value = self.shape.read(text)
        try:
            msgspec.convert(value, self.hint)
        except msgspec.ValidationError:
            raise Unfit(text) from None
        return value


class Columns:
    """All columns by name. `papers` are the hashes of the files that cells may name; `own` the
    fields that only a regime asks."""

    def __init__(
        self, papers: Mapping[str, str] | None = None, own: Iterable[OwnField] = ()
    ) -> None:
        self._papers = papers or {}
        asked = own_columns(own, self._papers)
        self.all = [*self._of(RowFiling, form=False), *self._of(Form, form=True), *asked]

    @cached_property
    def _by_heading(self) -> dict[str, Column]:
        return {heading(text): one for one in self.all for text in (one.name, one.zh)}

    def find(self, text: str) -> tuple[Column, str] | None:
        """The column under a heading, and the unit of money that the heading names."""
        name = heading(text)
        unit = UNIT_IN_HEADING.search(name)
        if unit is None:
            return (self._by_heading[name], "") if name in self._by_heading else None
        column = self._by_heading.get(name[: unit.start()])
        return (column, unit.group(1)) if column and column.shape is MONEY else None

    def known(self, text: str) -> bool:
        return self.find(text) is not None

    def _of(self, kind: type[Struct], form: bool) -> Iterator[Column]:
        info = type_info(kind)
        assert isinstance(info, StructType)
        for field in info.fields:
            inner = bare(field.type)
            if isinstance(inner, DictType):  # what only a regime asks: see own_columns
                continue
            if not isinstance(inner, StructType):
                yield self._column(field, kind, form)
                continue
            refs = {subject.ref for subject in getattr(inner.cls, "subjects", ())}
            for part in inner.fields:
                if part.name not in refs:
                    yield self._column(part, inner.cls, form, field.name)

    def _column(
        self,
        field: Field,
        kind: type[Struct],
        form: bool,
        parent: str | None = None,
    ) -> Column:
        name, inner = f"{parent}.{field.name}" if parent else field.name, bare(field.type)
        words = field_words(field.name, *filter(None, (parent, kind.__name__)))
        if is_list(inner):
            shape = list_shape(inner, lambda one: shape_of(one, field.name, self._papers))
        else:
            shape = shape_of(inner, field.name, self._papers)
        hint = get_type_hints(kind, include_extras=True)[field.name]
        needed = parent if field.required else None
        return Column(name, words.zh, shape, hint, form, needed)


def own_columns(own: Iterable[OwnField], papers: Mapping[str, str]) -> Iterator[Column]:
    """Columns of the fields that only a regime asks, each under its own label."""
    for field in own:
        yield Column(f"own.{field.name}", field.zh, own_shape(field, papers), OwnValue, form=True)


def heading(text: str) -> str:
    """Normalises a heading to compare it: a printed one may have blanks, a colon or a star."""
    return folded(text).rstrip(":*").lstrip("*")
