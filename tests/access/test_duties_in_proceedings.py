"""Who acted in a proceeding is told to those who are shown the event, and to nobody else."""

from msgspec.structs import replace

from domain.bookkeeping import Reserved
from domain.centre.case import Centre
from domain.context import Actor
from domain.parts import Part
from services.access.redaction import redacted
from services.access.sight import Sight
from tests.support.centre_life import CENTRE, STREAM
from tests.support.centre_road import before
from tests.support.roads import INNER_MONGOLIA, SICHUAN

INQUIRY = frozenset({Part.ACTS, Part.INQUIRY})


def test_a_unit_reads_in_its_proceedings_only_whom_the_events_name_too() -> None:
    for road in (SICHUAN, INNER_MONGOLIA):
        life = before(road, "CancelQualification")
        unit = Actor("centre.1", "CENTRE", life.centre.owner)
        shown = redacted(life.centre, unit, Sight(frozenset({Part.ACTS})))
        records = life.world.histories[f"{STREAM}/{CENTRE}"]
        told = {(one.context.actor.person, one.duty) for one in records if one.event.part is None}
        acted = {duty for one in shown.proceedings for duty in one.duties}
        assert acted and acted <= told


def test_whoever_acted_in_what_is_not_shown_is_not_named_in_its_proceeding() -> None:
    life = before(SICHUAN, "CancelQualification")
    first = next(one for one in life.centre.proceedings if one.duties)
    person, duty = first.duties[0]
    hidden = Reserved(life.centre.version, Part.INQUIRY, person, first.done[0], duty)
    case: Centre = replace(life.centre, reserved=(*life.centre.reserved, hidden))
    unit = Actor("centre.1", "CENTRE", case.owner)
    shown = redacted(case, unit, Sight(INQUIRY - {Part.INQUIRY}))
    [told] = [one for one in shown.proceedings if one.id == first.id]
    assert (person, duty) not in told.duties and first.done[0] not in told.done
    whole = redacted(case, unit, Sight(INQUIRY))
    assert whole.proceedings == case.proceedings
