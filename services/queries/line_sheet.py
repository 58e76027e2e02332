"""One line of money with all that belongs to it: bank line, payment, voucher, contract, tranche.

Side by side, as far as the reader is shown the account and the project; each with the event that
brought it. What the bank shows and what the centre claims are only laid beside each other here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from msgspec import Struct

from adapters.event_store.codec import decode
from adapters.event_store.log import Log, Stored
from domain.case import stream_and_id
from domain.refusal import Text
from domain.words import event_words
from projections.ledger.bank_rows import BankLineRow
from projections.ledger.claim_rows import ContractRow, PaymentRow, VoucherRow
from projections.ledger.numbers import day_of
from projections.ledger.postings import LinePlace
from projections.ledger.project_rows import AllocationRow, MatchReceiptRow, RepaymentRow, TrancheRow
from services.queries.tracing.held_accounts import HeldAccounts, PartyShown, Seen
from services.queries.tracing.ledger_moment import LedgerMoment
from services.queries.tracing.naming import parties_shown
from services.queries.tracing.traced_money import place_written

MOST_BESIDE = 50
"""Lines beside one, of each kind."""


class SheetKind(NamedTuple):
    """A kind of line: its row, what people call it, and which field names the other side."""

    row: Callable[..., Any]
    words: Text
    party: str = ""


SHEET_KINDS: Mapping[str, SheetKind] = {
    "bank_line": SheetKind(BankLineRow, Text("银行流水", "bank line"), "party"),
    "payment": SheetKind(PaymentRow, Text("支付", "payment"), "payee"),
    "voucher": SheetKind(VoucherRow, Text("凭证", "voucher"), "seller"),
    "contract": SheetKind(ContractRow, Text("合同", "contract"), "party"),
    "tranche": SheetKind(TrancheRow, Text("拨付", "tranche")),
    "match_receipt": SheetKind(MatchReceiptRow, Text("配套", "matching money"), "payer"),
    "allocation": SheetKind(AllocationRow, Text("预算下达", "allocation")),
    "repayment": SheetKind(RepaymentRow, Text("退回", "repayment")),
}


class EventOfLine(Struct, frozen=True):
    """The event that brought a line, and the file that it came from, by its hash."""

    type: str
    words: Text
    stream: str
    id: str
    occurred_on: str
    recorded_at: str
    document_no: str
    organ: str
    file: str


class LineShown(Struct, frozen=True, kw_only=True):
    """A line of money. `fen` is less than nothing on a counter-line; `party` is a key of `parties`;
    `file` is the hash of a voucher's own file. What a kind of line does not have is ""."""

    place: str
    kind: str
    words: Text
    day: str
    fen: int
    side: str = ""
    balance: int | None = None
    account: str = ""
    project: str = ""
    party: str = ""
    source: str = ""
    budget_line: str = ""
    purpose: str = ""
    invoice: str = ""
    contract_no: str = ""
    requested_by: str = ""
    approved_by: str = ""
    file: str = ""
    doubt: str = ""
    event: EventOfLine


class LineSheet(Struct, frozen=True):
    """The line asked about, and those beside it; `asked` is its kind."""

    place: str
    asked: str
    lines: tuple[LineShown, ...]
    parties: dict[str, PartyShown]


LineFound = tuple[str, Any]
"""A kind of line, and a row of it."""


def line_sheet(ledger: LedgerMoment, seen: Seen, log: Log, place: LinePlace) -> LineSheet | None:
    """The line and what belongs to it; None where the reader is shown no such line."""
    search = _Search(ledger, seen)
    first = [*search.at(place)]
    if not first:
        return None
    rows = search.beside(first)
    events = {one.position: one for one in log.at(sorted({row.position for _, row in rows}))}
    held = HeldAccounts(ledger, seen)
    held.find(line_party(one) for one in rows)
    lines = tuple(line_shown(one, events) for one in rows if one[1].position in events)
    parties = parties_shown(ledger, held, {one.party for one in lines} - {""})
    return LineSheet(f"{place[0]}:{place[1]}", first[0][0], lines, parties)


class _Search:
    """Finds the lines that belong together, of what the reader is shown."""

    def __init__(self, ledger: LedgerMoment, seen: Seen) -> None:
        self._ledger, self._seen = ledger, seen

    def at(self, place: LinePlace) -> Iterator[LineFound]:
        for kind in SHEET_KINDS:
            yield from self.where(kind, "position = %s AND line = %s", *place)

    def where(self, kind: str, condition: str, *values: object) -> Iterator[LineFound]:
        rows = self._ledger.known_rows(f"SELECT * FROM {{{kind}}} WHERE {condition}", *values)
        for row in sorted(rows)[:MOST_BESIDE]:
            one = SHEET_KINDS[kind].row(*row)
            if self._seen(line_case(one)):
                yield kind, one

    def beside(self, first: list[LineFound]) -> list[LineFound]:
        """Those lines and all that they lead to."""
        found, waiting = dict[tuple[str, int, int], LineFound](), [*first]
        while waiting:
            kind, row = waiting.pop(0)
            if (kind, row.position, row.line) not in found:
                found[kind, row.position, row.line] = kind, row
                waiting += self._led_to(row)
        return [*found.values()]

    def _led_to(self, row: Any) -> Iterator[LineFound]:
        name = f"{row.position}:{row.line}"
        match row:
            case BankLineRow():
                yield from self._named(row.settles)
                yield from self._reconciled("bank_line", name, "payment")
            case PaymentRow():
                yield from self._named(row.voucher)
                yield from self._reconciled("payment", name, "bank_line")
                if row.contract_no:
                    same = "project = %s AND contract_no = %s"
                    yield from self.where("contract", same, row.project, row.contract_no)
            case VoucherRow():
                yield from self.where("payment", "voucher = %s", name)
            case TrancheRow() | MatchReceiptRow():
                yield from self.where("bank_line", "settles = %s", name)

    def _named(self, name: str) -> Iterator[LineFound]:
        if name and (place := place_written(name)):
            yield from self.at(place)

    def _reconciled(self, by: str, name: str, other: str) -> Iterator[LineFound]:
        select = f"SELECT {other} FROM {{reconciled}} WHERE {by} = %s"
        for (named,) in self._ledger.known_rows(select, name):
            yield from self._named(named)


def line_case(row: Any) -> str:
    """The case that a line is of: whoever is shown that is shown the line."""
    if isinstance(row, BankLineRow):
        return f"bank-accounts/{row.account}"
    return f"fund-projects/{row.project}"


def line_party(one: LineFound) -> str:
    kind, row = one
    field = SHEET_KINDS[kind].party
    return getattr(row, field) if field else ""


def line_shown(one: LineFound, events: Mapping[int, Stored]) -> LineShown:
    kind, row = one
    named = {name: getattr(row, name) for name in same_fields(row)}
    invoice = (
        "-".join(filter(None, (row.invoice_code, row.invoice_no))) if kind == "voucher" else ""
    )
    return LineShown(
        place=f"{row.position}:{row.line}",
        kind=kind,
        words=SHEET_KINDS[kind].words,
        day=day_of(row.day).isoformat(),
        party=line_party(one),
        invoice=invoice,
        file=row.file_sha256 if kind == "voucher" else "",
        event=event_of(events[row.position]),
        **named,
    )


SAME_NAMES = (
    *("fen", "side", "balance", "account", "project", "source", "budget_line", "purpose"),
    *("contract_no", "requested_by", "approved_by", "doubt"),
)


def same_fields(row: Any) -> Iterable[str]:
    """The fields of a row that are told as they are."""
    return (name for name in SAME_NAMES if name in row._fields)


def event_of(stored: Stored) -> EventOfLine:
    record = decode(stored.topic, stored.state)
    context, (stream, id) = record.context, stream_and_id(stored.stream)
    return EventOfLine(
        type=stored.topic,
        words=event_words(stored.topic),
        stream=stream,
        id=id,
        occurred_on=context.occurred_on.isoformat(),
        recorded_at=stored.recorded_at.isoformat(),
        document_no=context.document_no or "",
        organ=context.actor.organ,
        file=getattr(record.command, "file", None) or "",
    )
