"""Forms about money: people write yuan and count parties from 1, whatever the store keeps."""

from collections.abc import Iterator

import pytest

from tests.pages.test_forms import confirmed, followed
from tests.support.calling import Caller, calling
from tests.support.demonstrations import opened
from tests.support.money_house import ASKS, PROJECT, UNIT, with_followed_money
from tests.support.page_reading import Reading

pytest_plugins = ["tests.support.page_fixtures"]

EXPENSE, TRANCHE = (
    f"/fund-projects/{PROJECT}/report-expense",
    f"/fund-projects/{PROJECT}/request-tranche",
)
SAID = {
    "counterparties/0/name": "绵阳检索软件有限公司",
    "counterparties/0/account": "62221111000000010001",
    "counterparties/0/kind": "FIRM",
    "voucher/day": "2026-05-20",
    "voucher/invoice_no": "25512000000222",
    "voucher/seller": "1",
    "voucher/fen": "1,234.50",
    "voucher/file": "a" * 64,
    "voucher/budget_line": "委托业务费",
    "payment/day": "2026年5月20日",
    "payment/payee": "1",
    "payment/source": "SPECIAL",
    "payment/budget_line": "委托业务费",
    "payment/purpose": "委托检索",
    "payment/fen": "1234.5元",
    "payment/voucher": ":1",
}


@pytest.fixture(scope="module")
def house(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Caller]:
    settings = opened("sqlite", tmp_path_factory.mktemp("money") / "data", request)
    with calling(settings, timers=False) as caller:
        with_followed_money(caller)
        yield caller


def told(**changes: str) -> dict[str, str]:
    """The inputs of an expense as they are sent, some of them otherwise."""
    inputs = {**SAID, **{name.replace("__", "/"): text for name, text in changes.items()}}
    return {"step": "check"} | {f"/command/{name}": text for name, text in inputs.items()}


def test_a_unit_reports_an_expense_by_form_in_yuan_and_with_an_invoice_without_a_code(
    house: Caller, reads: Reading
) -> None:
    unit = reads(UNIT)
    check = followed(unit, EXPENSE, told())
    assert "1,234.50 元" in unit.text(check)
    confirmed(unit, check)
    events = house.get(UNIT, f"/fund-projects/{PROJECT}/events", limit=500).json()["items"]
    position = max(one["position"] for one in events)
    house.service.subscription.catch_up()
    line = unit.text(f"/lines/{position}/2")
    assert line.count("1,234.50") == 2 and "25512000000222" in line and "企业" in line


def test_what_is_lacking_in_a_line_stands_at_its_own_input(reads: Reading) -> None:
    unit = reads(UNIT)
    page = unit.get(followed(unit, EXPENSE, told(voucher__fen="", payment__payee="一"))).text
    for name in ("voucher/fen", "payment/payee"):
        assert f'id="/command/{name}:fault"' in page
    again = unit.get(followed(unit, EXPENSE, told(payment__fen="0"))).text
    assert 'id="/command/payment/fen:fault"' in again


def test_an_amount_that_an_officer_writes_is_in_yuan(house: Caller, reads: Reading) -> None:
    officer = reads(ASKS)
    sent = {"step": "check", "/command/number": "2", "/command/amount": "5万元"}
    check = followed(officer, TRANCHE, sent | {"/command/reason": "按进度"})
    assert "50,000.00 元" in officer.text(check)
    confirmed(officer, check)
    case = house.state(ASKS, "fund-projects", PROJECT)["state"]
    assert [one["amount"] for one in case["tranches"]][-1] == 50_000_00
