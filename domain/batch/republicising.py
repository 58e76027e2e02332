"""Publicises one entry anew for a whole period, in place of its earlier publicity. Inv. 26."""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.application.case import Application
from domain.application.form import Line
from domain.application.listing import entry_of
from domain.application.republishing import RepublishEntry
from domain.batch.case import Batch, Republication
from domain.batch.counting import period_from, uncounted
from domain.batch.list_refusals import PUBLICISED, listing, no_list, not_publicised
from domain.batch.notice import notice
from domain.case import CaseId, Command, stream_id
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.parts import Part
from domain.party.lifecycle import UnitName
from domain.refusal import Refusal
from domain.working_days import Period


class Republicise(Command, frozen=True, kw_only=True):
    """重新公示: what was published of one entry has changed, or it is proposed again after an
    objection. Under a number of its own, for the whole period; the other entries go on."""

    entailing = (RepublishEntry,)
    starts = "publicity"
    brings = (RepublishEntry,)
    block = "publicity"

    list_no: CaseId
    application: CaseId
    number: CaseId
    channel_url: Reason
    objection_channel: Reason
    reason: Reason
    unit_name: UnitName | None = None
    proposed_name: Line | None = None

    @classmethod
    def beforehand(cls, matter: Matter[Batch]) -> Iterable[Refusal]:
        publicised = (one for one in matter.case.lists if one.period)
        yield from no_list(matter, publicised, *PUBLICISED)
        yield from uncounted(matter)

    def check(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        shortlist = matter.case.shortlist(self.list_no)
        if shortlist is None or shortlist.period is None:
            yield not_publicised(self.list_no)
        elif not shortlist.holds(self.application):
            yield listing(
                f"申报 {self.application} 不在名单 {self.list_no} 上",
                f"application {self.application} is not on the list {self.list_no}",
                "该名单所列的申报",
                "one on that list",
                ("/application",),
            )
        if self.number in matter.case.numbers:
            yield listing(
                f"编号 {self.number} 已使用",
                "the number is in use",
                "新编号",
                "a new number",
                ("/number",),
            )

    def entry(self, matter: Matter[Batch]) -> RepublishEntry:
        return RepublishEntry(
            batch=matter.id,
            list_no=self.list_no,
            number=self.number,
            period=period_from(matter),
            unit_name=self.unit_name,
            proposed_name=self.proposed_name,
        )

    def decide(self, matter: Matter[Batch]) -> "EntryRepublicised":
        entry = self.entry(matter)
        case = matter.reader.state("applications", self.application)
        shown, replaces = [], self.list_no
        if isinstance(case, Application) and case.publicised:
            shown.append(entry_of(replace(case, form=entry.corrected(case.form)), matter))
            replaces = case.publicised.number or replaces
        return self.as_event(
            EntryRepublicised,
            replaces=replaces,
            period=entry.period,
            notice=notice(matter, self, self.number, entry.period, shown),
        )

    def entails(self, matter: Matter[Batch]) -> Iterable[tuple[str, Command]]:
        yield stream_id("applications", self.application), self.entry(matter)


class EntryRepublicised(Event, frozen=True, kw_only=True, tag="entry-republicised"):
    """An entry is publicised anew; `replaces` is the list or the number under which it was
    publicised before."""

    part = Part.DELIBERATION
    list_no: str
    application: str
    number: str
    replaces: str
    channel_url: str
    objection_channel: str
    reason: str
    period: Period
    notice: str = ""

    def evolve(self, case: Batch, context: Context) -> Batch:
        shortlist = case.shortlist(self.list_no)
        assert shortlist is not None
        anew = Republication(self.number, self.application, self.replaces, self.period, self.notice)
        return case.with_list(self.list_no, republished=(*shortlist.republished, anew))
