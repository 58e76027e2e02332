"""Checks that those who act for an authority are bureaus of its level."""

from collections.abc import Iterator

from domain.regulation.fault import Fault
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation
from domain.words import role_words, value_words

COMPETENT = {
    "NATIONAL": ("CNIPA",),
    "PROVINCIAL": ("PROV",),
    "MUNICIPAL": ("PROV", "CITY"),
    "SUB_PROVINCIAL": ("CITY", "PREF"),
    "PREFECTURE": ("CITY", "PREF"),
}
"""The roles of bureaus that act for an authority, by its level: the bureau of a municipality under
the centre is one of a province, and of a city."""
BUREAUS = frozenset({"COUNTY", "PREF", "CITY", "PROV", "CNIPA"})


def of_another_level(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: steps at the authority that a bureau of another level would do."""
    level = regulation.regulation.level
    competent = COMPETENT.get(level)
    if competent is None:
        return
    for index, step in enumerate(regulation.step):
        wrong = BUREAUS.intersection(step.by).difference(competent)
        for role in sorted(wrong) if step.territory == "authority" else ():
            own, there = role_words((role,)), value_words(level, "level")
            fit = ", ".join(competent)
            yield Fault(
                lines.of("step", index, "by"),
                "step.by",
                f"{own.zh}（{role}）不能代表{there.zh}机关；可用：{fit}",
                f"{own.en} ({role}) cannot act for an authority of {there.en}; one of: {fit}",
            )
