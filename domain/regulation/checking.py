"""Checks a regulation file: everything wrong with its text, by line and key."""

import tomllib
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from domain.divisions import Assigned, Division
from domain.regulation import model
from domain.regulation.coherence import incoherences
from domain.regulation.fault import Fault
from domain.regulation.limits import NamedPeriod, Quota
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation

SINGLE: dict[str, type[Struct]] = {
    "regulation": model.About,
    "validity": model.Validity,
    "publicity": model.Publicity,
    "correction": model.Correction,
    "objection": model.Objecting,
    "name": model.Name,
    "form": model.FormRules,
    "annual": model.Annual,
    "supervision": model.Supervision,
    "words": model.Words,
    "panel": model.PanelRules,
    "quota": Quota,
}
MANY: dict[str, type[Struct]] = {
    "rule": model.Rule,
    "step": model.Step,
    "guard": model.Guard,
    "flag": model.Flag,
    "separate": model.Separate,
    "quota": Quota,
    "criterion": model.Criterion,
    "division": Division,
    "assigned": Assigned,
}
NAMED: dict[str, type[Struct]] = {"period": NamedPeriod}


def faults_in(text: str, lines: Lines | None = None) -> list[Fault]:
    """Every fault of a complete regulation text, in the order of its lines; with none it may be
    issued. `lines` are those of the file that it was resolved from, where it was."""
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return [Fault(broken_line(error, text), "", f"不是 TOML：{error}", f"not TOML: {error}")]
    lines = lines or Lines(text)
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
        elif name in NAMED and isinstance(value, dict):
            for key, item in value.items():
                yield from ill_formed(item, NAMED[name], f"{name}.{key}", 0, lines)
        elif name in MANY and isinstance(value, list):
            for index, item in enumerate(value):
                yield from ill_formed(item, MANY[name], name, index, lines)
        else:
            line = lines.keys.get(("", 0, name)) or lines.of(name)
            yield Fault(line, name, f"未知的部分 {name}", f"unknown part {name}")


def ill_formed(
    value: Any, kind: type[Struct], table: str, index: int, lines: Lines
) -> Iterable[Fault]:
    known = {field.encode_name for field in msgspec.structs.fields(kind)}
    if isinstance(value, dict) and (unknown := sorted(value.keys() - known)):
        for key in unknown:
            line = lines.of(table, index, key)
            yield Fault(line, f"{table}.{key}", f"未知的键 {key}", f"unknown key {key}")
        return
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$.")
        key = path.rstrip("`").split("[")[0].split(".")[0]
        line = lines.of(table, index, key or missing_key(message))
        yield Fault(line, f"{table}.{key}".rstrip("."), f"不合格式：{error}", str(error))


def missing_key(message: str) -> str | None:
    return message.split("`")[1] if "missing required field" in message else None
