"""Ids of cases that are claims: only clear text tells them, before a command is sealed."""

from dataclasses import replace

from adapters.personal_data.vault import Vault
from services.commands.messages import CommandRequest


def under_its_claim(request: CommandRequest, vault: Vault) -> CommandRequest:
    """The request with the id that its case has by what the command claims, whatever id the caller
    has given."""
    if request.command.id_claimed_by is None:
        return request
    kind, field = request.command.id_claimed_by
    value = getattr(request.command, field)
    return replace(request, id=vault.claim_id(kind, value)) if isinstance(value, str) else request
