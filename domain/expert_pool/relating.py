"""What ties an expert to a unit: recorded by the organ, or declared by the expert."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from domain.case import CaseId, Command, Context, Event, Reason
from domain.expert_pool.case import ExpertPool, Relation, RelationGround
from domain.expert_pool.keeping import not_there
from domain.matter import Matter
from domain.parts import Part
from domain.refusal import Refusal, Text, file_rule

Named = Annotated[str, Meta(min_length=2, max_length=100)]


class Relating(Command, frozen=True, kw_only=True):
    """`related_to` is a unit's credit code or name: of kin, the unit that they stand for. Persons
    are not named, for the draw could not compare them."""

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
    if ground == "OTHER" and not note:
        yield file_rule(
            "relation",
            "其他关系应当写明",
            Text("其他关系，未说明", "another relation without a note"),
            Text("说明是何关系", "say what it is"),
            "form",
            ("/note",),
        )


class RecordRelation(Relating, frozen=True, kw_only=True):
    """记录利害关系: what the organ has learnt of an expert."""

    expert: CaseId

    def check(self, matter: Matter[ExpertPool]) -> Iterable[Refusal]:
        yield from not_there(matter, self.expert, ("/expert",))
        yield from super().check(matter)

    def person(self, matter: Matter[ExpertPool]) -> str:
        return self.expert


class DeclareRelation(Relating, frozen=True, kw_only=True):
    """申报利害关系: what an expert says of themselves."""

    @classmethod
    def beforehand(cls, matter: Matter[ExpertPool]) -> Iterable[Refusal]:
        return not_there(matter, matter.context.actor.person)


class RelationRecorded(Event, frozen=True, kw_only=True, tag="relation-recorded"):
    part = Part.EXPERTS
    expert: str
    relation: Relation

    def evolve(self, case: ExpertPool, context: Context) -> ExpertPool:
        found = case.expert(self.expert)
        if found is None or self.relation in found.relations:
            return case
        return replace(
            case, experts=case.kept(replace(found, relations=(*found.relations, self.relation)))
        )
