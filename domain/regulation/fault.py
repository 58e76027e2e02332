"""Faults of a regulation file, each with its line and key."""

from msgspec import Struct


class Fault(Struct, frozen=True):
    """What is wrong with a regulation file, at which line (from 1) and key."""

    line: int
    key: str
    zh: str
    en: str

    def __str__(self) -> str:
        return f"第 {self.line} 行 {self.key}：{self.zh} / line {self.line} {self.key}: {self.en}"


def missing_part(part: str | None, line: int, who: str) -> Fault:
    return Fault(line, str(part), f"{who} 需要 [{part}]", f"{who} needs [{part}]")
