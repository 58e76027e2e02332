"""Reversals: an act that takes earlier acts of its case out of force, so that exactly what stood
before them stands again, with what lawfully came after (Inv. 64)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any, ClassVar

from msgspec import Meta

from domain.case import Command
from domain.context import Reason
from domain.event import Event
from domain.in_force import NumberedRecord, struck_in
from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule
from domain.words import event_words, joined

NamedVersions = Annotated[tuple[int, ...], Meta(min_length=1, max_length=50)]


class Reversal(Event, frozen=True, kw_only=True):
    """Acts of the case, by their versions, are no longer in force. Earlier releases named none."""

    names_versions = ("of",)

    of: tuple[int, ...] = ()
    reason: str

    @property
    def strikes(self) -> tuple[int, ...]:
        return self.of


class Reverse(Command, frozen=True, kw_only=True):
    """Takes acts of the case out of force, by their versions. `reversible` are the events that a
    command may name; all that is to fall has to be named."""

    names_versions = ("of",)
    reversible: ClassVar[tuple[type[Event], ...]] = ()

    of: NamedVersions
    reason: Reason

    def check(self, matter: Matter[Any]) -> Iterable[Refusal]:
        history = matter.reader.history(matter.stream, matter.id)
        for place, version in enumerate(self.of):
            yield from self.against(history, version, f"/of/{place}")

    def against(
        self, history: Sequence[NumberedRecord], version: int, field: str
    ) -> Iterable[Refusal]:
        """Why a version cannot be struck out; nothing where it can."""
        record = dict(history).get(version)
        if record is None:
            yield irreversible(f"第 {version} 件", f"version {version}", self.allowed, field)
            return
        words = event_words(event_tag(type(record.event)))
        if not isinstance(record.event, self.reversible):
            yield irreversible(
                f"第 {version} 件“{words.zh}”",
                f"version {version}, {words.en}",
                self.allowed,
                field,
            )
        elif version in struck_in(history):
            yield irreversible(
                f"第 {version} 件“{words.zh}”已不具效力",
                f"version {version}, {words.en}, is out of force already",
                Text("仍然有效的事项", "an act that is in force"),
                field,
            )

    @property
    def allowed(self) -> Text:
        kinds = joined(event_words(event_tag(kind)) for kind in self.reversible)
        return Text(f"本案的：{kinds.zh}", f"of this case: {kinds.en}")

    def takes_effect(self, matter: Matter[Any]) -> date:
        """What is reversed falls from its own first day on: no day between is left out."""
        history = dict(matter.reader.history(matter.stream, matter.id))
        return min(history[version].context.effective_on for version in self.of)


def event_tag(kind: type[Event]) -> str:
    return str(kind.__struct_config__.tag)


def irreversible(zh: str, en: str, allowed: Text, field: str) -> Refusal:
    phrase = "撤销须指明本案仍然有效、依规定可以撤销的事项"
    return file_rule("reversal", phrase, Text(zh, en), allowed, "form", (field,))
