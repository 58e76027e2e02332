"""A service in which one project's money was paid, spent and came back, as two statements show."""

from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from adapters.event_store.codec import encode
from adapters.event_store.log import AppendRequest, Entry
from domain.counterparty import Counterparty
from domain.fund_project.page_lines import PaymentLine, VoucherLine
from domain.record import Record
from tests.ledger.test_ledger_of_statements import PARTIES, SELF, imported, with_accounts
from tests.support.calling import Caller
from tests.support.folded import in_order
from tests.support.fund_events import FundEvents
from tests.support.sichuan import USCC
from tests.support.statements import line

PROJECT = "fp1"
VENDOR = Counterparty(name="某公司", account="6228", tail="尾号6228", kind="FIRM", ref="ref-vendor")


class TracedHouse(NamedTuple):
    """Positions of what was recorded: the budget, the tranche, vouchers, and both statements."""

    budget: int
    tranche: int
    vouchers: int
    first: int
    second: int


def with_traced_money(call: Caller) -> TracedHouse:
    """100 yuan come to acc1; 80 go on to acc2, 50 from there to a vendor, who gives 30 back."""
    budget, tranche, vouchers = written(call, "fund-projects/fp1", of_project())
    world = with_accounts()
    pages = {
        "acc1": (
            line(5, 100_00, settles=f"{tranche}:1"),
            line(6, -80_00),
            line(9, 30_00, party=2),
        ),
        "acc2": (line(6, 80_00, party=0), line(7, -50_00, party=1)),
    }
    imported(world, "acc1", *pages["acc1"], parties=(*PARTIES, VENDOR))
    imported(world, "acc2", *pages["acc2"], parties=(SELF, VENDOR))
    at: dict[str, list[int]] = {}
    for id in pages:
        records = [one for name, one in in_order(world) if name == f"bank-accounts/{id}"]
        at[id] = written(call, f"bank-accounts/{id}", records)
    return TracedHouse(budget, tranche, vouchers, at["acc1"][-1], at["acc2"][-1])


def of_project() -> list[Record]:
    """The project applied for, its budget, a tranche, and the voucher that it claims."""
    events = FundEvents(PROJECT)
    events.issue(date(2026, 1, 2))
    events.disburse(100_00, date(2026, 1, 5))
    day = date(2026, 1, 7)
    voucher = VoucherLine(day, "", "25117000", 0, 50_00, "c" * 64, "设备")
    payment = PaymentLine(day, 0, "acc2", "SPECIAL", "设备", "设备", 50_00, ":1")
    events.spend((payment,), day, vouchers=(voucher,))
    first, *others = (one.record for one in events.events)
    applied = replace(first.event, owner=USCC)
    return [replace(first, event=applied), *others]


def written(call: Caller, stream: str, records: list[Record]) -> list[int]:
    """Appends records to a case of the service's own store; their positions, without the first."""
    entries = tuple(
        Entry(stream, version, *encode(record)) for version, record in enumerate(records, 1)
    )
    request = AppendRequest("tracing", stream, b"", entries)
    [outcome] = call.runtime.log.write([request], call.runtime.clock.now())
    assert outcome.kind == "stored"
    return list(outcome.positions[1:])
