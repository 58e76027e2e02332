"""Fund projects: special money goes to projects alone, by three persons, within what was issued."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.centre.ends import EndByDissolution
from domain.context import Actor
from domain.counterparty import Counterparty
from domain.fund_case import BookedSums, LineTotal
from domain.fund_project.applying import ReviewProject
from domain.fund_project.disbursements import ImportDisbursementPage
from domain.fund_project.recovering import OrderRepayment, ReceiveRepayment, WriteOffRepayment
from domain.fund_project.tranches import ApproveTranche, DisburseTranche, RequestTranche
from domain.streams import STREAMS
from tests.support.citing import invariant, rule
from tests.support.fund_life import A_YEAR, PAID, RUNNING, YUAN, FundLife, paid_in, payment, voucher
from tests.support.road import FUNDS, Road
from tests.support.roads import INNER_MONGOLIA, SICHUAN

ALL_DUTIES = ("fund_request", "fund_approval", "fund_payment", "funds")
FINANCE = Actor("finance.1", "FINANCE", "510000", ALL_DUTIES)
SECOND, THIRD = replace(FINANCE, person="finance.2"), replace(FINANCE, person="finance.3")


def running() -> FundLife:
    return FundLife().take(*RUNNING)


def paid() -> FundLife:
    return FundLife().take(*PAID)


@invariant(54)
@rule("SC-15.1", "IM-15")
@pytest.mark.parametrize("road", [SICHUAN, INNER_MONGOLIA], ids=lambda road: road.name)
def test_special_money_is_paid_to_a_project_that_went_all_its_way(road: Road) -> None:
    life = FundLife(road).take(*PAID)
    project, funds = life.project(), life.centre.funds
    assert (project.stage, project.sums.disbursed) == ("IN_PROGRESS", 10_000 * YUAN)
    assert (funds.projects, funds.support, funds.support_start) == (
        ("p1",),
        10_000 * YUAN,
        life.day,
    )
    assert life.world.replayed(FUNDS, "p1") == project


@invariant(54)
@rule("SC-15.1", "IM-15")
def test_a_tranche_exists_on_no_other_kind_of_case() -> None:
    paying = {"DisburseTranche", "ImportDisbursementPage"}
    where = {name for name, one in STREAMS.items() for do in one.commands if do.__name__ in paying}
    assert where == {FUNDS}


@rule("IMPLICIT:fund-separation")
def test_who_has_asked_for_a_tranche_neither_approves_nor_pays_it() -> None:
    life = running()
    life.fund(RequestTranche(number=1, amount=YUAN, reason="首付"), actor=FINANCE)
    approve, pay = ApproveTranche(number=1), DisburseTranche(number=1, account="acc1")
    [refusal] = life.against(approve, actor=FINANCE)
    assert (refusal.rule, refusal.kind) == ("IMPLICIT:fund-separation", "who")
    assert refusal.asked.zh == "本人已办理本案的申请拨付，又办理批准拨付"
    life.fund(approve, actor=SECOND)
    assert life.rules_against(pay, actor=FINANCE) == ["IMPLICIT:fund-separation"]
    assert life.rules_against(pay, actor=SECOND) == ["IMPLICIT:fund-separation"]
    life.fund(pay, actor=THIRD)
    [tranche] = life.project().tranches
    people = (tranche.requested_by, tranche.approved_by, tranche.paid_by)
    assert people == ("finance.1", "finance.2", "finance.3")


def test_no_more_is_asked_for_than_was_issued_and_a_number_stands_once() -> None:
    life = running().take("RequestTranche")
    more = RequestTranche(number=2, amount=40_000 * YUAN + 1, reason="余款")
    [refusal] = life.against(more)
    assert refusal.allowed.zh == "不超过 40,000.00 元"
    assert refusal.fields == ("/amount",)
    [again] = life.against(replace(more, number=1, amount=YUAN))
    assert again.asked.zh == "第 1 笔已经申请"
    life.fund(replace(more, amount=40_000 * YUAN))
    assert life.project().asked_for == life.project().issued


def test_a_tranche_is_approved_and_paid_once_each_in_this_order() -> None:
    life = running().take("RequestTranche")
    again, pay = ApproveTranche(number=1), DisburseTranche(number=1, account="acc1")
    assert [one.asked.zh for one in life.against(ApproveTranche(number=5))] == ["第 5 笔：没有申请"]
    life.take("ApproveTranche")
    assert [one.asked.zh for one in life.against(again)] == ["第 1 笔：已经批准"]
    life.fund(pay)
    assert [one.asked.zh for one in life.against(pay)] == ["第 1 笔：已经拨付"]
    life.fund(RequestTranche(number=2, amount=YUAN, reason="二期"))
    waiting = replace(pay, number=2)
    assert [one.asked.zh for one in life.against(waiting)] == ["第 2 笔：已经申请，尚未批准"]


@rule("SC-15.1")
def test_a_unit_applies_for_its_own_centre_and_one_review_may_end_it() -> None:
    life = FundLife()
    other = Actor("centre.9", "CENTRE", "91510100MA6T000134", ("submission",))
    assert life.rules_against(life.requests["ApplyForProject"], actor=other) == ["SC-15.1"]
    life.take("ApplyForProject")
    life.fund(ReviewProject(result="NOT_SUPPORTED", opinion="与已有项目重复"))
    assert (life.project().stage, life.project().final) == ("PROJECT_REFUSED", True)
    assert life.rules_against(life.requests["IssueBudget"]) == ["IMPLICIT:fund-budget"]


def test_budgets_add_up_and_their_lines_stay_within_them() -> None:
    life, issue = running(), FundLife().requests["IssueBudget"]
    assert [one.fields for one in life.against(replace(issue, amount=YUAN))] == [("/lines",)]
    late = replace(issue, deadline=life.day - timedelta(days=1))
    assert [one.fields for one in life.against(late)] == [("/deadline",)]
    life.fund(replace(issue, amount=30_000 * YUAN))
    assert (life.project().issued, life.project().stage) == (80_000 * YUAN, "IN_PROGRESS")
    assert life.project().budget_lines == ("设备费",)


@rule("SC-15.2", "IM-15")
@pytest.mark.parametrize("road", [SICHUAN, INNER_MONGOLIA], ids=lambda road: road.name)
def test_matching_money_is_welcome_and_no_condition(road: Road) -> None:
    life = FundLife(road).take(*PAID)
    life.copied().take("SettleFunds")
    life.take("PledgeMatch", "MatchFunds", "ReturnMatch", "SettleFunds")
    assert (life.project().sums.net_match, life.centre.funds.match) == (900_000, 900_000)
    assert life.centre.funds.settled == ("p1",)


def test_a_budget_that_wants_a_match_is_settled_once_it_is_there() -> None:
    life = FundLife().take(*RUNNING[:2])
    life.fund(replace(life.requests["IssueBudget"], match_percent=100))
    life.take(*PAID[3:])
    [refusal] = life.against(life.requests["SettleFunds"])
    assert refusal.allowed.zh == "预算要求 10,000.00 元"
    life.fund(replace(life.requests["MatchFunds"], amount=10_000 * YUAN - 1))
    assert life.against(life.requests["SettleFunds"])
    life.fund(replace(life.requests["MatchFunds"], amount=1))
    life.take("SettleFunds")


@invariant(51)
def test_nothing_is_spent_or_given_back_that_is_not_there() -> None:
    life = paid().take("MatchFunds")
    spend = replace(
        life.requests["ReportExpense"], contract=None, voucher=None, payment=payment(1, life.day)
    )
    over = replace(spend, payment=payment(10_000 * YUAN + 1, life.day))
    [refusal] = life.against(over)
    assert (refusal.kind, refusal.asked.zh) == ("fact", "专项资金余额不足，差 0.01 元")
    matched = replace(over, payment=payment(10_000 * YUAN + 1, life.day, source="MATCH"))
    assert life.against(matched)[0].asked.zh == "配套资金余额不足，差 0.01 元"
    own = replace(over, payment=payment(90_000 * YUAN, life.day, source="OWN"))
    life.fund(own)
    life.fund(replace(spend, payment=payment(10_000 * YUAN, life.day)))
    for do in ("ReturnBalance", "CarryOver"):
        assert life.against(life.requests[do])[0].allowed.zh == "不超过 0.00 元"
    back = replace(life.requests["ReturnMatch"], amount=10_000 * YUAN + 1)
    assert life.against(back)[0].allowed.zh == "不超过 10,000.00 元"
    assert life.project().spent_by_line == (LineTotal("设备费", 100_000 * YUAN),)


def test_every_reason_against_a_page_names_its_line_and_nothing_of_it_is_taken() -> None:
    life, day = paid(), FundLife().day
    page = replace(
        life.requests["ImportVoucherPage"],
        contracts=(),
        vouchers=(voucher(YUAN, day, seller=3), voucher(YUAN, day, budget_line="招待费")),
        payments=(payment(YUAN, day, voucher=":3"), payment(10_001 * YUAN, day)),
    )
    found = life.against(page)
    assert [one.fields for one in found] == [
        ("/vouchers/0",),
        ("/vouchers/1",),
        ("/payments/0",),
        ("/payments",),
    ]
    assert found[0].asked.zh == "第 1 行：指向第 4 个往来对方"
    assert found[2].allowed.zh == "本页凭证为第 1 至 2 行"
    assert life.project().sums.spent_special == 0
    nobody = replace(page, counterparties=(Counterparty(name="", account=""),))
    assert life.against(nobody)[0].fields == ("/counterparties/0",)
    empty = replace(page, vouchers=(), payments=())
    assert [one.asked.zh for one in life.against(empty)] == ["没有一行"]
    many = replace(page, payments=(payment(1, day),) * 600, vouchers=(voucher(1, day),) * 600)
    assert [one.asked.zh for one in life.against(many)] == ["一页 1200 行"]


def test_a_page_says_what_its_lines_come_to() -> None:
    life, day = paid(), FundLife().day
    page = replace(
        life.requests["ImportVoucherPage"],
        payments=tuple(payment(n * YUAN, day) for n in range(1, 11)),
    )
    [one] = life.fund(page)
    told = one.record.event
    assert (told.contracts, told.vouchers, told.payments) == (1, 1, 10)  # type: ignore[attr-defined]
    assert told.sums == BookedSums(spent_special=55 * YUAN)  # type: ignore[attr-defined]
    assert life.project().sums.special_left == 9_945 * YUAN


@invariant(52)
def test_tranches_of_earlier_years_come_by_pages_each_held_against_those_before() -> None:
    life = running()
    day, page = life.day, life.requests["ImportDisbursementPage"]
    assert isinstance(page, ImportDisbursementPage)
    twice = replace(page, lines=(paid_in(YUAN, day, 1), paid_in(YUAN, day, 1)))
    [refusal] = life.against(twice)
    assert (refusal.fields, refusal.asked.zh) == (("/lines/1",), "第 2 行：拨付序号 1")
    alone = replace(paid_in(YUAN, day, 1), paid_by="f1")
    assert "申请、批准、拨付不是三人" in life.against(replace(page, lines=(alone,)))[0].asked.zh
    much = (paid_in(49_999 * YUAN, day, 1), paid_in(2 * YUAN, day, 2))
    assert life.against(replace(page, lines=much))[0].fields == ("/lines/1",)
    back = replace(paid_in(1, day, 0), kind="MATCH_RETURNED")
    assert life.against(replace(page, lines=(back,)))[0].fields == ("/lines/0",)
    match = replace(back, kind="MATCH", fen=3 * YUAN, payer="gov1")
    life.fund(replace(page, lines=(*page.lines, match, back)))
    assert life.centre.funds.support == 1_000 * YUAN
    assert life.centre.funds.match == 3 * YUAN - 1
    assert [one.number for one in life.project().tranches] == [7, 8]


@invariant(52)
def test_while_a_project_is_held_nothing_is_paid_and_it_goes_on_where_it_stood() -> None:
    life = running().take("CheckMidterm", "RequestTranche", "ApproveTranche", "HoldProjectFunding")
    pay = life.requests["DisburseTranche"]
    [refusal] = life.against(pay)
    assert (refusal.rule, refusal.kind) == ("SC-15.1", "stage")
    life.take("ReleaseProjectFunding")
    assert (life.project().stage, life.project().held_in) == ("MIDTERM_CHECKED", "")
    life.fund(pay)


@invariant(52)
def test_the_end_of_a_centre_holds_its_open_projects_in_the_same_act() -> None:
    life = running().take("RequestTranche", "ApproveTranche")
    life.take(*PAID[:2], id="p2")
    life.take("ApplyForProject", id="p3")
    life.fund(ReviewProject(result="NOT_SUPPORTED", opinion="重复"), "p3")
    end = EndByDissolution(dissolved_on=life.day, note="主体注销")
    acted = life.world.act(**life.asked(end, life.day))
    assert [one.stream for one in acted if one.stream.startswith(FUNDS)] == [
        f"{FUNDS}/p1",
        f"{FUNDS}/p2",
    ]
    assert {life.project(id).stage for id in ("p1", "p2")} == {"SUSPENDED"}
    pay = life.requests["DisburseTranche"]
    assert life.rules_against(pay) == ["SC-15.1", "IMPLICIT:fund-hold"]
    assert life.rules_against(life.requests["ReleaseProjectFunding"]) == ["IMPLICIT:fund-hold"]
    assert life.rules_against(life.requests["ApplyForProject"], "p4") == ["SC-15.1"]
    assert life.centre.funds.support == 0


@invariant(52)
def test_what_is_ordered_back_was_paid_and_charges_come_as_decided() -> None:
    life = paid()
    order = OrderRepayment(amount=10_000 * YUAN + 1, reason="挪用", served_on=life.day)
    assert life.against(order)[0].allowed.zh == "不超过 10,000.00 元"
    life.fund(replace(order, amount=6_000 * YUAN, interest=20 * YUAN, fines=80 * YUAN))
    assert life.against(replace(order, amount=4_000 * YUAN + 1))
    recovery = life.project().recovery
    assert (life.project().stage, recovery.owed) == ("RECOVERY_ORDERED", 6_100 * YUAN)
    life.fund(ReceiveRepayment(amount=5_000 * YUAN, paid_from="SPECIAL"))
    assert (life.project().stage, life.project().sums.special_left) == (
        "PARTLY_RECOVERED",
        5_000 * YUAN,
    )
    life.fund(ReceiveRepayment(amount=1_000 * YUAN, paid_from="OWN"))
    assert life.project().sums.special_left == 5_000 * YUAN
    too_much = ReceiveRepayment(amount=100 * YUAN + 1, paid_from="OWN")
    assert life.against(too_much)[0].allowed.zh == "不超过 100.00 元"
    off = WriteOffRepayment(amount=100 * YUAN, reason="单位注销")
    bureau = Actor("prov.1", "PROV", "510000", ALL_DUTIES)
    assert life.rules_against(off, actor=bureau) == ["IMPLICIT:fund-write-off"]
    life.fund(off)
    assert (life.project().stage, life.project().final) == ("RECOVERED", True)


def test_a_project_is_closed_once_accepted_settled_and_without_a_balance() -> None:
    life = paid().take("ApplyAcceptance", "FailAcceptance", "ApplyAcceptance", "AcceptProject")
    close = life.requests["CloseProject"]
    assert [one.kind for one in life.against(close)] == ["order", "fact"]
    life.take("SettleFunds")
    [refusal] = life.against(close)
    assert refusal.asked.zh == "结余 10,000.00 元"
    life.fund(replace(life.requests["ReturnBalance"], amount=10_000 * YUAN))
    life.fund(close)
    assert life.project().final and life.project().sums.special_left == 0


def test_a_balance_is_carried_over_to_a_later_day_only() -> None:
    life = paid()
    carry = life.requests["CarryOver"]
    early = replace(carry, until=life.project().deadline)
    assert [one.fields for one in life.against(early)] == [("/until",)]
    life.fund(carry)
    assert life.project().deadline == life.day + 2 * A_YEAR
