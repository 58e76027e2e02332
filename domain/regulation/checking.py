"""Checks a regulation file: everything wrong with its text, by line and key."""

from collections.abc import Iterable
from typing import Any, get_args, get_type_hints

import msgspec
import tomli
from msgspec import Struct

from domain.divisions import Assigned, Division
from domain.regulation import blocks, model
from domain.regulation.cancelling import CancelGround
from domain.regulation.coherence import incoherences
from domain.regulation.fault import Fault, fault_at
from domain.regulation.incomplete import Unknown, Variant
from domain.regulation.judging import Criterion, PanelRules
from domain.regulation.limits import (
    Annual,
    Aspect,
    Evaluation,
    NamedPeriod,
    Quota,
    RectificationGround,
)
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation
from domain.regulation.nearest import known_ones
from domain.regulation.own_field import OwnField
from domain.regulation.parsing import tables_in
from domain.regulation.serving import DutyArea, Serving, WantedSection

SINGLE: dict[str, type[Struct]] = {
    "regulation": model.About,
    "validity": model.Validity,
    "publicity": blocks.Publicity,
    "correction": blocks.Correction,
    "objection": blocks.Objecting,
    "name": blocks.Name,
    "form": blocks.FormRules,
    "annual": Annual,
    "unknown": Unknown,
    "variant": Variant,
    "evaluation": Evaluation,
    "supervision": model.Supervision,
    "hold": model.Holding,
    "serving": Serving,
    "words": model.Words,
    "panel": PanelRules,
    "quota": Quota,
}
MANY: dict[str, type[Struct]] = {
    "rule": model.Rule,
    "step": model.Step,
    "guard": model.Guard,
    "ground": RectificationGround,
    "cancel": CancelGround,
    "duty": DutyArea,
    "section": WantedSection,
    "flag": model.Flag,
    "separate": model.Separate,
    "quota": Quota,
    "criterion": Criterion,
    "aspect": Aspect,
    "division": Division,
    "assigned": Assigned,
    "field": OwnField,
}
BY_NAME: dict[str, type[Struct]] = {"period": NamedPeriod}
KNOWN_PARTS = (*SINGLE, *MANY, *BY_NAME)


def faults_in(text: str, lines: Lines | None = None) -> list[Fault]:
    """Every fault of a complete regulation text, in the order of its lines; with none it may be
    issued. `lines` are those of the file that it was resolved from, where it was."""
    try:
        tables = tables_in(text)
    except (tomli.TOMLDecodeError, RecursionError) as error:
        return [Fault(broken_line(error, text), "", f"不是 TOML：{error}", f"not TOML: {error}")]
    return faults_in_tables(tables, lines or Lines(text))


def faults_in_tables(tables: dict[str, Any], lines: Lines) -> list[Fault]:
    """Every fault of a regulation's tables, in the order of its lines."""
    faults = list(malformed(tables, lines))
    if not faults:
        faults = list(incoherences(msgspec.convert(tables, Regulation), lines))
    return sorted(faults, key=lambda fault: fault.line)


def broken_line(error: Exception, text: str) -> int:
    _, named, rest = str(error).partition("at line ")
    return int(rest.split(",")[0]) if named else text.count("\n") + 1


def malformed(tables: dict[str, Any], lines: Lines) -> Iterable[Fault]:
    """Unknown tables and keys, missing and ill-typed values: one fault for each table."""
    if "regulation" not in tables:
        yield Fault(1, "regulation", "缺少 [regulation]", "[regulation] is missing")
    for name, value in tables.items():
        if name in SINGLE and not (name in MANY and isinstance(value, list)):
            yield from ill_formed(value, SINGLE[name], name, 0, lines)
        elif name in BY_NAME and isinstance(value, dict):
            for key, item in value.items():
                yield from ill_formed(item, BY_NAME[name], f"{name}.{key}", 0, lines)
        elif name in MANY and isinstance(value, list):
            for index, item in enumerate(value):
                yield from ill_formed(item, MANY[name], name, index, lines)
        else:
            line, right = (
                lines.keys.get(("", 0, name)) or lines.of(name),
                known_ones(name, KNOWN_PARTS),
            )
            zh, en = f"未知的部分 {name}{right.zh}", f"unknown part {name}{right.en}"
            yield Fault(line, name, zh, en)


def ill_formed(
    value: Any, kind: type[Struct], table: str, index: int, lines: Lines
) -> Iterable[Fault]:
    known = kind.__struct_encode_fields__
    if isinstance(value, dict) and (unknown := sorted(value.keys() - set(known))):
        for key in unknown:
            right = known_ones(key, known)
            zh, en = f"未知的键 {key}{right.zh}", f"unknown key {key}{right.en}"
            yield fault_at(lines, (table, index, key), zh, en)
        return
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$.")
        key = path.rstrip("`").split("[")[0].split(".")[0]
        line = lines.of(table, index, key or missing_key(message))
        right = known_ones(
            str(value.get(key, "")) if isinstance(value, dict) else "", closed_list(kind, key)
        )
        zh, en = f"不合格式：{error}{right.zh}", f"{error}{right.en}"
        yield Fault(line, f"{table}.{key}".rstrip("."), zh, en)


def closed_list(kind: type[Struct], key: str) -> tuple[str, ...]:
    """The values of a key that has a closed list; none for any other."""
    hint = get_type_hints(kind).get(key)
    choices = (hint, *get_args(hint))
    return tuple(one for choice in choices for one in get_args(choice) if isinstance(one, str))


def missing_key(message: str) -> str | None:
    return message.split("`")[1] if "missing required field" in message else None
