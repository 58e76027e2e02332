"""认定的全过程: four roads from call to recognition, with what is refused on the way.

    ANJUAN_DEMO_PASSWORD=... python3 examples/recognition.py http://127.0.0.1:8000

against `make run`. Standard library only; everybody and everything in it is invented.
"""

import sys
from datetime import date
from typing import NamedTuple

from telling import (
    fresh,
    inner_mongolia_direct,
    inner_mongolia_ordinary,
    sichuan_direct,
    sichuan_ordinary,
    year_end,
)
from telling.inner_mongolia import ASSOCIATION, BORDER_INSTITUTE, FOUR_STAFF, INNER_MONGOLIA
from telling.road import call
from telling.running import run
from telling.service import Service
from telling.sichuan import CITY_INSTITUTE, FIRST, LATE, RIVAL, SICHUAN, UNIVERSITY
from telling.story import Story
from telling.units import Applicant, Regime

LAST_START = date(2026, 11, 13)  # five publicities, one after another, before the year ends


class Cast(NamedTuple):
    """Who applies in one telling: nothing of theirs bears the name of an earlier one."""

    first: Applicant
    rival: Applicant
    institute: Applicant
    university: Applicant
    late: Applicant
    four_staff: Applicant
    border: Applicant
    association: Applicant


def cast(service: Service, name: str) -> Cast:
    """The first two are after the same centre's name."""
    west, north = (FIRST, RIVAL, UNIVERSITY, LATE), (FOUR_STAFF, BORDER_INSTITUTE, ASSOCIATION)
    one, two, three = fresh.free(service, SICHUAN, 3, *west)
    energy, trade, earths = fresh.free(service, INNER_MONGOLIA, 3, *north)
    parts = (
        (FIRST, one),
        (RIVAL, one),
        (CITY_INSTITUTE, two),
        (UNIVERSITY, two),
        (LATE, three),
        (FOUR_STAFF, energy),
        (BORDER_INSTITUTE, trade),
        (ASSOCIATION, earths),
    )
    return Cast(
        *(
            unit._replace(id=f"{name}-{n}", batch=batch(name, unit.regime), industry=industry)
            for n, (unit, industry) in enumerate(parts, 1)
        )
    )


def batch(name: str, regime: Regime) -> str:
    return name if regime == SICHUAN else f"{name}-{regime.code.lower()}"


def tell(service: Service) -> Story:
    fresh.only_a_demonstration(service)
    fresh.before_the_notice(service, 2027)
    name = fresh.unused(service, "story")
    actors, story = cast(service, name), Story(service, fresh.PEOPLE)
    story.chapter("发布通知", "The calls")
    for regime in (SICHUAN, INNER_MONGOLIA):
        call(story, regime, batch(name, regime))
        fresh.not_after(story.today, LAST_START)
    sichuan_ordinary.tell(story, actors.first, actors.rival)
    sichuan_direct.tell(story, actors.institute, actors.university)
    inner_mongolia_ordinary.tell(story, actors.four_staff)
    inner_mongolia_direct.tell(story, actors.border, actors.association)
    year_end.tell(story, actors.late)
    return story


if __name__ == "__main__":
    sys.exit(run(tell))
