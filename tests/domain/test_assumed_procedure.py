"""The assumed national procedure: labelled wherever it shows, chosen case by case, and no law.
Under it a centre that nobody had recognised comes to its recognition on the same file."""

from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from domain.application.accepting import AcceptApplication
from domain.application.case import Application
from domain.application.drafting import CreateDraft
from domain.centre.case import Centre
from domain.governing import rules_for
from domain.matter import CaseReader
from domain.recording import ASSUMED_PROCEDURE
from projections import registry
from projections.two_clocks import definition
from tests.support.asking import do, refusals
from tests.support.citing import invariant, rule
from tests.support.folded import happenings, rows_of
from tests.support.national import (
    ASSUMED,
    ASSUMED_TEXT,
    BUILDING,
    CENTRE,
    CHINA,
    CNIPA,
    LETTER,
    NATIONAL_TEXT,
    REPLIED,
    assumed_road,
    national_world,
)
from tests.support.roads import OVER
from tests.support.sichuan import APPLICANT, registered
from tests.support.world import DAY, World, claim, governed

LABEL = "假定程序，不是法律"
BEFORE = DAY - timedelta(days=30)


def recognised(command: object, actor: object) -> World:
    """A centre that is registered by this command, then recognised under the assumed procedure."""
    road = assumed_road(of_centre="c1")
    world = registered(governed(("NAT-2024", NATIONAL_TEXT), ("NAT-ASSUMED", ASSUMED_TEXT)))
    world.act("centres", "c1", command, actor, BEFORE)  # type: ignore[arg-type] # of either kind
    do(world, road.asks["OpenCallBatch"])
    road.walk(road.pooled(world), "RecogniseCentre")
    return world


@rule("N-22", "N-25")
@invariant(35)
def test_a_reply_letter_centre_is_recognised_on_the_same_file_and_its_earlier_life_stays() -> None:
    world = recognised(REPLIED, CNIPA)
    centre = world.case("centres", "c1")
    assert isinstance(centre, Centre) and "centres/a1" not in world.states
    assert (centre.stage, centre.recognised_on, centre.level) == ("ACTIVE", OVER, "NATIONAL")
    assert (centre.letter, centre.regime) == (LETTER, "NAT-ASSUMED")
    names = [type(one.command).__name__ for one in world.histories["centres/c1"]]
    assert names == ["ImportReplyLetterCentre", "OpenCentreFile"]
    application = world.case("applications", "a1")
    assert isinstance(application, Application)
    assert (application.centre, application.stage) == ("c1", "RECOGNISED")
    assert world.replayed("centres", "c1") == centre


@rule("N-22", "N-26")
@invariant(35)
def test_before_the_day_of_its_recognition_the_registry_still_says_supported_by_reply() -> None:
    world = recognised(REPLIED, CNIPA)
    events = [
        (one, one.record.context.effective_on, one.recorded_at)
        for one in happenings(world)
        if one.case == "centres/c1"
    ]
    later = datetime(2030, 1, 1, tzinfo=UTC)
    rows = [
        definition(events, day, later, registry.project)
        for day in (BEFORE, OVER - timedelta(days=1), OVER)
    ]
    statuses = ["SUPPORTED_BY_REPLY", "SUPPORTED_BY_REPLY", "ACTIVE"]
    assert [row and row.status for row in rows] == statuses
    assert [registry.is_active(row) for row in rows] == [False, False, True]
    assert [row and row.recognised_on for row in rows] == [None, None, OVER]


@rule("N-26", "N-14", "N-15")
def test_a_centre_that_was_built_first_is_recognised_by_cnipa_for_a_cycle_of_three_years() -> None:
    world = recognised(BUILDING, CENTRE)
    [opened] = [r for r in world.histories["centres/c1"] if r.event.stage == "ACTIVE"]
    assert opened.context.actor.role == "CNIPA"
    cycle = next(term for term in opened.opened if term.name == "cycle")
    assert cycle.period and cycle.period.ends == date(2029, 3, 10)
    centre = world.case("centres", "c1")
    assert isinstance(centre, Centre) and centre.operating_since == date(2022, 3, 1)


@rule("N-18")
def test_every_act_refusal_notice_and_row_says_that_the_procedure_is_assumed() -> None:
    world = recognised(REPLIED, CNIPA)
    for stream in ("applications/a1", "batches/b1"):
        for record in world.histories[stream]:
            assert ASSUMED_PROCEDURE in [flag.code for flag in record.flags], stream
    [flag] = world.case("applications", "a1").flags
    assert (flag.rule, flag.zh) == ("N-18", LABEL)
    row = rows_of(world, "registry")["c1"]
    assert isinstance(row, registry.Row) and row.assumed
    again = refusals(world, assumed_road().asks["AcceptApplication"])
    assert all(one.article.startswith(f"〔{LABEL}〕") for one in again if one.rule in ASSUMED.by_id)
    block = ASSUMED.text.publicity
    assert block and LABEL in (block.notice or "") and LABEL in (block.result_notice or "")
    assert "假定程序" in ASSUMED.about.title and "ASSUMED" in ASSUMED.about.title_en


@rule("N-18")
def test_choosing_the_variant_changes_nothing_of_what_stands_under_the_text() -> None:
    world = registered(national_world())
    for regime in ("NAT-2024", "NAT-ASSUMED"):
        road = assumed_road()
        opening = replace(road.asks["OpenCallBatch"].command, regime=regime)
        world.act("batches", regime, opening, road.asks["OpenCallBatch"].actor)
        draft = CreateDraft(regime=regime, channel="ORDINARY", batch=regime)
        world.act("applications", f"of-{regime}", draft, APPLICANT)
    reader = CaseReader(world.load, claim)
    for regime, unknown in (("NAT-2024", True), ("NAT-ASSUMED", False)):
        case = world.case("applications", f"of-{regime}")
        rules = rules_for("applications", case, None, reader, DAY)
        assert rules.about.code == regime
        assert rules.is_unknown(AcceptApplication.__name__) is unknown
        assert bool(case.flags) is not unknown
    assert ASSUMED.text.variant and ASSUMED.text.variant.of == "NAT-2024"
    assert ASSUMED.about.authority == CHINA
