"""The command envelope: day, document, minutes, evidence and exceptions that come with a command,
over HTTP or in an imported file."""

from datetime import date
from typing import Any, ClassVar

from msgspec import Struct

from domain.case import Command
from domain.context import Actor, Override, Reason
from domain.typed_text import ActDay, FileHash
from domain.written import as_said, read_closely
from services.commands.json_bodies import WrongBody
from services.commands.messages import CommandRequest


class CommandEnvelope(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What HTTP bodies and lines of an imported file have in common beside the command."""

    command_at: ClassVar[str] = "command"
    """The field of the body that holds the command."""

    occurred_on: ActDay | None = None
    effective_on: date | None = None
    document_no: Reason | None = None
    evidence: tuple[FileHash, ...] = ()
    override: Override | tuple[Override, ...] = ()
    late_reason: Reason | None = None
    minutes_no: Reason | None = None
    minutes_on: ActDay | None = None

    def of(
        self, stream: str, id: str, command: Command, actor: Actor, **more: Any
    ) -> CommandRequest:
        """The command with this envelope as a request to the dispatcher; `more` are fields that
        only the caller knows. Blanks alone count as absent. Raises WrongBody."""
        command, faults = as_said(command, f"/{self.command_at}")
        said, more_faults = read_closely(self)
        if faults or more_faults:
            raise WrongBody((*faults, *more_faults))
        return said._requested(stream, id, command, actor, **more)

    def _requested(
        self, stream: str, id: str, command: Command, actor: Actor, **more: Any
    ) -> CommandRequest:
        overrides = self.override
        return CommandRequest(
            stream=stream,
            id=id,
            command=command,
            actor=actor,
            occurred_on=self.occurred_on,
            effective_on=self.effective_on,
            document_no=self.document_no,
            evidence=self.evidence,
            overrides=(overrides,) if isinstance(overrides, Override) else overrides,
            late_reason=self.late_reason,
            minutes_no=self.minutes_no,
            minutes_on=self.minutes_on,
            **more,
        )
