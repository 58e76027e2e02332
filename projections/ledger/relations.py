"""Rows about who is tied to whom: staff and relations as they were said, and those that were found.

Two parties who give the same telephone number or address are related, though nobody has said so:
their references are equal, and nobody reads the number.
"""

from collections.abc import Iterator, Sequence

from domain.relation.page import ImportRelationPage, RelationPageImported
from projections.journal import EarlierRows, JournalRow
from projections.ledger.closure import RelationTie, closure_rows
from projections.ledger.numbers import OPEN_DAY, day_number, micros, number_of_last_day
from projections.ledger.parties import new_parties, ref_of
from projections.ledger.party_rows import ContactRow, RelationRow, StaffRow
from projections.recorded import RecordedEvent

FOUND_KINDS = {"PHONE": "SAME_PHONE", "ADDRESS": "SAME_ADDRESS"}


def of_relations(
    at: RecordedEvent, event: RelationPageImported, earlier: EarlierRows
) -> Iterator[JournalRow]:
    command = at.record.command
    assert isinstance(command, ImportRelationPage)
    yield from new_parties(at, command.counterparties, earlier)
    staff = [*staff_rows(at, event.centre, command)]
    declared = [*relation_rows(at, command)]
    contacts = [*contact_rows(at, command)]
    lines = len(staff) + len(declared) + len(contacts)
    found = [*found_rows(contacts, lines, earlier)]
    yield from (*staff, *declared, *contacts, *found)
    ties = [RelationTie(one.a, one.b, one.from_day, one.until_day) for one in (*declared, *found)]
    yield from closure_rows(at.position, micros(at.recorded_at), staff, ties, earlier)


def staff_rows(at: RecordedEvent, centre: str, page: ImportRelationPage) -> Iterator[StaffRow]:
    for number, one in enumerate(page.staff, 1):
        yield StaffRow(
            position=at.position,
            line=number,
            recorded_at=micros(at.recorded_at),
            centre=centre,
            party=ref_of(page.counterparties, one.party),
            from_day=day_number(one.from_day),
            until_day=number_of_last_day(one.until_day),
        )


def relation_rows(at: RecordedEvent, page: ImportRelationPage) -> Iterator[RelationRow]:
    for number, one in enumerate(page.relations, 1 + len(page.staff)):
        yield RelationRow(
            position=at.position,
            line=number,
            recorded_at=micros(at.recorded_at),
            a=ref_of(page.counterparties, one.a),
            b=ref_of(page.counterparties, one.b),
            kind=one.kind,
            share=one.share or 0,
            from_day=day_number(one.from_day),
            until_day=number_of_last_day(one.until_day),
            declared=int(one.declared),
        )


def contact_rows(at: RecordedEvent, page: ImportRelationPage) -> Iterator[ContactRow]:
    for number, one in enumerate(page.contacts, 1 + len(page.staff) + len(page.relations)):
        yield ContactRow(
            position=at.position,
            line=number,
            recorded_at=micros(at.recorded_at),
            party=ref_of(page.counterparties, one.party),
            kind=one.kind,
            contact=one.ref,
        )


def found_rows(
    contacts: Sequence[ContactRow], lines: int, earlier: EarlierRows
) -> Iterator[RelationRow]:
    """A relation for each two parties with the same contact, once; they stand behind the lines of
    the page, and hold on every day: nobody has said since when."""
    shared = [*earlier.where(ContactRow, contact=[one.contact for one in contacts])]
    pairs: dict[tuple[str, str, str], ContactRow] = {}
    for one in contacts:
        for before in shared:
            same = (before.kind, before.contact) == (one.kind, one.contact)
            if same and before.party != one.party:
                pairs.setdefault((before.party, one.party, one.kind), one)
        shared.append(one)
    for number, ((a, b, kind), one) in enumerate(pairs.items(), lines + 1):
        yield RelationRow(
            position=one.position,
            line=number,
            recorded_at=one.recorded_at,
            a=a,
            b=b,
            kind=FOUND_KINDS[kind],
            share=0,
            from_day=0,
            until_day=OPEN_DAY,
            declared=0,
        )
