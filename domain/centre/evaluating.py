"""Evaluates a centre for one year (年度评价、绩效评估). SC 13, IM 10, SZ 五; Inv. 47."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from domain.case import Context, Reason
from domain.centre.annual import YearEvent, not_a_year_of_the_centre
from domain.centre.case import Centre
from domain.in_proceeding import OfYear
from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.words import joined, value_words

Grade = Annotated[str, Meta(min_length=1, max_length=32)]
JoiningUnit = Annotated[str, Meta(min_length=1, max_length=200)]


class CentreEvaluated(YearEvent, frozen=True, kw_only=True, tag="centre-evaluated"):
    """A centre's result for a year, with whom it was found and on what grounds."""

    correctable = ("grade", "findings", "experts", "occurred_on", "effective_on", "document_no")

    grade: str
    findings: str
    joined_by: tuple[str, ...] = ()
    experts: int = 0

    def evolve(self, case: Centre, context: Context) -> Centre:
        evaluated = replace(
            case.year(self.year), grade=self.grade, evaluated_on=context.occurred_on
        )
        return case.with_year(evaluated)


class EvaluateCentre(OfYear, frozen=True, kw_only=True):
    """年度评价. `joined_by` are the units that took part beside the organ, `experts` how many were
    on its panel: recorded where the text wants them. The grade is one of the regulation's scale."""

    recorded_as = CentreEvaluated
    proceeding = "annual"
    block = "evaluation"

    grade: Grade
    findings: Reason
    joined_by: tuple[JoiningUnit, ...] = ()
    experts: Annotated[int, Meta(ge=0, le=1000)] = 0

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        yield from not_a_year_of_the_centre(matter, self.year)
        rules = matter.rules.text.evaluation
        if rules is None:
            return
        if self.grade not in rules.scale:
            scale = joined(value_words(one, "grade") for one in rules.scale)
            given = value_words(self.grade, "grade")
            yield matter.rules.refuse(rules.rule, given, scale, "form", ("/grade",))
        if rules.with_others and not self.joined_by:
            none = Text("没有记载会同的单位", "no unit that took part")
            wanted = Text("会同相关单位", "together with other units")
            yield matter.rules.refuse(rules.rule, none, wanted, "form", ("/joined_by",))
        if rules.with_experts and not self.experts:
            none, wanted = Text("没有专家", "no experts"), Text("组织专家评估", "by experts")
            yield matter.rules.refuse(rules.rule, none, wanted, "form", ("/experts",))
