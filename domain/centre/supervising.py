"""Supervises a centre (指导、监管): special tasks, and what a bureau found or advised. SC 3, 6, 10,
17, IM 6, 9, 16, 17, N-17; C06."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from domain.case import Command
from domain.centre.case import Centre
from domain.centre.sections import Section, Sections, ill_sectioned
from domain.context import Reason
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal
from domain.typed_text import ShortText


class SpecialTaskAssigned(Event, frozen=True, kw_only=True, tag="special-task-assigned"):
    correctable = ("title", "task", "occurred_on", "effective_on", "document_no")

    title: str
    task: str
    wanted_by: date | None = None


class AssignSpecialTask(Command, frozen=True, kw_only=True):
    """下达专项任务: what the authority wants the centre to support. SC 10, IM 9."""

    at_any_time = True
    recorded_as = SpecialTaskAssigned

    title: ShortText
    task: Reason
    wanted_by: date | None = None


class SupervisionRecorded(Event, frozen=True, kw_only=True, tag="supervision-recorded"):
    correctable = ("findings", "advice", "occurred_on", "effective_on", "document_no")

    findings: str
    advice: str
    sections: tuple[Section, ...] = ()


class SuperviseCentre(Command, frozen=True, kw_only=True):
    """What an organ found at a centre, and what it advised; `sections` say what was done under
    provisions of their own."""

    at_any_time = True
    recorded_as: ClassVar[type[Event] | None] = SupervisionRecorded

    findings: Reason
    advice: Reason
    sections: Sections = ()

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        return ill_sectioned(matter, "supervision", self.sections)


class RecordSupervision(SuperviseCentre, frozen=True, kw_only=True):
    """记载监督指导, by the authority. SC 6, IM 6."""


class RecordLocalSupervision(SuperviseCentre, frozen=True, kw_only=True):
    """记载属地监督指导, by the bureau of the centre's place. SC 6, 17, IM 6, 16, 17."""
