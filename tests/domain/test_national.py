"""The national level: what its texts state is kept; what they do not is unknown, and not absent."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from domain.application.accepting import AcceptApplication
from domain.application.case import Application
from domain.application.drafting import CreateDraft, SubmitApplication
from domain.application.party_group import ApproveByPartyGroup
from domain.application.recognising import RecogniseCentre
from domain.batch.calling import OpenCallBatch
from domain.centre.branches import RegisterBranch
from domain.centre.case import Centre
from domain.centre.commending import CommendCentre
from domain.centre.evaluated_out import ExitOnEvaluation
from domain.context import Actor
from domain.deciding import reasons_against
from domain.matter import CaseReader, Matter
from domain.refusal import RuleUnknown
from projections import registry
from tests.support.asking import proper, refusals, refused
from tests.support.citing import invariant, rule
from tests.support.folded import rows_of
from tests.support.national import (
    ASSUMED,
    BUILDING,
    CENTRE,
    CHINA,
    CNIPA,
    LETTER,
    NATIONAL,
    REPLIED,
    national_form,
    national_world,
    organisations_named,
)
from tests.support.sichuan import APPLICANT, CHENGDU, registered
from tests.support.world import DAY, World, claim

ROUND = OpenCallBatch(
    regime="NAT-2024", title="首批", window_from=date(2026, 1, 1), window_to=date(2026, 12, 31)
)
BRANCH = RegisterBranch(name="分中心", place="成都市", since=DAY)
SUBMIT = proper(SubmitApplication(addressee=CHINA), APPLICANT)
SICHUAN_CLERK = Actor("prov.sc", "PROV", "510000", ("acceptance",))


def drafted(own: dict[str, Any] | None = None, **changes: Any) -> World:
    """A draft a1 in a national round; `own` changes fields that only this form asks."""
    world = registered(national_world())
    world.act("batches", "n1", ROUND, CNIPA)
    form = national_form(**changes)
    form = replace(form, own={k: v for k, v in (form.own | (own or {})).items() if v != ""})
    draft = CreateDraft(regime="NAT-2024", channel="ORDINARY", batch="n1", form=form)
    world.act("applications", "a1", draft, APPLICANT)
    return world


def submitted() -> World:
    world = drafted()
    world.act("applications", "a1", SUBMIT.command, APPLICANT)
    return world


@rule("N-01", "N-02")
def test_the_text_says_itself_that_it_is_not_whole() -> None:
    assert not NATIONAL.about.text_complete
    assert {"issued_on", "document_no"} <= set(NATIONAL.about.assumed)
    kept = {one.id: one.kept for one in NATIONAL.text.rule}
    assert kept["N-01"] == kept["N-02"] == "text"
    assert "功能性载体" in NATIONAL.by_id["N-02"].phrase


@rule("N-11")
@invariant(9, 10)
@pytest.mark.parametrize(
    ("amount", "projects", "passes"),
    [
        (499_999_999, 9, False),
        (500_000_000, 9, True),
        (499_999_999, 10, True),
        (None, 10, True),
        (500_000_000, None, True),
        (None, None, False),
    ],
)
def test_five_million_yuan_a_year_or_ten_projects(
    amount: int | None, projects: int | None, passes: bool
) -> None:
    world = drafted(annual_amount=amount, project_count=projects)
    if passes:
        assert world.act("applications", "a1", SUBMIT.command, APPLICANT)
    else:
        assert refused(world, SUBMIT) == ["N-11"]


@rule("N-12")
@invariant(10, 12)
def test_and_twenty_organisations_whatever_the_amount() -> None:
    for amount in (500_000_000, 10**12):
        world = drafted(annual_amount=amount, member_orgs=organisations_named(19))
        assert refused(world, SUBMIT) == ["N-12"]
    twice = (*organisations_named(19), organisations_named(1)[0])
    assert refused(drafted(member_orgs=twice), SUBMIT) == ["N-12"]
    neither = drafted(annual_amount=1, project_count=0, member_orgs=())
    assert refused(neither, SUBMIT) == ["N-11", "N-12"]


@rule("N-07")
@invariant(11)
def test_a_centre_runs_before_it_applies() -> None:
    assert refused(drafted(operating_since=DAY), SUBMIT) == ["N-07"]
    assert refused(drafted(operating_since=None), SUBMIT) == ["N-07"]
    world = drafted(operating_since=DAY - timedelta(days=1))
    assert world.act("applications", "a1", SUBMIT.command, APPLICANT)


@rule("N-08")
@pytest.mark.parametrize(
    ("form", "own"),
    [
        ({"builder_type": "UNIVERSITY"}, {}),
        ({"builder_type": "OTHER"}, {}),
        ({"builder_type": "PARK", "park_level": "PROVINCIAL"}, {}),
        ({"builder_type": "ASSOCIATION"}, {"association_scope": "全省"}),
    ],
)
def test_another_builder_than_the_usual_ones_gives_its_reason(
    form: dict[str, Any], own: dict[str, Any]
) -> None:
    assert refused(drafted(own, **form), SUBMIT) == ["N-08"]
    reasoned = drafted(own, **form, builder_type_reason="产业链链主")
    assert reasoned.act("applications", "a1", SUBMIT.command, APPLICANT)


@rule("N-03", "N-10", "N-13")
def test_duties_means_and_results_are_those_of_the_text() -> None:
    assert refused(drafted(duty_tags=("1", "6")), SUBMIT) == ["N-03"]
    bare = drafted(operating_unit=None, team=(), dedicated_budget=0, office_conditions=None)
    assert set(refused(bare, SUBMIT)) == {"N-10", "IMPLICIT:form"}
    nothing = drafted({"results_chain": "", "results_small_firms": ""})
    assert refused(nothing, SUBMIT) == ["N-13", "N-13"]


@rule("N-04", "N-05")
def test_special_services_and_open_patents_may_be_told_and_need_not() -> None:
    fields = {one.name: one for one in NATIONAL.text.field}
    told = [fields["special_services"], fields["open_patents"]]
    assert [(one.rule, one.required) for one in told] == [("N-04", False), ("N-05", False)]
    without = drafted({"special_services": "", "open_patents": ""})
    assert without.act("applications", "a1", SUBMIT.command, APPLICANT)


@rule("N-06")
def test_a_centre_that_serves_nobody_but_itself_is_flagged() -> None:
    world = drafted({"external_recipients": 0})
    [submission, *_] = world.act("applications", "a1", SUBMIT.command, APPLICANT)
    [flag] = submission.record.flags
    assert (flag.code, flag.rule) == ("ALERT", "N-06")
    assert submitted().case("applications", "a1").flags == ()


@rule("N-15", "N-16")
def test_the_round_is_cnipas_and_a_province_sees_its_own_area() -> None:
    world = registered(national_world())
    [who, *_] = world.refusals("batches", "n1", ROUND, SICHUAN_CLERK)
    assert (who.rule, who.kind) == ("N-15", "who")
    assert NATIONAL.places.above("510100", DAY) == ("510100", "510000", CHINA)
    assert NATIONAL.text.supervision and NATIONAL.text.supervision.sees == ("PROV", "CNIPA")


UNKNOWN_ASKS = (
    (AcceptApplication(), CHENGDU),
    (AcceptApplication(), CNIPA),
    (RecogniseCentre(), CNIPA),
)


@rule("N-18")
@pytest.mark.parametrize(("command", "actor"), UNKNOWN_ASKS)
def test_what_the_texts_do_not_say_stops_and_names_the_rule(command: Any, actor: Actor) -> None:
    world = submitted()
    with pytest.raises(RuleUnknown) as stopped:
        world.act("applications", "a1", command, actor)
    [reason] = stopped.value.refusals
    assert (reason.rule, reason.kind, reason.over) == ("N-18", "unknown", False)
    assert "原文尚未取得" in reason.asked.zh and "全文" in reason.allowed.zh
    assert "not at hand" in reason.asked.en


@rule("N-15", "N-18")
def test_who_alone_may_recognise_is_known_though_the_procedure_is_not() -> None:
    [who] = submitted().refusals("applications", "a1", RecogniseCentre(), SICHUAN_CLERK)
    assert (who.rule, who.kind) == ("N-15", "who")


@rule("N-18")
def test_a_step_that_the_regime_lacks_is_no_unknown_one() -> None:
    world = submitted()
    [none] = world.refusals("applications", "a1", ApproveByPartyGroup(), CNIPA)
    assert (none.rule, none.kind, none.over) == ("IMPLICIT:step", "order", True)


@rule("N-18")
def test_what_can_be_done_next_says_unknown_too() -> None:
    world = submitted()
    case = world.case("applications", "a1")
    context = world.histories["applications/a1"][-1].context
    matter = Matter(
        "applications",
        "a1",
        case,
        replace(context, actor=CNIPA),
        CaseReader(world.load, claim),
        NATIONAL,
    )
    assert [one.kind for one in reasons_against(matter, AcceptApplication)] == ["unknown"]


@rule("N-22")
@invariant(35)
def test_a_reply_letter_supports_and_does_not_recognise() -> None:
    world = national_world()
    world.act("centres", "c1", REPLIED, CNIPA)
    centre = world.case("centres", "c1")
    assert isinstance(centre, Centre)
    assert (centre.stage, centre.letter) == ("SUPPORTED_BY_REPLY", LETTER)
    assert (centre.recognised_on, centre.level) == (None, "")
    assert not [name for name in world.histories if name.startswith("claims/")], "no name"
    row = rows_of(world, "registry")["c1"]
    assert isinstance(row, registry.Row)
    assert (row.status, row.recognised_on, row.level) == ("SUPPORTED_BY_REPLY", None, "")
    assert not registry.is_active(row)


@rule("N-22")
def test_only_cnipa_imports_a_letter_and_only_one_of_before_the_guideline() -> None:
    world = national_world()
    [who] = world.refusals("centres", "c1", REPLIED, CENTRE)
    assert (who.rule, who.kind) == ("N-22", "who")
    late = replace(REPLIED, letter=replace(LETTER, dated=date(2024, 12, 31)))
    [reason] = world.refusals("centres", "c1", late, CNIPA)
    assert (reason.rule, reason.fields) == ("N-22", ("/letter/dated",))


@rule("N-26")
@invariant(35)
def test_a_unit_registers_that_its_centre_runs_and_is_recognised_by_nobody() -> None:
    world = national_world()
    world.act("centres", "c1", BUILDING, CENTRE)
    centre = world.case("centres", "c1")
    assert isinstance(centre, Centre)
    assert (centre.stage, centre.operating_since) == ("BUILDING_UNRECOGNISED", date(2022, 3, 1))
    assert (centre.owner, centre.division) == (CENTRE.organ, "510000")
    ahead = replace(BUILDING, operating_since=DAY + timedelta(days=1))
    assert world.refused("centres", "c2", ahead, CENTRE) == ["N-26"]
    nowhere = replace(BUILDING, division_code="990000")
    assert world.refused("centres", "c2", nowhere, CENTRE) == ["IMPLICIT:division"]


@rule("N-23")
def test_such_a_centre_applies_under_the_same_standard_and_comes_in_no_other_way() -> None:
    world = drafted()
    world.act("centres", "c1", REPLIED, CNIPA)
    draft = CreateDraft(
        regime="NAT-2024",
        channel="ORDINARY",
        batch="n1",
        of_centre="c1",
        form=national_form(member_orgs=organisations_named(19), industry="另一产业"),
    )
    world.act("applications", "a2", draft, APPLICANT)
    case = world.case("applications", "a2")
    assert isinstance(case, Application) and case.of_centre == "c1"
    assert "N-12" in refused(world, SUBMIT.on("a2"))
    into_active = [s for s in NATIONAL.text.step if s.stream == "centres" and s.to == "ACTIVE"]
    assert [(step.do, step.by) for step in into_active] == [("OpenCentreFile", ())]


@rule("N-23")
def test_nobody_applies_about_the_centre_of_another() -> None:
    world = drafted()
    other = Actor("x", "CENTRE", "12510000450718001W", ("submission",))
    world.act("centres", "c1", BUILDING, other)
    draft = CreateDraft(regime="NAT-2024", channel="ORDINARY", batch="n1", of_centre="c1")
    ask = proper(draft, APPLICANT).on("a2")
    of_another = refusals(world, ask)
    absent = refusals(world, ask.saying(of_centre="c9"))
    assert [one.rule for one in of_another] == ["IMPLICIT:own-centre"]
    assert of_another[0].asked.zh == absent[0].asked.zh.replace("c9", "c1")


@rule("N-20", "N-21")
def test_a_commendation_is_cnipas_and_an_exit_on_evaluation_is_unknown() -> None:
    world = national_world()
    world.act("centres", "c1", REPLIED, CNIPA)
    commend = CommendCentre(achievements="成效突出")
    [stage] = world.refusals("centres", "c1", commend, CNIPA, document_no="1号")
    assert (stage.rule, stage.kind) == ("N-21", "stage"), "only of a recognised centre"
    leave = ExitOnEvaluation(year=2026, reason="评价不合格", served_on=DAY)
    with pytest.raises(RuleUnknown):
        world.act("centres", "c1", leave, CNIPA, document_no="2号")
    [who] = world.refusals("centres", "c1", leave, SICHUAN_CLERK, document_no="2号")
    assert who.rule == "N-15"
    step = ASSUMED.step("centres", "ExitOnEvaluation", None)
    assert step and (step.rule, step.to, step.final) == ("N-20", "EXITED", True)


@rule("N-19")
def test_nobody_registers_a_branch() -> None:
    steps = [one for one in NATIONAL.text.step if one.do == "RegisterBranch"]
    assert [(one.rule, one.refused) for one in steps] == [("N-19", True)]
    world = national_world()
    world.act("centres", "c1", REPLIED, CNIPA)
    [reason] = world.refusals("centres", "c1", BRANCH, CNIPA)
    assert (reason.rule, reason.over) == ("N-19", True)


@rule("N-09", "N-24")
def test_what_experts_judge_has_no_weights_in_the_texts_so_only_the_assumed_one_has_some() -> None:
    assert NATIONAL.text.criterion == ()
    assert {one.rule for one in ASSUMED.text.criterion} == {"N-09", "N-24"}
    assert len({one.most for one in ASSUMED.text.criterion}) == 1, "equal, for none is given"
    assert "criterion" in ASSUMED.about.assumed
