"""What waits for those who inspect, confirm, or decide upon an inquiry."""

from datetime import date

from msgspec.structs import replace

from domain.centre.evaluating import EvaluateCentre
from domain.centre.righting_records import ConfirmCentreCorrection
from domain.context import Actor
from projections.open_case import OpenCase
from services.queries.after_inquiries import upon_conduct
from services.queries.open_tasks import to_confirm, waiting_in
from tests.domain.test_correcting_records import (
    APRIL,
    FIRST,
    SECOND,
    evaluated,
    proposal,
    version_of,
)
from tests.domain.test_ends import established, for_conduct
from tests.domain.test_rectification import MAY, ORDER, ORDERED, REPORT, VISIT, VISIT_ONE
from tests.domain.test_waiting_after_recognition import waiting
from tests.support.centre_life import CentreLife
from tests.support.citing import invariant, rule
from tests.support.folded import rows_of
from tests.support.roads import INNER_MONGOLIA, SICHUAN

JUNE = date(2026, 6, 1)
DECIDER = Actor("d", "PROV", "510000", ("decision",))


@rule("SC-13.7")
def test_an_inspection_waits_until_every_item_was_found_put_right() -> None:
    life = CentreLife()
    life.act(ORDER, ORDERED)
    life.act(REPORT, MAY)
    life.act(VISIT_ONE, MAY)
    asked = set(waiting(life, MAY))
    assert "InspectOnSite" in asked and "PassRectification" not in asked
    life.act(VISIT, MAY)
    asked = set(waiting(life, MAY))
    assert "PassRectification" in asked and "InspectOnSite" not in asked


@rule("IMPLICIT:record-correction")
def test_a_correction_waits_for_another_person_who_may_confirm_it() -> None:
    life = evaluated()
    life.act(proposal(version_of(life, EvaluateCentre), grade="NORMAL"), APRIL, FIRST)
    text = life.road.rules.text
    [row] = [one for one in life_rows(life) if one.proposed]

    def asked(actor: Actor) -> list[str]:
        return (
            [*to_confirm(actor, row, text.step)] if row.waits in waiting_in(actor, [text]) else []
        )

    assert asked(SECOND) == ["ConfirmCentreCorrection"]
    strangers = (
        FIRST,
        replace(SECOND, duties=("decision",)),
        replace(SECOND, organ="150000"),
        replace(SECOND, role="PREF"),
    )
    assert [asked(one) for one in strangers] == [[]] * len(strangers)
    life.act(ConfirmCentreCorrection(proposed_version=life.centre.version), APRIL, SECOND)
    assert not [one for one in life_rows(life) if one.proposed]


def life_rows(life: CentreLife) -> list[OpenCase]:
    return [one for one in rows_of(life.world, "worklist").values() if isinstance(one, OpenCase)]


@invariant(37)
@rule("SC-20.1", "SC-20.2")
def test_established_misconduct_waits_for_the_cancellation_until_it_is_decided() -> None:
    life = established(SICHUAN, violation_type="MISAPPROPRIATION")
    assert conduct_waits(life, DECIDER) == ["CancelQualification"]
    assert conduct_waits(life, replace(DECIDER, duties=("inquiry",))) == []
    life.act(for_conduct("MISCONDUCT"), JUNE)
    assert conduct_waits(life, DECIDER) == []


@invariant(38)
@rule("IM-11")
def test_what_cancels_only_with_grave_consequences_waits_only_with_them() -> None:
    dishonest = {"violation_type": "DATA_FABRICATION"}
    decider = replace(DECIDER, organ="150000")
    assert conduct_waits(established(INNER_MONGOLIA, **dishonest), decider) == []
    grave = established(INNER_MONGOLIA, grave=True, **dishonest)
    assert conduct_waits(grave, decider) == ["CancelQualification"]


def conduct_waits(life: CentreLife, actor: Actor) -> list[str]:
    rows = life_rows(life)
    [row] = [one for one in rows if one.stream == "violations"]
    centres = [one for one in rows if one.stream == "centres" and not one.proceeding]
    assert [one.owner for one in centres] == [row.owner]
    return [*upon_conduct(actor, row, life.road.rules.text, lambda row: centres)]
