"""Regulation files, shipped and of a folder: read, resolved and checked, with their faults."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

import domain.streams  # noqa: F401 # makes every command and fact known to the checker
from domain.regulation.fault import Fault
from domain.regulation.resolving import resolve_source
from domain.regulation.rules import rules_of
from domain.regulation.sources import TomlTable
from domain.scrutiny.examining import examine
from domain.trial.trying import trial_faults

SHIPPED = files("domain") / "regulations"
CATALOGUE = ".industries.toml"
SUFFIX = ".toml"
TABLE = ".divisions.csv"


class UnfitRegulation(Exception):
    """A regulation file that has faults; the message names them by line and key."""


class RegulationFile(Struct, frozen=True):
    """One file: its name, the complete text that it comes to, its faults, its own cases, and what
    in it is odd. The text is None where the file cannot be read as a regulation at all; `source` is
    as it was written."""

    name: str
    source: str
    text: str | None
    faults: tuple[Fault, ...] = ()
    cases: tuple[TomlTable, ...] = ()
    warnings: tuple[Fault, ...] = ()

    @property
    def code(self) -> str | None:
        """The regime's code; None where the file has faults that hide it."""
        return rules_of(self.text).about.code if self.text and not self.faults else None


FileReading = Callable[[str, str | None, tuple[tuple[str, str], ...]], RegulationFile]


def regulation_files(folder: Path | None) -> list[RegulationFile]:
    """The shipped files, then those of a folder, each by its name; the latter are acted out, as the
    tests do with what is shipped. Raises UnfitRegulation where there is no such folder."""
    if folder and not folder.is_dir():
        raise UnfitRegulation(f"{folder}: 没有这个目录 / no such folder")
    shipped = texts_in(SHIPPED)
    own = texts_in(folder) if folder else {}
    tried = regulations_in(own, shipped | own, tried_regulation)
    return regulations_in(shipped, shipped, read_regulation) + tried


def regulations_in(
    texts: Mapping[str, str | None], beside: Mapping[str, str | None], read: FileReading
) -> list[RegulationFile]:
    near = tuple((name, text) for name, text in beside.items() if text is not None)
    named = (name for name in texts if name.endswith(SUFFIX) and not name.endswith(CATALOGUE))
    return [read(name, texts[name], near) for name in named]


@lru_cache(maxsize=64)  # the same files are resolved and checked once
def read_regulation(
    name: str, text: str | None, beside: tuple[tuple[str, str], ...] = ()
) -> RegulationFile:
    """Resolves and checks one file, with the texts of the files beside it by their names."""
    if text is None:
        return RegulationFile(name, "", None, (Fault(1, "", "不是 UTF-8 文本", "not UTF-8 text"),))
    examined = examine(text, dict(beside))
    found = examined.resolved
    complete, cases = (found.text, found.cases) if found else (None, ())
    return RegulationFile(name, text, complete, examined.faults, cases, examined.warnings)


@lru_cache(maxsize=64)
def tried_regulation(
    name: str, text: str | None, beside: tuple[tuple[str, str], ...] = ()
) -> RegulationFile:
    """A file as `read_regulation` has it, and, where it has no fault, acted out with its cases."""
    file = read_regulation(name, text, beside)
    if file.faults or text is None:
        return file
    found = resolve_source(text, dict(beside))
    return replace(file, faults=tuple(trial_faults(found.text, found.cases, found.lines)))


def texts_in(folder: Traversable) -> dict[str, str | None]:
    """The texts of a folder's regulations, catalogues and tables of divisions, by file name; None
    for one that is no UTF-8."""
    found = sorted(folder.iterdir(), key=lambda file: file.name)
    return {file.name: text_of(file) for file in found if file.name.endswith((SUFFIX, TABLE))}


def text_of(file: Traversable) -> str | None:
    """A file's text without a byte order mark."""
    try:
        return file.read_text("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None


def refuse_faulty(folder: Path | None) -> None:
    """Raises UnfitRegulation, naming every fault, where one of the files may not be issued."""
    read = regulation_files(folder)
    if told := [f"{file.name}: {fault}" for file in read for fault in file.faults]:
        raise UnfitRegulation("\n".join(told))
