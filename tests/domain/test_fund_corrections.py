"""Lines of money are corrected by counter-lines: proposed by who recorded them, confirmed by
another person, and nothing is overwritten."""

from typing import Any

from msgspec.structs import replace

from domain.counterparty import Counterparty
from domain.fund_case import LineTotal
from domain.fund_project.correcting_lines import CorrectProjectLines, CountersignProjectLines
from domain.fund_project.counter_lines import LinesExchanged, RightLine, lines_of_record
from tests.support.citing import invariant, rule
from tests.support.fund_life import OFFICE, PAID, YUAN, FundLife, paid_in, payment, voucher
from tests.support.road import FUNDS

OTHER = Counterparty(name="某个人", account="6217000099998888", tail="尾号8888", kind="PERSON")


def spent() -> FundLife:
    """A project with 10,000 yuan, of which a page of version 9 spends 100."""
    return FundLife().take(*PAID, "ImportVoucherPage")


def correct(version: int, *lines: RightLine, **more: Any) -> CorrectProjectLines:
    return CorrectProjectLines(wrong_version=version, lines=lines, reason="记错", **more)


def by_the_centre(life: FundLife, number: int) -> dict[str, Any]:
    actor = life.official("ImportVoucherPage")
    return {"actor": replace(actor, person=f"centre.{number}")}


def corrected(life: FundLife, command: CorrectProjectLines, **who: Any) -> LinesExchanged:
    version = life.project().version + 1
    life.fund(command, **(who or by_the_centre(life, 1)))
    confirm = CountersignProjectLines(proposed_version=version)
    second = {"actor": replace(who["actor"], person="finance.9")} if who else None
    [own, *_] = life.fund(confirm, **(second or by_the_centre(life, 2)))
    assert isinstance(own.record.event, LinesExchanged)
    return own.record.event


@invariant(53)
@rule("IMPLICIT:fund-correction")
def test_a_wrong_payment_is_taken_back_and_the_right_one_put_in_its_place() -> None:
    life = spent()
    right = payment(80 * YUAN, life.day, payee=0, budget_line="设备费", purpose="测试")
    told = corrected(life, correct(9, RightLine(line=3, payment=right), counterparties=(OTHER,)))
    [back], [put] = told.taken_back.payments, told.put_right.payments
    assert (told.counterparties[back.payee], told.counterparties[put.payee]) == (OFFICE, OTHER)
    assert (told.sums.spent_special, life.project().sums.spent_special) == (-2_000, 8_000)
    assert told.totals == (LineTotal("设备费", -10_000), LineTotal("设备费", 8_000))
    assert life.project().spent_by_line == (LineTotal("设备费", 8_000),)
    assert life.project().corrected == ("9:3",)
    first = life.world.histories[f"{FUNDS}/p1"][8]
    assert lines_of_record(first)[2].fen == 100 * YUAN


def test_a_line_is_corrected_once_and_then_the_line_that_took_its_place() -> None:
    life = spent()
    corrected(life, correct(9, RightLine(line=3)))
    again = correct(9, RightLine(line=3))
    [refusal] = life.against(again, **by_the_centre(life, 1))
    assert (refusal.fields, refusal.asked.zh) == (
        ("/lines/0",),
        "第 1 行：记载中的第 3 行已经冲正",
    )
    anew = replace(life.requests["ReportExpense"], payment=payment(50 * YUAN, life.day))
    life.fund(replace(anew, voucher=None, contract=None))
    told = corrected(
        life,
        correct(
            12, RightLine(line=1, payment=payment(60 * YUAN, life.day)), counterparties=(OFFICE,)
        ),
    )
    version = life.project().version
    assert life.against(correct(version, RightLine(line=1)), **by_the_centre(life, 1))
    later = RightLine(line=2, payment=payment(70 * YUAN, life.day))
    corrected(life, correct(version, later, counterparties=(OFFICE,)))
    assert told.put_right.payments[0].fen == 60 * YUAN
    assert life.project().sums.spent_special == 70 * YUAN


@rule("IMPLICIT:fund-correction")
def test_a_correction_is_confirmed_by_another_person_of_those_who_recorded() -> None:
    life = spent()
    command = correct(
        9, RightLine(line=2, voucher=voucher(90 * YUAN, life.day)), counterparties=(OFFICE,)
    )
    stranger = life.official("CorrectProjectLines")
    assert [one.kind for one in life.against(command, actor=stranger)] == ["who"]
    life.fund(command, **by_the_centre(life, 1))
    confirm = CountersignProjectLines(proposed_version=10)
    [own] = life.against(confirm, **by_the_centre(life, 1))
    assert (own.kind, own.asked.zh) == ("who", "冲正由本人提出")
    assert life.against(replace(confirm, proposed_version=9), **by_the_centre(life, 2))
    life.fund(confirm, **by_the_centre(life, 2))
    found = life.against(confirm, **by_the_centre(life, 2))
    assert [(one.kind, one.fields) for one in found] == [
        ("order", ()),
        ("form", ("/proposed_version",)),
    ]


def test_only_lines_of_the_same_kind_within_the_record_are_put_right() -> None:
    life = spent()
    wrong = (
        correct(9, RightLine(line=4)),
        correct(9, RightLine(line=1), RightLine(line=1)),
        correct(9, RightLine(line=3, voucher=voucher(1, life.day)), counterparties=(OFFICE,)),
        correct(9, RightLine(line=3, payment=payment(1, life.day, payee=2))),
        correct(2, RightLine(line=1)),
    )
    fields = [life.against(one, **by_the_centre(life, 1))[0].fields for one in wrong]
    assert fields == [("/lines/0",)] * 4 + [("/wrong_version",)]
    over = RightLine(line=3, payment=payment(10_001 * YUAN, life.day))
    [refusal] = life.against(correct(9, over, counterparties=(OFFICE,)), **by_the_centre(life, 1))
    assert refusal.asked.zh == "专项资金余额不足，差 1.00 元"


@invariant(49, 51)
def test_a_tranche_that_was_booked_wrong_counts_as_it_is_right_at_the_centre_too() -> None:
    life = spent()
    finance: dict[str, Any] = {"actor": life.official("CorrectProjectLines")}
    less = RightLine(line=1, disbursement=paid_in(9_000 * YUAN, life.day, 1))
    told = corrected(life, correct(8, less), **finance)
    assert told.sums.disbursed == -1_000 * YUAN
    assert life.centre.funds.support == life.project().sums.disbursed == 9_000 * YUAN
    gone = RightLine(line=1, disbursement=paid_in(99 * YUAN, life.day, 1))
    version = life.project().version
    short = life.against(correct(version, replace(gone, line=2)), **finance)
    assert short[0].asked.zh == "专项资金余额不足，差 1.00 元"
    more = RightLine(line=2, disbursement=paid_in(50_001 * YUAN, life.day, 1))
    beyond = life.against(correct(version, more), **finance)
    assert beyond[0].asked.zh == "预算余额不足，差 1.00 元"


@rule("IMPLICIT:fund-correction")
def test_what_is_no_amount_is_corrected_as_in_every_case() -> None:
    life = FundLife().before("ConfirmFundCorrection").take("ConfirmFundCorrection")
    assert life.world.replayed(FUNDS, "p1") == life.project()
    [proposal] = [
        one for one in life.world.histories[f"{FUNDS}/p1"] if one.event.corrects is not None
    ]
    assert proposal.event.corrects and proposal.event.corrects.of == 2
