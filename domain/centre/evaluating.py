"""Evaluates a centre for one year (年度评价、绩效评估). SC 13, IM 10, SZ 五; Inv. 47."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta, Struct
from msgspec.structs import asdict, replace

from domain.centre.annual import YearEvent, not_a_year_of_the_centre
from domain.centre.case import Alert, Centre
from domain.centre.year_alerts import alerts
from domain.context import Context, Reason
from domain.in_proceeding import OfYear
from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.typed_text import ShortText
from domain.words import joined, value_words

Grade = Annotated[str, Meta(min_length=1, max_length=32)]
JoiningUnit = Annotated[str, Meta(min_length=1, max_length=200)]


class AspectFound(Struct, frozen=True, forbid_unknown_fields=True):
    """What was found about one of the aspects that the regulation names, by its name."""

    aspect: ShortText
    finding: Reason


class CentreEvaluated(YearEvent, frozen=True, kw_only=True, tag="centre-evaluated"):
    """A centre's result for a year, with whom it was found and on what grounds; `alerts` are what
    the year lacked on its last day."""

    added: ClassVar[tuple[str, ...]] = ("alerts",)

    correctable = ("grade", "findings", "experts", "occurred_on", "effective_on", "document_no")

    grade: str
    findings: str
    joined_by: tuple[str, ...] = ()
    experts: int = 0
    alerts: tuple[Alert, ...] = ()
    aspects: tuple[AspectFound, ...] = ()

    def evolve(self, case: Centre, context: Context) -> Centre:
        evaluated = replace(
            case.year(self.year), grade=self.grade, evaluated_on=context.occurred_on
        )
        return case.with_year(evaluated)


class EvaluateCentre(OfYear, frozen=True, kw_only=True):
    """年度评价. `joined_by` are the units that took part beside the organ, `experts` how many were
    on its panel: recorded where the text wants them, as is what was found about each of the
    `aspects` that it names. The grade is one of the regulation's scale."""

    proceeding = "annual"
    block = "evaluation"

    grade: Grade
    findings: Reason
    joined_by: tuple[JoiningUnit, ...] = ()
    experts: Annotated[int, Meta(ge=0, le=1000)] = 0
    aspects: Annotated[tuple[AspectFound, ...], Meta(max_length=100)] = ()

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        yield from not_a_year_of_the_centre(matter, self.year)
        yield from other_aspects(matter, self.aspects)
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

    def decide(self, matter: Matter[Centre]) -> CentreEvaluated:
        last = min(matter.day, date(self.year, 12, 31))
        return CentreEvaluated(**asdict(self), alerts=alerts(matter.case, matter.rules, last))


def other_aspects(matter: Matter[Centre], found: tuple[AspectFound, ...]) -> Iterable[Refusal]:
    """Refuses an evaluation that leaves out what the regulation wants looked into, each by its
    rule, or that speaks of something twice or of what the regulation does not name."""
    named, own = matter.rules.text.aspect, [one.aspect for one in found]
    for one in named:
        if not one.optional and one.name not in own:
            asked = Text(f"没有评价“{one.zh}”", f"nothing about: {one.en}")
            yield matter.rules.refuse(one.rule, asked, one.called, "form", ("/aspects",))
    step, known = matter.step(type(matter.command).__name__), {one.name for one in named}
    others = [name for name in own if name not in known or own.count(name) > 1]
    if step and others:
        given = "、".join(dict.fromkeys(others)), ", ".join(dict.fromkeys(others))
        asked, allowed = Text(*given), joined(one.called for one in named)
        each = Text(f"各一次：{allowed.zh or '无'}", f"each once: {allowed.en or 'none'}")
        yield matter.rules.refuse(step.rule, asked, each, "form", ("/aspects",))
