"""Rules: a regulation file parsed and looked up by step, guard, flag and rule id."""

from collections.abc import Callable
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256

import msgspec

from domain.context import UNITS
from domain.divisions import TIER_OF_LEVEL, Divisions
from domain.facts import Fact
from domain.refusal import Kind, Refusal, Text
from domain.regulation.cancelling import CancelGround
from domain.regulation.division_sheet import shipped_divisions
from domain.regulation.model import Flag, Guard, Regulation, Rule, Step
from domain.regulation.own_facts import facts_of, score_under
from domain.regulation.own_field import OwnField
from domain.regulation.parsing import tables_in
from domain.regulation.serving import DutyArea
from domain.words import command_words, role_words, stage_words

NO_ORGAN = frozenset({"SYSTEM", "PUBLIC", "EXPERT"} | UNITS)
"""Roles whose holders do not act for a public organ."""


def text_hash(text: str) -> str:
    """SHA-256 (hex) of a regulation's text as issued."""
    return sha256(text.encode()).hexdigest()


class Rules:
    """One version of a regulation. Raises KeyError for a rule id that the file does not hold."""

    def __init__(self, text: str) -> None:
        self.sha256 = text_hash(text)
        self.text = msgspec.convert(tables_in(text), Regulation)
        self.about = self.text.regulation

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.text.rule}

    @cached_property
    def _steps(self) -> dict[tuple[str, str], tuple[Step, ...]]:
        steps: dict[tuple[str, str], tuple[Step, ...]] = {}
        for step in self.text.step:
            key = (step.stream, step.do)
            steps[key] = (*steps.get(key, ()), step)
        return steps

    @cached_property
    def _guards(self) -> dict[tuple[str, str], tuple[Guard, ...]]:
        guards: dict[tuple[str, str], tuple[Guard, ...]] = {}
        for guard in self.text.guard:
            for do in guard.on:
                key = (guard.stream, do)
                guards[key] = (*guards.get(key, ()), guard)
        return guards

    @cached_property
    def _flags(self) -> dict[tuple[str, str], tuple[Flag, ...]]:
        flags: dict[tuple[str, str], tuple[Flag, ...]] = {}
        for flag in self.text.flag:
            for do in dict.fromkeys(flag.on):
                key = (flag.stream, do)
                flags[key] = (*flags.get(key, ()), flag)
        return flags

    def step(self, stream: str, do: str, channel: str | None) -> Step | None:
        """The step of that name for a channel; None where this regime has no such step."""
        steps = self._steps.get((stream, do), ())
        return next((step for step in steps if step.channel in (None, channel)), None)

    def guards(self, stream: str, do: str, channel: str | None) -> tuple[Guard, ...]:
        """The conditions on a step for a channel."""
        of_step = self._guards.get((stream, do), ())
        return tuple(guard for guard in of_step if guard.channel in (None, channel))

    def flags(self, stream: str, do: str, channel: str | None) -> tuple[Flag, ...]:
        """The flags that a step may raise for a channel."""
        of_step = self._flags.get((stream, do), ())
        return tuple(flag for flag in of_step if flag.channel in (None, channel))

    def ahead(
        self,
        stream: str,
        channel: str | None,
        stage: str,
        done: tuple[str, ...],
        spent: Callable[[Step], bool] = lambda step: False,
    ) -> frozenset[str]:
        """The stages that a case may still come to from this one, itself among them. Steps that may
        not be taken after what was done (`unless`), or no more (`spent`), lead nowhere any more."""
        steps = [
            step
            for step in self.text.step
            if step.stream == stream and step.channel in (None, channel)
            if not set(step.unless) & set(done) and not spent(step)
        ]
        reached, fresh = {stage}, {stage}
        while fresh:
            leading = [step for step in steps if not fresh.isdisjoint(step.during)]
            ends = {to for step in leading for to in step.leads_to}
            fresh = ends - reached
            reached |= fresh
        return frozenset(reached)

    def is_unknown(self, do: str) -> bool:
        """Whether the regulation has such a step, and its text is not at hand."""
        return self.text.unknown is not None and do in self.text.unknown.steps

    def cancel_ground(self, code: str) -> CancelGround | None:
        """The ground of that code on which a qualification is cancelled."""
        return next((one for one in self.text.cancel if one.code == code), None)

    def duty_area(self, code: str) -> DutyArea | None:
        """The area of a centre's duties with that code."""
        return next((one for one in self.text.duty if one.code == code), None)

    def conflicting(self, duty: str) -> dict[str, str]:
        """Duties that may not meet `duty` in one person, each with the rule that says so."""
        return {
            other: part.rule
            for part in self.text.separate
            if duty in part.duties
            for other in part.duties
            if other != duty
        }

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every fact that this text may compare."""
        return facts_of(self.text)

    @cached_property
    def own_fields(self) -> dict[str, OwnField]:
        return {field.name: field for field in self.text.field}

    @cached_property
    def judges_each(self) -> bool:
        """Whether a review's result under each criterion matters, beside the whole."""
        held = {part.fact for part in (*self.text.guard, *self.text.flag)}
        held |= {choice.fact for guard in self.text.guard for choice in guard.either}
        each = {score_under(criterion).name for criterion in self.text.criterion}
        return any(one.least for one in self.text.criterion) or not held.isdisjoint(each)

    def step_called(self, name: str) -> Text:
        """A step as this regime calls it, or by its general name."""
        return self.text.words.steps.get(name) or command_words(name)

    def stage_called(self, name: str | None) -> Text:
        """A stage as this regime calls it, or by its general name."""
        return self.text.words.stages.get(name or "") or stage_words(name)

    def roles(self, names: tuple[str, ...]) -> Text:
        """Roles as this regime calls them; those it does not name by their general names."""
        words = [self.text.words.roles.get(name) or role_words((name,)) for name in names]
        return Text("、".join(w.zh for w in words), ", ".join(w.en for w in words))

    @cached_property
    def authority(self) -> Text | None:
        """What this regime calls its own authority: the role that acts there."""
        own = (step for step in self.text.step if step.territory == "authority")
        role = next((role for step in own for role in step.by if role not in NO_ORGAN), None)
        return self.roles((role,)) if role else None

    @cached_property
    def places(self) -> Divisions:
        """The divisions of this text. Texts without any were issued before they stood there, and
        have those that the release of that time held."""
        return Divisions(
            self.text.division or shipped_divisions("earlier"),
            self.text.assigned,
            self.about.authority,
            TIER_OF_LEVEL.get(self.about.level),
        )

    def refuse(
        self,
        rule: str,
        asked: Text,
        allowed: Text,
        kind: Kind = "form",
        fields: tuple[str, ...] = (),
        over: bool = False,
    ) -> Refusal:
        cited, variant = self.by_id[rule], self.text.variant
        article = f"〔{variant.zh}〕{cited.article}" if variant else cited.article
        return Refusal(rule, article, cited.phrase, asked, allowed, kind, fields, over)


@lru_cache(maxsize=256)
def rules_of(text: str) -> Rules:
    """The rules of a text, parsed once and cached."""
    return Rules(text)


class Term(msgspec.Struct, frozen=True):
    """From when until when (inclusive) a version is in force; no end: until repealed."""

    begins: date
    ends: date | None = None

    def holds(self, day: date) -> bool:
        return self.begins <= day and (self.ends is None or day <= self.ends)
