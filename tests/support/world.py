"""A small world in memory for tests of the domain: cases, a reader of them, and `act`."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any

from msgspec.structs import replace

from adapters.state_council import shipped_notices
from domain.application.case import Application
from domain.calendar.lifecycle import PublishCalendar
from domain.case import Case, Command, stream_id
from domain.context import SYSTEM, Actor, Context, Override
from domain.deciding import Decided, decide
from domain.matter import CaseReader
from domain.panel import Panels
from domain.record import Record
from domain.refusal import Refusal, Refused
from domain.regime.lifecycle import IssueRegime, PublishCatalogue
from domain.streams import replay
from tests.support.declared import undeclared
from tests.support.regulations import CATALOGUES, HOUSE_TEXT, SICHUAN_TEXT

DAY = date(2026, 3, 2)
CHAIR = Actor("whoever is in the chair", "EXPERT", "510000", ("scoring",))


def claim(kind: str, *values: str) -> str:
    return sha256("\0".join((kind, *values)).encode()).hexdigest()[:32]


class World:
    """Histories by stream. `act` decides and appends, as the service does, but for the store."""

    def __init__(self) -> None:
        self.histories: dict[str, list[Record]] = {}
        self.states: dict[str, Case] = {}
        self.log: list[tuple[str, Record]] = []
        self.acts = 0

    def load(self, stream: str) -> tuple[Case | None, int]:
        return self.states.get(stream), len(self.histories.get(stream, ()))

    def past(self, stream: str, upto: int) -> Iterable[tuple[int, Record]]:
        return enumerate(self.histories.get(stream, ())[:upto], 1)

    def recorded(self, position: int) -> tuple[str, Record] | None:
        """The record at a position: they count all that happened, from 1."""
        return self.log[position - 1] if 0 < position <= len(self.log) else None

    def act(
        self,
        stream: str,
        id: str,
        command: Command,
        actor: Actor,
        on: date = DAY,
        document_no: str | None = None,
        overrides: Iterable[Override] = (),
        late_reason: str | None = None,
        effective_on: date | None = None,
        **more: Any,
    ) -> list[Decided]:
        self.acts += 1
        context = Context(
            actor=self.cast(stream, id, actor),
            occurred_on=on,
            effective_on=effective_on or on,
            command_id=f"c{self.acts}",
            document_no=document_no,
            overrides=tuple(overrides),
            late_reason=late_reason,
            **more,
        )
        reader = CaseReader(self.load, claim, self.past, self.recorded)
        decided = decide(stream, id, command, context, reader)
        before = self.histories.get(stream_id(stream, id), ())
        wrong = list(undeclared(type(command), decided, before))
        assert wrong == [], wrong
        for one in decided:
            assert one.version == len(self.histories.get(one.stream, ())) + 1
            self.histories.setdefault(one.stream, []).append(one.record)
            self.states[one.stream] = one.after
            self.log.append((one.stream, one.record))
        return decided

    def cast(self, stream: str, id: str, actor: Actor) -> Actor:
        """Whoever is in the chair of the application's panel, where the actor is CHAIR."""
        case = self.states.get(stream_id(stream, id))
        if actor.person != CHAIR.person or not isinstance(case, Application):
            return actor
        batch = self.states.get(stream_id("batches", str(case.batch)))
        panel = batch.panel(case.panel) if isinstance(batch, Panels) else None
        if panel is None or not isinstance(batch, Panels):
            return actor
        return replace(actor, person=batch.members(panel)[0])

    def refusals(self, *args: object, **kwargs: object) -> tuple[Refusal, ...]:
        """Every reason against a command; fails where there is none."""
        try:
            self.act(*args, **kwargs)  # type: ignore[arg-type] # passed through unchanged
        except Refused as refused:
            return refused.refusals
        raise AssertionError("was not refused")

    def refused(self, *args: object, **kwargs: object) -> list[str]:
        """The rules that speak against a command; fails where none does."""
        return [refusal.rule for refusal in self.refusals(*args, **kwargs)]

    def copy(self) -> "World":
        """The same past, its own future."""
        other = World()
        other.histories = {stream: [*records] for stream, records in self.histories.items()}
        other.states, other.log, other.acts = dict(self.states), [*self.log], self.acts
        return other

    def case(self, stream: str, id: str) -> Case:
        return self.states[stream_id(stream, id)]

    def replayed(self, stream: str, id: str) -> Case | None:
        return replay(stream, self.histories[stream_id(stream, id)])


def founded(*texts: tuple[str, str], sichuan: str = SICHUAN_TEXT) -> World:
    """A world with calendar, general rules (HOUSE), the Sichuan regulation, and others by their
    codes; each with its catalogue."""
    return governed(("SC", sichuan), *texts)


def governed(*texts: tuple[str, str]) -> World:
    """A world with calendar, general rules (HOUSE), and these regulations."""
    return _governed(texts).copy()


@lru_cache(maxsize=16)
def _governed(texts: tuple[tuple[str, str], ...]) -> World:
    world = _bare().copy()
    for code, text in texts:
        world.act("regulations", code, IssueRegime(regime=code, text=text), SYSTEM)
        if code in CATALOGUES:
            world.act("regulations", code, PublishCatalogue(**CATALOGUES[code]), SYSTEM)
    return world


@lru_cache(maxsize=1)
def _bare() -> World:
    world = World()
    world.act("regulations", "HOUSE", IssueRegime(regime="HOUSE", text=HOUSE_TEXT), SYSTEM)
    for notice in shipped_notices():
        command = PublishCalendar(
            year=notice.year, notice_no=notice.notice, off=notice.off, working=notice.working
        )
        world.act("calendars", "CN", command, SYSTEM)
    return world
