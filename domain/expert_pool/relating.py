"""Records relations of an expert to a unit: learnt by the organ, or declared by the expert."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from domain.case import CaseId, Command
from domain.context import Context, Reason
from domain.event import Event
from domain.expert_pool.case import ExpertPool, Relation, RelationGround
from domain.expert_pool.keeping import not_there
from domain.folding import is_blank
from domain.matter import Matter
from domain.parts import Part
from domain.refusal import Refusal, Text, file_rule

Named = Annotated[str, Meta(min_length=2, max_length=100)]


class Relating(Command, frozen=True, kw_only=True):
    """A relation of an expert to a unit, by its credit code or name (`related_to`); for kinship,
    that of the unit that the relative stands for. Persons are not named, for the draw could not
    compare them."""

    related_to: Named
    ground: RelationGround
    note: Reason | None = None

    def person(self, matter: Matter[ExpertPool]) -> str:
        return matter.context.actor.person

    def check(self, matter: Matter[ExpertPool]) -> Iterable[Refusal]:
        return unexplained(self.ground, self.note)

    def decide(self, matter: Matter[ExpertPool]) -> "RelationRecorded":
        return RelationRecorded(
            expert=self.person(matter),
            relation=Relation(self.related_to, self.ground, self.note),
        )


def unexplained(ground: str, note: str | None) -> Iterable[Refusal]:
    if ground == "OTHER" and is_blank(note or ""):
        yield file_rule(
            "relation",
            "其他关系应当写明",
            Text("其他关系，未说明", "another relation without a note"),
            Text("说明是何关系", "say what it is"),
            "form",
            ("/note",),
        )


class RecordRelation(Relating, frozen=True, kw_only=True):
    """记录利害关系: a relation that the organ has learnt of."""

    expert: CaseId

    def check(self, matter: Matter[ExpertPool]) -> Iterable[Refusal]:
        yield from not_there(matter, self.expert, ("/expert",))
        yield from super().check(matter)

    def person(self, matter: Matter[ExpertPool]) -> str:
        return self.expert


class DeclareRelation(Relating, frozen=True, kw_only=True):
    """申报利害关系: a relation that experts declare of themselves."""

    @classmethod
    def beforehand(cls, matter: Matter[ExpertPool]) -> Iterable[Refusal]:
        return not_there(matter, matter.context.actor.person)


class RelationRecorded(Event, frozen=True, kw_only=True, tag="relation-recorded"):
    part = Part.EXPERTS
    expert: str
    relation: Relation

    def evolve(self, case: ExpertPool, context: Context) -> ExpertPool:
        expert = case.expert(self.expert)
        if expert is None or self.relation in expert.relations:
            return case
        return replace(
            case, experts=case.kept(replace(expert, relations=(*expert.relations, self.relation)))
        )
