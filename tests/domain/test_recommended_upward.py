"""A province recommends a centre for the national level; a draft of the unit follows by itself,
once, with the centre's file."""

import pytest
from msgspec.structs import replace

from domain.application.case import Application
from domain.application.drafting import SubmitApplication
from domain.application.recommended import NATIONAL_DRAFT, OpenRecommendedDraft, draft_id
from domain.batch.calling import OpenCallBatch
from domain.centre.case import Centre, CentreYear
from domain.centre.upward import RecommendToNational
from domain.context import SYSTEM
from domain.reaction import reaction_key
from domain.regime.lifecycle import IssueRegime
from projections.reactions import Awaited
from tests.support.asking import OVER, RECOGNISE, Ask, at, do, proper, refusals, refused
from tests.support.citing import invariant, rule
from tests.support.folded import happenings, rows_of
from tests.support.national import ASSUMED_TEXT, CHINA, CNIPA, NATIONAL_TEXT
from tests.support.sichuan import APPLICANT, CLERK, DECIDER, form
from tests.support.world import DAY, World

RECOMMEND = Ask(
    command=RecommendToNational(achievements="三年促成专利转化项目四十项"),
    actor=DECIDER,
    document_no="川知〔2026〕8号",
    stream="centres",
)


@pytest.fixture
def world() -> World:
    """Sichuan has recognised a centre, whose work stood out; the national texts are in force."""
    world = at("ClearEntry")
    do(world, RECOGNISE, on=OVER)
    centre = world.case("centres", "a1")
    assert isinstance(centre, Centre)
    best = CentreYear(year=OVER.year, grade="GOOD", evaluated_on=OVER)
    world.states["centres/a1"] = centre.with_year(best)
    for code, text in (("NAT-2024", NATIONAL_TEXT), ("NAT-ASSUMED", ASSUMED_TEXT)):
        world.act("regulations", code, IssueRegime(regime=code, text=text), SYSTEM, on=OVER)
    return world


def awaited(world: World) -> list[Awaited]:
    return list(rows_of(world, "reactions").values())


def react(world: World, one: Awaited) -> Application:
    world.act(one.stream, one.id, one.gives(), SYSTEM, on=OVER)
    case = world.case(one.stream, one.id)
    assert isinstance(case, Application)
    return case


@rule("SC-14", "IM-14")
def test_a_recommendation_is_awaited_as_a_draft_until_that_is_there(world: World) -> None:
    do(world, RECOMMEND, on=OVER)
    [one] = awaited(world)
    version = len(world.histories["centres/a1"])
    assert (one.reaction, one.of, one.id) == (NATIONAL_DRAFT, "centres/a1", draft_id("a1", version))
    position = next(e.position for e in happenings(world) if e.type == "recommended-to-national")
    assert one.key == f"react:{NATIONAL_DRAFT}:{position}"
    draft = react(world, one)
    assert awaited(world) == []
    answer = world.histories[f"applications/{one.id}"][0].event.in_reaction_to
    assert answer == reaction_key(NATIONAL_DRAFT, "centres/a1", version)
    assert (draft.stage, draft.owner, draft.regime) == ("DRAFT", APPLICANT.organ, "NAT-2024")


@rule("SC-14", "N-25")
def test_the_draft_has_the_centres_file_and_nothing_that_was_said_for_the_earlier_one_alone(
    world: World,
) -> None:
    do(world, RECOMMEND, on=OVER)
    draft, earlier = react(world, awaited(world)[0]), form()
    assert draft.of_centre == "a1"
    assert (draft.form.unit_name, draft.form.team) == (earlier.unit_name, earlier.team)
    assert draft.form.attachments == earlier.attachments
    assert draft.form.operating_since == OVER, "it runs at least since its recognition"
    assert (draft.form.proposed_name, draft.form.commitment, draft.form.applicant_seal) == (
        *(None, None, None),
    )
    assert not draft.is_open_to(CLERK) and draft.is_open_to(APPLICANT)


@rule("N-11", "N-12", "N-23")
def test_it_is_no_short_cut_the_same_standard_holds_and_the_unit_names_the_round(
    world: World,
) -> None:
    do(world, RECOMMEND, on=OVER)
    [one] = awaited(world)
    react(world, one)
    window = {"window_from": DAY, "window_to": OVER}
    world.act(
        "batches", "n1", OpenCallBatch(regime="NAT-2024", title="首批", **window), CNIPA, OVER
    )
    submit = proper(SubmitApplication(addressee=CHINA, batch="n1"), APPLICANT).on(one.id)
    assert {"N-11", "N-12"} <= set(refused(world, submit, OVER))
    assert "IMPLICIT:batch" in refused(world, submit.saying(batch=None), OVER)
    assert "IMPLICIT:batch" not in refused(world, submit, OVER)


@rule("N-18")
def test_it_may_be_recommended_under_the_labelled_variant_and_under_nothing_else(
    world: World,
) -> None:
    [other] = refusals(world, RECOMMEND.saying(under="SC"), OVER)
    assert (other.rule, other.fields) == ("IMPLICIT:regime-above", ("/under",))
    do(world, RECOMMEND.saying(under="NAT-ASSUMED"), on=OVER)
    draft = react(world, awaited(world)[0])
    assert draft.regime == "NAT-ASSUMED"
    assert [flag.code for flag in draft.flags] == ["ASSUMED_PROCEDURE"]


@rule("SC-14")
def test_only_the_authority_recommends_on_a_document_and_only_an_active_centre(
    world: World,
) -> None:
    [who] = refusals(world, RECOMMEND.by(APPLICANT), OVER)
    assert (who.rule, who.kind) == ("SC-14", "who")
    [paper] = refusals(world, RECOMMEND.without_document(), OVER)
    assert (paper.kind, paper.fields) == ("paper", ("/document_no",))
    centre = world.states["centres/a1"]
    world.states["centres/a1"] = replace(centre, stage="RECTIFYING")
    [stage] = refusals(world, RECOMMEND, OVER)
    assert (stage.rule, stage.kind) == ("SC-14", "stage")


@invariant(56)
def test_two_recommendations_are_two_drafts_and_a_worker_that_dies_asks_for_the_same_one(
    world: World,
) -> None:
    do(world, RECOMMEND, on=OVER)
    do(world, RECOMMEND, on=OVER)
    first, second = awaited(world)
    assert first.key != second.key and first.id != second.id
    assert isinstance(first.gives(), OpenRecommendedDraft)
    again = awaited(world)[0]
    assert (again.key, again.id, again.gives()) == (first.key, first.id, first.gives())
