"""The list of those to be recognised, as one act over all its entries. SC 7(3)."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from domain.application.case import Application
from domain.application.listing import DropFromList, ProposeEntry
from domain.batch.case import Batch, Listed, Shortlist
from domain.case import CaseId, Command, Context, Event, Reason, stream_id
from domain.matter import Matter
from domain.refusal import Refusal, Text, house


class Selected(Struct, frozen=True, forbid_unknown_fields=True):
    """An application to be recognised. `reason` where the order differs from the scores."""

    application: CaseId
    reason: Reason | None = None


class Dropped(Struct, frozen=True, forbid_unknown_fields=True):
    application: CaseId
    reason: Reason


class DetermineList(Command, frozen=True, kw_only=True):
    """确定名单: those selected in order of merit, those dropped with reasons, and the day on which
    the latter are told."""

    list_no: CaseId
    selected: Annotated[tuple[Selected, ...], Meta(min_length=1, max_length=1000)]
    dropped: Annotated[tuple[Dropped, ...], Meta(max_length=5000)] = ()
    served_on: date | None = None

    def check(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        if matter.case.shortlist(self.list_no):
            yield listing(
                f"名单 {self.list_no} 已存在", "the list exists already", "新编号", "a new number"
            )
        named = [entry.application for entry in self.selected]
        named += [entry.application for entry in self.dropped]
        for twice in sorted({name for name in named if named.count(name) > 1}):
            yield listing(f"{twice} 重复列入", f"{twice} twice", "一件一次", "each once")
        if self.dropped and self.served_on is None:
            yield listing("未填写送达日", "served_on not given", "填写送达日", "give served_on")
        yield from self.unexplained_order(matter)

    def unexplained_order(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        """Where an entry stands above one that scored higher, it says why."""
        for higher, lower in pairwise(self.selected):
            better, worse = score(matter, lower), score(matter, higher)
            if better > worse and not higher.reason:
                yield listing(
                    f"{higher.application} 列于得分更高的 {lower.application} 之前",
                    f"{higher.application} stands before {lower.application}, which scored higher",
                    "说明理由",
                    "give the reason",
                )

    def decide(self, matter: Matter[Batch]) -> "ListDetermined":
        entries = tuple(
            Listed(entry.application, rank, entry.reason)
            for rank, entry in enumerate(self.selected, 1)
        )
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


def score(matter: Matter[Batch], entry: Selected) -> int:
    case = matter.look.state("applications", entry.application)
    return case.score or 0 if isinstance(case, Application) else 0


def listing(zh: str, en: str, allowed_zh: str, allowed_en: str) -> Refusal:
    return house("list", "名单逐件列明", Text(zh, en), Text(allowed_zh, allowed_en))


class ListDetermined(Event, frozen=True, kw_only=True, tag="list-determined"):
    list_no: str
    entries: tuple[Listed, ...]
    dropped: tuple[Dropped, ...] = ()

    def evolve(self, case: Batch, context: Context) -> Batch:
        found = Shortlist(self.list_no, self.entries, context.occurred_on)
        return replace(case, lists=(*case.lists, found))
