"""Import files as an officer would hand them in, as CSV and as XLSX, with any form in them."""

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec.inspect import (
    BoolType,
    DateType,
    IntType,
    LiteralType,
    StrType,
    StructType,
    Type,
    VarTupleType,
    type_info,
)
from openpyxl import Workbook

from domain.application.form import Form, IdNumber
from domain.credit_code import ALPHABET, is_credit_code
from services.imports.tables.cells import bare, pattern_of
from services.imports.tables.columns import Columns
from tests.support.calling import as_body, whole_form

LEFT_OUT = ("person_ref", "own")
"""Given by the vault; and what only some regimes ask, in columns of their own."""
LABELS = {column.name: column.zh for column in Columns().all}
Rows = Sequence[Sequence[Any]]


def code_of(number: int) -> str:
    """An invented unified social credit code."""
    digits = f"91510100MA6C{number:05}"
    return next(code for last in ALPHABET if is_credit_code(code := digits + last))


def texts_of(form: Mapping[str, Any]) -> dict[str, str]:
    """A form as cells, by the names of their columns."""
    cells = {}
    for column in Columns().all:
        value: Any = form
        for name in column.name.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        if column.form and value not in (None, [], ()):
            cells[column.name] = column.shape.write(value)
    return cells


def rows_of(*applications: Mapping[str, Any]) -> list[list[str]]:
    """A table of these cells under the form's Chinese labels."""
    names = list(dict.fromkeys(name for cells in applications for name in cells))
    return [
        [LABELS.get(name, name) for name in names],
        *([cells.get(name, "") for name in names] for cells in applications),
    ]


def whole_row(**changes: Any) -> dict[str, str]:
    """A row whose application can be submitted; a change to None leaves its cell out."""
    cells = {**texts_of(whole_form()), **{n.replace("__", "."): v for n, v in changes.items()}}
    return {name: text for name, text in cells.items() if text is not None}


def write_csv(
    path: Path, rows: Rows, encoding: str = "utf-8", separator: str = ",", **how: Any
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator, **how).writerows(rows)
    return path


def write_xlsx(path: Path, rows: Rows, title: str = "申报表") -> Path:
    """Texts stay texts, even where they begin as a formula does."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row, 1):
            cell = sheet.cell(number, place)
            cell.value = value
            if isinstance(value, str) and value:
                cell.data_type = "s"
    book.save(path)
    return path


def written(least: int, most: int) -> st.SearchStrategy[str]:
    """What a cell can hold: no control characters, no blanks at its ends."""
    letters = st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn"), include_characters="\n，、|；"
    )
    texts = st.text(letters, min_size=least, max_size=min(most, least + 30))
    return texts.map(str.strip).filter(lambda text: least <= len(text) <= most)


CODE = st.integers(0, 99_999).map(code_of)
PATTERNS = {
    pattern_of(IdNumber): st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True),
    "^[0-9]{6}\\Z": st.from_regex("[0-9]{6}", fullmatch=True),
    "^[0-9A-Za-z ]{18,24}\\Z": CODE,
    "^[0-9a-f]{64}\\Z": st.from_regex("[0-9a-f]{64}", fullmatch=True),
}
PHONES = st.from_regex(
    r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|[a-z]{1,9}@[a-z]{1,9}\.cn", fullmatch=True
)


def values(info: Type) -> st.SearchStrategy[Any]:
    """Anything that a field of this type may hold, as JSON would hold it."""
    match bare(info):
        case LiteralType(values=chosen):
            return st.sampled_from(chosen)
        case BoolType():
            return st.booleans()
        case DateType():
            return st.dates(date(1900, 3, 1)).map(date.isoformat)
        case IntType(le=most):
            return st.integers(0, most)
        case StrType(pattern=None, min_length=least, max_length=most):
            return written(least or 1, most or 100)
        case StrType(pattern=pattern):
            return PATTERNS.get(pattern, PHONES)
        case VarTupleType(item_type=item):
            return st.lists(values(item), max_size=4)
        case StructType() as struct:
            return structs(struct)
    raise TypeError(info)


def structs(info: StructType) -> st.SearchStrategy[dict[str, Any]]:
    fields = {f.name: (f.required, values(f.type)) for f in info.fields if f.name not in LEFT_OUT}
    return st.fixed_dictionaries(
        {name: value for name, (required, value) in fields.items() if required},
        optional={name: value for name, (required, value) in fields.items() if not required},
    )


def forms() -> st.SearchStrategy[Form]:
    """Any form at all, of a unit that has a name and a code."""
    info = type_info(Form)
    assert isinstance(info, StructType)
    unit = st.fixed_dictionaries({"unit_name": written(2, 100), "uscc": CODE})
    whole = st.tuples(structs(info), unit).map(lambda parts: parts[0] | parts[1])
    return whole.map(lambda form: msgspec.convert(form, Form))


def as_cells(form: Form) -> dict[str, str]:
    return texts_of(as_body(form))
