"""Starts the construction of a centre whose project is approved (组织实施). SZ 五."""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.application.case import Application
from domain.application.centre_file import file_fields
from domain.application.claiming import claim_project_name, project_name_taken
from domain.case import Command, stream_id
from domain.centre.case import CentreMilestone
from domain.centre.construction import OpenConstructionFile
from domain.context import Context
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal


class StartConstruction(Command, frozen=True, kw_only=True):
    """组织实施: in one act the approved project begins, and the centre's file opens. The centre is
    under construction, and recognised by nobody."""

    entailing = (OpenConstructionFile,)

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        return project_name_taken(matter, cls.__name__)

    def decide(self, matter: Matter[Application]) -> "ConstructionStarted":
        return ConstructionStarted(centre=matter.id)

    def entails(self, matter: Matter[Application]) -> Iterable[tuple[str, Command]]:
        opening = OpenConstructionFile(
            **file_fields(matter),
            approved_on=matter.case.approved_on,
            milestones=tuple(milestones_of(matter.case)),
        )
        yield stream_id("centres", matter.id), opening
        yield from claim_project_name(matter)


def milestones_of(case: Application) -> Iterable[CentreMilestone]:
    """Those of the form, numbered as they stand there."""
    for number, one in enumerate(case.form.milestones, 1):
        yield CentreMilestone(number=number, title=one.title, due=one.due)


class ConstructionStarted(Event, frozen=True, kw_only=True, tag="construction-started"):
    centre: str

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, centre=self.centre)
