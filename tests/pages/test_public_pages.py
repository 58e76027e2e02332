"""What the public reads: the registry with its numbers and clocks, a centre, notices with the days
left, statistics that tell of nobody; all of it the same to take away."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from services.pages.charts import Bar, bars, columns
from services.pages.public.sheets import table_file, xlsx_bytes
from services.pages.public.tiles import tile_places
from tests.support.page_reading import PageReader, Reading, read_by_people

pytest_plugins = ["tests.support.page_fixtures"]

HOSTILE = "<script>alert(1)</script>\"'&"
PUBLIC = (
    *("/", "/publicity", "/publicity/sc-2026-1/sc-2026-1-1", "/objections"),
    *("/objections/new?application=demo-10", "/registry/centres", "/registry/centres/demo-5"),
    *("/statistics", "/open-data", "/verify"),
)


@pytest.mark.parametrize("path", PUBLIC)
def test_the_public_reads_it_without_an_account_in_both_languages(
    reads: Reading, path: str
) -> None:
    anybody = reads(None)
    zh = anybody.get(path)
    anybody.client.cookies.set("language", "en")
    en = anybody.get(path)
    assert (zh.status_code, en.status_code) == (200, 200)
    assert read_by_people(zh) != read_by_people(en)


def test_the_registry_is_narrowed_by_links_that_say_how_many(reads: Reading) -> None:
    page = reads(None).get("/registry/centres").text
    assert 'href="/registry/centres?division=510700"' in page
    narrowed = reads(None).text("/registry/centres", division="510700")
    assert "共 1 家" in narrowed
    assert "去掉 所在地：绵阳市" in narrowed


def test_an_empty_result_says_which_condition_to_drop(reads: Reading) -> None:
    told = reads(None).text("/registry/centres", q="没有这家", division="510700")
    assert "可以去掉其中一项： 去掉 查找：没有这家 去掉 所在地：绵阳市" in told


def test_what_is_taken_away_is_what_is_shown(reads: Reading) -> None:
    anybody, query = reads(None), {"division": "510700"}
    taken = anybody.get("/registry/centres.csv", **query).content.decode("utf-8-sig")
    [headings, row] = csv.reader(StringIO(taken))
    assert row == [
        *("四川省装备制造产业知识产权运营中心", "绵阳示例装备股份有限公司", "装备制造产业"),
        *("绵阳市", "2026-02-09", "有效"),
    ]
    book = load_workbook(
        BytesIO(anybody.get("/registry/centres.xlsx", **query).content)
    ).worksheets[0]
    assert [[cell.value for cell in one] for one in book] == [headings, row]


def test_no_text_that_is_taken_away_is_a_formula() -> None:
    row = ("=1+1", "+86", "@sum", 3)
    file = table_file("csv", "表", ("a", "b", "c", "d"), [row])
    [_, kept] = csv.reader(StringIO(bytes(file.body).decode("utf-8-sig")))
    assert kept == ["'=1+1", "'+86", "'@sum", "3"]
    sheet = load_workbook(BytesIO(xlsx_bytes(("a", "b", "c", "d"), [row]))).worksheets[0]
    assert [(cell.value, cell.data_type) for cell in list(sheet)[1]] == [
        *(("=1+1", "s"), ("+86", "s"), ("@sum", "s"), (3, "n")),
    ]


def test_before_its_recognition_a_centre_is_said_to_come(reads: Reading) -> None:
    told = reads(None).text("/registry/centres/demo-5", as_of="2026-01-01")
    assert "这一天名录中还没有该中心" in told
    assert "自2026-02-09起有效" in told


def test_a_centre_says_since_when_by_which_paper_and_whom_to_ask(reads: Reading) -> None:
    told = reads(None).text("/registry/centres/demo-5")
    for said in (
        "自 2026-02-09 起",
        "川知识产权〔2026〕8号",
        "公开沿革",
        "省市场监管局知识产权运用处",
    ):
        assert said in told


def test_current_notices_stand_first_with_the_working_days_left(reads: Reading) -> None:
    told = reads(None).text("/publicity")
    assert told.index("剩余 5 个工作日") < told.index("以往公示")
    assert "2026-03-03 至 2026-03-09" in told
    assert "公示日不计入" in told


def test_a_notice_that_is_not_there_is_absent(reads: Reading) -> None:
    assert reads(None).get("/publicity/sc-2026-1/none").status_code == 404
    assert reads(None).get("/objections/new", application="demo-2").status_code == 404


def test_a_chart_is_links_and_takes_any_label_as_text() -> None:
    for drawn in (bars, columns):
        picture = str(drawn([Bar(HOSTILE, 3, "/x?a=1&b=2"), Bar("b", 0)], HOSTILE))
        assert "<script>" not in picture
        assert 'href="/x?a=1&amp;b=2"' in picture
        assert " style=" not in picture


def test_the_public_is_shown_no_number_under_five(reads: Reading) -> None:
    told = PageReader(reads(None).caller).caller.get(None, "/statistics/totals").json()
    cells = [*told["types"], *told["periods"], *told["divisions"]]
    assert cells
    assert min(one["count"] for one in cells) >= told["least"] == 5


def test_officials_see_their_own_area_month_by_month(reads: Reading) -> None:
    told = reads("pref.510100").text("/statistics")
    assert "本辖区" in told
    assert "按月" in told


def test_every_prefecture_has_one_place_in_its_map() -> None:
    for places in tile_places().values():
        spots = [(row, column) for row, column, _ in places.values()]
        assert len(set(spots)) == len(spots)
    assert [len(places) for places in tile_places().values()] == [21, 12]
