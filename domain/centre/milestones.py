"""Reports on the milestones of a centre under construction (建设进度), or notes one as missed.

Each is a small proceeding of its own, by its number in the timetable of the application, and has a
period of its own since the construction began. SZ 五.
"""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from domain.centre.case import Centre, CentreMilestone
from domain.context import Context, Reason
from domain.in_proceeding import OfNumber, ProceedingEvent
from domain.matter import Matter
from domain.refusal import Refusal, Text

KIND_OF_MILESTONE = "milestone"


class MilestoneReported(ProceedingEvent, frozen=True, kw_only=True, tag="milestone-reported"):
    """What was to be done by a day is done, says the centre."""

    report: str

    def evolve(self, case: Centre, context: Context) -> Centre:
        number = int(self.proceeding.rpartition("/")[2])
        return replace(case, milestones=tuple(with_report(case, number, context.occurred_on)))


def with_report(case: Centre, number: int, day: date) -> Iterable[CentreMilestone]:
    for one in case.milestones:
        yield replace(one, reported_on=day) if one.number == number else one


class ReportMilestone(OfNumber, frozen=True, kw_only=True):
    """报告建设进度: one item of the timetable is done; its proof is the act's evidence. SZ 五."""

    recorded_as = MilestoneReported
    proceeding = KIND_OF_MILESTONE

    report: Reason

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        step, known = matter.step(type(self).__name__), matter.case.milestones
        if step and matter.case.milestone(self.number) is None:
            zh = "；".join(f"{one.number} {one.title}" for one in known)
            en = "; ".join(f"{one.number} {one.title}" for one in known)
            yield matter.rules.refuse(
                step.rule,
                Text(f"第 {self.number} 项", f"no. {self.number}"),
                Text(f"进度时间表的各项：{zh or '无'}", f"those of the timetable: {en or 'none'}"),
                "form",
                ("/number",),
            )


class MilestoneMissed(ProceedingEvent, frozen=True, kw_only=True, tag="milestone-missed"):
    """Its day is over, and the centre has not reported it done: a fact that is shown."""


class MissMilestone(OfNumber, frozen=True, kw_only=True):
    """建设进度逾期: what the timer notes on the day after."""

    recorded_as = MilestoneMissed
    proceeding = KIND_OF_MILESTONE
    timed = True
