"""Consent before submission: who gives it may read the draft from when the unit asks for it, and
nothing is handed in without it. The regime is `invented/terms.toml`."""

import pytest
from msgspec.structs import replace

from domain.application.case import Application
from domain.context import Actor
from domain.matter import CaseReader
from services.access.sight import may_see
from services.access.ties import Subject
from services.access.visibility import is_hidden
from tests.support.asking import do, refusals, refused, state
from tests.support.regulations import COMPLETE
from tests.support.road import Road
from tests.support.world import DAY, World, claim

TERMS = Road("terms", COMPLETE["terms.toml"], "ORDINARY", "510100", {})
ASK = TERMS.asks
GOVERNMENT = ASK["GiveConsent"].actor
REFUSE = ASK["RefuseConsent"].saying(reason="与本地规划不符")


def subject(world: World) -> Subject:
    return Subject("applications", state(world), DAY, CaseReader(world.load, claim))


def sees(world: World, actor: Actor) -> bool:
    return not is_hidden(actor, subject(world)) and may_see(actor, subject(world))


def test_the_local_government_consents() -> None:
    assert (GOVERNMENT.role, GOVERNMENT.organ) == ("LOCALGOV", "510100")


def test_nothing_is_handed_in_before_the_consent_and_then_it_is() -> None:
    world = TERMS.at("SeekConsent")
    [refusal] = refusals(world, ASK["SubmitApplication"])
    assert (refusal.rule, refusal.kind) == ("TM-4", "order")
    assert refusal.allowed.zh == "先办理“同意申报”"
    do(world, ASK["GiveConsent"])
    do(world, ASK["SubmitApplication"])
    assert world.replayed("applications", "a1") == state(world)


def test_consent_is_given_on_a_document_by_the_organ_of_the_place_once_it_was_asked() -> None:
    world = TERMS.at("CreateDraft")
    [early] = refusals(world, ASK["GiveConsent"])
    assert (early.kind, early.allowed.zh) == ("order", "先办理“征求同意”")
    do(world, ASK["SeekConsent"])
    [paper] = refusals(world, ASK["GiveConsent"].without_document())
    assert (paper.rule, paper.kind) == ("TM-4", "paper")
    elsewhere = replace(GOVERNMENT, organ="510300")
    [who] = refusals(world, ASK["GiveConsent"].by(elsewhere))
    assert who.kind == "who"


@pytest.mark.parametrize(
    "other", [Actor("x", "LOCALGOV", "510300"), Actor("y", "PREF", "510100", ("acceptance",))]
)
def test_who_consents_may_read_the_draft_from_when_they_are_asked_and_nobody_else(
    other: Actor,
) -> None:
    world = TERMS.at("CreateDraft")
    assert not sees(world, GOVERNMENT)
    do(world, ASK["SeekConsent"])
    assert sees(world, GOVERNMENT)
    assert not sees(world, other)
    do(world, ASK["GiveConsent"])
    do(world, ASK["SubmitApplication"])
    assert sees(world, GOVERNMENT)


def test_a_consent_is_to_what_the_draft_says_a_changed_one_needs_another() -> None:
    world = TERMS.at("GiveConsent")
    do(world, ASK["ReviseDraft"])
    assert refused(world, ASK["SubmitApplication"]) == ["TM-4"]
    do(world, ASK["SeekConsent"])
    do(world, ASK["GiveConsent"])
    assert do(world, ASK["SubmitApplication"])


def test_a_refused_consent_says_why_and_may_be_asked_for_again() -> None:
    world = TERMS.at("GiveConsent")
    do(world, REFUSE)
    assert refused(world, ASK["SubmitApplication"]) == ["TM-4"]
    do(world, ASK["SeekConsent"])
    do(world, ASK["GiveConsent"])
    assert do(world, ASK["SubmitApplication"])


def test_a_draft_without_a_place_is_told_that_it_needs_one() -> None:
    world = TERMS.at("CreateDraft", division_code=None)
    [refusal] = refusals(world, ASK["SeekConsent"])
    assert (refusal.rule, refusal.fields) == ("TM-4", ("/form/division_code",))
    case = state(world)
    assert isinstance(case, Application) and case.sought is None
