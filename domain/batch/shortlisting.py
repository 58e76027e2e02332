"""Determines the list of applications to be recognised, as one act over all of them. SC 7(3)."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from domain.adverse import served_too_early
from domain.application.case import Application
from domain.application.listing import DropFromList, ProposeEntry
from domain.batch.case import Batch, Listed, Shortlist
from domain.batch.list_refusals import listing
from domain.case import CaseId, Command, stream_id
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.parts import Part
from domain.refusal import Refusal, Text, file_rule


class Selected(Struct, frozen=True, forbid_unknown_fields=True):
    """An application to be recognised. `reason` where the order differs from the scores."""

    application: CaseId
    reason: Reason | None = None


class Dropped(Struct, frozen=True, forbid_unknown_fields=True):
    """An application left off the list, and why."""

    application: CaseId
    reason: Reason


class DetermineList(Command, frozen=True, kw_only=True):
    """确定名单: those selected in order of merit, those dropped with reasons, and the day on which
    the latter are notified."""

    entailing = (ProposeEntry, DropFromList)
    brings = (ProposeEntry,)

    list_no: CaseId
    selected: Annotated[tuple[Selected, ...], Meta(min_length=1, max_length=1000)]
    dropped: Annotated[tuple[Dropped, ...], Meta(max_length=5000)] = ()
    served_on: date | None = None

    def check(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        if self.list_no in matter.case.numbers:
            yield listing(
                f"名单 {self.list_no} 已存在", "the list exists already", "新编号", "a new number"
            )
        places = self.places
        for twice, fields in sorted((name, at) for name, at in places.items() if len(at) > 1):
            yield listing(f"{twice} 重复列入", f"{twice} twice", "一件一次", "each once", fields)
        if self.dropped and self.served_on is None:
            yield listing(
                "未填写送达日",
                "no service date",
                "填写送达日",
                "give the service date",
                ("/served_on",),
            )
        elif self.served_on is not None:
            yield from served_too_early(self.served_on, matter.day)
        for name, fields in places.items():
            yield from out_of_place(matter, name, fields)
        yield from self.unexplained_order(matter)

    @property
    def places(self) -> dict[str, tuple[str, ...]]:
        """JSON pointers to where the command names each application."""
        pointers: dict[str, list[str]] = {}
        for field, entries in (("selected", self.selected), ("dropped", self.dropped)):
            for n, name in enumerate(one.application for one in entries):
                pointers.setdefault(name, []).append(f"/{field}/{n}/application")
        return {name: tuple(at) for name, at in pointers.items()}

    def unexplained_order(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        """Refuses an entry above one that scored higher without a reason; equals stand in any
        order."""
        unexplained: list[Refusal] = []
        best, leader = -1, ""
        for n, entry in reversed([*enumerate(self.selected)]):
            own = score(matter, entry)
            if best > own and not entry.reason:
                unexplained.append(
                    listing(
                        f"{entry.application} 列于得分更高的 {leader} 之前",
                        f"{entry.application} stands before {leader}, which scored higher",
                        "说明理由",
                        "give the reason",
                        (f"/selected/{n}/reason",),
                    )
                )
            if own >= best:
                best, leader = own, entry.application
        yield from reversed(unexplained)

    def decide(self, matter: Matter[Batch]) -> "ListDetermined":
        ranked = enumerate(self.selected, 1)
        entries = tuple(Listed(entry.application, rank, entry.reason) for rank, entry in ranked)
        return ListDetermined(list_no=self.list_no, entries=entries, dropped=self.dropped)

    def entails(self, matter: Matter[Batch]) -> Iterable[tuple[str, Command]]:
        for rank, entry in enumerate(self.selected, 1):
            yield (
                stream_id("applications", entry.application),
                ProposeEntry(batch=matter.id, list_no=self.list_no, rank=rank),
            )
        for dropped in self.dropped:
            yield (
                stream_id("applications", dropped.application),
                DropFromList(
                    batch=matter.id,
                    list_no=self.list_no,
                    reason=dropped.reason,
                    served_on=self.served_on or matter.day,
                ),
            )


def out_of_place(matter: Matter[Batch], name: str, fields: tuple[str, ...]) -> Iterable[Refusal]:
    """Refuses an application that no list of this batch can hold."""
    case, listed = matter.named("applications", name), matter.case.list_of(name)
    if not isinstance(case, Application):
        yield listing(
            f"申报 {name} 不存在",
            f"there is no application {name}",
            "已有的申报",
            "one there is",
            fields,
        )
    elif case.batch != matter.id:
        yield file_rule(
            "batch",
            "名单只列本批次的申报",
            Text(f"申报 {name}", f"application {name}"),
            Text(f"批次 {matter.id} 的申报", f"an application of batch {matter.id}"),
            "form",
            fields,
        )
    elif listed:
        yield listing(
            f"申报 {name} 已列入名单 {listed}",
            f"application {name} is on the list {listed}",
            "尚未列入名单的申报",
            "one that is on no list",
            fields,
        )
    elif case.final:
        end = matter.rules.stage_called(case.stage)
        yield listing(
            f"申报 {name} 已办结（{end.zh}）",
            f"application {name} has ended: {end.en}",
            "在办的申报",
            "one under way",
            fields,
        )


def score(matter: Matter[Batch], entry: Selected) -> int:
    case = matter.reader.state("applications", entry.application)
    return case.score or 0 if isinstance(case, Application) else 0


class ListDetermined(Event, frozen=True, kw_only=True, tag="list-determined"):
    part = Part.DELIBERATION
    list_no: str
    entries: tuple[Listed, ...]
    dropped: tuple[Dropped, ...] = ()

    def evolve(self, case: Batch, context: Context) -> Batch:
        shortlist = Shortlist(self.list_no, self.entries, context.occurred_on)
        return replace(case, lists=(*case.lists, shortlist))
