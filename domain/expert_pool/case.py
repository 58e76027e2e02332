"""State of an expert pool: an authority's experts, and what ties them to units."""

from typing import ClassVar, Literal

from msgspec import Struct

from domain.case import Case
from domain.folding import folded
from domain.personal import HoldsPersons, PersonName, Phone, Subject

RelationGround = Literal["EMPLOYMENT", "KINSHIP", "SHAREHOLDING", "PAID_ADVICE", "OTHER"]


class Relation(Struct, frozen=True):
    """What ties an expert to a unit, given by name or credit code."""

    related_to: str
    ground: str
    note: str | None = None


class Expert(HoldsPersons, frozen=True, kw_only=True):
    """One expert. `person` is the account's id; a removed expert is drawn no more."""

    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(fields=("name", "phone"), identity=(("name", "phone"),), purpose="expert"),
    )

    person: str
    name: PersonName
    phone: Phone
    fields: tuple[str, ...]
    employer_name: str
    employer: str | None = None
    relations: tuple[Relation, ...] = ()
    removed: bool = False

    @property
    def ties(self) -> tuple[Relation, ...]:
        """What ties the expert to units: employment first."""
        employers = (self.employer, self.employer_name)
        return (*(Relation(name, "EMPLOYMENT") for name in employers if name), *self.relations)

    def tie(self, bodies: frozenset[str]) -> Relation | None:
        """The relation that bars the expert from one of these folded names and codes, or None."""
        return next((tie for tie in self.ties if folded(tie.related_to) in bodies), None)


class ExpertPool(Case, frozen=True):
    """State of a pool. `authority` is a division code, and the case's id."""

    authority: str = ""
    experts: tuple[Expert, ...] = ()

    def expert(self, person: str) -> Expert | None:
        return next((one for one in self.experts if one.person == person), None)

    def kept(self, expert: Expert) -> tuple[Expert, ...]:
        """All experts, with this one as it is now, in the order of their ids."""
        others = [one for one in self.experts if one.person != expert.person]
        return tuple(sorted([*others, expert], key=lambda one: one.person))
