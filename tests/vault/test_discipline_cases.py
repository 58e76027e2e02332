"""The life of a discipline case, and who may take part in it. Domain.md 2.6."""

from datetime import date
from typing import Any, get_args, get_type_hints

import pytest

from domain.case import Command
from domain.context import Actor
from domain.deciding import CaseMissing
from domain.discipline_case.case import DisciplineCase
from domain.discipline_case.clue import AssignDisciplineCase, DisposeClue, ReceiveClue
from domain.discipline_case.custody import (
    HandPackage,
    OpenPackage,
    ReturnPackage,
    SealEvidencePackage,
)
from domain.discipline_case.disposing import (
    CloseDisciplineCase,
    DisposeDisciplineCase,
    TransferToProcuratorate,
)
from domain.discipline_case.inquiry import (
    BeginInvestigation,
    FileDisciplineCase,
    ReturnToInvestigation,
    SendToReview,
)
from domain.discipline_case.linking import LinkEvidence
from domain.discipline_case.vault_stream import DISCIPLINE_CASES
from domain.personal import Sealed
from domain.refusal import Refusal
from domain.streams import replay
from tests.support.citing import invariant
from tests.support.world import DAY, World

HANDLER = Actor("discipline.sc", "DISCIPLINE", "510000")
REVIEWER = Actor("discipline.sc.reviewer", "DISCIPLINE", "510000")
STRANGER = Actor("discipline.other", "DISCIPLINE", "510000")
SHA = "ab" * 32
CLUE = ReceiveClue(
    source="REPORT",
    facts="反映的问题",
    handler=HANDLER.person,
    reviewer=REVIEWER.person,
    received_on=DAY,
)
CHECK = DisposeClue(disposal="PRELIM", reason="有核查价值")
FILE = FileDisciplineCase(facts="涉嫌违法")
INVESTIGATE = BeginInvestigation(facts="调查方案")
SEND = SendToReview(facts="调查报告")
RETURN = ReturnToInvestigation(reason="事实不清")
DISPOSE = DisposeDisciplineCase(measures=("GOVERNMENT_SANCTION",), reason="记过")
PROSECUTE = TransferToProcuratorate(receiver="某检察院", facts="涉嫌受贿")
CLOSE = CloseDisciplineCase(reason="办结")
SEAL = SealEvidencePackage(
    sha256=SHA, events_held=3, files_held=1, log_upto=120, recipient="证据室", why="固定证据"
)
OPEN = OpenPackage(sha256=SHA, recipient="本人", why="核对")
BACK = ReturnPackage(sha256=SHA, recipient="证据室", why="核对完毕")
HAND = HandPackage(sha256=SHA, recipient="检察院", why="移送")
STAGES: tuple[tuple[Command, Actor, str], ...] = (
    (CHECK, HANDLER, "CLUE_DISPOSED"),
    (FILE, HANDLER, "FILED"),
    (INVESTIGATE, HANDLER, "INVESTIGATION"),
    (SEND, HANDLER, "REVIEW"),
    (RETURN, REVIEWER, "INVESTIGATION"),
    (SEND, HANDLER, "REVIEW"),
    (DISPOSE, REVIEWER, "DISPOSED"),
    (PROSECUTE, HANDLER, "TO_PROCURATORATE"),
    (CLOSE, HANDLER, "CLOSED"),
)


def do(world: World, command: Command, actor: Actor = HANDLER, **more: Any) -> DisciplineCase:
    world.act("discipline-cases", "d1", command, actor, document_no="监〔2026〕1号", **more)
    case = world.case("discipline-cases", "d1")
    assert isinstance(case, DisciplineCase)
    return case


def against(world: World, command: Command, actor: Actor = HANDLER, **more: Any) -> Refusal:
    [refusal] = world.refusals(
        "discipline-cases", "d1", command, actor, **{"document_no": "监〔2026〕1号", **more}
    )
    return refusal


def begun(world: World, *further: Command) -> World:
    for command in (CLUE, *further):
        do(world, command)
    return world


def test_a_case_goes_from_the_clue_to_its_closing_and_is_read_again_the_same(
    vault_world: World,
) -> None:
    assert do(vault_world, CLUE).stage == "CLUE_RECEIVED"
    for command, actor, stage in STAGES:
        case = do(vault_world, command, actor)
        assert case.stage == stage
    assert (case.final, case.measures) == (True, ("GOVERNMENT_SANCTION",))
    assert replay("discipline-cases", vault_world.histories["discipline-cases/d1"]) == case


@pytest.mark.parametrize("end", ["TALK", "HELD"])
def test_a_case_is_filed_only_after_a_preliminary_check(vault_world: World, end: str) -> None:
    kept = DisposeClue(disposal=end, reason="先了解")  # type: ignore[arg-type] # one of the list
    begun(vault_world, kept)
    refusal = against(vault_world, FILE)
    assert (refusal.rule, refusal.kind) == ("IMPLICIT:discipline-file", "order")
    do(vault_world, CHECK)
    assert do(vault_world, FILE).stage == "FILED"


def test_a_clue_that_is_ended_is_over(vault_world: World) -> None:
    case = begun(vault_world, DisposeClue(disposal="CLOSED", reason="不实")).case(
        "discipline-cases", "d1"
    )
    assert (case.stage, case.final) == ("CLOSED", True)
    assert against(vault_world, CHECK).kind == "stage"


def test_who_investigates_does_not_review_nor_the_other_way_round(vault_world: World) -> None:
    both = ReceiveClue(
        source="REPORT", facts="问题", handler="one", reviewer="one", received_on=DAY
    )
    refusal = against(vault_world, both)
    assert (refusal.kind, refusal.fields) == ("form", ("/handler", "/reviewer"))
    begun(vault_world, CHECK, FILE, INVESTIGATE)
    assert against(vault_world, SEND, REVIEWER).kind == "who"
    do(vault_world, SEND)
    assert against(vault_world, DISPOSE, HANDLER).kind == "who"


@invariant(59)
def test_nobody_but_handler_and_reviewer_is_shown_a_case(vault_world: World) -> None:
    case = begun(vault_world).case("discipline-cases", "d1")
    roles = ("PROV", "AUDIT", "SYSADMIN", "CENTRE", "PUBLIC")
    others = [Actor(HANDLER.person, role, "510000") for role in roles]
    assert [case.is_open_to(one) for one in (HANDLER, REVIEWER)] == [True, True]
    assert not any(case.is_open_to(one) for one in (STRANGER, *others))
    changed = AssignDisciplineCase(
        handler=STRANGER.person, reviewer=REVIEWER.person, reason="工作调整"
    )
    case = do(vault_world, changed, REVIEWER)
    assert (case.is_open_to(STRANGER), case.is_open_to(HANDLER)) == (True, False)


def test_other_roles_may_do_nothing(vault_world: World) -> None:
    for role in ("PROV", "AUDIT", "SYSADMIN", "CENTRE"):
        assert against(vault_world, CLUE, Actor("x", role, "510000")).kind == "who"
    with pytest.raises(CaseMissing):
        do(vault_world, CHECK)


def test_no_action_stands_alone_and_each_measure_once(vault_world: World) -> None:
    begun(vault_world, CHECK, FILE, INVESTIGATE, SEND)
    for measures in (("NO_ACTION", "ACCOUNTABILITY"), ("ACCOUNTABILITY", "ACCOUNTABILITY")):
        wrong = DisposeDisciplineCase(measures=measures, reason="处置")
        assert against(vault_world, wrong, REVIEWER).fields == ("/measures",)


def test_a_clue_is_not_received_tomorrow(vault_world: World) -> None:
    late = ReceiveClue(
        source="REPORT", facts="问题", handler="a", reviewer="b", received_on=date(2026, 3, 3)
    )
    assert against(vault_world, late).fields == ("/received_on",)


def test_links_are_lists_without_repetition_and_never_empty(vault_world: World) -> None:
    begun(vault_world)
    assert against(vault_world, LinkEvidence()).kind == "form"
    do(vault_world, LinkEvidence(linked_lines=("120:3", "7:1"), linked_cases=("centres/c1",)))
    case = do(vault_world, LinkEvidence(linked_lines=("7:1", "9:2")))
    assert (case.linked_lines, case.linked_cases) == (("120:3", "7:1", "9:2"), ("centres/c1",))


def test_the_chain_of_custody_says_who_did_what_why_and_on_which_letter(
    vault_world: World,
) -> None:
    begun(vault_world, SEAL)
    assert against(vault_world, SEAL).fields == ("/sha256",)
    assert against(vault_world, BACK).kind == "order"
    opened = do(vault_world, OPEN, REVIEWER).packages[0]
    assert opened.is_opened_by(REVIEWER.person) and not opened.is_opened_by(HANDLER.person)
    assert against(vault_world, HAND).kind == "order"
    assert against(vault_world, OPEN).kind == "order"
    do(vault_world, BACK, REVIEWER)
    [package] = do(vault_world, HAND).packages
    told = [(one.act, one.person, one.why, one.letter) for one in package.custody]
    assert told == [
        ("PACKAGE_SEALED", HANDLER.person, "固定证据", "监〔2026〕1号"),
        ("PACKAGE_OPENED", REVIEWER.person, "核对", "监〔2026〕1号"),
        ("PACKAGE_RETURNED", REVIEWER.person, "核对完毕", "监〔2026〕1号"),
        ("PACKAGE_HANDED", HANDLER.person, "移送", "监〔2026〕1号"),
    ]
    unknown = OpenPackage(sha256="0" * 64, recipient="本人", why="核对")
    assert against(vault_world, unknown).fields == ("/sha256",)


@pytest.mark.parametrize("command", [HAND, OPEN])
def test_a_package_leaves_its_keeping_on_a_letter_only(
    vault_world: World, command: Command
) -> None:
    begun(vault_world, SEAL)
    assert against(vault_world, command, document_no=None).kind == "paper"


def test_custody_goes_on_after_the_case_is_closed(vault_world: World) -> None:
    begun(vault_world, SEAL)
    for command, actor, _ in STAGES:
        do(vault_world, command, actor)
    assert do(vault_world, HAND).packages[0].is_out
    assert against(vault_world, CLOSE).kind == "stage"


def test_every_personal_field_can_be_read_again_as_it_is_stored() -> None:
    """A command is stored with its personal fields sealed: its own type has to take them back."""
    fields = [
        (command, field)
        for command in DISCIPLINE_CASES.commands
        for subject in getattr(command, "subjects", ())
        for field in subject.fields
    ]
    assert len(fields) > 10
    for command, field in fields:
        assert Sealed in get_args(get_type_hints(command)[field]), (command, field)
