"""Publicity of a list: five working days by the Sichuan measure. SC 7(3); Part 7."""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from domain.application.listing import PublishEntry
from domain.batch.case import Batch
from domain.batch.shortlisting import listing
from domain.case import CaseId, Command, Context, Event, Reason, stream_id
from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.regulation.model import Publicity
from domain.working_days import CalendarUnknown, Period, count_period


def rule_of(matter: Matter[Batch]) -> Publicity:
    """The regulation's `[publicity]` block; the checker demands it of a file with this step."""
    block = matter.rules.text.publicity
    assert block is not None
    return block


def with_list(batch: Batch, list_no: str, **changes: Any) -> Batch:
    return replace(
        batch,
        lists=tuple(
            replace(found, **changes) if found.list_no == list_no else found
            for found in batch.lists
        ),
    )


class StartPublicity(Command, frozen=True, kw_only=True):
    """公示: the list is published on the day of the act; where, and where objections go."""

    list_no: CaseId
    channel_url: Reason
    objection_channel: Reason

    def check(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        found = matter.case.shortlist(self.list_no)
        if found is None:
            yield listing(
                f"名单 {self.list_no} 不存在", "no such list", "已确定的名单", "a determined list"
            )
        elif found.period:
            yield listing(
                "名单已经公示", "the list is publicised already", "尚未公示的名单", "a new list"
            )
        elif matter.day < found.determined_on:
            yield listing(
                f"公示日 {matter.day} 早于确定名单日",
                f"published on {matter.day}, before the list was determined",
                f"{found.determined_on} 或以后",
                f"on or after {found.determined_on}",
            )
        try:
            self.period(matter)
        except CalendarUnknown as unknown:
            yield matter.rules.refuse(
                rule_of(matter).rule,
                Text(unknown.zh, unknown.en),
                Text("公示期的每一日均可知", "every day of the period is known"),
            )

    def period(self, matter: Matter[Batch]) -> Period:
        rule = rule_of(matter)
        return count_period(
            matter.look.work_calendar(),
            matter.day,
            rule.length,
            rule.unit,
            rule.count_publication_day,
            rule.roll_to_working_day,
        )

    def decide(self, matter: Matter[Batch]) -> "PublicityStarted":
        found = matter.case.shortlist(self.list_no)
        entries = found.entries if found else ()
        return PublicityStarted(
            list_no=self.list_no,
            channel_url=self.channel_url,
            objection_channel=self.objection_channel,
            period=self.period(matter),
            entries=tuple(entry.application for entry in entries),
        )

    def entails(self, matter: Matter[Batch]) -> Iterable[tuple[str, Command]]:
        found = matter.case.shortlist(self.list_no)
        for entry in found.entries if found else ():
            application = matter.look.state("applications", entry.application)
            if application is not None and not application.final:
                yield (
                    stream_id("applications", entry.application),
                    PublishEntry(batch=matter.id, list_no=self.list_no, period=self.period(matter)),
                )


class PublicityStarted(Event, frozen=True, kw_only=True, tag="publicity-started"):
    list_no: str
    channel_url: str
    objection_channel: str
    period: Period
    entries: tuple[str, ...]

    def evolve(self, case: Batch, context: Context) -> Batch:
        return with_list(case, self.list_no, period=self.period)


class ClosePublicity(Command, frozen=True, kw_only=True):
    """公示期满: the period of the list is over, whatever objections are open."""

    list_no: CaseId

    def check(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        found = matter.case.shortlist(self.list_no)
        if found is None or found.period is None or found.closed:
            yield listing(
                f"名单 {self.list_no} 不在公示中",
                "the list is not being publicised",
                "公示中的名单",
                "a list in publicity",
            )

    def decide(self, matter: Matter[Batch]) -> "PublicityClosed":
        ends = matter.case.ends("publicity", matter.look.work_calendar(), self)
        return PublicityClosed(list_no=self.list_no, ended=str(ends[0]))


class PublicityClosed(Event, frozen=True, kw_only=True, tag="publicity-closed"):
    list_no: str
    ended: str

    def evolve(self, case: Batch, context: Context) -> Batch:
        return with_list(case, self.list_no, closed=True)
