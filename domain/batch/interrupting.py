"""Interrupts the publicity of a list, and restarts it for a whole period. Domain.md 2.2."""

from collections.abc import Iterable

from domain.application.case import Application
from domain.application.interruption import InterruptEntry, RestartEntry
from domain.application.listing import entry_of
from domain.batch.case import Batch
from domain.batch.counting import period_from, uncounted
from domain.batch.list_refusals import listing, no_list
from domain.batch.notice import notice, running_of
from domain.batch.publicity import RUNNING, list_publicity, not_running
from domain.case import CaseId, Command, stream_id
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal
from domain.running import Running
from domain.working_days import Period

INTERRUPTED = ("公示已中断的名单", "a list whose publicity is interrupted")


class InterruptPublicity(Command, frozen=True, kw_only=True):
    """中断公示: it did not stand as announced (site down, wrong list). Its days do not count."""

    entailing = (InterruptEntry,)

    list_no: CaseId
    reason: Reason

    @classmethod
    def beforehand(cls, matter: Matter[Batch]) -> Iterable[Refusal]:
        running = (one for one in matter.case.lists if one.running and not one.interrupted)
        return no_list(matter, running, *RUNNING)

    def check(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        return not_running(matter, self.list_no)

    def decide(self, matter: Matter[Batch]) -> "PublicityInterrupted":
        shortlist = matter.case.shortlist(self.list_no)
        assert shortlist is not None and shortlist.period is not None
        period = shortlist.period
        return PublicityInterrupted(list_no=self.list_no, reason=self.reason, period=period)

    def entails(self, matter: Matter[Batch]) -> Iterable[tuple[str, Command]]:
        interrupt = InterruptEntry(batch=matter.id, list_no=self.list_no)
        for id in running_of(matter, self.list_no, InterruptEntry.__name__):
            yield stream_id("applications", id), interrupt


class PublicityInterrupted(Event, frozen=True, kw_only=True, tag="publicity-interrupted"):
    """A list's publicity is interrupted; `period` is the one that did not run to its end."""

    list_no: str
    reason: str
    period: Period

    def evolve(self, case: Batch, context: Context) -> Batch:
        return case.with_list(self.list_no, interrupted=True)

    def opens(self) -> Iterable[Running]:
        return (list_publicity(self.list_no, self.period, held=True),)


class RestartPublicity(Command, frozen=True, kw_only=True):
    """恢复公示: the list is published again, for the whole period from this day on."""

    entailing = (RestartEntry,)
    starts = "publicity"
    brings = (RestartEntry,)
    block = "publicity"

    list_no: CaseId
    channel_url: Reason
    objection_channel: Reason

    @classmethod
    def beforehand(cls, matter: Matter[Batch]) -> Iterable[Refusal]:
        interrupted = (one for one in matter.case.lists if one.interrupted)
        yield from no_list(matter, interrupted, *INTERRUPTED)
        yield from uncounted(matter)

    def check(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        shortlist = matter.case.shortlist(self.list_no)
        if shortlist is None or not shortlist.interrupted:
            yield listing(
                f"名单 {self.list_no} 的公示没有中断",
                "the publicity of the list is not interrupted",
                *INTERRUPTED,
            )

    def entries(self, matter: Matter[Batch]) -> dict[str, Application]:
        """The entries to restart; one publicised anew meanwhile has a period of its own."""
        running = running_of(matter, self.list_no, RestartEntry.__name__)
        return {
            id: case
            for id, case in running.items()
            if case.publicised and case.publicised.interrupted
        }

    def decide(self, matter: Matter[Batch]) -> "PublicityRestarted":
        period, entries = period_from(matter), self.entries(matter)
        shown = [entry_of(case, matter) for case in entries.values()]
        return self.as_event(
            PublicityRestarted,
            period=period,
            entries=tuple(entries),
            notice=notice(matter, self, self.list_no, period, shown),
        )

    def entails(self, matter: Matter[Batch]) -> Iterable[tuple[str, Command]]:
        restart = RestartEntry(batch=matter.id, list_no=self.list_no, period=period_from(matter))
        for id in self.entries(matter):
            yield stream_id("applications", id), restart


class PublicityRestarted(Event, frozen=True, kw_only=True, tag="publicity-restarted"):
    list_no: str
    channel_url: str
    objection_channel: str
    period: Period
    entries: tuple[str, ...]
    notice: str = ""

    def evolve(self, case: Batch, context: Context) -> Batch:
        return case.with_list(
            self.list_no, period=self.period, interrupted=False, notice=self.notice
        )

    def opens(self) -> Iterable[Running]:
        return (list_publicity(self.list_no, self.period),)
