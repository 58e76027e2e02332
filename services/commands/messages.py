"""Messages of the dispatcher: a command as requested, as pending, and its result."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date

from adapters.event_store.log import Stored
from adapters.unavailable import DatabaseAway
from domain.case import Case, Command
from domain.context import Actor, Context, Override
from domain.deciding import Decided
from domain.personal import Sealed
from domain.refusal import Refused, Text, file_rule


class Stale(Exception):
    """The case is no longer at the version that `If-Match` names (optimistic concurrency).
    `version` is the current one in the caller's own numbering; None where they may not know it."""

    def __init__(self, version: int | None) -> None:
        self.version = version
        super().__init__(f"the case is at version {version}")


def as_stored(case: Case | None, version: int) -> int | None:
    return version


class KeyReused(Exception):
    """The same idempotency key came with another body."""


class AnswerGone(DatabaseAway):
    """A request was answered as stored, and the event is not in the store: it was changed, or only
    a part of it was restored. Until people have looked, nothing can be said about that request."""

    def __init__(self, position: int) -> None:
        super().__init__(f"#{position} was answered as stored, and is not there")


class Busy(Exception):
    """Not done within the time allowed; nothing was stored. Try again."""


@dataclass(frozen=True)
class CommandRequest:
    """A command as requested. `key` is its idempotency key; `if_match` are versions in the caller's
    own numbering, to which `known_as` translates stored versions (None where they may not see the
    case); `behind` is the future of another command that must be decided first; `staying` are
    sealed values of this very case that the command keeps as they are."""

    stream: str
    id: str
    command: Command
    actor: Actor
    occurred_on: date | None = None
    effective_on: date | None = None
    document_no: str | None = None
    evidence: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    late_reason: str | None = None
    minutes_no: str | None = None
    minutes_on: date | None = None
    key: str | None = None
    body: bytes = b""
    if_match: tuple[int, ...] | None = None
    known_as: Callable[[Case | None, int], int | None] = as_stored
    behind: "Future[CommandResult] | None" = None
    staying: frozenset[Sealed] = frozenset()


@dataclass(frozen=True)
class CommandResult:
    """The stored events of a command: its own first, then those it entailed."""

    events: tuple[Stored, ...]
    replayed: bool = False


Reply = CommandResult | Exception


@dataclass(eq=False)
class PendingCommand:
    """A command that waits to be decided; its answer is the future. The round in which it is taken
    gives it an `id`, and `command`, with its personal fields sealed. `loop` is the event loop that
    the future belongs to."""

    request: CommandRequest
    future: "Future[CommandResult] | asyncio.Future[CommandResult]"
    deadline: float
    loop: asyncio.AbstractEventLoop | None = None
    id: str = ""
    command: Command | None = None
    answered: bool = False
    tries: int = 0
    decided: list[Decided] = field(default_factory=list)
    reads: dict[str, int] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        return self.request.actor.person, self.request.key or self.id


def context_of(request: CommandRequest, id: str, today: date) -> Context:
    """The context of a command. Raises Refused for a day in the future."""
    day = request.occurred_on or today
    if day > today:
        raise Refused(
            [
                file_rule(
                    "future",
                    "办理日不在将来",
                    Text(f"办理日 {day}", f"day of the act {day}"),
                    Text(f"{today} 及以前", f"{today} or before"),
                    "period",
                    ("/occurred_on",),
                )
            ]
        )
    return Context(
        actor=request.actor,
        occurred_on=day,
        effective_on=request.effective_on or day,
        command_id=id,
        document_no=request.document_no,
        evidence=request.evidence,
        overrides=request.overrides,
        late_reason=request.late_reason,
        minutes_no=request.minutes_no,
        minutes_on=request.minutes_on,
    )
