"""Who is shown a violation case, and what of it: those who inquire, and the unit as far as it was
notified."""

import msgspec
import pytest
from msgspec.structs import replace

from domain.context import Actor
from domain.matter import CaseReader
from domain.parts import Part
from domain.streams import STREAMS
from domain.violation.case import Violation
from domain.words.actors import DUTIES, ROLES
from services.access.hearing import hears, hears_part, subjects, types_heard
from services.access.numbering import Numbering
from services.access.policy import LOCAL
from services.access.redaction import may_read, redacted
from services.access.scope import case_scope
from services.access.sight import Sight, sees
from services.access.ties import Subject, unit_told
from services.access.visibility import is_hidden
from tests.support.asking import (
    CLOSE_CASE,
    DEFEND,
    ESTABLISH,
    HOLD_FUNDING,
    INQUIRE,
    NOTIFY,
    STOP_FUNDING,
    TIP,
    TO_DISCIPLINE,
    TO_POLICE,
    TRIAGE,
    do,
)
from tests.support.citing import invariant
from tests.support.places import SICHUAN as PLACES
from tests.support.roads import SICHUAN, SUZHOU
from tests.support.sichuan import APPLICANT, INQUIRER
from tests.support.world import DAY, World, claim

LIFE = (TIP, TRIAGE, INQUIRE, HOLD_FUNDING, TO_DISCIPLINE, NOTIFY, DEFEND, ESTABLISH)
CITY_AND_PROVINCE = (("CITY", "320500"), ("PROV", "320000"))
WHOLE = (*LIFE, STOP_FUNDING, TO_POLICE, CLOSE_CASE)
TOLD = (
    *("intended-decision-notified", "defence-submitted"),
    *("violation-established", "funding-stopped"),
)
INWARD = {str(one.__struct_config__.tag) for one in STREAMS["violations"].events if one.part}


def come_to(steps: int) -> World:
    world = SICHUAN.world()
    for ask in WHOLE[:steps]:
        do(world, ask)
    return world


def violation(world: World) -> Violation:
    case = world.case("violations", "v1")
    assert isinstance(case, Violation)
    return case


def seen(actor: Actor, world: World) -> Sight | None:
    return sees(actor, subject(world))


def subject(world: World) -> Subject:
    return Subject("violations", violation(world), DAY, CaseReader(world.load, claim))


@invariant(57)
@pytest.mark.parametrize("role", sorted(ROLES))
def test_of_each_role_and_duty_only_the_authoritys_inquirers_see_a_case(role: str) -> None:
    world = come_to(len(LIFE))
    for organ in ("510000", "510100", "150000", "000000", "91510100MA6T000134"):
        for duty in (*DUTIES, None):
            actor = Actor("p", role, organ, (duty,) if duty else ())
            if role in LOCAL and organ in ("510000", "000000"):
                continue  # no such account: the tier is another's
            own = role in ("PROV", "CITY", "CNIPA") and organ == "510000"
            inquires = own and duty in ("inquiry", "decision", "objections")
            assert (seen(actor, world) is not None) == inquires, actor
            assert is_hidden(actor, subject(world)) != (inquires or role == "SYSTEM"), actor


@pytest.mark.parametrize("role", ["APPLICANT", "CENTRE"])
def test_the_unit_sees_the_case_from_the_notice_on(role: str) -> None:
    unit = replace(APPLICANT, role=role)
    for steps in range(1, len(WHOLE) + 1):
        shown = seen(unit, come_to(steps))
        assert (shown is not None) == (NOTIFY in WHOLE[:steps])
        assert shown is None or not shown.shows(Part.INQUIRY)


def test_the_unit_is_shown_what_was_served_on_it_and_nothing_else() -> None:
    world = come_to(len(WHOLE))
    case, sight = violation(world), seen(APPLICANT, world)
    assert sight
    shown = redacted(case, APPLICANT, sight)
    assert isinstance(shown, Violation)
    bare = Violation()
    assert {
        name for name in case.__struct_fields__ if getattr(shown, name) != getattr(bare, name)
    } == {
        *("regime", "stage", "owner", "authority", "notice", "defences", "established"),
        *("conclusion", "decisions", "periods"),
    }
    assert shown.stage == "ESTABLISHED" and not shown.final
    for secret in ("挪用经费", "公安", "纪委", "HOTLINE"):
        assert secret not in msgspec.json.encode(shown).decode()


def test_its_history_has_the_events_that_were_served_under_numbers_without_gaps() -> None:
    world = come_to(len(WHOLE))
    case, sight = violation(world), seen(APPLICANT, world)
    assert sight
    numbering, told = Numbering(case, APPLICANT, sight), []
    for version, record in enumerate(world.histories["violations/v1"], 1):
        tag = str(record.event.__struct_config__.tag)
        if numbering.counts(version):
            told.append(tag)
            assert numbering.number(version) == len(told)
        by = record.context.actor.person
        reads = may_read(APPLICANT, by, tag, case, sight)
        assert reads == numbering.counts(version)
    assert tuple(told) == TOLD


def test_before_the_notice_an_earlier_state_of_it_says_nothing() -> None:
    world = come_to(len(WHOLE))
    sight = seen(APPLICANT, world)
    assert sight
    for steps in range(1, WHOLE.index(NOTIFY) + 1):
        assert redacted(violation(come_to(steps)), APPLICANT, sight) == Violation()


def test_the_feed_tells_the_unit_what_was_served_and_others_nothing() -> None:
    tags = {str(one.__struct_config__.tag) for one in STREAMS["violations"].events}
    undone = "conduct-decision-set-aside"
    assert tags - INWARD == {*TOLD, "violation-not-established", "recovery-ordered", undone}

    def heard(actor: Actor) -> set[str]:
        near = hears(actor, "violations", "SC.510000", DAY, lambda: APPLICANT.organ, PLACES)
        return {tag for tag in tags if near and hears_part(actor, tag)}

    assert heard(APPLICANT) == tags - INWARD
    assert heard(INQUIRER) == tags
    for role in ROLES:
        other = Actor("p", role, "91510100MA6T000134", ("submission",))
        assert not heard(other), role
        assert not heard(replace(other, organ="510000", duties=("recheck",))), role


def test_a_lead_is_told_to_no_unit_before_the_notice_and_to_no_bureau_above_the_authority() -> None:
    for steps in range(1, len(WHOLE) + 1):
        told = unit_told(violation(come_to(steps)), DAY)
        assert told == (APPLICANT.organ if NOTIFY in WHOLE[:steps] else "")
    nobody = Actor("", "CENTRE", "")
    assert not hears(nobody, "violations", "SC.510000", DAY, str, PLACES)
    city, above = (Actor("p", r, o, ("inquiry",)) for r, o in CITY_AND_PROVINCE)
    assert hears(city, "violations", "SZ.320500", DAY, str, SUZHOU.rules.places)
    assert not hears(above, "violations", "SZ.320500", DAY, str, SUZHOU.rules.places)
    regimes = {"SZ": SUZHOU.world().states["regulations/SZ"]}
    assert [one for one in subjects(city, regimes, DAY) if "SZ.320500.violations" in one]
    assert not [one for one in subjects(above, regimes, DAY) if "SZ.320500.violations" in one]


def test_nats_subjects_and_lists_name_no_violation_to_others() -> None:
    regimes = {"SC": come_to(1).states["regulations/SC"]}
    for role in ROLES:
        actor = Actor("p", role, "510000", ("recheck", "experts"))
        assert not [one for one in subjects(actor, regimes, DAY) if "violations" in one], role
        assert not case_scope(actor, "violations", regimes, DAY, tuple), role
    assert not case_scope(APPLICANT, "violations", regimes, DAY, tuple)
    assert case_scope(INQUIRER, "violations", regimes, DAY, tuple) == [{"division": ["510000"]}]
    sent = types_heard(INQUIRER, "violations")
    assert "referred-to-discipline" not in sent and "transferred-to-public-security" not in sent
    assert not [one for one in subjects(INQUIRER, regimes, DAY) if "holds" in one]
