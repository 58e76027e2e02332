"""The city's support of a centre (Suzhou): its fund, its measure, its cap, its term, its match;
over all projects of the centre, to the fen and to the day."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from domain.centre.ends import EndByDissolution
from domain.centre.evaluating import EvaluateCentre
from domain.fund_project.budgeting import IssueBudget
from domain.fund_project.correcting_lines import CorrectProjectLines, CountersignProjectLines
from domain.fund_project.counter_lines import RightLine
from domain.fund_project.facts import year_of_support
from domain.fund_project.tranches import ApproveTranche, DisburseTranche, RequestTranche
from tests.support.centre_requests import REQUESTS, in_its_words
from tests.support.citing import invariant, rule
from tests.support.fund_life import RUNNING, YUAN, FundLife, paid_in
from tests.support.roads import SUZHOU

CAP = 5_000_000 * YUAN


def supported(*fens: int) -> FundLife:
    """A running project, to which each of these amounts is paid as a tranche."""
    life = FundLife(SUZHOU).take(*RUNNING[:2])
    issue = life.requests["IssueBudget"]
    assert isinstance(issue, IssueBudget)
    life.fund(replace(issue, amount=2 * CAP))
    life.take(*RUNNING[3:])
    for number, fen in enumerate(fens, 1):
        life.fund(tranche_ready(life, number, fen))
    return life


def tranche_ready(life: FundLife, number: int, fen: int, id: str = "p1") -> DisburseTranche:
    """What pays a tranche that was asked for and approved."""
    life.fund(RequestTranche(number=number, amount=fen, reason="按进度"), id)
    life.fund(ApproveTranche(number=number), id)
    return DisburseTranche(number=number, account="acc1")


@rule("SZ-10", "SZ-13")
@pytest.mark.parametrize(
    ("field", "cited"), [("source", "SZ-10"), ("under_measure", "SZ-13")], ids=str
)
def test_support_comes_from_the_citys_fund_in_the_manner_of_its_measure(
    field: str, cited: str
) -> None:
    life = FundLife(SUZHOU).take(*RUNNING[:2])
    other = replace(life.requests["IssueBudget"], **{field: "某项资金或者办法"})
    [refusal] = life.against(other)
    assert (refusal.rule, refusal.fields) == (cited, (f"/{field}",))
    life.take("IssueBudget")


@invariant(49)
@rule("SZ-12")
def test_the_whole_cap_is_paid_to_the_fen_and_not_one_fen_more() -> None:
    life = supported(CAP - 1)
    pay = tranche_ready(life, 2, 2)
    [refusal] = life.against(pay)
    assert (refusal.rule, refusal.asked.zh) == (
        "SZ-12",
        "拨付后中心累计获得的支持：5,000,000.01元",
    )
    life.fund(tranche_ready(life, 3, 1))
    assert life.centre.funds.support == CAP
    assert life.rules_against(life.requests["ImportDisbursementPage"]) == ["SZ-12"]


@invariant(49)
@rule("SZ-12")
def test_the_cap_counts_all_projects_of_the_centre() -> None:
    life = supported(CAP - 100)
    life.take(*RUNNING, id="p2")
    assert life.rules_against(tranche_ready(life, 1, 101, "p2"), "p2") == ["SZ-12"]
    life.fund(tranche_ready(life, 2, 100, "p2"), "p2")
    assert life.centre.funds.support == CAP


@invariant(49)
@rule("SZ-12")
def test_a_correction_counts_against_the_cap_and_makes_room_below_it() -> None:
    life = supported(CAP)
    version = life.project().version
    less = RightLine(line=1, disbursement=paid_in(CAP - 500, life.day, 1))
    life.fund(correction(version, less))
    life.fund(CountersignProjectLines(proposed_version=version + 1))
    life.fund(tranche_ready(life, 2, 500))
    more = RightLine(line=2, disbursement=paid_in(CAP - 499, life.day, 1))
    life.fund(correction(version + 2, more))
    proposed = life.project().version
    confirm = CountersignProjectLines(proposed_version=proposed)
    assert life.rules_against(confirm) == ["SZ-12"]


def correction(version: int, line: RightLine) -> CorrectProjectLines:
    return CorrectProjectLines(wrong_version=version, lines=(line,), reason="记错")


@invariant(49)
@rule("SZ-11")
def test_the_last_day_of_three_years_is_within_the_term_and_the_next_is_not() -> None:
    life = supported()
    start = life.centre.funds.support_start
    assert start == life.day
    pay = tranche_ready(life, 1, YUAN)
    last = start.replace(year=start.year + 3)
    assert life.rules_against(pay, on=last + timedelta(days=1)) == ["SZ-11"]
    before = replace(
        life.requests["ImportDisbursementPage"], lines=(paid_in(1, start - timedelta(days=1), 9),)
    )
    assert life.rules_against(before) == ["SZ-11"]
    life.fund(pay, on=last)


@rule("SZ-11")
def test_the_year_of_the_support_turns_on_the_day_after_each_anniversary() -> None:
    leap = date(2024, 2, 29)
    days = {date(2024, 2, 29): 1, date(2025, 2, 28): 1, date(2025, 3, 1): 2}
    days |= {date(2027, 2, 28): 3, date(2027, 3, 1): 4, date(2028, 2, 29): 4, date(2028, 3, 1): 5}
    assert {day: year_of_support(leap, day) for day in days} == days


@invariant(50)
@rule("SZ-14")
def test_the_local_match_is_at_least_the_support_at_every_settlement() -> None:
    life = supported(10_000 * YUAN)
    settle, match = life.requests["SettleFunds"], life.requests["MatchFunds"]
    life.fund(replace(match, amount=10_000 * YUAN - 1))
    [refusal] = life.against(settle)
    assert (refusal.rule, refusal.asked.zh) == ("SZ-14", "配套资金与支持之差：-0.01元")
    life.fund(replace(match, amount=1))
    life.fund(settle)
    life.fund(replace(life.requests["ReturnMatch"], amount=1))
    assert life.rules_against(settle) == ["SZ-14"]


@rule("SZ-26")
def test_no_tranche_while_the_last_evaluation_was_not_good_enough() -> None:
    life = supported()
    pay = tranche_ready(life, 1, YUAN)
    life.copied().fund(pay)
    usual = REQUESTS["EvaluateCentre"][0]
    assert isinstance(usual, EvaluateCentre)
    for good, found in ((False, ["SZ-26"]), (True, [])):
        after = life.copied()
        said = in_its_words(usual, SUZHOU.rules.text, good=good)
        after.world.act(**after.asked(said, life.day + timedelta(days=30)))
        later = after.day + timedelta(days=31)
        if found:
            assert after.rules_against(pay, on=later) == found
        else:
            after.fund(pay, on=later)


@invariant(52)
@rule("IMPLICIT:fund-hold")
def test_after_its_end_a_centre_is_paid_nothing_but_its_books_go_on() -> None:
    life = supported(10_000 * YUAN).take("MatchFunds")
    pay = tranche_ready(life, 2, YUAN)
    end = EndByDissolution(dissolved_on=life.day, note="主体注销")
    life.world.act(**life.asked(end, life.day))
    assert life.rules_against(pay) == ["IMPLICIT:fund-payment", "IMPLICIT:fund-hold"]
    life.take("ReportExpense", "ReturnMatch")
    life.take("OrderRepayment", "ReceiveRepayment")
    assert life.centre.funds.match == 9_000 * YUAN
