"""The list and its publicity, as one application sees them. SC 7(3)."""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.application.adverse import Adverse, Ended
from domain.application.case import Application, Publicised
from domain.case import Command, Context, Event
from domain.matter import Matter
from domain.refusal import Refusal, Text, house
from domain.working_days import Period, last_day


class ProposeEntry(Command, frozen=True, kw_only=True):
    """列入拟认定名单: part of the batch's list."""

    entailed = True
    batch: str
    list_no: str
    rank: int

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        return not_of_batch(matter, self.batch)

    def decide(self, matter: Matter[Application]) -> "EntryProposed":
        return EntryProposed(batch=self.batch, list_no=self.list_no, rank=self.rank)


def not_of_batch(matter: Matter[Application], batch: str) -> Iterable[Refusal]:
    if matter.case.batch != batch:
        yield house(
            "batch",
            "名单只列本批次的申报",
            Text(f"申报 {matter.id}", f"application {matter.id}"),
            Text(f"批次 {batch} 的申报", f"an application of batch {batch}"),
        )


class EntryProposed(Event, frozen=True, kw_only=True, tag="entry-proposed"):
    batch: str
    list_no: str
    rank: int


class DropFromList(Adverse, frozen=True, kw_only=True):
    """未入选: part of the batch's list, with the reason."""

    entailed = True
    batch: str
    list_no: str

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        return [*super().check(matter), *not_of_batch(matter, self.batch)]

    def decide(self, matter: Matter[Application]) -> "DroppedFromList":
        return DroppedFromList(
            list_no=self.list_no,
            reason=self.reason,
            served_on=self.served_on,
            remedies=self.remedies,
        )


class DroppedFromList(Ended, frozen=True, kw_only=True, tag="dropped-from-list"):
    list_no: str


class PublishEntry(Command, frozen=True, kw_only=True):
    """列入公示: part of the batch's publicity."""

    entailed = True
    batch: str
    list_no: str
    period: Period

    def decide(self, matter: Matter[Application]) -> "EntryPublished":
        form = matter.case.form
        return EntryPublished(
            batch=self.batch,
            list_no=self.list_no,
            period=self.period,
            builder=form.unit_name or "",
            name=form.proposed_name or "",
            industry=form.industry or "",
            division=matter.case.place(matter.day),
        )


class EntryPublished(Event, frozen=True, kw_only=True, tag="entry-published"):
    """What the public is told of an entry: organisations only (PIPL 25)."""

    batch: str
    list_no: str
    period: Period
    builder: str
    name: str
    industry: str
    division: str

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, publicised=Publicised(self.batch, self.list_no, self.period))


class ClearEntry(Command, frozen=True, kw_only=True):
    """公示期满无异议: the period is over and nothing stands against this entry."""

    def decide(self, matter: Matter[Application]) -> "EntryCleared":
        publicised = matter.case.publicised
        assert publicised is not None
        return EntryCleared(period=publicised.period, ended=self.ended(matter, publicised))

    def ended(self, matter: Matter[Application], publicised: Publicised) -> str:
        return last_day(publicised.period, matter.look.work_calendar()).isoformat()


class EntryCleared(Event, frozen=True, kw_only=True, tag="entry-cleared"):
    period: Period
    ended: str
