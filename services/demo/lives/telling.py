"""Tells the whole lives of the demonstration's centres, all of them day by day.

Each centre's story is told for itself; whose day comes first goes on. Told again, a story that has
been told is passed over.
"""

import heapq
from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec
import structlog

from domain.deciding import CaseMissing
from domain.refusal import Refused
from domain.streams import STREAMS
from services.demo.applying import applied, form_of_applicant, register, road_of
from services.demo.lives.accounts import lives_accounts
from services.demo.lives.centres import LAST_DAY, LIFE_STORIES, LifeStory
from services.demo.lives.lines import STORY_STREAM, StoryLine
from services.demo.lives.units import ROUND_BEGINS
from services.demo.office import Office, version_of
from services.demo.told_world import Applicant
from services.demo.years import enter_years
from services.runtime import Runtime

log = structlog.get_logger()
BEGINS = min(ROUND_BEGINS.values())


def tell_lives(runtime: Runtime) -> list[str]:
    """Tells all of them, up to the last day. Gives the stories that do not fit what is there."""
    office = Office(runtime, lives_accounts().values())
    if office.days.today >= LAST_DAY:
        return []
    if not tells_lives(runtime) and office.days.today >= BEGINS:
        return [one.who.id for one in LIFE_STORIES]
    enter_years(office)
    left = told_together(office, LIFE_STORIES)
    office.days.pass_to(LAST_DAY)
    return left


def tells_lives(runtime: Runtime) -> bool:
    """Whether lives have been told here, or were begun to be."""
    first = min(LIFE_STORIES, key=lambda one: one.since).who
    return runtime.store.current(f"batches/{first.batch}")[0] is not None


def told_together(office: Office, stories: tuple[LifeStory, ...]) -> list[str]:
    """Tells stories side by side, in the order of their days."""
    left = list[str]()
    under_way = [(date.min, n, life_told(office, one)) for n, one in enumerate(stories)]
    while under_way:
        _, n, story = heapq.heappop(under_way)
        try:
            if day := next(story, None):
                heapq.heappush(under_way, (day, n, story))
        except (Refused, CaseMissing) as reason:
            id = stories[n].who.id
            log.warning("demonstration left as it is", story=id, reason=str(reason))
            left.append(id)
    return left


def life_told(office: Office, story: LifeStory) -> Iterator[date]:
    """One story: yields each day before what is done on it."""
    before = [one for one in story.lines if one.day < story.since]
    for line in before:
        yield line.day
        act(office, story, line, 0)
    if story.applies:
        yield from applied(office, story.who, story.since)
    ended = 0
    for line in story.lines[len(before) :]:
        yield line.day
        act(office, story, line, ended)
        case = office.case(f"{STORY_STREAM}/{story.who.id}")
        if case and case.final and not ended:
            ended = version_of(office, f"{STORY_STREAM}/{story.who.id}")


def act(office: Office, story: LifeStory, line: StoryLine, ended: int) -> None:
    kind = STREAMS[line.stream].command(line.do)
    assert kind is not None, line.do
    of = {"of": [ended]} if line.of_end else {}
    to = successor(office, line.to, line.day) if line.to else {}
    command = msgspec.convert({"do": line.do, **line.said, **of, **to}, kind)
    office.unit = story.who.code
    office.act(line.day, f"{line.stream}/{story.who.id}", command, line.role)


def successor(office: Office, unit: Applicant, day: date) -> dict[str, Any]:
    """The unit that a centre is to pass to, registered, with its form."""
    office.days.pass_to(day)
    register(office, unit)
    form = form_of_applicant(road_of(office, unit, day), unit, day)
    return {"successor": unit.code, "form": msgspec.to_builtins(form)}
