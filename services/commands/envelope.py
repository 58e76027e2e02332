"""What stands beside a command at every door: when, on which document, with which exceptions."""

from datetime import date
from typing import Any

from msgspec import Struct

from domain.case import Actor, Command, FileHash, Override, Reason
from services.commands.messages import CommandRequest


class CommandEnvelope(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The part of HTTP's envelope and of a line of a file that is the same."""

    occurred_on: date | None = None
    effective_on: date | None = None
    document_no: Reason | None = None
    evidence: tuple[FileHash, ...] = ()
    override: Override | tuple[Override, ...] = ()
    late_reason: Reason | None = None

    def of(
        self, stream: str, id: str, command: Command, actor: Actor, **more: Any
    ) -> CommandRequest:
        """The command under these circumstances; `more` is what its door adds."""
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
