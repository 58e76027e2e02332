"""Imports relations page by page: staff of a centre, their relatives, shareholders, directors.

The command holds the lines, the event counts them. All of it is inward: the centre is not told that
anybody has looked.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from domain.bank_account.whose import centre_spoken_for
from domain.case import CaseId, Command
from domain.context import Context
from domain.counterparty import (
    LINES_A_PAGE,
    Counterparties,
    PageNumber,
    unknown_party,
    unnamed_parties,
)
from domain.event import Event
from domain.matter import Matter
from domain.page_reason import LineReason, PageReason
from domain.refusal import Refusal, Text
from domain.relation.case import Contact, RelationLine, Relations, StaffLine
from domain.typed_text import FileHash

A_PAGE_AT_MOST = Meta(max_length=LINES_A_PAGE)
OF_NO_CENTRE = PageReason(
    "relation-centre",
    "关联关系按中心归集，编号与中心相同",
    Text("没有本规定下的中心 {id}", "no centre {id} under this regulation"),
    Text("本辖区已有中心的编号", "the id of a centre of the own area"),
    ("/id", "/regime"),
)
WRONG_SIZE = PageReason(
    "page-size",
    "一页至多一千行",
    Text("{size} 行", "{size} lines"),
    Text("1 至 {most} 行", "1 to {most} lines"),
    ("/staff", "/relations", "/contacts"),
)
SAME_PARTY = LineReason(
    Text("双方是同一方", "both are the same party"), Text("两个不同的对方", "two parties")
)
ENDS_BEFORE = LineReason(
    Text("自 {begins} 至 {ends}", "from {begins} until {ends}"),
    Text("止日不早于起日", "an end not before the start"),
)


class ImportRelationPage(Command, frozen=True, kw_only=True):
    """导入关联关系: one page of a file; lines are numbered through staff, then relations."""

    opens = True
    at_any_time = True
    own_place = True

    regime: CaseId
    file: FileHash
    page: PageNumber
    counterparties: Counterparties = ()
    staff: Annotated[tuple[StaffLine, ...], A_PAGE_AT_MOST] = ()
    relations: Annotated[tuple[RelationLine, ...], A_PAGE_AT_MOST] = ()
    contacts: Annotated[tuple[Contact, ...], A_PAGE_AT_MOST] = ()

    def check(self, matter: Matter[Relations]) -> Iterable[Refusal]:
        if centre_spoken_for(matter, matter.id, self.regime) is None:
            yield OF_NO_CENTRE.said(id=matter.id)
        if not 0 < self.size <= LINES_A_PAGE:
            yield WRONG_SIZE.said(size=self.size, most=LINES_A_PAGE)
        yield from unnamed_parties(self.counterparties)
        yield from self.against_the_parties()
        yield from against_terms(self.staff, "staff")
        yield from against_terms(self.relations, "relations")

    @property
    def size(self) -> int:
        return len(self.staff) + len(self.relations) + len(self.contacts)

    def against_the_parties(self) -> Iterable[Refusal]:
        yield from self.against_the_relations()
        for field in ("staff", "contacts"):
            for number, each in enumerate(getattr(self, field), 1):
                yield from unknown_party(number, each.party, len(self.counterparties), field)

    def against_the_relations(self) -> Iterable[Refusal]:
        for number, one in enumerate(self.relations, 1):
            yield from unknown_party(
                number, max(one.a, one.b), len(self.counterparties), "relations"
            )
            if one.a == one.b:
                yield SAME_PARTY.said(number, "relations")

    def decide(self, matter: Matter[Relations]) -> "RelationPageImported":
        centre = centre_spoken_for(matter, matter.id, self.regime)
        assert centre is not None
        whose = {"centre": matter.id, "division": centre.division}
        return self.as_event(RelationPageImported, count=self.size, **whose)


def against_terms(lines: Sequence[StaffLine | RelationLine], field: str) -> Iterable[Refusal]:
    for number, one in enumerate(lines, 1):
        begins, ends = one.from_day, one.until_day or date.max
        if ends < begins:
            yield ENDS_BEFORE.said(number, field, begins=begins, ends=ends)


class RelationPageImported(Event, frozen=True, kw_only=True, tag="relation-page-imported"):
    inward = True

    regime: str
    centre: str
    division: str
    file: str
    page: int
    count: int

    def evolve(self, case: Relations, context: Context) -> Relations:
        whose = {"regime": self.regime, "centre": self.centre, "division": self.division}
        files = tuple(dict.fromkeys((*case.files, self.file)))
        counts = {"pages": case.pages + 1, "lines": case.lines + self.count}
        return replace(case, files=files, **whose, **counts)
