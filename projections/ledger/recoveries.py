"""Rows about money that comes back: ordered, received out of the balance or of the unit's own,
written off."""

from collections.abc import Iterator

from domain.fund_project.recovering import (
    RepaymentOrdered,
    RepaymentReceived,
    RepaymentWrittenOff,
)
from projections.journal import EarlierRows, JournalRow
from projections.ledger.legs import TREASURY, Movement, legs, own_money, purse
from projections.ledger.project_rows import RepaymentRow
from projections.ledger.projects import OWN_FUNDS, SPECIAL_FUNDS, booked_at
from projections.recorded import RecordedEvent


def of_order(
    at: RecordedEvent, event: RepaymentOrdered, earlier: EarlierRows
) -> Iterator[RepaymentRow]:
    """All that is owed: the money, interest and fines."""
    owed = event.amount + event.interest + event.fines
    yield RepaymentRow(*booked_at(at, event.centre), fen=owed, kind="ORDERED")


def of_receipt(
    at: RecordedEvent, event: RepaymentReceived, earlier: EarlierRows
) -> Iterator[JournalRow]:
    place = booked_at(at, event.centre)
    yield RepaymentRow(*place, fen=event.amount, kind="RECEIVED")
    if event.from_balance:
        moved = Movement("repay", purse(at.id), TREASURY, SPECIAL_FUNDS, event.amount)
    else:
        moved = Movement("repay_own", own_money(event.centre), TREASURY, OWN_FUNDS, event.amount)
    yield from legs(place, [moved])


def of_write_off(
    at: RecordedEvent, event: RepaymentWrittenOff, earlier: EarlierRows
) -> Iterator[RepaymentRow]:
    yield RepaymentRow(*booked_at(at, event.centre), fen=event.amount, kind="WRITTEN_OFF")
