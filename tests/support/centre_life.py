"""The life of one centre after its recognition, in memory: acts by whom the regulation says, and
timers that come when their periods are over."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from domain.case import Command
from domain.centre.activities import RecordActivity
from domain.centre.annual import AnnualPaper
from domain.centre.case import Centre
from domain.centre.sections import Section
from domain.context import SYSTEM, Actor
from domain.deciding import Decided
from domain.governing import rules_for
from domain.matter import CaseReader
from domain.refusal import Refusal
from domain.regulation.model import Step
from domain.regulation.rules import Rules
from domain.running import NamedTerm
from domain.streams import STREAMS
from domain.working_days import known_last_day
from tests.support.calendars import PUBLISHED
from tests.support.road import Road
from tests.support.roads import SICHUAN
from tests.support.sichuan import FILE
from tests.support.world import World, claim

CENTRE = "a1"
STREAM = "centres"
MADE_BY = ("RecogniseCentre", "StartConstruction")


MADE: dict[str, World] = {}


def just_made(road: Road) -> World:
    """The centre of a road on the day on which it was recognised, or its construction began."""
    if road.name not in MADE:
        MADE[road.name] = road.at(next(do for do in MADE_BY if road.step(do)))
    return MADE[road.name]


def as_wanted(command: Command, rules: Rules) -> Command:
    """A yearly paper that says nothing under any provision, with what it may not leave out; an
    activity with a way of delivery, where the text names some."""
    if isinstance(command, AnnualPaper) and not command.sections:
        wanted = (one for one in rules.text.section if one.of == "annual" and one.obligatory)
        return replace(command, sections=tuple(Section(one.rule, one.zh) for one in wanted))
    ways = rules.text.serving.delivery if rules.text.serving else ()
    if isinstance(command, RecordActivity) and command.delivery is None and ways:
        return replace(command, delivery=ways[0])
    return command


class CentreLife:
    """A centre and what is done to it. Every act is on a day; before it, the timers that came due
    until then have fired, each on the day after its period, or as soon as it is allowed."""

    def __init__(self, road: Road = SICHUAN, world: World | None = None) -> None:
        self.road, self.world = road, (world or just_made(road)).copy()

    @property
    def centre(self) -> Centre:
        case = self.world.case(STREAM, CENTRE)
        assert isinstance(case, Centre)
        return case

    def stage_of(self, proceeding: str) -> str | None:
        kind, _, key = proceeding.partition("/")
        found = self.centre.proceeding(kind, key)
        return found.stage if found else None

    def step(self, command: Command, on: date) -> Step | None:
        return self.rules(command, on).step(STREAM, type(command).__name__, self.centre.channel)

    def rules(self, command: Command, on: date) -> Rules:
        return rules_for(STREAM, self.centre, command, CaseReader(self.world.load, claim), on)

    def person(self, step: Step | None) -> Actor:
        """Whom the file lets do a step: one person for each organ and duty."""
        role = next((one for one in step.by if one != "SYSTEM"), None) if step else None
        if step is None or role is None:
            return SYSTEM
        if role == "PUBLIC":
            return Actor("", "PUBLIC", "")
        organs = {"owner": self.centre.owner, "division": self.centre.division}
        organ = organs.get(step.territory or "", self.road.rules.about.authority)
        name = "centre.1" if role == "CENTRE" else f"{role.lower()}.{organ}.{step.duty}"
        return Actor(name, role, organ, (step.duty,) if step.duty else ())

    def act(
        self, command: Command, on: date, by: Actor | None = None, **more: Any
    ) -> list[Decided]:
        """Gives a command, with what its step wants it to carry. Raises Refused."""
        self.pass_days(on)
        return self.world.act(**self.asked(command, on, by, **more))

    def refusals(
        self, command: Command, on: date, by: Actor | None = None, **more: Any
    ) -> tuple[Refusal, ...]:
        self.pass_days(on)
        return self.world.refusals(**self.asked(command, on, by, **more))

    def refused(
        self, command: Command, on: date, by: Actor | None = None, **more: Any
    ) -> list[str]:
        """The rules that speak against a command."""
        return [refusal.rule for refusal in self.refusals(command, on, by, **more)]

    def asked(
        self, command: Command, on: date, by: Actor | None = None, **more: Any
    ) -> dict[str, Any]:
        step = self.step(command, on)
        needs = step.needs if step else ()
        usual: dict[str, Any] = {"document_no": "样1号"} if "document_no" in needs else {}
        usual |= {"evidence": (FILE,)} if "evidence" in needs else {}
        command = as_wanted(command, self.rules(command, on))
        asked = {"stream": STREAM, "id": CENTRE, "command": command, "on": on}
        return asked | {"actor": by or self.person(step)} | usual | more

    def pass_days(self, until: date) -> None:
        """Lets the timers fire that came due before a day."""
        while due := sorted(self.due(until), key=lambda one: one[0]):
            day, term = due[0]
            self.world.act(STREAM, CENTRE, self.fired(term), SYSTEM, day)

    def due(self, until: date) -> Iterable[tuple[date, NamedTerm]]:
        """The periods whose timer comes on or before a day, each with that day."""
        for term in self.centre.periods:
            if not term.then or term.over or term.stands_still or term.period is None:
                continue
            last = known_last_day(term.period, PUBLISHED)
            day = max(last + timedelta(days=1), self.centre.last_day) if last else None
            if day and day <= until and not self.waits(term, day):
                yield day, term

    def waits(self, term: NamedTerm, day: date) -> bool:
        """Whether the rules let the timer wait: it is refused until something else is done."""
        trial = self.world.copy()
        try:
            trial.act(STREAM, CENTRE, self.fired(term), SYSTEM, day)
        except Exception:  # a timer that is refused, for whatever reason, waits
            return True
        return False

    def fired(self, term: NamedTerm) -> Command:
        kind = STREAMS[STREAM].command(term.then)
        assert kind is not None
        field = kind.about_field
        return kind(**{field: int(term.about)}) if field and term.about else kind()
