"""The roads of the shipped regimes and of two invented ones, each with its form and its days."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.application.form import Milestone
from domain.regulation.model import Guard, Step
from tests.support.regulations import (
    INNER_MONGOLIA_TEXT,
    ONE_CITY_TEXT,
    SICHUAN_TEXT,
    SUZHOU_TEXT,
    THREE_TIERS_TEXT,
)
from tests.support.road import Road

WHEN_OVER = (
    *("ClosePublicity", "ClearEntry", "RecogniseCentre", "RecogniseList"),
    *("ReportBranch", "RegisterBranch"),
)
OVER, LAPSED = date(2026, 3, 10), date(2026, 3, 17)
FIVE_DAYS = {
    **dict.fromkeys(WHEN_OVER, OVER),
    "LapseCorrection": LAPSED,
}
SEVEN_DAYS = {
    **dict.fromkeys(WHEN_OVER, date(2026, 3, 9)),
    "LapseCorrection": date(2026, 3, 13),
}
TEN_DAYS = dict.fromkeys(WHEN_OVER, LAPSED)
UPPER = {"entity_level": "PROVINCIAL", "legal_nature": "ENTERPRISE_STATE"}
STEPPE = {
    "industry": "现代能源",
    "industry_layout_doc": "1" * 64,
    "industry_policy_doc": "2" * 64,
    "key_measures_doc": "3" * 64,
}
CITY_FORM = {
    "industry": "生物医药产业",
    "industry_layout_doc": "1" * 64,
    "industry_policy_doc": "2" * 64,
    "key_measures_doc": "3" * 64,
    "rd_body_count": 101,
    "county_output": 2_000_000_000_001,
    "milestones": (Milestone(title="平台建成", due=date(2027, 6, 30)),),
    "own": {
        "industry_kind": "专利",
        "leader_firm": "某制药公司",
        "core_institute": "某研究院",
        "operator_type": "产业平台型发展公司",
        "local_match_commitment": "4" * 64,
        "construction_plan": "5" * 64,
        "targets": "6" * 64,
        "timetable": "7" * 64,
    },
}

SICHUAN = Road("Sichuan", SICHUAN_TEXT, "ORDINARY", "510100", FIVE_DAYS)
SICHUAN_DIRECT = Road("Sichuan direct", SICHUAN_TEXT, "DIRECT", "510100", FIVE_DAYS, UPPER)
INNER_MONGOLIA = Road(
    "Inner Mongolia", INNER_MONGOLIA_TEXT, "ORDINARY", "150100", FIVE_DAYS, STEPPE
)
INNER_MONGOLIA_DIRECT = Road(
    "Inner Mongolia direct",
    INNER_MONGOLIA_TEXT,
    "DIRECT",
    "150781",
    FIVE_DAYS,
    {**UPPER, **STEPPE},
)
THREE_TIERS = Road("three tiers", THREE_TIERS_TEXT, "ORDINARY", "510104", SEVEN_DAYS)
ONE_CITY = Road("one city", ONE_CITY_TEXT, "DIRECT", "320505", TEN_DAYS)
SUZHOU = Road("Suzhou", SUZHOU_TEXT, "ORDINARY", "320505", {"LapseCorrection": LAPSED}, CITY_FORM)
STATUTORY = (SICHUAN, SICHUAN_DIRECT, INNER_MONGOLIA, INNER_MONGOLIA_DIRECT)
ROADS = (*STATUTORY, SUZHOU, THREE_TIERS, ONE_CITY)
_plain: dict[int, list[Any]] = {}
_lines: dict[tuple[int, str], list[Any]] = {}


def at_length(
    road: Road, part: Step | Guard, among: Sequence[Road] = ROADS
) -> list[pytest.MarkDecorator]:
    """The mark of the soak run, for what is tried on an earlier road already: a part that differs
    in no more than the provision that carries it, as a procedure gives it to several."""
    first = next(one for one in among if plain(part) in plain_parts(one))
    return [] if first is road else [pytest.mark.soak]


def line_at_length(
    road: Road, step: Step, key: str, among: Sequence[Road] = ROADS
) -> list[pytest.MarkDecorator]:
    """The same for one line of a step, whatever its other lines say."""
    line = (step.stream, step.do, getattr(step, key))
    first = next(one for one in among if line in lines_of(one, key))
    return [] if first is road else [pytest.mark.soak]


def plain_parts(road: Road) -> list[Any]:
    """All steps and conditions of a road."""
    if (key := id(road)) not in _plain:
        guards = [plain(guard) for _, guard in road.guards]
        _plain[key] = [*map(plain, road.steps), *guards]
    return _plain[key]


def plain(part: Step | Guard) -> Any:
    """A step or a condition without what it is cited from."""
    if isinstance(part, Step):
        return replace(part, rule="", territory_rule=None)
    return replace(part, rule="", name=None)


def lines_of(road: Road, key: str) -> list[Any]:
    """What the steps of a road say under a key."""
    if (asked := (id(road), key)) not in _lines:
        _lines[asked] = [(one.stream, one.do, getattr(one, key)) for one in road.steps]
    return _lines[asked]
