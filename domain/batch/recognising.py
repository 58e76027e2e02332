"""Recognises every entry of a list that is clear, as one act. SC 7(3)."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta, Struct

from domain.application.case import Application
from domain.application.recognising import RecogniseCentre
from domain.batch.case import Batch
from domain.batch.list_refusals import listing, no_list, not_publicised
from domain.batch.notice import clear_of, entries_of
from domain.case import CaseId, Command, stream_id
from domain.event import Event
from domain.folding import folded
from domain.matter import Matter
from domain.parts import Part
from domain.refusal import Refusal, Text

CLEAR = (
    "至少一件申报公示期满无异议的名单",
    "a list with an entry whose publicity is over without objection",
)


class Left(Struct, frozen=True):
    """An entry that this act does not recognise: its stage, and in words why not."""

    application: str
    stage: str
    why: str


class RecogniseList(Command, frozen=True, kw_only=True):
    """认定名单: all entries of a list that are clear, or only the named ones. What is named must be
    clear; of the others the event says why they are left."""

    entailing = (RecogniseCentre,)
    recognises = True
    brings = (RecogniseCentre,)

    list_no: CaseId
    entries: Annotated[tuple[CaseId, ...], Meta(min_length=1, max_length=1000)] | None = None

    @classmethod
    def beforehand(cls, matter: Matter[Batch]) -> Iterable[Refusal]:
        lists = (one for one in matter.case.lists if one.period and clear_of(matter, one.list_no))
        return no_list(matter, lists, *CLEAR)

    def check(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        shortlist = matter.case.shortlist(self.list_no)
        if shortlist is None or shortlist.period is None:
            yield not_publicised(self.list_no)
            return
        on_it = {entry.application for entry in shortlist.entries}
        for name, times in Counter(self.entries or ()).items():
            if name not in on_it or times > 1:
                yield listing(
                    f"申报 {name} "
                    + ("重复列入" if name in on_it else f"不在名单 {self.list_no} 上"),
                    f"application {name} " + ("twice" if name in on_it else "is not on the list"),
                    "该名单所列的申报，一件一次",
                    "one on that list, each once",
                    ("/entries",),
                )
        if not self.chosen(matter):
            yield listing(
                "名单中没有公示期满无异议的申报",
                "no entry of the list is clear",
                *CLEAR,
            )
        yield from same_name_twice(matter, self.chosen(matter))

    def chosen(self, matter: Matter[Batch]) -> dict[str, Application]:
        """The applications to be recognised, in the order of the list."""
        if self.entries is None:
            return clear_of(matter, self.list_no)
        named, shortlist = set(self.entries), matter.case.shortlist(self.list_no)
        return {id: case for id, case in entries_of(matter, shortlist) if id in named}

    def decide(self, matter: Matter[Batch]) -> "ListRecognised":
        chosen = self.chosen(matter)
        clear = clear_of(matter, self.list_no)
        others = entries_of(matter, matter.case.shortlist(self.list_no))
        return ListRecognised(
            list_no=self.list_no,
            recognised=tuple(chosen),
            left=tuple(
                Left(
                    id,
                    case.stage or "",
                    "本次未列" if id in clear else matter.rules.stage_called(case.stage).zh,
                )
                for id, case in others
                if id not in chosen
            ),
        )

    def entails(self, matter: Matter[Batch]) -> Iterable[tuple[str, Command]]:
        for id in self.chosen(matter):
            yield stream_id("applications", id), RecogniseCentre()


def same_name_twice(matter: Matter[Batch], chosen: dict[str, Application]) -> Iterable[Refusal]:
    """Refuses two entries of one name: it is one centre's only, also within one act (Inv. 29)."""
    naming, bearers = matter.rules.text.name, dict[str, str]()
    for id, case in chosen.items():
        name = case.form.proposed_name or ""
        first = bearers.setdefault(folded(name), id)
        if naming and first != id:
            yield matter.rules.refuse(
                naming.rule,
                Text(f"申报 {first} 与 {id} 的拟用名称同为“{name}”", f"{first} and {id}: one name"),
                Text("未被使用的名称", "a name that no other centre bears"),
                "form",
                ("/entries",),
            )


class ListRecognised(Event, frozen=True, kw_only=True, tag="list-recognised"):
    part = Part.DELIBERATION
    list_no: str
    recognised: tuple[str, ...]
    left: tuple[Left, ...] = ()
