"""`anjuan regulation new`: a draft says what is left to be written, and works when it is."""

import pytest
import tomli
from msgspec.structs import replace

from domain.authoring.drafting import LIKE, NoSuchProcedure, drafted, drafted_divisions
from domain.authoring.procedure import assembled
from domain.regulation.citations import citable
from domain.regulation.sources import procedures
from domain.regulation.unfilled import BLANK
from tests.support.drafted import MOST_LINES, PROVINCES, RECOGNISING, Province, read
from tests.support.road import Road
from tests.support.roads import FIVE_DAYS

LAST = {True: ("RecogniseCentre", "RECOGNISED"), False: ("StartConstruction", "APPROVED")}
"""What brings the centre about, and where it leaves its application."""
EACH = pytest.mark.parametrize("province", PROVINCES, ids=lambda one: one.like)


def test_there_is_a_province_for_each_procedure_that_is_drafted_on() -> None:
    assert {one.like for one in PROVINCES} == {*LIKE}


def test_a_draft_can_be_begun_on_every_procedure_in_which_a_unit_applies() -> None:
    steps = {name: assembled(name).parts["step"] for name in procedures()}
    opened = {name for name, own in steps.items() if any("CreateDraft" in do for do in own)}
    assert opened == {*LIKE}


@EACH
def test_a_draft_is_at_fault_in_each_place_left_and_nowhere_else(province: Province) -> None:
    source, table = drafted(province.beginning), drafted_divisions(province.beginning)
    faults = read(source, table, province.beginning.stem).faults
    lines = [n for n, line in enumerate(source.splitlines(), 1) if BLANK in line and line[0] != "#"]
    rows = [line for line in table.splitlines() if BLANK in line]
    assert len(lines) > 5 and sorted(fault.line for fault in faults)[-len(lines) :] == lines
    assert len(faults) == len(lines) + len(rows)
    assert all("没有写" in fault.zh for fault in faults)


@EACH
def test_a_draft_that_is_filled_in_has_no_fault_and_at_most_seventy_lines(
    province: Province,
) -> None:
    file = province.file()
    assert [str(fault) for fault in file.faults] == []
    assert len(province.source.splitlines()) <= MOST_LINES - 5  # room for its own conditions


@EACH
def test_a_draft_that_is_filled_in_leads_to_a_recognised_or_a_begun_centre(
    province: Province,
) -> None:
    text = province.file().text or ""
    road = Road(province.code, text, province.channel, province.place, FIVE_DAYS)
    last, end = LAST[province in RECOGNISING]
    world = road.at(last)
    assert world.states["applications/a1"].stage == end
    assert world.states["centres/a1"].stage == "ACTIVE"


@EACH
def test_what_a_draft_cites_is_in_its_procedure_and_each_provision_carries_something(
    province: Province,
) -> None:
    tables = tomli.loads(drafted(province.beginning))
    cited = {target for targets in tables["cites"].values() for target in targets}
    assert cited <= set(citable(assembled(province.like)))
    assert tables["articles"].keys() == tables["cites"].keys()


def test_a_title_with_quotation_marks_stays_what_it_is() -> None:
    beginning = replace(PROVINCES[0].beginning, title='“示例”"办法"\\')
    assert tomli.loads(drafted(beginning))["regulation"]["title"] == '“示例”"办法"\\'


def test_a_procedure_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(NoSuchProcedure, match="two_tiers"):
        drafted(replace(PROVINCES[0].beginning, like="two_tires"))
