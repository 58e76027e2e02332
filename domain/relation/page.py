"""Imports relations page by page: staff of a centre, their relatives, shareholders, directors.

The command holds the lines, the event counts them. All of it is inward: the centre is not told that
anybody has looked.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from domain.case import CaseId, Command
from domain.centre.case import Centre
from domain.context import Context
from domain.counterparty import (
    LINES_A_PAGE,
    Counterparties,
    PageNumber,
    nameless,
    of_line,
    unknown_party,
)
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule
from domain.relation.case import Contact, RelationLine, Relations, StaffLine
from domain.typed_text import FileHash

MOST = Meta(max_length=LINES_A_PAGE)


class ImportRelationPage(Command, frozen=True, kw_only=True):
    """导入关联关系: one page of a file; lines are numbered through staff, then relations."""

    opens = True
    at_any_time = True

    regime: CaseId
    file: FileHash
    page: PageNumber
    counterparties: Counterparties = ()
    staff: Annotated[tuple[StaffLine, ...], MOST] = ()
    relations: Annotated[tuple[RelationLine, ...], MOST] = ()
    contacts: Annotated[tuple[Contact, ...], MOST] = ()

    def check(self, matter: Matter[Relations]) -> Iterable[Refusal]:
        if centre_of(matter, self.regime) is None:
            yield of_no_centre(matter.id)
        yield from nameless(self.counterparties)
        yield from self.against_the_size()
        known = len(self.counterparties)
        yield from against_staff(self.staff, known)
        yield from against_relations(self.relations, known)
        for number, one in enumerate(self.contacts, 1):
            yield from unknown_party(number, one.party, known, "contacts")

    @property
    def size(self) -> int:
        return len(self.staff) + len(self.relations) + len(self.contacts)

    def against_the_size(self) -> Iterable[Refusal]:
        if not 0 < self.size <= LINES_A_PAGE:
            yield file_rule(
                "page-size",
                "一页至多一千行",
                Text(f"{self.size} 行", f"{self.size} lines"),
                Text(f"1 至 {LINES_A_PAGE} 行", f"1 to {LINES_A_PAGE} lines"),
                "form",
                ("/staff", "/relations", "/contacts"),
            )

    def decide(self, matter: Matter[Relations]) -> "RelationPageImported":
        centre = centre_of(matter, self.regime)
        assert centre is not None
        return RelationPageImported(
            regime=self.regime,
            centre=matter.id,
            division=centre.division,
            file=self.file,
            page=self.page,
            count=self.size,
        )


def centre_of(matter: Matter[Relations], regime: str) -> Centre | None:
    """The centre whose id the case has, where it is under that regime and in the actor's area."""
    found = matter.reader.state("centres", matter.id)
    if not isinstance(found, Centre) or found.regime != regime:
        return None
    above = matter.rules.places.above(found.division, matter.day)
    organs = (found.division, *above, matter.rules.about.authority)
    return found if matter.context.actor.organ in organs else None


def of_no_centre(id: str) -> Refusal:
    return file_rule(
        "relation-centre",
        "关联关系按中心归集，编号与中心相同",
        Text(f"没有本规定下的中心 {id}", f"no centre {id} under this regulation"),
        Text("本辖区已有中心的编号", "the id of a centre of the own area"),
        "form",
        ("/id", "/regime"),
    )


def against_staff(staff: Sequence[StaffLine], known: int) -> Iterable[Refusal]:
    for number, one in enumerate(staff, 1):
        yield from unknown_party(number, one.party, known, "staff")
        yield from of_term(number, one.from_day, one.until_day, "staff")


def against_relations(relations: Sequence[RelationLine], known: int) -> Iterable[Refusal]:
    for number, one in enumerate(relations, 1):
        for party in (one.a, one.b):
            yield from unknown_party(number, party, known, "relations")
        if one.a == one.b:
            asked = Text("双方是同一方", "both are the same party")
            yield of_line(number, asked, Text("两个不同的对方", "two parties"), "relations")
        yield from of_term(number, one.from_day, one.until_day, "relations")


def of_term(number: int, begins: date, ends: date | None, field: str) -> Iterable[Refusal]:
    if ends is not None and ends < begins:
        asked = Text(f"自 {begins} 至 {ends}", f"from {begins} until {ends}")
        yield of_line(number, asked, Text("止日不早于起日", "an end not before the start"), field)


class RelationPageImported(Event, frozen=True, kw_only=True, tag="relation-page-imported"):
    inward = True

    regime: str
    centre: str
    division: str
    file: str
    page: int
    count: int

    def evolve(self, case: Relations, context: Context) -> Relations:
        known = self.file in case.files
        return replace(
            case,
            regime=self.regime,
            centre=self.centre,
            division=self.division,
            pages=case.pages + 1,
            lines=case.lines + self.count,
            files=case.files if known else (*case.files, self.file),
        )
