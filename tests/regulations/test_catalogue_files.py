"""A list of industries is checked as the list that it is: by line and key, in words."""

import pytest

from domain.regime.catalogue_file import industries_in
from tests.support.regulations import FOLDER, INVENTED

LISTS = {
    file.name: file.read_text("utf-8")
    for folder in (FOLDER, INVENTED)
    for file in folder.iterdir()
    if file.name.endswith(".industries.toml")
}
SICHUAN = LISTS["sichuan.industries.toml"]
FIRST = SICHUAN.index('"', SICHUAN.index("industries = ["))
AN_INDUSTRY = SICHUAN[FIRST : SICHUAN.index(",", FIRST) + 1]


@pytest.mark.parametrize("name", LISTS)
def test_the_shipped_and_the_invented_lists_have_no_fault(name: str) -> None:
    found = industries_in(LISTS[name])
    assert found.faults == () and found.regime and found.industries > 0


@pytest.mark.parametrize(
    ("before", "after", "key", "words"),
    [
        ("industries = [", "industry = [", "industry", "未知的名称 industry；可用：industries"),
        ('regime = "SC"\n', "", "regime", "缺少 regime"),
        (AN_INDUSTRY, AN_INDUSTRY * 2, "industries", "重复"),
        (AN_INDUSTRY, '" ",', "industries", "产业没有名称"),
        (AN_INDUSTRY, "7,", "industries", "不合格式"),
    ],
)
def test_what_is_wrong_with_a_list_is_told_at_its_key(
    before: str, after: str, key: str, words: str
) -> None:
    text = SICHUAN.replace(before, after, 1)
    told = [fault for fault in industries_in(text).faults if fault.key == key]
    assert told and words in told[0].zh, [str(one) for one in industries_in(text).faults]


def test_what_is_no_toml_is_told_with_its_line() -> None:
    [fault] = industries_in(SICHUAN + "\n= 3\n").faults
    assert fault.line > 1 and "不是 TOML" in fault.zh
