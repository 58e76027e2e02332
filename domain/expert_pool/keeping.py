"""Keeps an authority's expert pool: opened once, experts added and removed."""

from collections.abc import Iterable
from typing import Annotated, ClassVar

from msgspec import Meta
from msgspec.structs import replace

from domain.case import CaseId, Command
from domain.context import Context, Reason
from domain.credit_code import CreditCodeInvalid, credit_code
from domain.event import Event
from domain.expert_pool.case import Expert, ExpertPool
from domain.matter import Matter
from domain.parts import Part
from domain.party.lifecycle import UnitName
from domain.personal import HoldsPersons, PersonName, Phone, Subject
from domain.places import organ_words
from domain.refusal import Kind, Refusal, Text, file_rule
from domain.typed_text import AnyCode

Field = Annotated[str, Meta(min_length=1, max_length=60)]
Fields = Annotated[tuple[Field, ...], Meta(min_length=1, max_length=50)]


class OpenExpertPool(Command, frozen=True, kw_only=True):
    """建立专家库: the case's id is the authority's division code."""

    opens = True
    regime: CaseId

    def check(self, matter: Matter[ExpertPool]) -> Iterable[Refusal]:
        authority = matter.rules.about.authority
        if matter.id != authority:
            asked = Text(f"专家库 {matter.id}", f"pool {matter.id}")
            yield in_the_pool(asked, organ_words(matter, authority), "form", ("/id",))

    def decide(self, matter: Matter[ExpertPool]) -> "ExpertPoolOpened":
        return ExpertPoolOpened(regime=self.regime, authority=matter.id)


def in_the_pool(
    asked: Text, allowed: Text, kind: Kind = "form", fields: tuple[str, ...] = ()
) -> Refusal:
    return file_rule("expert-pool", "一机关一库，一人一条", asked, allowed, kind, fields)


class ExpertPoolOpened(Event, frozen=True, kw_only=True, tag="expert-pool-opened"):
    part = Part.EXPERTS
    regime: str
    authority: str

    def evolve(self, case: ExpertPool, context: Context) -> ExpertPool:
        return replace(case, regime=self.regime, authority=self.authority)


class AddExpert(HoldsPersons, Command, frozen=True, kw_only=True):
    """专家入库: a new expert, or one who was removed, or other data of one who is there."""

    subjects: ClassVar[tuple[Subject, ...]] = Expert.subjects

    expert: CaseId
    name: PersonName
    phone: Phone
    fields: Fields
    employer_name: UnitName
    employer: AnyCode | None = None

    def check(self, matter: Matter[ExpertPool]) -> Iterable[Refusal]:
        try:
            code_of(self.employer)
        except CreditCodeInvalid as invalid:
            allowed = Text("有效的统一社会信用代码，或者不填", "a valid code, or none")
            asked = Text(invalid.zh, invalid.en)
            yield in_the_pool(asked, allowed, "form", ("/employer",))

    def decide(self, matter: Matter[ExpertPool]) -> "ExpertAdded":
        return ExpertAdded(
            expert=Expert(
                person=self.expert,
                name=self.name,
                phone=self.phone,
                fields=tuple(sorted(set(self.fields))),
                employer_name=self.employer_name,
                employer=code_of(self.employer),
            )
        )


def code_of(employer: str | None) -> str | None:
    return credit_code(employer) if employer else None


class ExpertAdded(Event, frozen=True, kw_only=True, tag="expert-added"):
    part = Part.EXPERTS
    expert: Expert

    def evolve(self, case: ExpertPool, context: Context) -> ExpertPool:
        """Keeps the relations that are already known of the expert."""
        before = case.expert(self.expert.person)
        relations = before.relations if before else ()
        return replace(case, experts=case.kept(replace(self.expert, relations=relations)))


class RemoveExpert(Command, frozen=True, kw_only=True):
    """专家出库: no longer drawn. A member of a panel leaves it by recusal, not by this."""

    expert: CaseId
    reason: Reason

    def check(self, matter: Matter[ExpertPool]) -> Iterable[Refusal]:
        return not_there(matter, self.expert, ("/expert",))

    def decide(self, matter: Matter[ExpertPool]) -> "ExpertRemoved":
        return ExpertRemoved(expert=self.expert, reason=self.reason)


def not_there(
    matter: Matter[ExpertPool], person: str, fields: tuple[str, ...] = ()
) -> Iterable[Refusal]:
    """Refuses an expert not in the pool; `fields` says who is meant, where not the one who asks."""
    expert = matter.case.expert(person)
    if expert is None or expert.removed:
        yield in_the_pool(
            Text(f"库中没有专家 {person}", f"no expert {person}"),
            Text("在库的专家", "an expert of the pool"),
            "form" if fields else "who",
            fields,
        )


class ExpertRemoved(Event, frozen=True, kw_only=True, tag="expert-removed"):
    part = Part.EXPERTS
    expert: str
    reason: str

    def evolve(self, case: ExpertPool, context: Context) -> ExpertPool:
        expert = case.expert(self.expert)
        return replace(case, experts=case.kept(replace(expert, removed=True))) if expert else case
