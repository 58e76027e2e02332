"""For each red flag facts that it finds, and the same facts a fen, a day or one line short of it.

Limits are as shipped where a case sets none: "超过" is beyond the number, "以内" up to it.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from tests.support.published_tables import DAY, MOMENT, Fact, fact

P1: dict[str, Any] = {"centre": "c1", "project": "p1"}
P2: dict[str, Any] = {"centre": "c2", "project": "p2"}
YUAN = 100


class Pair(NamedTuple):
    """Facts that a flag finds with so many leads, and facts that it does not. `limits` stand in
    place of the shipped ones."""

    hits: tuple[Fact, ...]
    short: tuple[Fact, ...]
    limits: Mapping[str, int] = {}
    today: int = DAY + 400


def payment(position: int, line: int = 1, **said: Any) -> Fact:
    usual: dict[str, Any] = P1 | {"day": DAY, "fen": 500_00, "payee": "q1", "source": "SPECIAL"}
    return fact("payment", position, line, **(usual | said))


def voucher(position: int, line: int = 1, **said: Any) -> Fact:
    usual: dict[str, Any] = P1 | {
        "day": DAY,
        "fen": 500_00,
        "seller": "q1",
        "invoice_no": "26510000000000000017",
    }
    return fact("voucher", position, line, **(usual | {"file_sha256": f"f{position}"} | said))


def contract(position: int, **said: Any) -> Fact:
    usual: dict[str, Any] = P1 | {
        "contract_no": "HT-1",
        "day": DAY,
        "party": "q1",
        "fen": 90_000_00,
    }
    return fact("contract", position, **(usual | said))


def bank(position: int, line: int = 1, **said: Any) -> Fact:
    usual: dict[str, Any] = {
        "account": "a1",
        "centre": "c1",
        "day": DAY,
        "side": "out",
        "fen": 500_00,
    }
    return fact("bank_line", position, line, **(usual | {"party": "q1", "other": "q1"} | said))


def posting(position: int, **said: Any) -> Fact:
    return fact("posting", position, **({"day": DAY, "fen": 100_000_00} | said))


def account(position: int, name: str, holder: str = "CENTRE", centre: str = "c1") -> Fact:
    return fact("bank_account", position, account=name, centre=centre, holder=holder)


def numbered(position: int, name: str, party: str, centre: str) -> Fact:
    """An account by the reference of its number."""
    said: dict[str, Any] = {"account": name, "centre": centre, "holder": "OWN", "party": party}
    return fact("bank_account", position, **said)


def tranche(position: int, **said: Any) -> Fact:
    who = {"requested_by": "u1", "approved_by": "u2", "paid_by": "u3"}
    usual: dict[str, Any] = P1 | {"tranche_no": "1", "day": DAY, "fen": 100_000_00} | who
    return fact("tranche", position, **(usual | said))


def allocation(position: int, **said: Any) -> Fact:
    usual: dict[str, Any] = P1 | {"day": DAY, "fen": 100_000_00, "document_no": "川财教〔2026〕1号"}
    return fact("allocation", position, **(usual | said))


def digits(leading: str, times: int) -> tuple[Fact, ...]:
    return tuple(payment(9, line, fen=int(f"{leading}{line:05d}")) for line in range(1, times + 1))


def benford(times: int) -> tuple[Fact, ...]:
    """So many payments, all of which begin with 9."""
    return digits("9", times)


def round_trip(back_on: int, back: int, to: str = "a1b") -> tuple[Fact, ...]:
    own = account(1, "a1"), account(2, "a1b", "OWN")
    away = posting(5, giver="a1", taker="q1")
    return *own, away, posting(6, giver="q1", taker=to, day=back_on, fen=back)


def matched(day: int, **said: Any) -> tuple[Fact, ...]:
    usual: dict[str, Any] = P1 | {"fen": 100_000_00, "payer": "g1"}
    received = fact("match_receipt", 5, **usual, day=DAY, kind="RECEIVED")
    return received, fact("match_receipt", 6, **(usual | {"day": day, "kind": "RETURNED"} | said))


def staff(position: int, centre: str, first: int, last: int) -> Fact:
    return fact("staff", position, centre=centre, party="q1", from_day=first, until_day=last)


def claimed_and_shown(**said: Any) -> tuple[Fact, ...]:
    """A payment on a day that the statement covers, and a line of the statement."""
    covered = bank(5, day=DAY - 30, fen=1), bank(5, 2, day=DAY + 30, fen=1)
    return payment(6, account="a1"), *covered, bank(5, 3, **said)


OWN_ACCOUNT = ("bank_account", 9)
REFERRED: dict[str, Any] = {"account": "a9", "party": "r9", "holder": "OWN"}
PURPOSE = fact("allowed_purpose", 1, **P1, purpose="专利导航")
BUDGET = fact("budget", 1, **P1, budget_line="设备费", fen=500_00)
RELATED = fact(
    *("related", 1), centre="c1", party="q1", root="s1", depth=1, from_day=DAY - 9, until_day=DAY
)
PERSON = fact("party", 1, party="q1", kind="PERSON")

PAIRS: dict[str, Pair] = {
    "DUPLICATE_INVOICE": Pair(
        (voucher(5), voucher(6, **P2)), (voucher(5), voucher(6, invoice_no="26510000000000000018"))
    ),
    "SAME_FILE": Pair(
        (voucher(5, file_sha256="f"), voucher(6, file_sha256="f", invoice_no="17")),
        (voucher(5, file_sha256="f"), voucher(6, file_sha256="g", invoice_no="17")),
    ),
    "CONSECUTIVE_INVOICES": Pair(
        tuple(voucher(5, n, invoice_no=f"{10_000_000 - 2 + n:08d}") for n in (1, 2, 3)),
        tuple(voucher(5, n, invoice_no=f"{10_000_000 - 2 + n:08d}") for n in (2, 3, 5)),
    ),
    "INVOICE_BEFORE_CONTRACT": Pair(
        (voucher(5, day=DAY - 1), payment(6, voucher="5:1", contract_no="HT-1"), contract(7)),
        (voucher(5), payment(6, voucher="5:1", contract_no="HT-1"), contract(7)),
    ),
    "SPEND_BEFORE_CONTRACT": Pair(
        (payment(5, day=DAY - 1, contract_no="HT-1"), contract(6)),
        (payment(5, contract_no="HT-1"), contract(6)),
    ),
    "OUTSIDE_PURPOSE": Pair(
        (PURPOSE, payment(5, purpose="招待费")), (PURPOSE, payment(5, purpose="专利导航"))
    ),
    "OVER_BUDGET_LINE": Pair(
        (BUDGET, payment(5, budget_line="设备费", fen=500_01)),
        (BUDGET, payment(5, budget_line="设备费", fen=500_00)),
    ),
    "SPEND_BEFORE_ALLOCATION": Pair(
        (payment(5, day=DAY - 1), allocation(6)), (payment(5), allocation(6))
    ),
    "SPEND_AFTER_DEADLINE": Pair(
        (payment(5, day=DAY + 1), allocation(6, deadline_day=DAY)),
        (payment(5), allocation(6, deadline_day=DAY)),
    ),
    "REQUESTER_APPROVES": Pair(
        (tranche(5, approved_by="u1"), payment(6, requested_by="u1", approved_by="u1")),
        (tranche(5), payment(6, requested_by="u1", approved_by="u2")),
    ),
    "BACKDATED": Pair(
        (payment(5, recorded_at=(DAY + 181) * MOMENT - 8 * MOMENT // 24),),
        (payment(5, recorded_at=(DAY + 181) * MOMENT - 8 * MOMENT // 24 - 1),),
        {"days": 180},
    ),
    "RELATED_PARTY": Pair((RELATED, payment(5)), (RELATED, payment(5, day=DAY + 1))),
    "DOUBLE_STAFF": Pair(
        (staff(5, "c1", DAY, DAY + 9), staff(6, "c2", DAY + 9, DAY + 20)),
        (staff(5, "c1", DAY, DAY + 9), staff(6, "c2", DAY + 10, DAY + 20)),
    ),
    "CASH_TO_PERSON": Pair((PERSON, payment(5, cash=1)), (PERSON, payment(5, cash=0))),
    "SPLIT_PAYMENTS": Pair(
        (payment(5, fen=300_00), payment(6, day=DAY + 30, fen=200_01)),
        (payment(5, fen=300_00), payment(6, day=DAY + 30, fen=200_00)),
        {"days": 30, "limit": 500_00},
    ),
    "IDLE_MONEY": Pair(
        (tranche(5), payment(6, day=DAY + 180, fen=99_999_99)),
        (tranche(5), payment(6, day=DAY + 180, fen=100_000_00)),
        today=DAY + 181,
    ),
    "RETAINED_ALLOCATION": Pair(
        (allocation(5), tranche(6, day=DAY + 180, fen=99_999_99)),
        (allocation(5), tranche(6, day=DAY + 180, fen=100_000_00)),
        today=DAY + 181,
    ),
    "MATCH_ROUND_TRIP": Pair(matched(DAY + 90), matched(DAY + 91)),
    "ROUND_TRIP": Pair(round_trip(DAY + 90, 50_000_00), round_trip(DAY + 90, 49_999_99)),
    "ACCOUNT_HELD_TWICE": Pair(
        (numbered(5, "a1", "r1", "c1"), numbered(6, "a2", "r1", "c2")),
        (numbered(5, "a1", "r1", "c1"), numbered(6, "a2", "r2", "c2")),
    ),
    "CLAIM_WITHOUT_BANK": Pair(claimed_and_shown(day=DAY + 4), claimed_and_shown(day=DAY + 3)),
    "BANK_WITHOUT_CLAIM": Pair(
        (account(1, "a1"), bank(5)),
        (account(1, "a1"), bank(5), payment(6, account="a1", day=DAY - 3)),
        today=DAY + 91,
    ),
    "BENFORD": Pair(benford(500), benford(499)),
    "ROUND_SUMS": Pair(
        tuple(payment(5, n, fen=10_000_00 if n <= 16 else 10_000_01) for n in range(1, 31)),
        tuple(payment(5, n, fen=10_000_00 if n <= 15 else 10_000_01) for n in range(1, 31)),
    ),
}
FURTHER_SHORT: tuple[tuple[str, str, Pair], ...] = (
    (
        "SPLIT_PAYMENTS",
        "a day late",
        Pair(
            (payment(5, fen=300_00), payment(6, day=DAY + 30, fen=300_00)),
            (payment(5, fen=300_00), payment(6, day=DAY + 31, fen=300_00)),
            {"days": 30, "limit": 500_00},
        ),
    ),
    (
        "SPLIT_PAYMENTS",
        "each within the limit, or it was approved",
        Pair(
            (payment(5, fen=500_00), payment(6, fen=1)),
            (payment(5, fen=500_01), payment(6, fen=1)),
            {"days": 30, "limit": 500_00},
        ),
    ),
    (
        "IDLE_MONEY",
        "180 days are not beyond 180 days",
        Pair((tranche(5),), (tranche(5, day=DAY + 1),), today=DAY + 181),
    ),
    (
        "BANK_WITHOUT_CLAIM",
        "claims have their time",
        Pair((account(1, "a1"), bank(5)), (account(1, "a1"), bank(5, day=DAY + 1)), today=DAY + 91),
    ),
    (
        "ROUND_TRIP",
        "a day late",
        Pair(round_trip(DAY + 90, 60_000_00), round_trip(DAY + 91, 60_000_00)),
    ),
    (
        "ROUND_TRIP",
        "given back to the account that paid: a refund",
        Pair(round_trip(DAY + 1, 60_000_00), round_trip(DAY + 1, 60_000_00, to="a1")),
    ),
    (
        "ROUND_TRIP",
        "through a third party, and never back in time",
        Pair(
            (
                *(account(1, "a1"), posting(5, giver="a1", taker="q1")),
                *(
                    posting(6, giver="q1", taker="q2"),
                    posting(7, giver="q2", taker="a1", day=DAY + 2),
                ),
            ),
            (
                *(account(1, "a1"), posting(5, giver="a1", taker="q1")),
                posting(6, giver="q1", taker="q2", day=DAY + 2),
                posting(7, giver="q2", taker="a1", day=DAY + 1),
            ),
        ),
    ),
    (
        "ROUND_TRIP",
        "an account is the same under its reference, and no other centre's",
        Pair(
            (*round_trip(DAY, 60_000_00, to="r9"), fact(*OWN_ACCOUNT, **REFERRED, centre="c1")),
            (*round_trip(DAY, 60_000_00, to="r9"), fact(*OWN_ACCOUNT, **REFERRED, centre="c2")),
        ),
    ),
    (
        "CLAIM_WITHOUT_BANK",
        "two claims, one line of the bank",
        Pair(
            (*claimed_and_shown(day=DAY), payment(7, account="a1", payee="q2")),
            (
                *claimed_and_shown(day=DAY),
                payment(7, account="a1", payee="q2"),
                bank(8, day=DAY + 1),
            ),
        ),
    ),
    (
        "CASH_TO_PERSON",
        "more than the limit, where one is set",
        Pair(
            (PERSON, payment(5, cash=1, fen=1000_01)),
            (PERSON, payment(5, cash=1, fen=1000_00)),
            {"more_than": 1000_00},
        ),
    ),
    (
        "MATCH_ROUND_TRIP",
        "money sent back before it came is none",
        Pair(matched(DAY), matched(DAY - 1)),
    ),
    (
        "DUPLICATE_INVOICE",
        "a red-letter invoice takes its original back",
        Pair(
            (voucher(5), voucher(6), voucher(7)),
            (voucher(5), voucher(6, red=1), voucher(7)),
        ),
    ),
    (
        "DUPLICATE_INVOICE",
        "invoices of two series may have one number",
        Pair(
            (voucher(5, invoice_code="051002600111"), voucher(6, invoice_code="051002600111")),
            (voucher(5, invoice_code="051002600111"), voucher(6, invoice_code="051002600112")),
        ),
    ),
    (
        "SAME_FILE",
        "one with its red letter attached is one invoice",
        Pair(
            (voucher(5, file_sha256="f"), voucher(6, file_sha256="f", invoice_no="17")),
            (voucher(5, file_sha256="f"), voucher(6, file_sha256="f", invoice_no="17", red=1)),
        ),
    ),
)
"""Further boundaries, each with what it shows."""
