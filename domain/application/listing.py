"""One application on a list: proposed, dropped, publicised, cleared. SC 7(3)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from domain.application.adverse import Adverse, Ended
from domain.application.case import Application, Publicised
from domain.application.passing import below_the_mark
from domain.case import Command
from domain.context import Context
from domain.divisions import Divisions
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal
from domain.running import MAIN, Running
from domain.working_days import Period, last_day


class ProposeEntry(Command, frozen=True, kw_only=True):
    """列入拟认定名单: part of the batch's list."""

    entailed = True
    batch: str
    list_no: str
    rank: int

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        yield from below_the_mark(matter)

    def decide(self, matter: Matter[Application]) -> "EntryProposed":
        return EntryProposed(batch=self.batch, list_no=self.list_no, rank=self.rank)


class EntryProposed(Event, frozen=True, kw_only=True, tag="entry-proposed"):
    batch: str
    list_no: str
    rank: int


class DropFromList(Adverse, frozen=True, kw_only=True):
    """未入选: part of the batch's list, with the reason."""

    entailed = True
    batch: str
    list_no: str

    def decide(self, matter: Matter[Application]) -> "DroppedFromList":
        return self.as_event(DroppedFromList)


class DroppedFromList(Ended, frozen=True, kw_only=True, tag="dropped-from-list"):
    list_no: str


class Entry(Struct, frozen=True):
    """What is published of an entry: organisations only (PIPL 25)."""

    builder: str
    name: str
    industry: str
    division: str

    def on(self, day: date, places: Divisions) -> str:
        name = places.name_of(self.division, day)
        place = name.zh if name else self.division
        return f"{self.builder} — {self.name}（{self.industry}，{place}）"


def entry_of(case: Application, matter: Matter[Any]) -> Entry:
    """What is published of a case, on the day and by the places of an act on it or its batch."""
    form = case.form
    return Entry(
        builder=form.unit_name or "",
        name=form.proposed_name or "",
        industry=form.industry or "",
        division=case.place(matter.day, matter.rules.places),
    )


class PublishEntry(Command, frozen=True, kw_only=True):
    """列入公示: part of the batch's publicity."""

    starts = "publicity"
    entailed = True
    batch: str
    list_no: str
    period: Period

    def decide(self, matter: Matter[Application]) -> "EntryPublished":
        return EntryPublished(
            batch=self.batch,
            list_no=self.list_no,
            period=self.period,
            **asdict(entry_of(matter.case, matter)),
        )


class EntryPublished(Event, frozen=True, kw_only=True, tag="entry-published"):
    batch: str
    list_no: str
    period: Period
    builder: str
    name: str
    industry: str
    division: str

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, publicised=Publicised(self.batch, self.list_no, self.period))

    def opens(self) -> Iterable[Running]:
        return (entry_publicity(self.period),)


class ClearEntry(Command, frozen=True, kw_only=True):
    """公示期满无异议: the period is over and nothing stands against this entry."""

    upon = "publicity"
    timed = True
    block = "publicity"

    def decide(self, matter: Matter[Application]) -> "EntryCleared":
        publicised = matter.case.publicised
        assert publicised is not None
        return EntryCleared(period=publicised.period, ended=self.ended(matter, publicised))

    def ended(self, matter: Matter[Application], publicised: Publicised) -> str:
        return last_day(publicised.period, matter.reader.work_calendar()).isoformat()


class EntryCleared(Event, frozen=True, kw_only=True, tag="entry-cleared"):
    """An entry is clear: `period` is the publicity that is over, `ended` its last day."""

    period: Period
    ended: str

    def closes(self) -> Iterable[str]:
        return (MAIN,)


def entry_publicity(period: Period, *, held: bool = False) -> Running:
    """T1: the publicity of one entry; at its end the entry is cleared when nobody has objected."""
    return Running(kind="publicity", timer="T1", period=period, then=ClearEntry(), held=held)
