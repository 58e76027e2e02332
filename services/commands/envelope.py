"""The command envelope: day, document, evidence and exceptions that come with a command, over HTTP
or in an imported file."""

from datetime import date
from typing import Any

from msgspec import Struct

from domain.case import Actor, Command, FileHash, Override, Reason
from domain.typed_text import ActDay
from services.commands.messages import CommandRequest


class CommandEnvelope(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What HTTP bodies and lines of an imported file have in common beside the command."""

    occurred_on: ActDay | None = None
    effective_on: date | None = None
    document_no: Reason | None = None
    evidence: tuple[FileHash, ...] = ()
    override: Override | tuple[Override, ...] = ()
    late_reason: Reason | None = None

    def of(
        self, stream: str, id: str, command: Command, actor: Actor, **more: Any
    ) -> CommandRequest:
        """The command with this envelope as a request to the dispatcher; `more` are fields that
        only the caller knows."""
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
            **more,
        )
