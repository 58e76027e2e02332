"""Ends a centre because of its evaluation (退出). C18b, N-20."""

from collections.abc import Iterable

from domain.adverse import AdverseDecided, AdverseDecision
from domain.calendar.lifecycle import Year
from domain.case import Command
from domain.centre.case import Centre
from domain.held_with_centre import SuspendWithCentre, projects_held
from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.words import joined, value_words


class ExitedOnEvaluation(AdverseDecided, frozen=True, kw_only=True, tag="exited-on-evaluation"):
    """Its qualification ends from now on, by the evaluation of a year."""

    year: int


class ExitOnEvaluation(AdverseDecision, frozen=True, kw_only=True):
    """评价不合格退出: the evaluation of that year is below what the regulation requires."""

    recorded_as = ExitedOnEvaluation
    entailing = (SuspendWithCentre,)

    year: Year

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        yield from super().check(matter)
        step, evaluation = matter.step(type(self).__name__), matter.rules.text.evaluation
        grade = matter.case.year(self.year).grade
        failing = evaluation.failing if evaluation else ()
        if step and grade not in failing:
            found = value_words(grade, "grade") if grade else Text("未评价", "not evaluated")
            asked = Text(f"{self.year}年度：{found.zh}", f"{self.year}: {found.en}")
            allowed = joined(value_words(one, "grade") for one in failing)
            yield matter.rules.refuse(step.rule, asked, allowed, "fact", ("/year",))

    def entails(self, matter: Matter[Centre]) -> Iterable[tuple[str, Command]]:
        return projects_held(matter)
