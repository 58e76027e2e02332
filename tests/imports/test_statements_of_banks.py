"""A bank's file is imported page by page: once, in order, all that is wrong named by its row."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from openpyxl import Workbook

from domain.bank_account.statement import ImportStatementPage
from domain.personal import Sealed
from services.imports.paged.mapping import LAYOUTS, mapping_of
from services.imports.tables.faults import Unreadable
from services.runtime import Runtime
from tests.support.bank_files import (
    HEADINGS,
    imported,
    opened_account,
    rows,
    state_of,
    with_a_centre,
    written,
)
from tests.support.citing import invariant, rule

NUMBERS = count(6222_0000_0000_0001)


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    with with_a_centre(tmp_path_factory.mktemp("banks") / "data") as one:
        yield one


@pytest.fixture
def account(runtime: Runtime) -> str:
    return opened_account(runtime, str(next(NUMBERS)))


def come_to(runtime: Runtime, account: str) -> tuple[int, int, int]:
    case = state_of(runtime, account)
    return case.pages, case.lines, len(case.stretches)


@rule("IMPLICIT:statement")
@invariant(56)
def test_a_file_comes_in_by_pages_once_whatever_its_encoding(
    runtime: Runtime, account: str, tmp_path: Path
) -> None:
    file = written(tmp_path / "a.csv", rows(2_300), "gb18030")
    came = imported(runtime, file, account)
    assert (came.lines, came.pages, came.known, came.faults) == (2_300, 3, 0, [])
    assert come_to(runtime, account) == (3, 2_300, 1)
    again = imported(runtime, file, account)
    assert (again.lines, again.known, again.faults) == (0, 2_300, [])
    assert come_to(runtime, account) == (3, 2_300, 1)


def test_a_counterparty_stands_once_on_its_page_sealed_and_known_again_everywhere(
    runtime: Runtime, account: str, tmp_path: Path
) -> None:
    imported(runtime, written(tmp_path / "a.csv", rows(1_500)), account)
    stored = runtime.store.records(f"bank-accounts/{account}", 3)
    pages = [one.command for _, one in stored if isinstance(one.command, ImportStatementPage)]
    first, second = (page.counterparties for page in pages)
    assert (len(first), len(second)) == (300, 300)
    assert all(isinstance(one.account, Sealed) and one.tail for one in first)
    refs = [{one.ref for one in page} for page in (first, second)]
    assert refs[0] == refs[1]
    assert len(refs[0]) == 300
    assert str(runtime.vault.open(first[7]).name).startswith("对方")


def test_an_account_is_known_by_its_number_however_it_is_written_and_never_shows_it(
    runtime: Runtime,
) -> None:
    id = opened_account(runtime, "5100 8888 7777 0001")
    assert id == runtime.vault.claim_id("account", "5100888877770001")
    stored = runtime.log.history(f"bank-accounts/{id}")
    assert all(b"88887777" not in one.state and b"8888 7777" not in one.state for one in stored)


@rule("IMPLICIT:statement")
def test_an_overlapping_download_is_cut_and_goes_on(
    runtime: Runtime, account: str, tmp_path: Path
) -> None:
    imported(runtime, written(tmp_path / "a.csv", rows(1_250)), account)
    more = imported(runtime, written(tmp_path / "b.csv", rows(1_500, first=600)), account)
    assert (more.lines, more.known, more.faults) == (850, 650, [])
    assert come_to(runtime, account)[1:] == (2_100, 1)
    older = imported(runtime, written(tmp_path / "c.csv", rows(2_100)), account)
    assert (older.lines, older.known, older.faults) == (0, 2_100, [])


@rule("IMPLICIT:statement")
def test_an_older_month_comes_later_and_the_gap_after_it_is_filled(
    runtime: Runtime, account: str, tmp_path: Path
) -> None:
    imported(runtime, written(tmp_path / "late.csv", rows(500, first=1_000)), account)
    imported(runtime, written(tmp_path / "early.csv", rows(300)), account)
    assert come_to(runtime, account)[1:] == (800, 2)
    filling = imported(runtime, written(tmp_path / "all.csv", rows(1_500)), account)
    assert (filling.lines, filling.known, filling.faults) == (700, 800, [])
    assert come_to(runtime, account)[1:] == (1_500, 1)


@rule("IMPLICIT:statement")
def test_a_line_that_was_changed_contradicts_what_came_in(
    runtime: Runtime, account: str, tmp_path: Path
) -> None:
    lines = rows(1_200)
    imported(runtime, written(tmp_path / "a.csv", lines), account)
    lines[400] = (*lines[400][:1], "999.00", "", *lines[400][3:])
    came = imported(runtime, written(tmp_path / "b.csv", lines), account)
    [fault] = came.faults
    assert (came.lines, fault.row) == (0, 404)
    assert "已收的" in fault.why.zh


@rule("IMPLICIT:statement")
def test_what_is_wrong_is_named_by_its_row_and_what_stands_before_its_page_is_in(
    runtime: Runtime, account: str, tmp_path: Path
) -> None:
    lines = rows(3_000)
    lost = [*lines[:1_500], *lines[1_501:]]
    lost[2_500] = ("2024-13-41", "x", "", *lost[2_500][3:])
    came = imported(runtime, written(tmp_path / "a.csv", lost), account)
    assert [one.row for one in came.faults] == [1_504, 2_504, 2_504]
    assert come_to(runtime, account)[:2] == (1, 1_000)
    mended = imported(runtime, written(tmp_path / "b.csv", lines), account)
    assert (mended.lines, mended.known, mended.faults) == (2_000, 1_000, [])


def test_a_dry_run_says_the_same_and_stores_nothing(
    runtime: Runtime, account: str, tmp_path: Path
) -> None:
    good = written(tmp_path / "a.csv", rows(2_100))
    before = runtime.log.end()
    tried = imported(runtime, good, account, dry=True)
    assert (tried.lines, tried.pages, tried.faults) == (2_100, 3, [])
    lines = rows(2_100)
    bad = written(tmp_path / "b.csv", [*lines[:1_500], *lines[1_501:]])
    [fault] = imported(runtime, bad, account, dry=True).faults
    assert fault.row == 1_504
    assert runtime.log.end() == before


def test_a_workbook_is_read_row_by_row(runtime: Runtime, account: str, tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (("某银行",), HEADINGS, *rows(1_100)):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    came = imported(runtime, tmp_path / "a.xlsx", account)
    assert (came.lines, came.pages, came.faults) == (1_100, 2, [])


def test_the_other_layouts_tell_in_from_out_by_a_column_or_by_the_sign(
    runtime: Runtime, tmp_path: Path
) -> None:
    book = tmp_path / "a.csv"
    book.write_text(
        "记账日期,交易金额,借贷标志,账户余额,流水号,对手方名称,对手方账号\n"
        "20240102,1000.00,贷,1000.00,1,财政局,51050001\n"
        "20240103,300.00,借,700.00,2,某公司,62220001\n"
        "20240104,-300.00,借,1000.00,3,某公司,62220001\n",
        "utf-8",
    )
    first = opened_account(runtime, str(next(NUMBERS)))
    assert imported(runtime, book, first, "debit_credit").faults == []
    assert state_of(runtime, first).stretches[0].closing == 1_000_00
    signed = tmp_path / "b.csv"
    signed.write_text(
        "日期,金额,业务编号,收/付款方,收/付款方账号\n"
        "2024/01/04,-300.00,9,某公司,62220001\n"
        "2024/01/02,1000.00,8,财政局,51050001\n",
        "utf-8",
    )
    second = opened_account(runtime, str(next(NUMBERS)))
    came = imported(runtime, signed, second, "signed_amount")
    assert (came.lines, came.faults) == (2, [])
    [stretch] = state_of(runtime, second).stretches
    assert (stretch.first_day.day, stretch.last_day.day, stretch.closing) == (2, 4, None)


def test_shipped_layouts_and_only_mappings_that_fit_are_taken(tmp_path: Path) -> None:
    assert {mapping_of(one.stem).kind for one in LAYOUTS.glob("*.toml")} == {"statement"}
    assert len([*LAYOUTS.glob("*.toml")]) == 3
    odd = tmp_path / "odd.toml"
    for text in ("kind = 'nothing'\n[columns]\n", "kind = 'statement'\nrows = 1\n[columns]\n", "x"):
        odd.write_text(text, "utf-8")
        with pytest.raises(Unreadable):
            mapping_of(str(odd))


def test_a_file_without_the_headings_says_which_are_wanted(
    runtime: Runtime, account: str, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(Unreadable, match="交易日期"):
        imported(runtime, tmp_path / "a.csv", account)
