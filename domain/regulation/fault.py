"""Faults of a regulation file, each with its line and key."""

from collections.abc import Iterable

from msgspec import Struct

from domain.regulation.locating import Lines
from domain.regulation.nearest import known_ones


class Fault(Struct, frozen=True):
    """What is wrong with a regulation file, at which line (from 1) and key. A mere warning says
    what is lawful but odd; it refuses nothing. `place` is the part that it is about."""

    line: int
    key: str
    zh: str
    en: str
    warning: bool = False
    place: tuple[str, int, str] | None = None

    def __str__(self) -> str:
        said = f"第 {self.line} 行 {self.key}：{self.zh} / line {self.line} {self.key}: {self.en}"
        return f"提示 WARN {said}" if self.warning else said


Place = tuple[str, int, str]
"""Table, its number among those of the name (from 0), and key."""


def fault_at(lines: Lines, place: Place, zh: str, en: str, warning: bool = False) -> Fault:
    """A fault of one key of a file."""
    table, index, key = place
    return Fault(lines.of(table, index, key), f"{table}.{key}", zh, en, warning, place)


def unknown_name(lines: Lines, place: Place, given: str, known: Iterable[str]) -> Fault:
    """A name that nobody knows, with those that would be right, the nearest first."""
    right = known_ones(given, known)
    zh, en = f"未知的名称 {given}{right.zh}", f"unknown name {given}{right.en}"
    return fault_at(lines, place, zh, en)


def missing_part(part: str | None, line: int, who: str) -> Fault:
    return Fault(line, str(part), f"{who} 需要 [{part}]", f"{who} needs [{part}]")
