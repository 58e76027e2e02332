"""The yearly paper of a centre (年度总结、自我评价、自查自纠): filed, audited, sent on, or missed.

Domain.md 2.4. What counts for the last day is that the authority has received it.
"""

from collections.abc import Iterable
from typing import ClassVar, Literal

from msgspec.structs import replace

from domain.centre.case import Centre
from domain.centre.sections import Section, Sections, ill_sectioned
from domain.context import Context, Reason
from domain.event import Event
from domain.in_proceeding import OfYear, ProceedingEvent
from domain.matter import Matter
from domain.own_step import StepReason
from domain.refusal import Refusal, Text


class YearEvent(ProceedingEvent, frozen=True, kw_only=True):
    """Something that happened about one calendar year of a centre."""

    year: int


class YearBegun(YearEvent, frozen=True, kw_only=True, tag="year-begun"):
    """A year of the centre has begun: its paper is due by the regulation's day."""


class BeginYear(OfYear, frozen=True, kw_only=True):
    """年度开始: on 1 January, for every centre that is active."""

    recorded_as = YearBegun
    proceeding = "annual"
    timed = True

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        yield from not_a_year_of_the_centre(matter, self.year)


def year_it_began(case: Centre) -> int | None:
    """The year in which the centre began."""
    return case.began_on.year if case.began_on else None


NO_YEAR_OF_IT = StepReason(
    Text("{year}年度", "the year {year}"),
    Text("{first} 至 {last} 年", "{first} to {last}"),
    ("/year",),
)


def not_a_year_of_the_centre(matter: Matter[Centre], year: int) -> Iterable[Refusal]:
    """Refuses a year that has not begun, or that ended before there was a centre."""
    first = year_it_began(matter.case) or year
    if not first <= year <= matter.day.year:
        yield from NO_YEAR_OF_IT.said(matter, year=year, first=first, last=matter.day.year)


class PaperFiled(YearEvent, frozen=True, kw_only=True):
    """The paper about a year is filed; its files stand in the context."""

    added: ClassVar[tuple[str, ...]] = ("sections",)
    correctable = ("summary", "occurred_on", "effective_on")

    summary: str
    sections: tuple[Section, ...] = ()

    def evolve(self, case: Centre, context: Context) -> Centre:
        year = case.year(self.year)
        return case.with_year(
            replace(
                year,
                paper_on=context.occurred_on,
                sent_straight_on=None,
                late=year.late or is_overdue(case, self.year),
            )
        )


class AnnualPaperSubmitted(PaperFiled, frozen=True, kw_only=True, tag="annual-paper-submitted"):
    """The paper about a year is filed where it is examined first."""


def is_overdue(case: Centre, year: int) -> bool:
    begun = case.proceeding("annual", str(year))
    return begun is not None and begun.stage == "OVERDUE"


class AnnualPaper(OfYear, frozen=True, kw_only=True):
    """The paper of a centre about one year; its files are the act's evidence. `sections` are what
    it says under the provisions that the regulation wants it to speak of."""

    recorded_as: ClassVar[type[Event] | None] = AnnualPaperSubmitted
    proceeding = "annual"

    summary: Reason
    sections: Sections = ()

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        yield from not_a_year_of_the_centre(matter, self.year)
        yield from ill_sectioned(matter, "annual", self.sections)


class SubmitAnnualSummary(AnnualPaper, frozen=True, kw_only=True):
    """报送年度运营工作总结, to the local bureau where one audits it. SC 13."""


class SubmitSelfEvaluation(AnnualPaper, frozen=True, kw_only=True):
    """报送自我评价报告, to the local bureau where one audits it. IM 10."""


class SubmitSelfCheck(AnnualPaper, frozen=True, kw_only=True):
    """报送自查自纠报告. SZ 五."""


class PaperSentStraight(PaperFiled, frozen=True, kw_only=True, tag="paper-sent-straight"):
    """The paper about a year went to the authority itself; the local bureau is owed a copy."""

    def evolve(self, case: Centre, context: Context) -> Centre:
        case = super().evolve(case, context)
        sent = replace(case.year(self.year), sent_straight_on=context.occurred_on)
        return case.with_year(sent)


class SendPaperStraight(AnnualPaper, frozen=True, kw_only=True):
    """直接报送年度报告: past the local bureau, where the regulation lets this centre choose so each
    year. IM 10."""

    recorded_as = PaperSentStraight


class CopiedToLocalBureau(YearEvent, frozen=True, kw_only=True, tag="copied-to-local-bureau"):
    """The local bureau has the copy: with it the paper that was sent straight is complete."""

    correctable = ("occurred_on", "effective_on")


class CopyToLocalBureau(OfYear, frozen=True, kw_only=True):
    """抄送所在地局, on the very day of sending (同步). IM 10; Inv. 46."""

    recorded_as = CopiedToLocalBureau
    proceeding = "annual"

    @classmethod
    def beforehand(cls, matter: Matter[Centre]) -> Iterable[Refusal]:
        step, found = matter.step(cls.__name__), matter.proceeding
        sent = matter.case.year(int(found.key)).sent_straight_on if found else None
        if step and sent and sent != matter.day:
            yield matter.rules.refuse(
                step.rule,
                Text(f"{sent} 报送，{matter.day} 抄送", f"sent on {sent}, copied on {matter.day}"),
                Text("同步抄送：当日；否则重新报送", "on the same day; else send it again"),
                "period",
            )


class PaperAudited(YearEvent, frozen=True, kw_only=True, tag="annual-paper-audited"):
    """The local bureau has examined the paper: passed on, or returned to the centre."""

    correctable = ("opinion", "occurred_on", "effective_on", "document_no")

    result: str
    opinion: str

    @property
    def outcome(self) -> str | None:
        return self.result


class AuditAnnualPaper(OfYear, frozen=True, kw_only=True):
    """审核年度报告 by the local bureau: of the paper as it lies there (Inv. 45). SC 13, IM 10."""

    recorded_as = PaperAudited
    proceeding = "annual"
    outcomes = ("PASS", "RETURN")

    result: Literal["PASS", "RETURN"]
    opinion: Reason


class PaperForwarded(YearEvent, frozen=True, kw_only=True, tag="annual-paper-forwarded"):
    """The authority has received the audited paper: this day is the one that counts."""

    correctable = ("occurred_on", "effective_on", "document_no")


class ForwardAnnualPaper(OfYear, frozen=True, kw_only=True):
    """报送年度报告至上级: the audited paper goes on to the authority. SC 13, IM 10."""

    recorded_as = PaperForwarded
    proceeding = "annual"


class YearDeadlineMissed(YearEvent, frozen=True, kw_only=True, tag="annual-deadline-missed"):
    """The authority had not received the paper by the last day: a fact, and no more than evidence
    that duties are not performed."""

    def evolve(self, case: Centre, context: Context) -> Centre:
        return case.with_year(replace(case.year(self.year), late=True))


class MissDeadline(OfYear, frozen=True, kw_only=True):
    """年度报告逾期: what the timer notes on 1 January 00:00. Domain.md 2.4."""

    recorded_as = YearDeadlineMissed
    proceeding = "annual"
    timed = True
