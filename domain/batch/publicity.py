"""Starts and closes the publicity (公示) of a list (SC: five working days). SC 7(3); Part 7."""

from collections.abc import Iterable

from domain.application.case import Application
from domain.application.listing import PublishEntry, entry_of
from domain.batch.case import Batch
from domain.batch.counting import period_from, uncounted
from domain.batch.list_refusals import listing, no_list
from domain.batch.notice import entries_of, notice, result_notice
from domain.case import CaseId, Command, stream_id
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal
from domain.running import Running
from domain.working_days import Period

RUNNING = ("公示中的名单", "a list in publicity")


class StartPublicity(Command, frozen=True, kw_only=True):
    """公示: publish the list on the day of the act: where, and where objections go."""

    entailing = (PublishEntry,)
    starts = "publicity"
    brings = (PublishEntry,)
    block = "publicity"

    list_no: CaseId
    channel_url: Reason
    objection_channel: Reason

    @classmethod
    def beforehand(cls, matter: Matter[Batch]) -> Iterable[Refusal]:
        waiting = (one for one in matter.case.lists if one.period is None)
        yield from no_list(matter, waiting, "尚未公示的名单", "a list not publicised yet")
        yield from uncounted(matter)

    def check(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        shortlist = matter.case.shortlist(self.list_no)
        if shortlist is None:
            yield listing(
                f"名单 {self.list_no} 不存在", "no such list", "已确定的名单", "a determined list"
            )
        elif shortlist.period:
            yield listing(
                "名单已经公示", "the list is publicised already", "尚未公示的名单", "a new list"
            )
        elif matter.day < shortlist.determined_on:
            yield listing(
                f"公示日 {matter.day} 早于确定名单日",
                f"published on {matter.day}, before the list was determined",
                f"{shortlist.determined_on} 或以后",
                f"on or after {shortlist.determined_on}",
                ("/occurred_on",),
            )
        elif not self.entries(matter):
            yield listing(
                "名单所列申报均已办结",
                "every application on the list has ended",
                "尚有在办申报的名单",
                "a list with an application under way",
            )

    def entries(self, matter: Matter[Batch]) -> dict[str, Application]:
        """Applications of the list to publicise: those that have not ended meanwhile."""
        applications = entries_of(matter, matter.case.shortlist(self.list_no))
        return {id: case for id, case in applications if not case.final}

    def decide(self, matter: Matter[Batch]) -> "PublicityStarted":
        shortlist, period = matter.case.shortlist(self.list_no), period_from(matter)
        shown = [entry_of(case, matter) for case in self.entries(matter).values()]
        return self.as_event(
            PublicityStarted,
            period=period,
            entries=tuple(entry.application for entry in shortlist.entries) if shortlist else (),
            notice=notice(matter, self, self.list_no, period, shown),
        )

    def entails(self, matter: Matter[Batch]) -> Iterable[tuple[str, Command]]:
        publish = PublishEntry(batch=matter.id, list_no=self.list_no, period=period_from(matter))
        for id in self.entries(matter):
            yield stream_id("applications", id), publish


class PublicityStarted(Event, frozen=True, kw_only=True, tag="publicity-started"):
    """A list's publicity begins. `entries` are those of the list; `notice` is the text as
    published, with those of them that have not ended; empty where the regulation has no
    template."""

    list_no: str
    channel_url: str
    objection_channel: str
    period: Period
    entries: tuple[str, ...]
    notice: str = ""

    def evolve(self, case: Batch, context: Context) -> Batch:
        return case.with_list(self.list_no, period=self.period, notice=self.notice)

    def opens(self) -> Iterable[Running]:
        return (list_publicity(self.list_no, self.period),)


class ClosePublicity(Command, frozen=True, kw_only=True):
    """公示期满: the period of the list is over, whatever objections are open."""

    upon = "publicity"
    timed = True

    list_no: CaseId

    @classmethod
    def beforehand(cls, matter: Matter[Batch]) -> Iterable[Refusal]:
        running = (one for one in matter.case.lists if one.running and not one.interrupted)
        return no_list(matter, running, *RUNNING)

    def check(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        return not_running(matter, self.list_no)

    def decide(self, matter: Matter[Batch]) -> "PublicityClosed":
        [last] = matter.case.ends("publicity", matter.reader.work_calendar(), self)
        return PublicityClosed(
            list_no=self.list_no,
            ended=last.isoformat(),
            notice=result_notice(matter, self.list_no, last),
        )


def not_running(matter: Matter[Batch], list_no: str) -> Iterable[Refusal]:
    shortlist = matter.case.shortlist(list_no)
    if shortlist is None or not shortlist.running:
        yield listing(
            f"名单 {list_no} 不在公示中",
            "the list is not being publicised",
            *RUNNING,
        )
    elif shortlist.interrupted:
        yield listing(
            f"名单 {list_no} 的公示已中断",
            "the publicity of the list is interrupted",
            "恢复公示并重新计满期间",
            "restart it; the whole period then runs anew",
        )


class PublicityClosed(Event, frozen=True, kw_only=True, tag="publicity-closed"):
    """A list's publicity is over; `notice` says who is clear, who has gone, who is pending."""

    list_no: str
    ended: str
    notice: str = ""

    def evolve(self, case: Batch, context: Context) -> Batch:
        return case.with_list(self.list_no, closed=True, result_notice=self.notice)

    def closes(self) -> Iterable[str]:
        return (self.list_no, *super().closes())


def list_publicity(list_no: str, period: Period, *, held: bool = False) -> Running:
    """T1: the publicity of a whole list; it is closed at its end whatever objections are open."""
    close = ClosePublicity(list_no=list_no)
    return Running(kind="publicity", timer="T1", period=period, key=list_no, then=close, held=held)
