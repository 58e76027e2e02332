"""A statement comes in page by page, without a gap, each line once; errors by counter-lines."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.bank_account.case import BankLine, StatementStretch
from domain.bank_account.correcting_lines import LineCorrection, LinesCorrected
from domain.bank_account.statement import StatementPageImported
from domain.counterparty import Counterparty
from tests.support.asking import OVER, Ask, do, refused
from tests.support.citing import invariant, rule
from tests.support.statements import (
    CHENGDU_BOOKS,
    FINANCE,
    IMPORT_PAGE,
    KEEPER,
    MIANYANG_BOOKS,
    OPEN_ACCOUNT,
    PAGE,
    SECOND,
    STRANGER,
    account,
    corrected,
    following,
    line,
    position,
    recognised,
    told,
    with_account,
    with_page,
)

OTHER_FILE = "b" * 64


def pages(*lines: BankLine, **changes: Any) -> Ask:
    return replace(IMPORT_PAGE, command=replace(PAGE, lines=lines, **changes))


@rule("IMPLICIT:bank-account")
def test_an_account_is_opened_once_by_the_unit_or_by_an_organ_of_its_area() -> None:
    for actor in (KEEPER, FINANCE, CHENGDU_BOOKS):
        world = recognised()
        do(world, OPEN_ACCOUNT.by(actor), OVER)
        assert (account(world).centre, account(world).owner) == ("a1", KEEPER.organ)
        assert (account(world).stage, account(world).division) == ("KEPT", "510100")
    assert refused(world, OPEN_ACCOUNT, OVER) == ["IMPLICIT:open"]
    assert refused(recognised(), OPEN_ACCOUNT.by(STRANGER), OVER) == ["IMPLICIT:account-centre"]
    idle = replace(KEEPER, duties=())
    assert refused(recognised(), OPEN_ACCOUNT.by(idle), OVER) == ["IMPLICIT:duty"]
    wrong_role = replace(KEEPER, role="AUDIT")
    assert refused(recognised(), OPEN_ACCOUNT.by(wrong_role), OVER) == ["IMPLICIT:bank-account"]


@rule("IMPLICIT:bank-account")
def test_a_centre_registers_nobody_else_s_account_and_is_not_shown_one() -> None:
    others = OPEN_ACCOUNT.saying(holder="OTHER")
    assert [one.rule for one in told(recognised(), others)] == ["IMPLICIT:account-holder"]
    world = recognised()
    do(world, others.by(FINANCE), OVER)
    assert not account(world).is_open_to(KEEPER)
    assert account(world).is_open_to(FINANCE)
    assert refused(world, IMPORT_PAGE, OVER) == ["IMPLICIT:account-area"]


@rule("IMPLICIT:statement")
def test_a_page_comes_to_sums_and_a_stretch_and_its_lines_stand_in_its_command_alone() -> None:
    world = with_account()
    [one] = do(world, IMPORT_PAGE, OVER)
    event = one.record.event
    assert isinstance(event, StatementPageImported)
    assert (event.count, event.received, event.paid) == (3, 500_00, 300_00)
    assert (event.opening, event.closing, event.doubt) == (1_000_00, 1_200_00, None)
    assert one.record.command == PAGE
    case = account(world)
    [stretch] = case.stretches
    assert (stretch.first_day, stretch.last_day) == (date(2026, 1, 5), date(2026, 1, 9))
    assert (case.pages, case.lines) == (1, 3)
    assert world.replayed("bank-accounts", "acc1") == case


@rule("IMPLICIT:statement")
def test_pages_that_meet_are_one_stretch_also_where_the_older_comes_later() -> None:
    world = with_page()
    do(world, following(), OVER)
    older = pages(line(2, 400_00, 1_000_00), opening=600_00, page=1, file=OTHER_FILE)
    do(world, older, OVER)
    [stretch] = account(world).stretches
    assert (stretch.first_day.day, stretch.last_day.day) == (2, 9)
    assert (stretch.opening, stretch.closing) == (600_00, 1_250_00)
    assert account(world).lines == 5


@rule("IMPLICIT:statement")
def test_a_page_that_leaves_lines_out_or_brings_them_twice_is_refused() -> None:
    world = with_page()
    assert [one.rule for one in told(world, IMPORT_PAGE)] == ["IMPLICIT:statement-overlap"]
    lost = following(opening=1_150_00, lines=(line(10, 50_00, 1_200_00),))
    assert [one.rule for one in told(world, lost)] == ["IMPLICIT:statement-continuity"]
    same_day = following(opening=1_150_00, lines=(line(9, 50_00, 1_200_00),))
    assert [one.rule for one in told(world, same_day)] == ["IMPLICIT:statement-overlap"]
    apart = following(opening=1_150_00, lines=(line(20, 50_00, 1_200_00),))
    do(world, apart, OVER)
    assert len(account(world).stretches) == 2
    between = following(opening=1_200_00, lines=(line(12, -50_00, 1_150_00),))
    do(world, between, OVER)
    [whole] = account(world).stretches
    assert (whole.opening, whole.closing) == (1_000_00, 1_200_00)


WRONG = {
    "a balance that does not follow": ((line(5, 500_00, 1_500_00), line(6, -1, 1_400_00)), [2]),
    "a lost line": ((line(5, 500_00, 1_500_00), line(9, -100_00, 1_200_00)), [2]),
    "a day before the last": ((line(6, 1, 1_000_01), line(5, 1, 1_000_02)), [2]),
    "a day to come": ((line(5, 1, 1_000_01), replace(line(5, 1), day=date(2027, 1, 1))), [2]),
    "nothing": ((replace(line(5, 1), fen=0),), [1]),
    "below nothing": ((replace(line(5, 1), fen=-5),), [1]),
    "no such counterparty": ((line(5, 1, party=2),), [1]),
    "several": ((line(5, 1, 7), line(4, 1, party=9), replace(line(5, 1), fen=0)), [1, 2, 2, 3]),
}


@rule("IMPLICIT:statement")
@pytest.mark.parametrize("wrong", WRONG)
def test_every_wrong_line_of_a_page_is_named_and_nothing_of_it_is_taken(wrong: str) -> None:
    lines, numbers = WRONG[wrong]
    world = with_account()
    found = sorted(told(world, pages(*lines)), key=lambda one: one.fields)
    assert [one.fields for one in found] == [(f"/lines/{number - 1}",) for number in numbers]
    assert all(f"第 {n} 行" in one.asked.zh for n, one in zip(numbers, found, strict=True))
    assert account(world).pages == 0


@rule("IMPLICIT:statement")
def test_without_balances_serial_numbers_must_stand_and_without_either_the_page_is_marked() -> None:
    numbered = [replace(line(5, 1), serial=f"S{n}") for n in range(3)]
    world = with_account()
    half = pages(*numbered, line(5, 1), opening=None)
    assert [one.fields for one in told(world, half)] == [("/lines/3",)]
    twice = pages(*numbered, numbered[0], opening=None)
    assert "第 1 行" in told(world, twice)[0].asked.zh
    [whole] = do(world, pages(*numbered, opening=None), OVER)
    assert isinstance(whole.record.event, StatementPageImported)
    assert (whole.record.event.doubt, whole.record.event.closing) == (None, None)
    [bare] = do(with_account(), pages(line(5, 1), opening=None), OVER)
    assert isinstance(bare.record.event, StatementPageImported)
    assert bare.record.event.doubt == "NO_CONTINUITY"


@rule("IMPLICIT:statement")
def test_without_balances_the_same_file_goes_on_and_another_must_not_touch() -> None:
    world = with_account()
    first = pages(replace(line(5, 1), serial="S1"), opening=None)
    do(world, first, OVER)
    more = replace(line(5, 2), serial="S2")
    do(world, pages(more, opening=None, page=2), OVER)
    assert len(account(world).stretches) == 1
    other = pages(more, opening=None, page=1, file=OTHER_FILE)
    assert [one.rule for one in told(world, other)] == ["IMPLICIT:statement-overlap"]


@rule("IMPLICIT:statement")
def test_a_balance_that_only_lines_tell_is_the_opening_one() -> None:
    [one] = do(with_account(), pages(line(5, 500_00), line(6, -1_00, 1_499_00), opening=None), OVER)
    assert isinstance(one.record.event, StatementPageImported)
    assert (one.record.event.opening, one.record.event.closing) == (1_000_00, 1_499_00)


@rule("IMPLICIT:statement")
def test_only_the_unit_and_organs_of_its_area_import() -> None:
    for actor in (FINANCE, CHENGDU_BOOKS, SECOND):
        do(with_account(), IMPORT_PAGE.by(actor), OVER)
    for actor in (STRANGER, MIANYANG_BOOKS):
        assert refused(with_account(), IMPORT_PAGE.by(actor), OVER) == ["IMPLICIT:account-area"]
    idle = replace(KEEPER, duties=())
    assert refused(with_account(), IMPORT_PAGE.by(idle), OVER) == ["IMPLICIT:duty"]
    auditor = replace(KEEPER, role="AUDIT")
    assert refused(with_account(), IMPORT_PAGE.by(auditor), OVER) == ["IMPLICIT:statement"]
    closed = with_account()
    closed.states["bank-accounts/acc1"] = replace(account(closed), stage="CLOSED")
    assert refused(closed, IMPORT_PAGE, OVER) == ["IMPLICIT:statement"]


@rule("IMPLICIT:statement")
def test_a_counterparty_has_a_name_or_a_number() -> None:
    nobody = Counterparty(name="", account="", ref="of somebody else")
    found = told(with_account(), pages(line(5, 1, party=0), counterparties=(nobody,)))
    assert [one.fields for one in found] == [("/counterparties/0",)]


@rule("IMPLICIT:counter-line")
@invariant(53)
def test_a_wrong_line_is_taken_back_by_its_counter_line_and_the_right_one_stands_beside() -> None:
    world = with_page()
    right = line(6, -200_00, 1_300_00, party=2)
    new = Counterparty(name="周某", account="6217000011112222", kind="PERSON")
    ask = corrected(LineCorrection(2, right), of=position(world), counterparties=(new,))
    [one] = do(world, ask, OVER)
    event = one.record.event
    assert isinstance(event, LinesCorrected)
    assert [each.fen for each in event.lines] == [-200_00, 200_00]
    assert sum(each.delta for each in event.lines) == 0
    assert [event.counterparties[each.party].name for each in event.lines] == [
        PAGE.counterparties[1].name,
        "周某",
    ]
    assert account(world).corrected == (f"{position(world) - 1}:2",)
    assert world.replayed("bank-accounts", "acc1") == account(world)


@rule("IMPLICIT:counter-line")
def test_a_correction_is_corrected_again_but_no_line_twice() -> None:
    world = with_page()
    first = position(world)
    do(world, corrected(LineCorrection(2, line(6, -200_00, party=0)), of=first), OVER)
    again = corrected(LineCorrection(2, line(6, -200_00, party=1)), of=first)
    assert [one.fields for one in told(world, again)] == [("/corrections/0",)]
    of_it = corrected(LineCorrection(2, line(6, -200_00, party=0)), of=first + 1)
    do(world, of_it.by(KEEPER), OVER)
    assert account(world).corrected == (f"{first}:2", f"{first + 1}:2")


@rule("IMPLICIT:counter-line")
def test_a_correction_names_lines_that_there_are_and_leaves_the_printed_balance() -> None:
    world = with_page()
    here = position(world)
    beyond = corrected(LineCorrection(4), of=here)
    assert [one.fields for one in told(world, beyond)] == [("/corrections/0",)]
    elsewhere = corrected(LineCorrection(1), of=here - 1)
    assert [one.rule for one in told(world, elsewhere)] == ["IMPLICIT:corrected-page"]
    less = corrected(LineCorrection(1), of=here)
    assert [one.rule for one in told(world, less)] == ["IMPLICIT:corrected-balance"]
    wrong = corrected(LineCorrection(1, replace(line(5, 1, party=9), fen=-1)), of=here)
    assert [one.rule for one in told(world, wrong)][:2] == ["IMPLICIT:page-line"] * 2


@rule("IMPLICIT:counter-line")
def test_another_person_of_the_unit_that_recorded_it_corrects() -> None:
    world = with_page()
    ask = corrected(LineCorrection(2, line(6, -200_00, party=0)), of=position(world))
    for actor in (KEEPER, FINANCE):
        assert refused(world, ask.by(actor), OVER) == ["IMPLICIT:corrected-by"]
    assert refused(world, ask.by(replace(SECOND, duties=())), OVER) == ["IMPLICIT:duty"]
    auditor = replace(SECOND, role="AUDIT")
    assert refused(world, ask.by(auditor), OVER) == ["IMPLICIT:counter-line"]


def test_a_stretch_is_small_whatever_comes_in() -> None:
    """Pages that meet leave one, however many they are."""
    world = with_account()
    for number in range(1, 41):
        do(world, pages(line(5, 1, number), opening=number - 1, page=number), OVER)
    assert account(world).stretches == (
        StatementStretch(
            first_day=date(2026, 1, 5),
            last_day=date(2026, 1, 5),
            opening=0,
            closing=40,
            file=PAGE.file,
            page=40,
        ),
    )
