"""The commands that are allowed next on a case: each with whether, and if not, why."""

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from msgspec import Struct

from domain.case import Case, Command
from domain.context import Actor, Context
from domain.deciding import reasons_against
from domain.governing import rules_for
from domain.matter import CaseReader, Matter
from domain.proceeding import Proceeding
from domain.refusal import Refusal, Refused, Text
from domain.streams import Stream
from domain.words import command_words, proceeding_words
from services.api.commands import slug
from services.api.problems import ShownRefusal, in_words
from services.runtime import Runtime

When = Literal["now", "not_yet", "not_yours", "over"]


class Action(Struct, frozen=True):
    """Whether a command is allowed for this user now; if not, why.

    `when` is not_yet where another step or day, or a correction, may still allow it; not_yours
    where it is another person's; over where it is too late or no step of this procedure. A step of
    a proceeding (a year, a rectification) is listed for each that allows it, named by `proceeding`
    and in `about`; where none does, for the latest.
    """

    command: str
    words: Text
    slug: str
    allowed: bool
    when: When
    refusals: tuple[ShownRefusal, ...] = ()
    proceeding: str = ""
    about: Text | None = None


class CaseAsked(Struct, frozen=True, dict=True):
    """Who asks about which case, and in which language the answer is."""

    stream: Stream
    id: str
    case: Case
    context: Context
    reader: CaseReader
    en: bool

    @cached_property
    def as_a_whole(self) -> Matter[Case]:
        """The case as it is decided on. Raises Refused where no regulation governs it."""
        return self.matter("")

    def matter(self, within: str) -> Matter[Case]:
        """The case, with one of its proceedings, as it is decided on."""
        day = self.context.occurred_on
        rules = rules_for(self.stream.name, self.case, None, self.reader, day, within)
        return Matter(
            self.stream.name, self.id, self.case, self.context, self.reader, rules, within=within
        )


def actions_of(
    runtime: Runtime, actor: Actor, stream: Stream, id: str, case: Case, en: bool
) -> tuple[Action, ...]:
    """Each command that callers may give, with every reason against it but those in its body."""
    day = runtime.clock.today()
    context = Context(actor=actor, occurred_on=day, effective_on=day, command_id="")
    asked = CaseAsked(stream, id, case, context, runtime.reader(), en)
    offered = [c for c in stream.commands if not c.entailed and not c.opens]
    return tuple(action for command in offered for action in actions_on(asked, command))


def actions_on(asked: CaseAsked, command: type[Command]) -> Iterator[Action]:
    """A command on the case; one of a proceeding, on each proceeding that it may be about."""
    try:
        if command.proceeding is None:
            yield action(asked, command, asked.as_a_whole)
            return
        for within in proceedings_for(asked, command):
            yield action(asked, command, asked.matter(within) if within else asked.as_a_whole)
    except Refused as refused:
        words = command_words(command.__name__)
        yield told_as(command, words, refused.refusals, asked.en)


def proceedings_for(asked: CaseAsked, command: type[Command]) -> list[str]:
    """The proceedings that a step is taken in as they are now; else the latest of its kind. None by
    name for a step that begins one."""
    kin = [one for one in asked.case.proceedings if one.kind == command.proceeding]
    open_to = [one.id for one in kin if allowed_within(asked, command, one)]
    step = asked.as_a_whole.step(command.__name__)
    if not kin or (step and step.may_begin and not open_to):
        return [""]
    return open_to or [kin[-1].id]


def allowed_within(asked: CaseAsked, command: type[Command], one: Proceeding) -> bool:
    step = asked.matter(one.id).step(command.__name__)
    return step is not None and one.stage in step.at


def action(asked: CaseAsked, command: type[Command], matter: Matter[Case]) -> Action:
    words, reasons = matter.rules.step_called(command.__name__), reasons_against(matter, command)
    return told_as(command, words, tuple(reasons), asked.en, matter.within)


def told_as(
    command: type[Command],
    words: Text,
    reasons: tuple[Refusal, ...],
    en: bool,
    within: str = "",
) -> Action:
    about = proceeding_words(within) if within else None
    refusals = in_words(reasons, en)
    name = command.__name__
    return Action(name, words, slug(command), not reasons, when(reasons), refusals, within, about)


def when(reasons: tuple[Refusal, ...]) -> When:
    """Whether it is another person's, too late or no step of this procedure, or only not yet."""
    if any(reason.kind == "who" for reason in reasons):
        return "not_yours"
    if any(reason.over for reason in reasons):
        return "over"
    return "not_yet" if reasons else "now"
