"""Filing with the local bureau (备案), where an application goes straight to the upper one. SC
7(1), IM 7(1).

A filing is a record: it moves no stage, needs no consent, and gives the bureau no veto (Inv. 4). It
may be made again, when the materials have changed; the last one counts.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta
from msgspec.structs import replace

from domain.application.case import Application, LocalFiling
from domain.application.local_review import refuse
from domain.case import Command
from domain.context import Context
from domain.event import Event
from domain.matter import Matter
from domain.places import organ_words
from domain.refusal import Refusal
from domain.typed_text import FileHash

Materials = Annotated[tuple[FileHash, ...], Meta(max_length=2000)]


class Filing(Command, frozen=True, kw_only=True):
    """What was filed and when: the files by their SHA-256, the very set that was submitted."""

    materials: Materials
    filed_on: date

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        if self.filed_on > matter.day:
            yield from refuse(
                matter,
                f"备案日 {self.filed_on}",
                f"filed on {self.filed_on}",
                f"{matter.day} 及以前",
                f"by {matter.day}",
                ("/filed_on",),
            )
        yield from self.other_materials(matter)

    def other_materials(self, matter: Matter[Application]) -> Iterable[Refusal]:
        submitted, filed = matter.case.form.files, frozenset(self.materials)
        missing, more = len(submitted - filed), len(filed - submitted)
        if missing or more:
            yield from refuse(
                matter,
                f"备案材料缺少 {missing} 件，多出 {more} 件",
                f"{missing} of the files are missing and {more} are others",
                f"与提交的 {len(submitted)} 件材料一致",
                f"the {len(submitted)} files that were submitted",
                ("/materials",),
            )


class RecordLocalFiling(Filing, frozen=True, kw_only=True):
    """备案: the applicant has filed its materials with the bureau of its place; the bureau's
    `receipt`, where it gave one."""

    bureau: str
    receipt: FileHash | None = None

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        yield from super().check(matter)
        own = matter.territory("recommending_unit")
        if self.bureau != own:
            given, right = organ_words(matter, self.bureau), organ_words(matter, own)
            yield from refuse(
                matter,
                f"向 {given.zh} 备案",
                f"filed with {given.en}",
                f"所在地的局：{right.zh}",
                f"the bureau of the applicant's place: {right.en}",
                ("/bureau",),
            )

    def decide(self, matter: Matter[Application]) -> "LocalFilingRecorded":
        return self.as_event(LocalFilingRecorded)


class ReceiveLocalFiling(Filing, frozen=True, kw_only=True):
    """收到备案: the bureau of the place enters what it has received, under its receipt's number."""

    at_any_time = True

    def decide(self, matter: Matter[Application]) -> "LocalFilingRecorded":
        bureau = matter.context.actor.organ
        return LocalFilingRecorded(bureau=bureau, materials=self.materials, filed_on=self.filed_on)


class LocalFilingRecorded(Event, frozen=True, kw_only=True, tag="local-filing-recorded"):
    correctable = ("filed_on", "occurred_on", "effective_on", "document_no")

    moves: ClassVar[bool] = True

    bureau: str
    materials: tuple[str, ...]
    filed_on: date
    receipt: str | None = None

    def evolve(self, case: Application, context: Context) -> Application:
        filing = LocalFiling(self.bureau, self.materials, self.filed_on, self.receipt)
        return replace(case, filing=filing)
