"""Whoever names a record of a case names it by their own number; what they are not shown is not
counted, and is not told by what others name."""

import pytest

from domain.application.case import Application
from domain.application.righting_records import (
    ConfirmApplicationCorrection,
    ProposeApplicationCorrection,
)
from domain.bookkeeping import Reserved
from domain.centre.restoring import RestoreQualification
from domain.context import Actor
from domain.corrected import RightField
from domain.parts import Part
from services.access.naming_versions import with_versions_read, with_versions_stored
from services.access.numbering import Numbering
from services.access.sight import Sight
from tests.support.citing import invariant

APPLICANT = Actor("applicant.1", "APPLICANT", "91510100MA6T000121")
HIDDEN = tuple(Reserved(version, Part.LEADS, "x", "LodgeObjection") for version in (2, 3, 6))
CASE = Application(version=7, reserved=HIDDEN)
OWN = Numbering(CASE, APPLICANT, Sight(frozenset({Part.ACTS})))


@invariant(57)
@pytest.mark.parametrize(("number", "stored"), [(1, 1), (2, 4), (3, 5), (4, 7), (5, 8)])
def test_an_applicant_names_an_event_by_the_number_that_they_know(number: int, stored: int) -> None:
    right = (RightField("document_no", "2号"),)
    asked = ProposeApplicationCorrection(wrong_version=number, right=right, reason="笔误")
    said = with_versions_stored(asked, lambda: OWN)
    assert isinstance(said, ProposeApplicationCorrection)
    assert said.wrong_version == stored, "never the number of what is hidden"
    event = {"wrong_version": stored, "reason": "笔误"}
    told = with_versions_read("application-correction-proposed", event, OWN.number)
    assert told == {"wrong_version": number, "reason": "笔误"}


def test_every_version_that_a_command_or_an_event_names_is_translated() -> None:
    both = RestoreQualification(of=(2, 3), reason="复议撤销")
    said = with_versions_stored(both, lambda: OWN)
    assert isinstance(said, RestoreQualification) and said.of == (4, 5)
    confirm = ConfirmApplicationCorrection(proposed_version=4)
    said_too = with_versions_stored(confirm, lambda: OWN)
    assert isinstance(said_too, ConfirmApplicationCorrection)
    assert said_too.proposed_version == 7
    event = {"wrong_version": 4, "proposed_version": 7, "holds_from": "2026-03-02"}
    told = with_versions_read("application-record-corrected", event, OWN.number)
    assert (told["wrong_version"], told["proposed_version"]) == (2, 4)
    assert with_versions_read("application-reopened", {"of": [4]}, OWN.number)["of"] == (2,)
