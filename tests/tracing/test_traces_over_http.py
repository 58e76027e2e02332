"""Traces over HTTP and as pages: to those whom the policy shows the project and the accounts."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from adapters.event_store.log import receipt_hash
from tests.support.calling import Caller, done
from tests.support.command_line import Terminal
from tests.support.documented import text_of
from tests.support.page_reading import Reading
from tests.support.traced_house import PROJECT, TracedHouse, with_traced_money

pytest_plugins = ["tests.support.page_fixtures"]

PREF, FINANCE, UNIT, STRANGER = "pref.510100", "finance.sc", "applicant.1", "applicant.2"
PATH = f"/fund-projects/{PROJECT}/trace"


@pytest.fixture(scope="module")
def at(house: Caller) -> TracedHouse:
    found = with_traced_money(house)
    house.service.subscription.catch_up()
    return found


def got(house: Caller, who: str, path: str, **query: Any) -> Any:
    return done(house.get(who, path, **query), 200)


def test_a_projects_money_is_traced_for_its_unit_and_its_bureau(
    house: Caller, at: TracedHouse
) -> None:
    found = got(house, PREF, PATH)
    assert found["entered"] == 100_00
    assert [(one["lines"], one["fifo"], one["min"], one["max"]) for one in found["payments"]] == [
        ([f"{at.first}:1"], 100_00, 100_00, 100_00),
        ([f"{at.first}:2", f"{at.second}:1"], 80_00, 80_00, 80_00),
        ([f"{at.second}:2"], 50_00, 50_00, 50_00),
        ([f"{at.first}:3"], 0, 0, 30_00),
    ]
    assert got(house, UNIT, PATH)["payments"] == found["payments"]
    assert [one["kind"] for one in found["doubts"]] == [
        "CAME_BACK",
        "NO_CONTINUITY",
        "NO_CONTINUITY",
    ]


def test_to_others_there_is_no_such_project_and_no_such_line(
    house: Caller, at: TracedHouse
) -> None:
    for path in (PATH, f"/lines/{at.first}/1", f"/lines/{at.tranche}/1"):
        assert house.get(STRANGER, path).status_code == 404
        assert house.get(None, path).status_code == 401
    assert house.get(UNIT, "/trace", of="source:special").status_code == 403
    assert house.get("audit.sc", "/trace", of="source:special").status_code == 403


def test_of_a_source_and_back_from_a_payment(house: Caller, at: TracedHouse) -> None:
    whole = got(house, PREF, "/trace", of="source:special")
    assert whole["payments"] == got(house, PREF, PATH)["payments"]
    back = got(house, PREF, "/trace", direction="back", to=f"{at.second}:2")
    [allocation] = back["allocations"]
    assert (allocation["allocation"], allocation["fifo"]) == (f"{at.budget}:1", 50_00)
    only = got(house, PREF, "/trace", of=f"allocation:{at.budget}", accounts="acc2")
    assert [one["taker"] for one in only["payments"]] == ["acc2", "ref-vendor"]


def test_as_of_a_day_and_a_question_that_names_no_money(house: Caller, at: TracedHouse) -> None:
    assert len(got(house, PREF, PATH, as_of="2026-01-06")["payments"]) == 2
    assert got(house, PREF, PATH, known_at="2020-01-01T00:00:00Z")["payments"] == []
    wrong = house.get(PREF, "/trace", of="money")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/of")


def test_a_line_stands_beside_what_belongs_to_it(house: Caller, at: TracedHouse) -> None:
    sheet = got(house, PREF, f"/lines/{at.first}/1")
    assert [(one["kind"], one["place"]) for one in sheet["lines"]] == [
        ("bank_line", f"{at.first}:1"),
        ("tranche", f"{at.tranche}:1"),
    ]
    claimed = got(house, PREF, f"/lines/{at.vouchers}/2")
    assert [(one["kind"], one["file"]) for one in claimed["lines"]] == [
        ("payment", ""),
        ("voucher", "c" * 64),
    ]
    assert {one["event"]["id"] for one in claimed["lines"]} == {PROJECT}


def test_every_ribbon_of_the_picture_leads_to_its_evidence(
    house: Caller, at: TracedHouse, reads: Reading
) -> None:
    picture = got(house, PREF, PATH, **{"as": "sankey"})
    words = [one["words"]["zh"] for one in picture["nodes"]]
    assert sum(word.endswith("回流") for word in words) == 1
    page = reads(PREF).get(PATH)
    assert page.status_code == 200
    links = [
        f'href="/lines/{place.replace(":", "/")}"' for place in (f"{at.first}:3", f"{at.second}:2")
    ]
    assert all(link in page.text for link in links) and page.text.count("<path") >= 4
    beside = reads(PREF).get(f"/lines/{at.vouchers}/2").text
    assert f"/files/{'c' * 64}" in beside
    back = reads(PREF).get(f"/trace?direction=back&to={at.second}:2").text
    assert f"/lines/{at.budget}/1" in back
    assert reads(STRANGER).get(PATH).status_code == 404


def test_the_project_leads_to_its_books_and_these_to_each_line(
    at: TracedHouse, reads: Reading
) -> None:
    case = reads(PREF).get(f"/fund-projects/{PROJECT}").text
    books = f"/fund-projects/{PROJECT}/ledger"
    assert f'href="{books}"' in case and f'href="{PATH}"' in case
    page = reads(PREF).get(books).text
    assert "50.00" in page and f'href="/lines/{at.vouchers}/2"' in page


def test_a_terminal_tells_the_same(house: Caller, at: TracedHouse) -> None:
    terminal = Terminal(house.runtime.settings)
    told = terminal.out("money", "trace", f"project:{PROJECT}")
    assert "至少 50.00，至多 50.00" in told and f"{at.second}:2" in told
    back = terminal.lines("money", "trace", "--to", f"{at.second}:2")
    assert back == [got(house, PREF, "/trace", direction="back", to=f"{at.second}:2") | dated(back)]
    assert "专项资金 special money" in terminal.out("money", "balance", PROJECT)
    assert "nothing in the ledger" in terminal.out("money", "balance", "none")
    terminal.run("money", "trace", "--to", "1:99", status=1)
    terminal.run("money", "trace", "money", status=2)


def test_a_working_paper_numbers_each_movement_with_its_line_and_hash(
    house: Caller, at: TracedHouse, reads: Reading
) -> None:
    answer = house.get(PREF, f"/fund-projects/{PROJECT}/working-paper.xlsx")
    assert answer.status_code == 200
    book = load_workbook(BytesIO(answer.content), read_only=True)
    _, *rows = book["逐笔 movements"].iter_rows(values_only=True)
    assert [row[0] for row in rows] == [*range(1, len(rows) + 1)] and rows
    for row in rows:
        [stored] = house.runtime.log.at([int(str(row[5]).partition(":")[0])])
        assert row[6] == receipt_hash(stored).hex()
    assert all(one.data_type != "f" for row in book["逐笔 movements"].iter_rows() for one in row)
    assert house.get(STRANGER, f"/fund-projects/{PROJECT}/working-paper.xlsx").status_code == 404
    page = reads(PREF).get(f"/fund-projects/{PROJECT}/ledger").text
    assert f"/fund-projects/{PROJECT}/working-paper.xlsx" in page
    assert reads(PREF).get(f"/fund-projects/{PROJECT}/working-paper.xlsx").status_code == 200


def test_the_paper_as_pdf_is_the_same_bytes_for_the_same_two_moments(
    house: Caller, at: TracedHouse
) -> None:
    path, then = f"/fund-projects/{PROJECT}/working-paper.pdf", house.runtime.clock.now()
    asked: dict[str, Any] = {"as_of": "2026-02-28", "known_at": then.isoformat()}
    pdf = house.get(PREF, path, **asked)
    assert pdf.status_code == 200 and pdf.content == house.get(PREF, path, **asked).content
    for claim in (b"<pdfaid:part>2", b"<pdfaid:conformance>A", b"<pdfuaid:part>1"):
        assert claim in pdf.content
    said = text_of(pdf.content)
    [tranche] = house.runtime.log.at([at.tranche])
    assert receipt_hash(tranche).hex() in said and "专项资金项目底稿" in said
    assert "100.00" not in text_of(house.get(PREF, path, as_of="2026-01-01").content)
    assert house.get(STRANGER, path).status_code == 404


def dated(found: list[Any]) -> dict[str, Any]:
    """The moment of an answer, which is each one's own."""
    return {"known_at": found[0]["known_at"]}
