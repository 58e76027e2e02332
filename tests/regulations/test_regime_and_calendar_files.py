"""The house's files: regulations in versions, their catalogues, the State Council's notices."""

from datetime import date
from typing import Any

import pytest

from domain.calendar.lifecycle import ProposeCalendar, PublishCalendar
from domain.calendar_file import CalendarFile
from domain.context import SYSTEM, Actor
from domain.refusal import Refused
from domain.regime.lifecycle import IssueRegime, PublishCatalogue, RegimeFile
from domain.regulation.rules import text_hash
from tests.support.asking import Ask, do, proper, refusals, refused, state
from tests.support.citing import invariant, rule
from tests.support.mutating import reissued
from tests.support.regulations import HOUSE_TEXT, SICHUAN_TEXT
from tests.support.sichuan import APPLICANT, CHENGDU, CLERK, DECIDER
from tests.support.world import World, founded

NEIGHBOUR = Actor("prov.nm", "PROV", "150000")
LATER = reissued("2026-06-01")
ISSUE = proper(IssueRegime(regime="SC", text=LATER), CLERK, stream="regulations", id="SC")
CATALOGUE = proper(
    PublishCatalogue(title="目录（2026）", issued_on=date(2026, 5, 1), industries=("围棋产业",)),
    CLERK,
    stream="regulations",
    id="SC",
)
CN = {"stream": "calendars", "id": "CN"}
NEW_YEAR = date(2027, 1, 1)
PROPOSAL = proper(
    ProposeCalendar(year=2027, notice_no="国办发〔2026〕9号", off=(NEW_YEAR,)), CLERK, **CN
)
NOTICE = proper(
    PublishCalendar(year=2027, notice_no="国办发〔2026〕9号", off=(NEW_YEAR,)), DECIDER, **CN
)


def regime(world: World) -> RegimeFile:
    file = state(world, "SC", "regulations")
    assert isinstance(file, RegimeFile)
    return file


@rule("SC-22.1", "SC-22.2")
def test_a_version_stands_from_its_day_for_as_long_as_its_own_text_says() -> None:
    [version] = regime(founded()).versions
    assert version.sha256 == text_hash(SICHUAN_TEXT)
    assert (version.term.begins, version.term.ends) == (date(2025, 1, 1), date(2027, 1, 1))
    assert [version.term.holds(date(2027, 1, day)) for day in (1, 2)] == [True, False]


@rule("SC-22.1")
def test_the_version_issued_last_applies_from_its_day_on() -> None:
    world = founded()
    do(world, ISSUE)
    file = regime(world)
    found = [file.applicable(date(2026, month, 1)) for month in (5, 6)]
    assert [version and version.sha256 for version in found] == [
        text_hash(SICHUAN_TEXT),
        text_hash(LATER),
    ]
    assert file.applicable(date(2024, 12, 31)) is None
    assert file.applicable(date(2030, 1, 1)) == file.pinned(text_hash(LATER))
    assert file.pinned("0" * 64) is None


@pytest.mark.parametrize("actor", [APPLICANT, CHENGDU])
@pytest.mark.parametrize("ask", [ISSUE, CATALOGUE, PROPOSAL, NOTICE])
def test_who_is_no_issuing_organ_enters_nothing(ask: Ask, actor: Actor) -> None:
    [refusal] = refusals(founded(), ask.by(actor))
    assert refusal.kind == "who" and refusal.article.startswith("案卷规则")


@pytest.mark.parametrize("ask", [ISSUE, CATALOGUE])
def test_a_regulation_is_entered_by_the_organ_that_issued_it(ask: Ask) -> None:
    [refusal] = refusals(founded(), ask.by(NEIGHBOUR))
    assert (refusal.rule, refusal.kind) == ("IMPLICIT:issue", "who")
    assert refusal.allowed.zh == "印发机关 510000"
    assert do(founded(), ask) and do(founded(), ask.by(SYSTEM))


def test_a_faulty_regulation_is_refused_with_line_and_key() -> None:
    faulty = ISSUE.saying(text=LATER.replace('op = ">="', 'op = "at least"', 1))
    [refusal] = refusals(founded(), faulty)
    assert refusal.rule == "IMPLICIT:regulation"
    assert "guard.op" in refusal.asked.zh and "line" in refusal.asked.en


def test_a_regulation_goes_into_its_own_file() -> None:
    assert refused(founded(), ISSUE.saying(regime="IM")) == ["IMPLICIT:regulation"]
    assert refused(founded(), ISSUE.on("IM")) == ["IMPLICIT:regulation"]


def test_without_house_rules_only_they_can_be_issued() -> None:
    empty = World()
    with pytest.raises(Refused, match="IMPLICIT:regime"):
        do(empty, NOTICE)
    broken = ISSUE.on("HOUSE").saying(regime="HOUSE", text="[regulation]\n")
    assert refused(empty, broken) == ["IMPLICIT:regime"]
    runtime = proper(IssueRegime(regime="HOUSE", text=HOUSE_TEXT), SYSTEM)
    assert refused(empty, ISSUE) == ["IMPLICIT:step"]
    empty.act("regulations", "HOUSE", runtime.command, SYSTEM)
    assert do(empty, ISSUE)


def test_before_the_house_rules_began_nothing_is_entered() -> None:
    assert refused(founded(), NOTICE, date(1999, 12, 31)) == ["IMPLICIT:regime"]


@rule("SC-05.4")
def test_the_catalogue_of_the_day_is_the_one_published_last() -> None:
    world = founded()
    do(world, CATALOGUE)
    file = regime(world)
    names = [found and found.title for d in (4, 5) if (found := file.catalogue(date(2026, d, 1)))]
    assert names == ["四川省重点产业和优势特色产业目录（示例）", "目录（2026）"]
    assert [found.assumed for found in file.catalogues] == [True, False]


@invariant(25)
def test_a_notice_makes_a_year_known_and_a_later_one_changes_it() -> None:
    world, second = founded(), date(2027, 1, 4)
    publish(world, NOTICE)
    assert calendar_of(world).calendar.is_working(second)
    publish(world, NOTICE.saying(notice_no="补充通知", off=(second,), reason="国务院补充通知"))
    assert not calendar_of(world).calendar.is_working(second)
    assert calendar_of(world).stage == "PUBLISHED"


def publish(world: World, notice: Ask) -> None:
    """By two persons."""
    assert isinstance(notice.command, PublishCalendar)
    said = {name: getattr(notice.command, name) for name in ("year", "notice_no", "off", "working")}
    do(world, PROPOSAL.saying(**said))
    do(world, notice)


def test_one_person_publishes_no_notice() -> None:
    world = founded()
    [alone] = refusals(world, NOTICE)
    assert (alone.rule, alone.kind) == ("IMPLICIT:calendar", "order")
    do(world, PROPOSAL)
    assert not calendar_of(world).calendar.years & {2027}
    [same] = refusals(world, NOTICE.by(CLERK))
    assert (same.rule, same.kind) == ("IMPLICIT:calendar", "who")
    assert do(world, NOTICE)
    assert calendar_of(world).proposed is None
    assert refused(world, NOTICE) == ["IMPLICIT:calendar"]


@pytest.mark.parametrize("ask", [PROPOSAL, NOTICE])
def test_a_notice_takes_the_duty_for_it(ask: Ask) -> None:
    world = founded()
    do(world, PROPOSAL)
    without = Actor("prov.sc.reviewer", "PROV", "510000", ("recheck",))
    [refusal] = refusals(world, ask.by(without))
    assert (refusal.rule, refusal.allowed.zh) == ("IMPLICIT:duty", "职责：工作日历")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("off", (date(2027, 1, 4),)),
        ("notice_no", "国办发〔2026〕8号"),
        ("working", (date(2027, 1, 9),)),
    ],
)
def test_what_is_confirmed_is_what_was_proposed(field: str, value: Any) -> None:
    world = founded()
    do(world, PROPOSAL)
    [refusal] = refusals(world, NOTICE.saying(**{field: value}))
    assert (refusal.kind, refusal.fields) == ("form", (f"/{field}",))


def test_another_proposal_takes_the_place_of_the_first() -> None:
    world = founded()
    do(world, PROPOSAL.saying(off=(date(2027, 1, 4),)))
    do(world, PROPOSAL)
    assert do(world, NOTICE)


def test_a_change_of_what_was_published_needs_its_reason() -> None:
    """The ninth of March 2026 is known as a working day, the first of May as off."""
    world, change = founded(), {"year": 2026, "off": (date(2026, 3, 9), date(2026, 5, 1))}
    do(world, PROPOSAL.saying(**change))
    [refusal] = refusals(world, NOTICE.saying(**change))
    assert (refusal.rule, refusal.fields) == ("IMPLICIT:calendar", ("/reason",))
    assert "2026-03-09" in refusal.asked.zh and "2026-05-01" not in refusal.asked.zh
    assert do(world, NOTICE.saying(**change, reason="国务院补充通知"))


@invariant(25)
@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"off": ()}, "/off"),
        ({"off": (), "working": (date(2027, 1, 9),)}, "/off"),
        ({"off": (NEW_YEAR, date(2026, 10, 1))}, "/off"),
        ({"off": (date(2028, 1, 1),)}, "/off"),
        ({"working": (date(2026, 12, 25),)}, "/working"),
        ({"year": 2028}, "/off"),
    ],
)
def test_a_notice_is_about_its_year_and_names_its_days_off(said: Any, field: str) -> None:
    for ask in (PROPOSAL, NOTICE.by(SYSTEM)):
        [refusal] = refusals(founded(), ask.saying(**said))
        assert (refusal.rule, refusal.kind, refusal.fields) == (
            "IMPLICIT:calendar",
            "form",
            (field,),
        )


def test_a_notice_may_begin_in_the_last_days_of_the_year_before() -> None:
    assert do(founded(), PROPOSAL.saying(off=(date(2026, 12, 31), NEW_YEAR)))


def test_under_the_rules_of_earlier_releases_one_person_published() -> None:
    """So what was decided then is decided so again."""
    world = founded()
    earlier = HOUSE_TEXT.replace('do = "ProposeCalendar"', 'do = "ReleaseClaim"').replace(
        'by = ["PROV", "CITY", "CNIPA"]\nduty = "calendar"\nduring = ["PUBLISHED"]', "by = []"
    )
    rules = proper(
        IssueRegime(regime="HOUSE", text=earlier), SYSTEM, stream="regulations", id="HOUSE"
    )
    world.act("regulations", "HOUSE", rules.command, SYSTEM)
    assert do(world, NOTICE.saying(off=()))


def calendar_of(world: World) -> CalendarFile:
    file = state(world, "CN", "calendars")
    assert isinstance(file, CalendarFile)
    return file


def test_no_day_is_off_and_working_at_once() -> None:
    both = NOTICE.saying(working=(date(2027, 1, 1),))
    for ask in (both.by(SYSTEM), PROPOSAL.saying(working=(NEW_YEAR,))):
        assert refused(founded(), ask) == ["IMPLICIT:calendar"]
