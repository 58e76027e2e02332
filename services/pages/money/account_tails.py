"""Accounts on pages of money by the end of their number (尾号), where a hash alone would stand."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from domain.bank_account.case import BankAccount
from services.api.history_threads import beside_the_loop
from services.api.requests import runtime_of
from services.queries.tracing.held_accounts import HOLDERS
from services.runtime import Runtime

PartiesTold = dict[str, dict[str, Any]]


async def parties_by_tail(request: Request, parties: PartiesTold) -> PartiesTold:
    """The parties of an answer, in other words for accounts whose statements the reader is
    shown."""
    return await beside_the_loop(request, with_tails, runtime_of(request), parties)


def with_tails(runtime: Runtime, parties: PartiesTold) -> PartiesTold:
    return {
        name: {**one, "words": words_by_tail(runtime, name, one)} for name, one in parties.items()
    }


def words_by_tail(runtime: Runtime, name: str, party: Mapping[str, Any]) -> Any:
    account = runtime.store.current(f"bank-accounts/{name}")[0] if party["held"] else None
    if not isinstance(account, BankAccount) or not account.tail:
        return party["words"]
    holder = HOLDERS[account.holder]
    return {"zh": f"{holder.zh}（{account.tail}）", "en": f"{holder.en} ({account.tail})"}
