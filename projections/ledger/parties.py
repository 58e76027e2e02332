"""Rows about counterparties: each once, however many pages name it."""

from collections.abc import Iterator, Sequence

from domain.counterparty import Counterparty
from projections.journal import EarlierRows
from projections.ledger.numbers import micros
from projections.ledger.party_rows import PartyRow
from projections.recorded import RecordedEvent


def ref_of(counterparties: Sequence[Counterparty], index: int) -> str:
    """The reference of the counterparty that a line points to; "" where it names none."""
    return counterparties[index].ref if index >= 0 else ""


def new_parties(
    at: RecordedEvent, counterparties: Sequence[Counterparty], earlier: EarlierRows
) -> Iterator[PartyRow]:
    """The counterparties of a page that no page before it has named, or named of another kind."""
    refs = [one.ref for one in counterparties if one.ref]
    known = {(one.party, one.kind) for one in earlier.where(PartyRow, party=refs)}
    for number, one in enumerate(counterparties, 1):
        if one.ref and (one.ref, one.kind) not in known:
            known.add((one.ref, one.kind))
            yield PartyRow(
                position=at.position,
                line=number,
                recorded_at=micros(at.recorded_at),
                party=one.ref,
                kind=one.kind,
                tail=one.tail,
            )
