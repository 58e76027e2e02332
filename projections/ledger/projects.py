"""Rows about fund projects: budgets, tranches, matching money and repayments, with their legs."""

from collections.abc import Iterator

from domain.fund_project.budgeting import BalanceReturned, BudgetIssued
from domain.fund_project.disbursements import DisbursementPageImported, ImportDisbursementPage
from domain.fund_project.matching import MatchFunded, MatchReturned
from domain.fund_project.page_lines import DisbursementLine
from domain.fund_project.tranches import TrancheDisbursed
from projections.journal import EarlierRows, JournalRow
from projections.ledger.legs import TREASURY, Booking, Movement, legs, payer, purse
from projections.ledger.numbers import day_number, micros
from projections.ledger.project_rows import (
    AllocationRow,
    AllowedPurposeRow,
    BudgetRow,
    MatchReceiptRow,
    TrancheRow,
)
from projections.recorded import RecordedEvent

SPECIAL_FUNDS, MATCH_FUNDS, OWN_FUNDS = "SPECIAL", "MATCH", "OWN"


def booked_at(at: RecordedEvent, centre: str, line: int = 1) -> Booking:
    """A line of an event about a project, on the day of the act."""
    day = day_number(at.record.context.occurred_on)
    return Booking(at.position, line, micros(at.recorded_at), centre, at.id, day)


def of_budget(at: RecordedEvent, event: BudgetIssued, earlier: EarlierRows) -> Iterator[JournalRow]:
    place = booked_at(at, event.centre)
    yield AllocationRow(
        *place,
        fen=event.amount,
        source=event.source,
        document_no=at.record.context.document_no or "",
        deadline_day=day_number(event.deadline),
    )
    for line, purpose in enumerate(event.purposes, 1):
        yield AllowedPurposeRow(*place._replace(line=line)[:5], purpose=purpose)
    for line, one in enumerate(event.lines, 1):
        numbered = place._replace(line=line)
        yield BudgetRow(*numbered[:5], budget_line=one.name, fen=one.limit)


def of_tranche(
    at: RecordedEvent, event: TrancheDisbursed, earlier: EarlierRows
) -> Iterator[JournalRow]:
    place = booked_at(at, event.centre)
    yield TrancheRow(
        *place[:5],
        tranche_no=str(event.number),
        day=place.day,
        fen=event.amount,
        source=event.source,
        requested_by=event.requested_by,
        approved_by=event.approved_by,
        paid_by=event.paid_by,
        account=event.account,
    )
    yield from legs(place, [disbursed(at.id, event.amount)])


def of_match(at: RecordedEvent, event: MatchFunded, earlier: EarlierRows) -> Iterator[JournalRow]:
    yield from matched(booked_at(at, event.centre), event.payer, event.amount, "RECEIVED")


def of_match_back(
    at: RecordedEvent, event: MatchReturned, earlier: EarlierRows
) -> Iterator[JournalRow]:
    yield from matched(booked_at(at, event.centre), event.payer, event.amount, "RETURNED")


def of_disbursements(
    at: RecordedEvent, event: DisbursementPageImported, earlier: EarlierRows
) -> Iterator[JournalRow]:
    """A page of earlier tranches and matching money, line by line."""
    command = at.record.command
    assert isinstance(command, ImportDisbursementPage)
    for number, line in enumerate(command.lines, 1):
        place = booked_at(at, event.centre, number)._replace(day=day_number(line.day))
        yield from of_disbursement(place, line)


def of_disbursement(place: Booking, line: DisbursementLine, sign: int = 1) -> Iterator[JournalRow]:
    if line.kind != "TRANCHE":
        kind = "RECEIVED" if line.kind == "MATCH" else "RETURNED"
        yield from matched(place, line.payer, sign * line.fen, kind)
        return
    yield TrancheRow(
        *place[:5],
        tranche_no=str(line.number),
        day=place.day,
        fen=sign * line.fen,
        source=line.source,
        requested_by=line.requested_by,
        approved_by=line.approved_by,
        paid_by=line.paid_by,
        account=line.account,
    )
    yield from legs(place, [disbursed(place.project, line.fen).signed(sign)])


def matched(place: Booking, who: str, fen: int, kind: str, sign: int = 1) -> Iterator[JournalRow]:
    yield MatchReceiptRow(*place, fen=sign * fen, payer=who, kind=kind)
    yield from legs(place, [match_moved(place.project, who, fen, kind).signed(sign)])


def match_moved(project: str, who: str, fen: int, kind: str) -> Movement:
    giver, taker = payer(who), purse(project)
    if kind == "RECEIVED":
        return Movement("match", giver, taker, MATCH_FUNDS, fen)
    return Movement("match_return", taker, giver, MATCH_FUNDS, fen)


def disbursed(project: str, fen: int) -> Movement:
    return Movement("disburse", TREASURY, purse(project), SPECIAL_FUNDS, fen)


def of_returned_balance(
    at: RecordedEvent, event: BalanceReturned, earlier: EarlierRows
) -> Iterator[JournalRow]:
    repaid = Movement("repay", purse(at.id), TREASURY, SPECIAL_FUNDS, event.amount)
    yield from legs(booked_at(at, event.centre), [repaid])
