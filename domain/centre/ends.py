"""Ends a centre otherwise than by cancelling: annulled, withdrawn, left, dissolved. Domain.md 2.11.

撤销 reaches back to the day of recognition, 撤回 and 退出 hold from that day on, 注销 records that
the right is gone.
"""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from msgspec.structs import replace

from domain.adverse import AdverseDecided, AdverseDecision
from domain.case import Command
from domain.centre.case import Centre
from domain.centre.name import release_name_of_project
from domain.context import Context, Reason
from domain.event import Event
from domain.held_with_centre import SuspendWithCentre, projects_held, unsettled_projects
from domain.matter import Matter
from domain.refusal import Refusal, Text


class RecognitionAnnulled(AdverseDecided, frozen=True, kw_only=True, tag="recognition-annulled"):
    """撤销认定: back to the day of recognition, its effective day. Domain.md 2.11."""

    served_on: date | None = None  # type: ignore[assignment]


class AnnulRecognition(AdverseDecision, frozen=True, kw_only=True):
    """撤销认定: the recognition itself was unlawful; it counts as never made. C14."""

    recorded_as: ClassVar[type[Event] | None] = RecognitionAnnulled
    entailing: ClassVar[tuple[type[Command], ...]] = (SuspendWithCentre,)

    @classmethod
    def beforehand(cls, matter: Matter[Centre]) -> Iterable[Refusal]:
        step = matter.step(cls.__name__)
        if step and matter.case.recognised_on is None:
            never = Text("本中心未经认定", "this centre was never recognised")
            yield matter.rules.refuse(
                step.rule, never, Text("经认定的中心", "a recognised centre"), "fact", over=True
            )

    def takes_effect(self, matter: Matter[Centre]) -> date:
        """The day of recognition, whatever day the caller names (Inv. 33)."""
        return matter.case.recognised_on or matter.day

    def entails(self, matter: Matter[Centre]) -> Iterable[tuple[str, Command]]:
        return projects_held(matter)


class RecognitionWithdrawn(AdverseDecided, frozen=True, kw_only=True, tag="recognition-withdrawn"):
    """From now on, without fault of the centre."""

    compensation: str


class RevokeForChangedCircumstances(AdverseDecision, frozen=True, kw_only=True):
    """撤回认定: the law, or the circumstances it rested on, have changed; the compensation of an
    innocent centre was considered. C14b."""

    recorded_as: ClassVar[type[Event] | None] = RecognitionWithdrawn
    entailing: ClassVar[tuple[type[Command], ...]] = (SuspendWithCentre,)

    compensation: Reason

    def entails(self, matter: Matter[Centre]) -> Iterable[tuple[str, Command]]:
        return projects_held(matter)


class ExitRequested(Event, frozen=True, kw_only=True, tag="exit-requested"):
    reason: str


class ApplyToExit(Command, frozen=True, kw_only=True):
    """申请退出, by the centre itself. C15."""

    recorded_as = ExitRequested

    reason: Reason


class CentreExited(Event, frozen=True, kw_only=True, tag="centre-exited"):
    """The centre has left of its own will; a later wish to leave has to be applied for anew."""

    undoes = (ApplyToExit.__name__,)
    note: str


class ExitVoluntarily(Command, frozen=True, kw_only=True):
    """准予退出: the organ confirms what the centre applied for, once its affairs are settled.
    C15."""

    recorded_as = CentreExited
    entailing = (SuspendWithCentre,)

    note: Reason

    def entails(self, matter: Matter[Centre]) -> Iterable[tuple[str, Command]]:
        yield from release_name_of_project(matter)
        yield from projects_held(matter)


class BuilderDissolved(Event, frozen=True, kw_only=True, tag="builder-dissolved"):
    """`unsettled` are the fund projects that its liquidation has still to settle."""

    added = ("unsettled",)

    dissolved_on: date
    note: str
    unsettled: tuple[str, ...] = ()

    def evolve(self, case: Centre, context: Context) -> Centre:
        return replace(case, dissolved_on=self.dissolved_on)


class EndByDissolution(Command, frozen=True, kw_only=True):
    """注销: the builder was dissolved and nobody succeeds it; its proof is the act's evidence. That
    it is gone waits for no settlement: the projects that are open are named, and held. C16."""

    entailing = (SuspendWithCentre,)

    dissolved_on: date
    note: Reason

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        step = matter.step(type(self).__name__)
        if step and self.dissolved_on > matter.day:
            given = Text(f"{self.dissolved_on} 终止", f"dissolved on {self.dissolved_on}")
            allowed = Text(f"{matter.day} 或以前", f"on or before {matter.day}")
            yield matter.rules.refuse(step.rule, given, allowed, "form", ("/dissolved_on",))

    def decide(self, matter: Matter[Centre]) -> BuilderDissolved:
        return self.as_event(BuilderDissolved, unsettled=unsettled_projects(matter))

    def entails(self, matter: Matter[Centre]) -> Iterable[tuple[str, Command]]:
        yield from release_name_of_project(matter)
        yield from projects_held(matter)
