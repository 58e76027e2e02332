"""The ledger is shown to who is shown the project, and to nobody else; the command line checks it
and gives it out."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from services.subscriptions.catalogue import LEDGER
from services.subscriptions.projector import DeadRow, dead_letters
from tests.support.calling import Caller, done
from tests.support.citing import invariant
from tests.support.command_line import Terminal
from tests.support.fund_events import FundEvents, payment, stored

pytest_plugins = ["tests.support.http_fixtures"]
LATE, EARLY = date(2026, 3, 5), date(2026, 3, 1)


@pytest.fixture(scope="module")
def kind() -> str:
    """Both databases are asked in test_ledger_tables."""
    return "sqlite"


@pytest.fixture(scope="module")
def spent(shared: Caller) -> Caller:
    """A project that was paid a hundred yuan, and has spent forty of them five days before."""
    project = FundEvents()
    project.issue(EARLY)
    project.disburse(100_00, LATE)
    project.match(5_00, EARLY)
    project.spend((payment(40_00, EARLY),), EARLY)
    stored(shared.runtime.log, project, shared.runtime.clock.now())
    shared.service.subscription.catch_up()
    return shared


PATH = "/fund-projects/fp1/ledger"


@invariant(51)
def test_a_bureau_reads_balances_legs_and_budget_lines_of_any_day(spent: Caller) -> None:
    found = done(spent.get("prov.sc", PATH, as_of="2026-03-09"), 200)
    of_source = {one["source"]: one for one in found["balances"]}
    assert {name: one["yuan"] for name, one in of_source.items()} == {
        "MATCH": "5.00",
        "SPECIAL": "60.00",
    }
    assert of_source["SPECIAL"]["moved"] == {"disburse": 100_00, "expense": -40_00}
    assert of_source["SPECIAL"]["source_words"]["zh"] == "专项资金"
    assert [(one["budget_line"], one["used"]) for one in found["budget_lines"]] == [
        ("人员", 0),
        ("设备", 40_00),
    ]
    [short] = found["short_days"]
    assert (short["code"], short["day"], short["fen"]) == ("NEGATIVE_BY_DAY", "2026-03-01", -40_00)
    assert found["whole"]
    kinds = [(one["kind"], one["kind_words"]["zh"]) for one in found["legs"]]
    assert kinds[::2] == [("disburse", "拨付"), ("match", "配套到位"), ("expense", "支出")]
    before = done(spent.get("prov.sc", PATH, as_of="2026-03-04", source="SPECIAL"), 200)
    assert [one["fen"] for one in before["balances"]] == [-40_00]
    unknown = done(spent.get("prov.sc", PATH, known_at="2020-01-01T00:00:00+08:00"), 200)
    assert (unknown["balances"], unknown["legs"]) == ([], [])


def test_the_legs_come_by_pages(spent: Caller) -> None:
    legs, cursor = list[str](), ""
    while cursor is not None:
        answer = spent.get("prov.sc", PATH, as_of="2026-03-09", limit="4", cursor=cursor)
        page = done(answer, 200)
        legs += [f"{one['tx']} {one['leg']}" for one in page["legs"]]
        cursor = page["next"]
    assert len(legs) == len(set(legs)) == 6
    for wrong in ({"cursor": "x"}, {"source": "OTHER"}, {"limit": "0"}, {"as_of": "yesterday"}):
        assert spent.get("prov.sc", PATH, **wrong).status_code == 422


def test_who_is_not_shown_the_project_is_told_that_there_is_none(spent: Caller) -> None:
    for who in ("applicant.1", "prov.im", "pref.510700"):
        answer = spent.get(who, PATH)
        assert answer.status_code == 404, who
        absent = spent.get(who, PATH.replace("fp1", "nobody"))
        assert answer.json()["type"] == absent.json()["type"]
    assert spent.get(None, PATH).status_code == 401


def test_a_ledger_that_lacks_an_event_says_so(spent: Caller) -> None:
    lot, rows = dead_letters(LEDGER), spent.runtime.readmodel
    rows.apply(lot, [("7", DeadRow(7, "tranche-disbursed", "no"))], since=0, checkpoint=0)
    try:
        assert not done(spent.get("prov.sc", PATH), 200)["whole"]
        terminal = Terminal(spent.runtime.settings)
        assert "未入账 not booked" in terminal.out("verify", "--money", status=1)
        assert "verify --money" in terminal.run("export", "--ledger", status=1).stderr
    finally:
        rows.apply(lot, [("7", None)], since=0, checkpoint=0)


def test_the_command_line_checks_the_ledger_and_gives_it_out(spent: Caller, tmp_path: Path) -> None:
    terminal = Terminal(spent.runtime.settings)
    said = terminal.out("verify", "--money")
    assert "账目平衡 all agrees" in said
    assert "project:fp1 SPECIAL  2026-03-01" in said
    *notes, last = terminal.lines("verify", "--money")
    assert (last["wrong"], [one["code"] for one in notes]) == (0, ["NEGATIVE_BY_DAY"])
    given_out = terminal.out("export", "--ledger").splitlines()
    assert sum('"table":"leg"' in line and '"project":"fp1"' in line for line in given_out) == 6
    file = tmp_path / "books.beancount"
    terminal.run("export", "--ledger", "--format", "beancount", "--to", file)
    assert " balance Assets:Xproject:Xfp1:XSPECIAL  6000 FEN" in file.read_text("utf-8")
    assert file.stat().st_mode & 0o77 == 0
    folder = tmp_path / "parts"
    assert "新文件 new parts" in terminal.out(
        "export", "--ledger", "--format", "parquet", "--to", folder
    )
    asked = "SELECT sum(delta), count(*) FROM read_parquet($1) WHERE project = 'fp1'"
    assert duckdb.execute(asked, [f"{folder}/leg/*.parquet"]).fetchall() == [(0, 6)]
    assert "--to" in terminal.run("export", "--ledger", "--format", "parquet", status=2).stderr
    assert "--ledger" in terminal.run("export", status=2).stderr
    assert "--money" in terminal.run("verify", status=2).stderr


@invariant(51)
def test_the_command_line_names_what_is_wrong(spent: Caller) -> None:
    terminal, rows = Terminal(spent.runtime.settings), spent.runtime.readmodel
    leg = f"{rows._database.schema}{LEDGER.physical_names['leg']}"
    for step in (1, -1):
        with rows._database.writing() as cursor:
            cursor.execute(
                f"UPDATE {leg} SET delta = delta + %s WHERE project = %s AND leg = 1 AND kind = %s",
                (step, "fp1", "expense"),
            )
        if step == 1:
            said = terminal.out("verify", "--money", status=1)
            assert "借贷不平 legs that do not come to nothing: 0.01" in said
            assert "日合计与分录不符" in said
            assert (
                "余额与项目案卷不符 a balance that is not that of the project's case: 0.01" in said
            )
    assert "all agrees" in terminal.out("verify", "--money")
