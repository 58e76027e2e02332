"""Reads what stands in the inputs as JSON would hold it, with every fault at once; and writes a
value as texts that read so again."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from services.commands.fault_words import MISSING
from services.imports.tables.faults import Unfit
from services.pages.forms.inputs import FormInput
from services.pages.words import phrased, t

Texts = Mapping[str, str]
Inputs = tuple[FormInput, ...]
BETWEEN_VALUES = "\n"
"""Between several values of one input."""


class InputFault(Struct, frozen=True):
    """What is wrong, in words; `pointer` is the input's id, empty where it rests on none. `label`
    is what a summary calls the input."""

    pointer: str
    detail: str
    label: str = ""


def read_inputs(inputs: Inputs, texts: Texts, at: str) -> tuple[dict[str, Any], list[InputFault]]:
    """What the inputs say. What is lacking or too long, the type of the whole tells."""
    found: dict[str, Any] = {}
    faults: list[InputFault] = []
    for one in inputs:
        value, wrong = read_input(one, texts, f"{at}/{one.name}")
        faults += wrong
        if value is not None:
            found[one.name] = value
    return found, faults


def read_input(one: FormInput, texts: Texts, at: str) -> tuple[Any, list[InputFault]]:
    if one.control == "rows":
        return read_rows(one, texts, at)
    if one.control in ("group", "own"):
        filled = any(text.strip() for name, text in texts.items() if name.startswith(f"{at}/"))
        if not filled:
            return None, []
        return read_parts(one, texts, at)
    text = texts.get(at, "").strip()
    if not text:
        return None, []
    try:
        return value_in(one, text), []
    except Unfit:
        assert one.shape
        allowed = phrased(one.shape.allowed)
        return None, [InputFault(at, t("应为：{allowed}", allowed=allowed), phrased(one.words))]


def read_parts(one: FormInput, texts: Texts, at: str) -> tuple[Any, list[InputFault]]:
    """The values of a group by their names, or in their order."""
    found, faults = read_inputs(one.parts, texts, at)
    if not one.in_order:
        return found, faults
    known = {fault.pointer for fault in faults}
    lacking = [
        InputFault(f"{at}/{part.name}", phrased(MISSING), phrased(part.words))
        for part in one.parts
        if part.required and part.name not in found and f"{at}/{part.name}" not in known
    ]
    return values_in_order(one.parts, found), [*faults, *lacking]


def values_in_order(parts: Inputs, found: dict[str, Any]) -> list[Any]:
    """The values as an array, as far as they are said."""
    last = max((at for at, part in enumerate(parts, 1) if part.name in found or part.required))
    return [found.get(part.name, part.absent) for part in parts[:last]]


def values_by_name(one: FormInput, said: Any) -> Mapping[str, Any]:
    """A group as it is stored, by the names of its parts."""
    if not one.in_order:
        by_name: Mapping[str, Any] = said
        return by_name
    return dict(zip((part.name for part in one.parts), said, strict=False))


def value_in(one: FormInput, text: str) -> Any:
    """What a text says in this input. Raises Unfit."""
    assert one.shape
    read = one.shape.read if one.control != "area" else str
    if one.control in ("lines", "ticks", "files"):
        return [read(line.strip()) for line in text.splitlines() if line.strip()]
    return read(text)


def read_rows(one: FormInput, texts: Texts, at: str) -> tuple[Any, list[InputFault]]:
    rows, faults = [], []
    for index in range(row_count(texts, at)):
        row, wrong = read_parts(one, texts, f"{at}/{index}")
        if not one.in_order and one.ref and (ref := texts.get(f"{at}/{index}/{one.ref}")):
            row[one.ref] = ref
        rows.append(row)
        faults += [numbered_fault(index, fault) for fault in wrong]
    return rows or None, faults


def numbered_fault(index: int, fault: InputFault) -> InputFault:
    label = t("第{n}项{label}", n=index + 1, label=fault.label)
    return InputFault(fault.pointer, fault.detail, label)


def row_count(texts: Texts, at: str) -> int:
    """How many rows a list has."""
    tails = (name[len(at) + 1 :].partition("/")[0] for name in texts if name.startswith(f"{at}/"))
    return max((int(tail) + 1 for tail in tails if tail.isdigit()), default=0)


def without_blank_rows(inputs: Inputs, texts: Texts, at: str) -> dict[str, str]:
    """Rows in which nothing stands are left out, and those behind them move up."""
    kept = dict(texts)
    for one in inputs:
        here = f"{at}/{one.name}"
        if one.control == "group":
            kept = without_blank_rows(one.parts, kept, here)
        if one.control == "rows":
            kept = with_rows(kept, here, list(filter(is_filled, rows_of_texts(kept, here))))
    return kept


def is_filled(row: Texts) -> bool:
    return any(text.strip() for text in row.values())


def without_row(texts: Texts, at: str, index: int) -> dict[str, str]:
    """The texts without one row of a list."""
    rows = list(rows_of_texts(texts, at))
    return with_rows(texts, at, rows[:index] + rows[index + 1 :])


def rows_of_texts(texts: Texts, at: str) -> Iterator[dict[str, str]]:
    for index in range(row_count(texts, at)):
        start = f"{at}/{index}/"
        yield {name[len(start) :]: text for name, text in texts.items() if name.startswith(start)}


def with_rows(texts: Texts, at: str, rows: list[dict[str, str]]) -> dict[str, str]:
    rest = {name: text for name, text in texts.items() if not name.startswith(f"{at}/")}
    return rest | {f"{at}/{i}/{name}": t for i, row in enumerate(rows) for name, t in row.items()}


def written(inputs: Inputs, value: Mapping[str, Any], at: str) -> dict[str, str]:
    """The texts of the inputs for a value."""
    found: dict[str, str] = {}
    for one in inputs:
        said, here = value.get(one.name), f"{at}/{one.name}"
        if said is None:
            continue
        if one.control in ("group", "own"):
            found |= written(one.parts, values_by_name(one, said), here)
        elif one.control == "rows":
            for index, row in enumerate(said):
                found |= written(one.parts, values_by_name(one, row), f"{here}/{index}")
                if one.ref and not one.in_order and row.get(one.ref):
                    found[f"{here}/{index}/{one.ref}"] = row[one.ref]
        else:
            found[here] = text_for_input(one, said)
    return found


def text_for_input(one: FormInput, said: Any) -> str:
    assert one.shape
    if one.control in ("lines", "ticks", "files"):
        return BETWEEN_VALUES.join(map(str, said))
    return str(said) if one.choices and isinstance(said, str) else one.shape.write(said)
