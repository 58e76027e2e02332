"""Ids of cases that are claims: only clear text tells them, before a command is sealed."""

from collections.abc import Callable
from dataclasses import replace

from adapters.event_store.cases import Held
from adapters.personal_data.vault import Vault
from domain.case import stream_id
from services.commands.messages import CommandRequest


def under_its_claim(
    request: CommandRequest, vault: Vault, held: Callable[[str], Held]
) -> CommandRequest:
    """The request with the id that its case has by what the command claims, whatever id the caller
    has given. Where that is a case which the caller is not shown, they get one of their own beside
    it, and are answered as where there is none: that one number is held twice is for those to see
    who see both."""
    if request.command.id_claimed_by is None:
        return request
    kind, field = request.command.id_claimed_by
    value = getattr(request.command, field)
    if not isinstance(value, str):
        return request
    id = vault.claim_id(kind, value)
    case, _ = held(stream_id(request.stream, id))
    if case is not None and not case.is_open_to(request.actor):
        id = beside_anothers(vault, kind, value, request.actor.organ)
    return replace(request, id=id)


def beside_anothers(vault: Vault, kind: str, value: str, organ: str) -> str:
    """The id of what an organ or unit claims, while a case that it is not shown has the claim's."""
    return vault.claim_id(kind, value, organ)
