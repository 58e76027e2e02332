"""Source files of regulations: a file in layers, each on top of the procedure that it extends."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import lru_cache
from importlib.resources import files
from typing import Any

import tomli
from msgspec import Struct
from msgspec.structs import replace

from domain.regulation.fault import Fault
from domain.regulation.locating import Lines
from domain.regulation.nearest import known_ones

TomlTable = dict[str, Any]
KEPT_BY_NAME = ("step", "guard", "flag")
"""Parts that stand in a source under names, so that a file can change one of them."""
BY_OWN_NAME = ("field", "criterion", "aspect")
"""Parts that have a name in a complete text: a source may write a table of them by that name."""
OWN_KEYS = ("extends", "divisions", "sets", "implicit", "articles", "cites", "case")
"""What only a source says; a complete text has none of it."""


class Layer(Struct, frozen=True):
    """One file of those that a regulation is made of: its tables and the lines of their keys. `own`
    is the officer's file, which has no `name`."""

    tables: TomlTable
    lines: Lines
    own: bool = False
    name: str = ""


class UnreadableSource(Exception):
    """A source that cannot be resolved; `faults` say where and why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


def is_source(tables: Mapping[str, Any]) -> bool:
    """Whether a file is written to be resolved; any other is a complete text already."""
    return any(key in tables for key in OWN_KEYS)


def layers_of(tables: TomlTable, text: str, beside: Mapping[str, str]) -> list[Layer]:
    """The files that a source stands on, each after those that it extends, itself last. What is no
    shipped procedure is a file `beside` it, by its name. Raises UnreadableSource."""
    own = Layer(tables, Lines(text), own=True)
    return [*layers_below(own, own, beside, ()), own]


def layers_below(
    layer: Layer, own: Layer, beside: Mapping[str, str], path: tuple[str, ...]
) -> list[Layer]:
    """What a file extends, in its order and each once: later ones lie over earlier ones."""
    found: dict[str, Layer] = {}
    for name in extended_by(layer.tables):
        if name in path:
            raise UnreadableSource(missing_base(own, name, [], "延伸自己", "extends itself"))
        base = layer_named(name, own, beside)
        for one in (*layers_below(base, own, beside, (*path, name)), base):
            found.setdefault(one.name, one)
    return list(found.values())


def layer_named(name: str, own: Layer, beside: Mapping[str, str]) -> Layer:
    """A shipped procedure, or a file beside the officer's own."""
    if name in procedures():
        shipped = shipped_layer(name)
        return replace(shipped, tables=deepcopy(shipped.tables))
    below = beside.get(f"{name}.toml")
    if below is None:
        known = sorted({*procedures(), *(file.removesuffix(".toml") for file in beside)})
        raise UnreadableSource(missing_base(own, name, known, "没有程序", "no procedure"))
    return Layer(tomli.loads(below), Lines(below), name=name)


@lru_cache(maxsize=64)
def shipped_layer(name: str) -> Layer:
    """A shipped procedure, read once; what lays layers together changes their tables, and is given
    copies."""
    text = procedures()[name]
    return Layer(tomli.loads(text), Lines(text), name=name)


def extended_by(tables: TomlTable) -> list[str]:
    """The names of the files that one extends: one, several, or none."""
    given = tables.get("extends", [])
    return [str(name) for name in (given if isinstance(given, list) else [given])]


def missing_base(own: Layer, name: str, known: list[str], zh: str, en: str) -> Fault:
    line, near = own.lines.keys.get(("", 0, "extends"), 1), known_ones(name, known)
    return Fault(line, "extends", f"{zh} {name}{near.zh}", f"{en} {name}{near.en}")


@lru_cache(maxsize=1)
def procedures() -> dict[str, str]:
    """The shipped procedures by name, as texts."""
    folder = files("domain") / "procedures"
    return {
        file.name.removesuffix(".toml"): file.read_text("utf-8")
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    }


def in_a_list(part: str, value: Any) -> Any:
    """Parts that a source writes as a table by their names, as the list that they are."""
    if part in BY_OWN_NAME and isinstance(value, dict):
        return [{"name": name, **dict(item)} for name, item in value.items()]
    return value


def items(layer: Layer, part: str) -> Iterator[tuple[str, TomlTable]]:
    """The parts of one kind in a layer by name; one that has none is counted."""
    value = layer.tables.get(part, {})
    if isinstance(value, list):
        yield from ((f"{part}-{number}", item) for number, item in enumerate(value, 1))
    elif isinstance(value, dict):
        yield from value.items()
