"""Opens the file of a centre under construction: an approved project, which is no recognition."""

from datetime import date

from msgspec.structs import asdict, replace

from domain.case import Context
from domain.centre.case import Centre
from domain.centre.recognition import FileOpened, OpenFile
from domain.matter import Matter


class OpenConstructionFile(OpenFile, frozen=True, kw_only=True):
    """建立建设案卷: the start of an approved project, on the centre's side. SZ 五."""

    def decide(self, matter: Matter[Centre]) -> "ConstructionFileOpened":
        return ConstructionFileOpened(started_on=matter.context.effective_on, **asdict(self))


class ConstructionFileOpened(FileOpened, frozen=True, kw_only=True, tag="construction-file-opened"):
    """A centre is under construction since a day; it has no day of recognition."""

    started_on: date

    def evolve(self, case: Centre, context: Context) -> Centre:
        return replace(super().evolve(case, context), started_on=self.started_on)
