"""The roads of the shipped regimes and of two invented ones, each with its form and its days."""

from datetime import date

import pytest

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


def at_length(road: Road, part: Step | Guard) -> list[pytest.MarkDecorator]:
    """The mark of the soak run, for what is tried on another road of the same text already: most
    steps and conditions of a regulation are for every channel, and inquiries are alike in all."""
    roads = (one for one in ROADS if one.text == road.text)
    first = next(one for one in roads if part in one.steps or part in dict(one.guards).values())
    alike = part.stream in ("violations", "holds") and road is not SICHUAN
    return [pytest.mark.soak] if alike or first is not road else []
