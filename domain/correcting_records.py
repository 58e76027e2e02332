"""Corrects a record that said something wrong (更正记载): proposed by the role that recorded it,
confirmed by another person of the same organ or unit.

What is right then stands where the wrong stood, and what was decided on the wrong stays decided: it
is reversed by itself, where it has to be. Only what was filed or found may be corrected
(`Event.correctable`); a decision with remedies is contested and reversed.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated, Any, ClassVar

from msgspec import Meta, ValidationError
from msgspec.structs import replace

from domain.case import Case, Command
from domain.context import UNITS, Reason
from domain.corrected import Corrected, RecordVersion, RightField
from domain.event import Event
from domain.in_force import NumberedRecord, as_corrected, fold_in_force
from domain.matter import Matter
from domain.record import Record
from domain.refusal import Refusal, Text
from domain.reversing import event_tag
from domain.righting import OF_THE_ACT, as_typed, righted, types_of
from domain.words import command_words, duty_words, event_words, field_words, joined

RightFields = Annotated[tuple[RightField, ...], Meta(min_length=1, max_length=20)]


class CorrectionProposed(Event, frozen=True, kw_only=True):
    """Somebody has found a record wrong and says what is right. Nothing is changed yet."""

    aside = True
    names_versions = ("wrong_version",)
    added = ("duty",)

    wrong_version: int
    right: tuple[RightField, ...]
    reason: str
    duty: str | None = None
    """The duty in which the record was made, and in which it is confirmed."""


class RecordCorrected(Event, frozen=True, kw_only=True):
    """What was proposed is confirmed: a record says what is right, from the earlier of both days of
    effect on; what was known before keeps the wrong."""

    names_versions = ("wrong_version", "proposed_version")

    wrong_version: int
    right: tuple[RightField, ...]
    holds_from: date
    reason: str
    proposed_version: int

    @property
    def corrects(self) -> Corrected:
        return Corrected(self.wrong_version, self.right, self.holds_from)


class OnARecord(Command, frozen=True, kw_only=True):
    """What is done about one record of the case, by those who have made it."""

    at_any_time = True
    own_organ = True
    as_recorded = True

    def refuse(
        self, matter: Matter[Any], asked: Text, allowed: Text, kind: Any, *fields: str
    ) -> Refusal:
        step = matter.step(type(self).__name__)
        assert step
        return matter.rules.refuse(step.rule, asked, allowed, kind, fields)

    def by_others(self, matter: Matter[Any], record: Record) -> Iterator[Refusal]:
        """Refuses who acts for another than the organ or unit that has made a record, in another
        role or without its duty."""
        actor, made = matter.context.actor, record.context.actor
        if (actor.organ, actor.role) != (made.organ, made.role):
            role = matter.rules.roles((made.role,))
            allowed = Text(f"记载的{role.zh} {made.organ}", f"who recorded: {role.en} {made.organ}")
            asked = matter.rules.roles((actor.role,))
            asked = Text(f"{asked.zh} {actor.organ}", f"{asked.en} {actor.organ}")
            yield self.refuse(matter, asked, allowed, "who")
        elif record.duty and record.duty not in actor.duties:
            duty, held = duty_words(record.duty), joined(map(duty_words, actor.duties))
            allowed = Text(f"职责：{duty.zh}", f"duty: {duty.en}")
            asked = Text(f"本人职责：{held.zh or '无'}", f"own duties: {held.en or 'none'}")
            yield self.refuse(matter, asked, allowed, "who")


class ProposeCorrection(OnARecord, frozen=True, kw_only=True):
    """Names a record by its version, and the right value of each field that is wrong. Another
    proposal takes the place of one that is not confirmed."""

    names_versions = ("wrong_version",)

    wrong_version: RecordVersion
    right: RightFields
    reason: Reason

    def check(self, matter: Matter[Any]) -> Iterable[Refusal]:
        history = matter.reader.history(matter.stream, matter.id)
        wrong = as_corrected(history).get(self.wrong_version)
        if wrong is None or not type(wrong.event).correctable:
            yield self.not_correctable(matter, history)
            return
        yield from self.by_others(matter, wrong)
        yield from self.examined(matter, history, wrong)
        faults = [*self.wrong_fields(matter, wrong)]
        stood = [one for one in history if one[0] < self.wrong_version]
        before = fold_in_force(type(matter.case), stood.__iter__) or type(matter.case)()
        yield from faults or self.unfit(matter, before, righted(wrong, self.right))

    def decide(self, matter: Matter[Any]) -> Event | None:
        wrong = dict(matter.reader.history(matter.stream, matter.id))[self.wrong_version]
        said = super().decide(matter)
        return said and replace(said, duty=wrong.duty)

    def not_correctable(self, matter: Matter[Any], history: Sequence[NumberedRecord]) -> Refusal:
        found = dict(history).get(self.wrong_version)
        words = (
            event_words(event_tag(type(found.event))) if found else Text("没有", "there is none")
        )
        asked = Text(
            f"第 {self.wrong_version} 件：{words.zh}", f"version {self.wrong_version}: {words.en}"
        )
        allowed = Text(
            "仍然有效、记载事实的事项；决定通过救济、撤销纠正",
            "a record of facts that is in force; a decision is contested and reversed",
        )
        return self.refuse(matter, asked, allowed, "form", "/wrong_version")

    def examined(
        self, matter: Matter[Any], history: Sequence[NumberedRecord], wrong: Record
    ) -> Iterator[Refusal]:
        """Refuses a unit's correction of what an organ has acted upon since."""
        made = wrong.context.actor
        later = (one for version, one in history if version > self.wrong_version)
        since = [
            one for one in later if acted_on(one, wrong) and one.context.actor.organ != "system"
        ]
        others = [one for one in since if one.context.actor.organ != made.organ]
        if made.role in UNITS and others:
            did = command_words(type(others[0].command).__name__)
            asked = Text(f"此后已办理“{did.zh}”", f"done since: {did.en}")
            allowed = Text(
                "机关办理以前；以后由机关退回", "before an organ acts; then it is returned"
            )
            yield self.refuse(matter, asked, allowed, "order", "/wrong_version")

    def wrong_fields(self, matter: Matter[Any], wrong: Record) -> Iterator[Refusal]:
        """Refuses fields that a record of its kind has not, and values that are none of theirs."""
        kind = type(wrong.event)
        for place, one in enumerate(self.right):
            words = field_words(one.field, kind.__name__)
            if one.field not in kind.correctable:
                allowed = joined(field_words(name, kind.__name__) for name in kind.correctable)
                yield self.refuse(matter, words, allowed, "form", f"/right/{place}/field")
                continue
            try:
                as_recorded_so(wrong, one)
            except ValidationError as error:
                asked = Text(f"{words.zh}：{one.value}", f"{words.en}: {one.value}")
                allowed = Text(f"该项的格式（{error}）", f"of its form ({error})")
                yield self.refuse(matter, asked, allowed, "form", f"/right/{place}/value")

    def unfit(self, matter: Matter[Any], before: Case, right: Record) -> Iterator[Refusal]:
        """Refuses what could not have been recorded so: on a day to come, or by the record's own
        command on the case as it stood before."""
        for day in (right.context.occurred_on, right.context.effective_on):
            if day > matter.day:
                asked = Text(f"更正为 {day}", f"corrected to {day}")
                allowed = Text(f"{matter.day} 及以前", f"by {matter.day}")
                yield self.refuse(matter, asked, allowed, "period", "/right")
                return
        command = with_right(right.command, self.right)
        parts = (before, right.context, matter.reader, matter.rules)
        for refusal in command.check(Matter(matter.stream, matter.id, *parts, command)):
            yield replace(refusal, fields=("/right",))


class ConfirmCorrection(OnARecord, frozen=True, kw_only=True):
    """Confirms the proposal of that version, as another person than who has made it."""

    names_versions = ("proposed_version",)
    proposes: ClassVar[type[CorrectionProposed]] = CorrectionProposed
    confirmed_as: ClassVar[type[RecordCorrected]] = RecordCorrected

    proposed_version: RecordVersion

    def check(self, matter: Matter[Any]) -> Iterable[Refusal]:
        history = matter.reader.history(matter.stream, matter.id)
        last = self.awaiting(history)
        if last is None or last[0] != self.proposed_version:
            asked = Text("不是尚待确认的更正", "no correction that waits to be confirmed")
            allowed = Text(
                "最近提出、尚未确认的更正", "the correction proposed last, not confirmed yet"
            )
            yield self.refuse(matter, asked, allowed, "form", "/proposed_version")
            return
        proposed = last[1]
        if matter.context.actor.person == proposed.context.actor.person:
            own = Text("更正由本人提出", "it was one's own proposal")
            yield self.refuse(matter, own, Text("由其他人员确认", "another person"), "who")
        yield from self.by_others(matter, dict(history)[version_named(proposed)])

    def awaiting(self, history: Sequence[NumberedRecord]) -> NumberedRecord | None:
        """The proposal made last, with its version; None once it is confirmed."""
        kinds = (self.proposes, self.confirmed_as)
        found = [one for one in history if isinstance(one[1].event, kinds)]
        return found[-1] if found and isinstance(found[-1][1].event, self.proposes) else None

    def proposed(self, matter: Matter[Any]) -> tuple[CorrectionProposed, Record, Record]:
        """What was proposed, the record as it was first made, and as it stands now."""
        history = matter.reader.history(matter.stream, matter.id)
        proposed = dict(history)[self.proposed_version].event
        assert isinstance(proposed, CorrectionProposed)
        return (
            proposed,
            dict(history)[proposed.wrong_version],
            as_corrected(history)[proposed.wrong_version],
        )

    def decide(self, matter: Matter[Any]) -> RecordCorrected:
        said, _, wrong = self.proposed(matter)
        return self.confirmed_as(
            wrong_version=said.wrong_version,
            right=said.right,
            holds_from=righted(wrong, said.right).context.effective_on,
            reason=said.reason,
            proposed_version=self.proposed_version,
        )

    def takes_effect(self, matter: Matter[Any]) -> date:
        """A correction holds from the earliest day from which its record has held, or does now."""
        said, first, wrong = self.proposed(matter)
        known = (first, wrong, righted(wrong, said.right))
        return min(one.context.effective_on for one in known)


def version_named(proposed: Record) -> int:
    assert isinstance(proposed.event, CorrectionProposed)
    return proposed.event.wrong_version


def acted_on(later: Record, record: Record) -> bool:
    """Whether a later act is about the same proceeding as a record, or the same case."""
    ours, theirs = record.event.within, later.event.within
    return ours is None or (theirs is not None and theirs[0] == ours[0])


def as_recorded_so(record: Record, right: RightField) -> Any:
    """The right value as whoever records it has to write it. Raises msgspec.ValidationError."""
    if right.field in OF_THE_ACT:
        return as_typed(type(record.context), right.field, right.value)
    asked = type(record.command)
    kind = asked if right.field in types_of(asked) else type(record.event)
    return as_typed(kind, right.field, right.value)


def with_right(command: Command, right: Iterable[RightField]) -> Command:
    """The command with which a record would have been made so."""
    kind = type(command)
    own = (one for one in right if one.field in types_of(kind))
    return replace(command, **{one.field: as_typed(kind, one.field, one.value) for one in own})
