"""A regulation in its stream: interpreted by whom it names, expired by its timer, repealed,
superseded; and what that changes, and does not."""

from datetime import date, timedelta

import pytest

from domain.case import Case, Command
from domain.context import SYSTEM, Actor
from domain.refusal import Refusal
from domain.regime.ending import ExpireRegime, RepealRegime, SupersedeRegime
from domain.regime.interpreting import IssueInterpretation
from domain.regime.lifecycle import IssueRegime, RegimeFile
from domain.regulation.rules import text_hash
from projections.deadlines import Deadline
from services.api.regime_notices import RegimeNotice, notices
from tests.support.asking import (
    ACCEPT,
    OVER,
    RECOGNISE,
    START_REVIEW,
    SUBMIT,
    Ask,
    at,
    do,
    refusals,
)
from tests.support.citing import invariant, rule
from tests.support.folded import rows_of
from tests.support.regulations import COMPLETE, SICHUAN_TEXT
from tests.support.sichuan import DECIDER
from tests.support.world import DAY, World, founded

LAST = date(2027, 1, 1)  # of the Sichuan measure: issued on 2025-01-01, valid for two years
NEXT = LAST + timedelta(days=1)
DIVISION = Actor("处.1", "INTERPRET", "510000")
EXPIRE = ExpireRegime(sha256=text_hash(SICHUAN_TEXT))
STAFF = IssueInterpretation(rules=("SC-05.7",), text="劳务派遣人员不计入工作人员")
FIVE = SICHUAN_TEXT.replace("years = 2\n", "years = 5\n", 1)


def act(world: World, command: Command, actor: Actor = SYSTEM, on: date = DAY) -> None:
    world.act("regulations", "SC", command, actor, on, document_no="川市监发〔2026〕1号")


def against(
    world: World, command: Command, actor: Actor = SYSTEM, on: date = DAY
) -> tuple[Refusal, ...]:
    number = "川市监发〔2026〕1号"
    return world.refusals("regulations", "SC", command, actor, on, document_no=number)


def regime(world: World) -> RegimeFile:
    file = world.case("regulations", "SC")
    assert isinstance(file, RegimeFile)
    assert world.replayed("regulations", "SC") == file
    return file


def timer(world: World) -> list[Deadline]:
    return [row for row in rows_of(world, "deadlines").values() if row.timer == "T5"]


def others(world: World) -> dict[str, Case]:
    return {name: case for name, case in world.states.items() if name != "regulations/SC"}


# Interpretation


@rule("SC-21")
def test_the_division_that_the_text_names_interprets_it_and_refusals_say_so_from_that_day_on() -> (
    None
):
    world = at("CreateDraft", team=())
    act(world, STAFF, DIVISION, date(2026, 4, 1))
    [said] = regime(world).interpretations
    assert (said.document_no, said.issued_on) == ("川市监发〔2026〕1号", date(2026, 4, 1))
    for day, told in ((DAY, []), (date(2026, 4, 1), [STAFF.text])):
        by_rule = {one.rule: one for one in refusals(world, SUBMIT, day)}
        assert [one.text for one in by_rule["SC-05.7"].interpreted] == told
        assert by_rule["SC-05.8"].interpreted == ()


@rule("SC-21", "IM-19")
def test_nobody_else_interprets_it_and_only_provisions_that_it_has() -> None:
    world = founded(("IM", COMPLETE["inner_mongolia.toml"]))
    [other] = against(world, STAFF, Actor("处.2", "INTERPRET", "150000"))
    assert (other.rule, other.kind) == ("SC-21", "who")
    assert "省市场监管局知识产权运用处" in other.allowed.zh
    [decider] = against(world, STAFF, DECIDER)
    assert decider.kind == "who"
    [unknown] = against(world, IssueInterpretation(rules=("SC-5.7",), text="…"), DIVISION)
    assert (unknown.kind, unknown.fields) == ("form", ("/rules",))
    [foreign] = world.refusals(
        "regulations", "IM", IssueInterpretation(rules=("IM-01",), text="…"), DIVISION, DAY, "号"
    )
    assert foreign.rule == "IM-19"


@rule("IMPLICIT:interpretation")
def test_what_names_nobody_is_interpreted_by_nobody() -> None:
    world = founded(("SZ", COMPLETE["suzhou.toml"]))
    city = Actor("处.3", "INTERPRET", "320500")
    command = IssueInterpretation(rules=("SZ-01",), text="…")
    [refusal] = world.refusals("regulations", "SZ", command, city, DAY, "号")
    assert (refusal.rule, refusal.kind) == ("IMPLICIT:interpretation", "who")


# Expiry


@rule("SC-22.2")
def test_the_measure_expires_by_its_timer_on_the_day_after_its_last_one() -> None:
    world = founded()
    [row] = timer(world)
    assert (row.due, row.by, row.fires(), row.alerts) == (
        str(LAST),
        "SYSTEM",
        EXPIRE,
        (180, 60, 30, 15, 5),
    )
    assert (row.regulation, row.division) == ("SC", "510000")
    [early] = against(world, EXPIRE, on=LAST)
    assert (early.rule, early.kind) == ("SC-22.2", "period")
    act(world, EXPIRE, on=NEXT)
    assert (regime(world).stage, timer(world)) == ("EXPIRED", [])
    assert against(world, EXPIRE, on=NEXT)


@rule("SC-22.2")
def test_a_measure_of_29_february_expires_on_28_february() -> None:
    text = SICHUAN_TEXT.replace("issued_on = 2025-01-01", "issued_on = 2024-02-29", 1)
    [row] = timer(founded(sichuan=text))
    assert row.due == "2026-02-28"


@rule("SC-22.2")
@invariant(41)
def test_its_end_changes_no_centre_and_no_running_case_and_stops_only_new_acceptance() -> None:
    world = at("ClearEntry")
    do(world, RECOGNISE, OVER)
    waiting = at("SubmitApplication")
    for one in (world, waiting):
        before = others(one)
        act(one, EXPIRE, on=NEXT)
        assert others(one) == before
    [expired] = refusals(waiting, ACCEPT, NEXT)
    assert (expired.rule, expired.over) == ("SC-22.2", True)
    accepted = at("AcceptApplication")
    act(accepted, EXPIRE, on=NEXT)
    assert do(accepted, START_REVIEW, NEXT)


def test_a_version_that_comes_in_time_takes_the_timer_of_the_one_before() -> None:
    world = founded()
    longer = IssueRegime(regime="SC", text=FIVE, begins=date(2026, 6, 1))
    act(world, longer, on=DAY)
    [row] = timer(world)
    assert (row.due, row.fires()) == ("2031-06-01", ExpireRegime(sha256=text_hash(FIVE)))


def test_one_that_comes_after_a_gap_lets_the_first_expire_and_goes_on() -> None:
    world = founded()
    act(world, IssueRegime(regime="SC", text=FIVE, begins=date(2027, 3, 1)), on=DAY)
    assert [row.due for row in timer(world)] == [str(LAST), "2032-03-01"]
    act(world, EXPIRE, on=NEXT)
    assert regime(world).stage == "ISSUED"
    after = founded()
    act(after, EXPIRE, on=NEXT)
    act(after, IssueRegime(regime="SC", text=FIVE, begins=NEXT), on=NEXT)
    assert regime(after).stage == "ISSUED"


def test_bureaus_are_told_before_and_after_and_of_one_without_a_last_day_never() -> None:
    world = founded(("IM", COMPLETE["inner_mongolia.toml"]))

    def told(code: str, day: date) -> list[RegimeNotice]:
        file = world.case("regulations", code)
        assert isinstance(file, RegimeFile)
        return [*notices(code, file, day)]

    assert told("SC", date(2026, 7, 4)) == told("IM", date(2030, 1, 1)) == []
    [soon], [after] = told("SC", date(2026, 7, 5)), told("SC", NEXT)
    assert (soon.rule, soon.last_day, after.rule) == ("SC-22.2", LAST, "SC-22.2")
    assert "将于" in soon.zh and "不再受理" in after.zh


# Repealed, superseded

FINAL = date(2026, 6, 30)
REPEAL = RepealRegime(final_day=FINAL, reason="职能调整")


def by_issuer(world: World, command: Command, on: date = DAY) -> None:
    act(world, command, DECIDER, on)


@pytest.mark.parametrize("code", ["SC", "IM"])
def test_after_a_repeal_nothing_new_is_accepted_whatever_the_text_says_of_its_validity(
    code: str,
) -> None:
    world = at("SubmitApplication")
    before = others(world)
    by_issuer(world, REPEAL)
    assert (regime(world).stage, timer(world)) == ("REPEALED", [])
    assert others(world) == before
    assert not [one for one in refusals_or_none(world, ACCEPT, FINAL) if one.kind == "period"]
    found = refusals_or_none(world, ACCEPT, FINAL + timedelta(days=1))
    assert {one.rule for one in found} >= {"IMPLICIT:regime", "SC-22.2"}
    assert code


def refusals_or_none(world: World, ask: Ask, on: date) -> tuple[Refusal, ...]:
    try:
        return refusals(world.copy(), ask, on)
    except AssertionError:
        return ()


def test_the_successor_is_issued_already_and_named_in_every_refusal() -> None:
    world = at("SubmitApplication")
    superseded = SupersedeRegime(final_day=FINAL, reason="新办法", successor="IM")
    [unknown] = against(world, superseded, DECIDER)
    assert unknown.fields == ("/successor",)
    world.act(
        "regulations",
        "IM",
        IssueRegime(regime="IM", text=COMPLETE["inner_mongolia.toml"]),
        SYSTEM,
    )
    by_issuer(world, superseded)
    assert (regime(world).stage, regime(world).successor) == ("SUPERSEDED", "IM")
    found = {one.rule: one for one in refusals(world, ACCEPT, FINAL + timedelta(days=1))}
    assert "由 IM 代替" in found["IMPLICIT:regime"].allowed.zh


def test_only_the_issuer_ends_it_and_not_before_today_and_the_house_rules_never() -> None:
    world = founded()
    [other] = against(world, REPEAL, Actor("p", "PROV", "150000", ("decision",)))
    assert (other.rule, other.kind) == ("IMPLICIT:issue", "who")
    [past] = against(world, REPEAL, DECIDER, date(2026, 7, 1))
    assert past.fields == ("/final_day",)
    cnipa = Actor("c", "CNIPA", "000000")
    [house] = world.refusals("regulations", "HOUSE", REPEAL, cnipa, DAY, "号")
    assert house.rule == "IMPLICIT:ending"


# Texts issued before


def test_the_rules_of_keeping_files_of_an_earlier_release_go_on_deciding() -> None:
    """They have no such steps: a measure stays in force there until its new text is issued."""
    earlier = RELEASED_HOUSE
    world = World()
    world.act("regulations", "HOUSE", IssueRegime(regime="HOUSE", text=earlier), SYSTEM)
    world.act("regulations", "SC", IssueRegime(regime="SC", text=SICHUAN_TEXT), SYSTEM)
    [none] = against(world, EXPIRE, on=NEXT)
    assert (none.rule, none.kind) == ("IMPLICIT:step", "order")
    later = IssueRegime(regime="HOUSE", text=COMPLETE["house.toml"])
    world.act("regulations", "HOUSE", later, SYSTEM, NEXT)
    act(world, EXPIRE, on=NEXT)
    assert regime(world).stage == "EXPIRED"


RELEASED_HOUSE = COMPLETE["house.toml"].split('[[step]]\ndo = "IssueInterpretation"')[0] + (
    '[[step]]\ndo = "RegisterParty"' + COMPLETE["house.toml"].split('do = "RegisterParty"')[1]
)
