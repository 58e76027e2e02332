"""A partner organ consents to a joint act on a batch: its list, its publicity, its recognition."""

from collections.abc import Iterable
from typing import Annotated, Any

from msgspec import Meta

from domain.batch.case import Batch
from domain.bookkeeping import SeenCase
from domain.case import CaseId
from domain.consenting import Consented, Consenting
from domain.matter import Matter
from domain.refusal import Refusal, Text


class ConsentToBatchAct(Consenting, frozen=True, kw_only=True):
    """批次会签: a partner organ agrees to an act on this batch, or does not. `list_no` is the list
    that it is about, `applications` those that it is about; without either, all that stand on a
    panel or a list of the batch. Whatever happens to one of them, the consent lapses."""

    consents_on = "batches"

    list_no: CaseId | None = None
    applications: Annotated[tuple[CaseId, ...], Meta(max_length=5000)] = ()

    def check(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        yield from super().check(matter)
        for n, id in enumerate(self.applications):
            if matter.named("applications", id) is None:
                zh, en = f"申报 {id} 不存在", f"there is no application {id}"
                yield self.unfit(matter, Text(zh, en), ONE_THERE_IS, (f"/applications/{n}",))
        if self.agreed and not self.about(matter.case):
            asked = Text("未列明所同意的申报", "the applications are not named")
            yield self.unfit(matter, asked, NAME_THEM, ("/applications",))

    def unfit(
        self, matter: Matter[Batch], asked: Text, allowed: Text, fields: tuple[str, ...]
    ) -> Refusal:
        own = matter.step(type(self).__name__)
        assert own is not None
        return matter.rules.refuse(own.rule, asked, allowed, "form", fields)

    def about(self, batch: Batch) -> tuple[str, ...]:
        """The applications that the partner has before it."""
        listed = batch.shortlist(self.list_no or "")
        if self.applications or listed is None:
            return self.applications or known_to(batch)
        return tuple(one.application for one in listed.entries)

    def decide(self, matter: Matter[Batch]) -> "BatchActConsented":
        seen = tuple(as_it_is(matter, id) for id in self.about(matter.case))
        return BatchActConsented(**self.given(), list_no=self.list_no, seen=seen)


ONE_THERE_IS = Text("已有的申报", "one there is")
NAME_THEM = Text("在 applications 中列明文件所列的申报", "name those that the document lists")


def known_to(batch: Batch) -> tuple[str, ...]:
    """The applications on a panel or a list of the batch."""
    reviewed = (id for panel in batch.standing for id in panel.applications)
    listed = (one.application for shortlist in batch.lists for one in shortlist.entries)
    return tuple(dict.fromkeys((*reviewed, *listed)))


def as_it_is(matter: Matter[Batch], id: str) -> SeenCase:
    case = matter.reader.state("applications", id)
    return SeenCase(id, case.version if case else 0)


class BatchActConsented(Consented, frozen=True, kw_only=True, tag="batch-act-consented"):
    """A partner organ's word on an act on this batch, with the applications as it had them."""

    list_no: str | None = None
    seen: tuple[SeenCase, ...] = ()

    def also_agreed(self) -> dict[str, Any]:
        return {"list_no": self.list_no, "seen": self.seen}
