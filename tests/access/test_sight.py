"""Who is shown a case for having a part in it, as the regime's own steps say."""

import pytest
from msgspec.structs import replace

from domain.application.case import NOBODY
from domain.context import Actor
from domain.matter import CaseReader
from domain.regime.lifecycle import RegimeFile, Version
from domain.regulation.rules import Term, rules_of
from services.access.scope import case_scope
from services.access.sight import sees
from services.access.ties import Subject
from tests.support.regulations import SICHUAN_TEXT
from tests.support.sichuan import APPLICANT, batch_open, registered, walk
from tests.support.world import DAY, claim, founded

CONSENTS = """
[[step]]
do = "GiveConsent"
by = ["LOCALGOV"]
territory = "division"
rule = "SC-07.1"
"""
OWN = Actor("localgov.510100", "LOCALGOV", "510100")
OTHER = Actor("localgov.510700", "LOCALGOV", "510700")


def subject(until: str, text: str = SICHUAN_TEXT + CONSENTS) -> Subject:
    """An application from Chengdu, under a regime where the local government consents."""
    world = walk(registered(batch_open(founded())), "a1", until)
    case, _ = world.load("applications/a1")
    assert case is not None
    found = Subject("applications", case, DAY, CaseReader(world.load, claim))
    found.rules = rules_of(text)
    return found


def test_a_local_government_that_consents_may_read_what_was_handed_in_from_its_place() -> None:
    assert sees(OWN, subject("SubmitApplication"))
    assert not sees(OTHER, subject("SubmitApplication"))


def test_it_finds_the_same_applications_in_its_list() -> None:
    version = Version("", SICHUAN_TEXT + CONSENTS, Term(DAY))
    regimes = {"SC": RegimeFile(versions=(version,))}
    rights, drafts = case_scope(OWN, "applications", regimes, DAY, tuple)
    assert drafts == {"regulation": ["SC"], "before": ["510100"]}, "what was laid before it"
    assert (rights["regulation"], rights["place"]) == (["SC"], ["510100"])
    assert "510100" in rights["division"] and NOBODY not in rights["division"]
    assert not case_scope(replace(OWN, role="CNIPA"), "applications", regimes, DAY, tuple)


def test_nobody_but_its_unit_may_read_a_draft() -> None:
    assert sees(APPLICANT, subject("CreateDraft"))
    assert not sees(OWN, subject("CreateDraft"))
    assert not sees(replace(OWN, role="PREF"), subject("CreateDraft"))


@pytest.mark.parametrize("role", ["LOCALGOV", "PARTYGROUP", "CNIPA", "FINANCE"])
def test_where_the_regime_gives_a_role_no_step_it_is_shown_nothing(role: str) -> None:
    actor = replace(OWN, role=role)
    assert not sees(actor, subject("SubmitApplication", SICHUAN_TEXT))
