"""A step that is only taken on a ground of the file: the check says where there is none, and what
to write; a regulation that is begun has some."""

import pytest

from domain.regulation.rules import rules_of
from domain.scrutiny.grounds import ON_GROUNDS
from tests.support.drafted import HUBEI, PROVINCES, Province, read

WITHOUT_CANCEL = "\n[cancel]\nremove = true\n"
WITHOUT_GROUND = "\n[ground]\nremove = true\n"
AWAY = "\n[step]\n{} = {{ remove = true }}\n"


def said(source: str) -> list[str]:
    file = read(source, HUBEI.table, "hb")
    return [fault.zh for fault in file.faults]


@pytest.mark.parametrize("province", PROVINCES, ids=lambda one: one.like)
def test_what_is_begun_has_grounds_for_every_step_that_needs_one(province: Province) -> None:
    text = rules_of(province.file().text or "").text
    steps = {step.do for step in text.step}
    assert all(getattr(text, block) for do, block in ON_GROUNDS.items() if do in steps)
    assert "OrderRectification" in steps


@pytest.mark.parametrize(
    ("without", "do", "block"),
    [
        (WITHOUT_CANCEL, "CancelQualification", "[[cancel]]"),
        (WITHOUT_GROUND, "OrderRectification", "[[ground]]"),
    ],
)
def test_a_step_without_a_ground_is_a_fault_that_says_what_to_write(
    without: str, do: str, block: str
) -> None:
    [fault] = said(HUBEI.source + without)
    assert do in fault and block in fault and "remove = true" in fault


def test_a_text_that_cancels_nothing_takes_the_step_away() -> None:
    assert said(HUBEI.source + WITHOUT_CANCEL + AWAY.format("CancelQualification")) == []


@pytest.mark.parametrize(
    ("ground", "wanted"),
    [
        ('needs = "violation"', "types"),
        ('needs = "rectification"', "NotifyIntendedCancellation"),
    ],
)
def test_a_ground_that_nothing_ever_meets_is_a_fault(ground: str, wanted: str) -> None:
    own = f'\n[[cancel]]\ncode = "X"\nzh = "事由"\nen = "ground"\nrule = "HB-01"\n{ground}\n'
    away = AWAY.format("NotifyIntendedCancellation") if "rectification" in ground else ""
    found = [fault for fault in said(HUBEI.source + own + away) if "事由 X" in fault]
    assert [wanted in fault for fault in found] == [True]
