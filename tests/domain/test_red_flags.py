"""A red flag is raised by the system, grows, falls, and is answered by finance or who inquires; the
project and the centre do not move with it."""

from datetime import date

import pytest

from domain.case import stream_and_id
from domain.context import SYSTEM, Actor
from domain.deciding import CaseMissing
from domain.red_flag.answering import DismissFlag, OpenAsLead
from domain.red_flag.case import FlagLimit, LedgerLine, RedFlag
from domain.red_flag.raising import ExtendFlag, NoLongerStands, RaiseFlag
from domain.violation.case import Violation
from tests.support.asking import OVER, Ask, do, refusals, refused
from tests.support.citing import rule
from tests.support.sichuan import INQUIRER
from tests.support.statements import KEEPER, recognised
from tests.support.world import World

FINANCE = Actor("finance.sc", "FINANCE", "510000", ("inquiry",))
VOUCHER = LedgerLine(position=5, line=1, role="voucher", centre="a1", project="p1")
ANOTHER = LedgerLine(position=9, line=2, role="voucher", centre="a2", project="p2")
RAISE = Ask(
    command=RaiseFlag(
        regime="SC",
        division="510100",
        centre="a1",
        project="p1",
        flag="MATCH_ROUND_TRIP",
        found="5:1",
        title_zh="配套资金到账后退回",
        title_en="matching money received and sent back",
        articles=("预算法 第九十五条",),
        limits=(FlagLimit("days", 90),),
        sha256="d" * 64,
        evidence=(VOUCHER,),
    ),
    actor=SYSTEM,
    stream="flags",
    id="f1",
)
EXTEND = Ask(command=ExtendFlag(evidence=(VOUCHER, ANOTHER)), actor=SYSTEM, stream="flags", id="f1")
FALL = Ask(command=NoLongerStands(), actor=SYSTEM, stream="flags", id="f1")
DISMISS = Ask(
    command=DismissFlag(reason="退回的是多付部分，合同有约定"),
    actor=FINANCE,
    stream="flags",
    id="f1",
)
OPEN = Ask(command=OpenAsLead(facts="配套资金疑似回流"), actor=FINANCE, stream="flags", id="f1")


def raised() -> World:
    world = recognised()
    do(world, RAISE, OVER)
    return world


def flag(world: World) -> RedFlag:
    case = world.case("flags", "f1")
    assert isinstance(case, RedFlag)
    assert world.replayed("flags", "f1") == case
    return case


@rule("IMPLICIT:red-flag")
def test_a_red_flag_says_what_it_was_asked_with_and_what_it_rests_on() -> None:
    case = flag(raised())
    assert (case.stage, case.stands, case.flag, case.limits) == (
        *("RAISED", True, "MATCH_ROUND_TRIP"),
        (FlagLimit("days", 90),),
    )
    assert case.evidence == (VOUCHER,)


@rule("IMPLICIT:red-flag")
def test_only_the_system_raises_one() -> None:
    world = recognised()
    for somebody in (FINANCE, INQUIRER, KEEPER):
        assert refused(world, RAISE.by(somebody), OVER) == ["IMPLICIT:red-flag"]


@rule("IMPLICIT:red-flag")
def test_neither_the_project_nor_the_centre_moves_with_it() -> None:
    """Invariant of secrecy: their versions, and so all that the unit reads, stay as they were."""
    world = recognised()
    before = {name: case.version for name, case in world.states.items()}
    steps = (RAISE, EXTEND, DISMISS, EXTEND.saying(evidence=(ANOTHER,)), OPEN, FALL)
    touched = {one.stream for step in steps for one in do(world, step, OVER)}
    assert {stream_and_id(name)[0] for name in touched} == {"flags", "violations"}
    assert {name: world.states[name].version for name in before} == before


@rule("IMPLICIT:red-flag-answer")
def test_it_is_dismissed_with_a_reason_and_comes_up_again_with_more_evidence() -> None:
    world = raised()
    do(world, DISMISS, OVER)
    assert flag(world).stage == "DISMISSED"
    do(world, EXTEND.saying(evidence=(VOUCHER,)), OVER)
    assert flag(world).stage == "DISMISSED"  # nothing that was not known
    do(world, EXTEND, OVER)
    assert (flag(world).stage, flag(world).evidence) == ("RAISED", (VOUCHER, ANOTHER))


@rule("IMPLICIT:red-flag")
def test_one_whose_ground_is_gone_is_shown_so_and_may_come_back() -> None:
    world = raised()
    do(world, FALL, OVER)
    assert (flag(world).stage, flag(world).stands) == ("FALLEN", False)
    assert refused(world, DISMISS, OVER) == ["IMPLICIT:red-flag-answer"]
    do(world, RAISE, OVER)
    assert (flag(world).stage, flag(world).stands) == ("RAISED", True)


@rule("IMPLICIT:red-flag-answer")
def test_an_answer_stays_where_the_ground_goes_afterwards() -> None:
    for answer, stage in ((DISMISS, "DISMISSED"), (OPEN, "OPENED_AS_LEAD")):
        world = raised()
        do(world, answer, OVER)
        do(world, FALL, OVER)
        assert (flag(world).stage, flag(world).stands) == (stage, False)


@rule("IMPLICIT:red-flag-answer")
def test_opened_as_a_lead_it_is_a_violation_case_from_the_check_of_finances() -> None:
    world = raised()
    do(world, OPEN, OVER)
    violation = world.case("violations", flag(world).violation or "")
    assert isinstance(violation, Violation)
    assert (violation.stage, violation.source, violation.centre) == ("LEAD", "FINANCE", "a1")
    assert violation.owner == KEEPER.organ


@rule("IMPLICIT:red-flag-answer")
def test_a_statistical_hint_is_never_a_lead() -> None:
    world = recognised()
    do(world, RAISE.saying(hint=True), OVER)
    [refusal] = refusals(world, OPEN, OVER)
    assert (refusal.rule, refusal.kind, refusal.over) == ("IMPLICIT:hint", "fact", True)
    do(world, DISMISS, OVER)


@rule("IMPLICIT:red-flag-answer")
def test_who_inquires_answers_it_and_other_officials_do_not() -> None:
    do(raised(), DISMISS.by(INQUIRER), OVER)
    reviewer = Actor("prov.sc.reviewer", "PROV", "510000", ("review",))
    [refusal] = refusals(raised(), DISMISS.by(reviewer), OVER)
    assert (refusal.rule, refusal.kind) == ("IMPLICIT:duty", "who")
    assert "违法违规调查" in refusal.allowed.zh
    other = Actor("prov.im.inquiry", "PROV", "150000", ("inquiry",))
    assert refused(raised(), DISMISS.by(other), OVER) == ["IMPLICIT:red-flag-answer"]


def test_it_is_there_for_those_who_look_at_money_alone() -> None:
    case = flag(raised())
    assert case.is_open_to(FINANCE)
    assert case.is_open_to(INQUIRER)
    for somebody in (KEEPER, Actor("applicant.1", "APPLICANT", KEEPER.organ, ("submission",))):
        assert not case.is_open_to(somebody)
    for role in ("PREF", "PROV", "EXPERT", "CNIPA", "SYSADMIN", "PUBLIC", "LOCALGOV"):
        assert not case.is_open_to(Actor("x", role, "510100", ("review", "decision")))


def test_what_was_never_raised_does_not_fall() -> None:
    with pytest.raises(CaseMissing):
        do(recognised(), FALL, date(2026, 3, 11))
