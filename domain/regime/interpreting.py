"""Interprets a regulation: by whom its text names, of which provisions; it decides no case."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from msgspec import Meta
from msgspec.structs import replace

from domain.case import Command
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Interpreted, Kind, Refusal, Text, file_rule
from domain.regime.lifecycle import Interpretation, RegimeFile, regime_in
from domain.regulation.nearest import known_ones
from domain.regulation.rules import Rules

ProvisionId = Annotated[str, Meta(min_length=1, max_length=64)]


class IssueInterpretation(Command, frozen=True, kw_only=True):
    """解释规定: what some of its provisions mean, from the day of the document on. SC 21, IM 19."""

    at_any_time = True
    rules: Annotated[tuple[ProvisionId, ...], Meta(min_length=1, max_length=50)]
    text: Reason

    @classmethod
    def beforehand(cls, matter: Matter[RegimeFile]) -> Iterable[Refusal]:
        if rules := matter.case.rules_on(matter.day):
            yield from not_the_interpreter(matter, rules)

    def check(self, matter: Matter[RegimeFile]) -> Iterable[Refusal]:
        rules = matter.case.rules_on(matter.day)
        known = tuple(rules.by_id) if rules else ()
        for one in self.rules:
            if one not in known:
                near = known_ones(one, known)
                asked = Text(f"条款：{one}", f"provision {one}")
                allowed = Text(f"本规定的条款{near.zh}", f"one of this regulation{near.en}")
                yield interpreting(asked, allowed, "form", ("/rules",))

    def decide(self, matter: Matter[RegimeFile]) -> "InterpretationIssued":
        return InterpretationIssued(rules=self.rules, text=self.text)


def not_the_interpreter(matter: Matter[RegimeFile], rules: Rules) -> Iterable[Refusal]:
    """Refuses any organ but that of the interpreter whom the text names, under the provision that
    names it; and everybody where it names none."""
    about, organ = rules.about, matter.context.actor.organ
    asked = Text(f"由 {organ} 解释", f"interpreted by {organ}")
    if about.interpreted_by is None:
        nobody = Text("规定写明解释机关的", "a text that names who interprets it")
        yield interpreting(asked, nobody, "who")
    elif organ != about.authority:
        named = Text(f"由{about.interpreted_by}解释", f"interpreted by {about.interpreted_by}")
        if about.interpreted_rule:
            yield rules.refuse(about.interpreted_rule, asked, named, "who")
        else:
            yield interpreting(asked, named, "who")


def interpreting(asked: Text, allowed: Text, kind: Kind, fields: tuple[str, ...] = ()) -> Refusal:
    phrase = "规定由其文本写明的机关解释，解释不代替对案件的决定"
    return file_rule("interpretation", phrase, asked, allowed, kind, fields)


class InterpretationIssued(Event, frozen=True, kw_only=True, tag="interpretation-issued"):
    """Provisions were interpreted, by the document of the act."""

    rules: tuple[str, ...]
    text: str

    def evolve(self, case: RegimeFile, context: Context) -> RegimeFile:
        said = Interpretation(
            context.document_no or "", context.effective_on, self.rules, self.text
        )
        return replace(case, interpretations=(*case.interpretations, said))


def as_interpreted(matter: Matter[Any], refusals: Iterable[Refusal]) -> list[Refusal]:
    """The refusals, each with what was said in interpretation of its provision."""
    found = list(refusals)
    regime = matter.case.regime or getattr(matter.command, "regime", None)
    if not found or not regime:
        return found
    file = regime_in(matter.reader.state("regulations", regime))
    if not file.interpretations:
        return found
    return [replace(one, interpreted=said_of(file, one.rule, matter.day)) for one in found]


def said_of(file: RegimeFile, rule: str, day: date) -> tuple[Interpreted, ...]:
    return tuple(
        Interpreted(one.document_no, one.issued_on, one.text)
        for one in file.interpreting(rule, day)
    )
