"""Interrupts and restarts the publicity of one entry. Domain.md 2.2."""

from collections.abc import Iterable

from msgspec.structs import asdict, replace

from domain.application.case import Application, Publicised
from domain.application.listing import entry_of, entry_publicity
from domain.case import Command
from domain.context import Context
from domain.event import Event
from domain.matter import Matter
from domain.running import Running
from domain.working_days import Period


class InterruptEntry(Command, frozen=True, kw_only=True):
    """公示中断: the entry keeps its stage; nothing clears it until its publicity is restarted."""

    entailed = True
    batch: str
    list_no: str

    def decide(self, matter: Matter[Application]) -> "EntryInterrupted":
        publicised = matter.case.publicised
        assert publicised is not None
        return EntryInterrupted(batch=self.batch, list_no=self.list_no, period=publicised.period)


class EntryInterrupted(Event, frozen=True, kw_only=True, tag="entry-interrupted"):
    """An entry's publicity is interrupted; `period` is the one that did not run to its end."""

    batch: str
    list_no: str
    period: Period

    def evolve(self, case: Application, context: Context) -> Application:
        assert case.publicised is not None
        return replace(case, publicised=replace(case.publicised, interrupted=True))

    def opens(self) -> Iterable[Running]:
        return (entry_publicity(self.period, held=True),)


class RestartEntry(Command, frozen=True, kw_only=True):
    """公示恢复: the whole period runs anew."""

    starts = "publicity"
    entailed = True
    batch: str
    list_no: str
    period: Period

    def decide(self, matter: Matter[Application]) -> "EntryRestarted":
        publicised = matter.case.publicised
        return EntryRestarted(
            batch=self.batch,
            list_no=self.list_no,
            number=publicised.number if publicised else None,
            period=self.period,
            **asdict(entry_of(matter.case, matter)),
        )


class EntryRestarted(Event, frozen=True, kw_only=True, tag="entry-restarted"):
    batch: str
    list_no: str
    period: Period
    builder: str
    name: str
    industry: str
    division: str
    number: str | None = None

    def evolve(self, case: Application, context: Context) -> Application:
        again = Publicised(self.batch, self.list_no, self.period, self.number)
        return replace(case, publicised=again)

    def opens(self) -> Iterable[Running]:
        return (entry_publicity(self.period),)
