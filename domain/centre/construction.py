"""Opens the file of a centre under construction: an approved project, which is no recognition."""

from collections.abc import Mapping
from datetime import date

from msgspec.structs import asdict, replace

from domain.centre.case import Centre, CentreMilestone
from domain.centre.recognition import FileOpened, OpenFile
from domain.context import Context
from domain.matter import Matter


class OpenConstructionFile(OpenFile, frozen=True, kw_only=True):
    """建立建设案卷: the start of an approved project, on the centre's side. SZ 五. `approved_on` is
    the day from which its cycle counts, `milestones` are those of the timetable that was handed
    in."""

    approved_on: date | None = None
    milestones: tuple[CentreMilestone, ...] = ()

    @property
    def until_each(self) -> Mapping[str, date]:
        return {str(one.number): one.due for one in self.milestones}

    def decide(self, matter: Matter[Centre]) -> "ConstructionFileOpened":
        return ConstructionFileOpened(started_on=matter.context.effective_on, **asdict(self))


class ConstructionFileOpened(FileOpened, frozen=True, kw_only=True, tag="construction-file-opened"):
    """A centre is under construction since a day; it has no day of recognition."""

    added = ("approved_on", "milestones")
    started_on: date
    approved_on: date | None = None
    milestones: tuple[CentreMilestone, ...] = ()

    @property
    def counts_from(self) -> date | None:
        return self.approved_on

    def evolve(self, case: Centre, context: Context) -> Centre:
        opened = super().evolve(case, context)
        return replace(opened, started_on=self.started_on, milestones=self.milestones)
