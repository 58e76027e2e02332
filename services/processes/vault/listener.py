"""The vault at an address of its own: its own accounts sign in there, and it shows nothing to
anybody else, not even what is public."""

from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.accounts import Accounts
from services.api import problems
from services.api.discipline_door import Bearer, tokens_in
from services.api.route import API
from services.pages.signing_in import sign_in_first
from services.processes.vault.entry import VaultEntry
from services.processes.vault.reasons import is_of_a_page

FOR_ACCOUNTS = frozenset(
    {f"{API}/tokens", f"{API}/password", "/sign-in", "/sign-out", "/language", "/view"}
)
FOR_ANYBODY = frozenset({f"{API}/tokens", "/sign-in", "/language", "/view", "/healthz"})
STATIC = "/static/"


class VaultListener:
    """ASGI application that knows who asks by the vault's own accounts; headers by which a door
    would say so mean nothing here."""

    def __init__(self, entry: VaultEntry, own: FastAPI, accounts: Accounts) -> None:
        self.entry, self.own, self.accounts = entry, own, accounts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.own(scope, receive, send)
            return
        path, bearer = scope["path"], self.bearer(scope)
        if bearer:
            self.entry.sessions.note(bearer.token, bearer.actor, datetime.now(UTC))
        if bearer and path not in FOR_ACCOUNTS:
            await self.entry.enter(bearer, scope, receive, send)
        elif bearer or path in FOR_ANYBODY or path.startswith(STATIC):
            await self.own(scope, receive, send)
        else:
            await self.stranger(scope)(scope, receive, send)

    def bearer(self, scope: Scope) -> Bearer | None:
        """Who asks, where it is an account of discipline inspection."""
        now = datetime.now(UTC)
        for token in tokens_in(scope):
            actor = self.accounts.sessions.bearer(token, now)
            if actor and actor.role == "DISCIPLINE":
                return Bearer(token, actor)
        return None

    def stranger(self, scope: Scope) -> ASGIApp:
        """What is answered to who has not signed in: to browsers, where to do so."""
        request = Request(scope)

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            response: Response
            if is_of_a_page(scope) and scope["method"] == "GET":
                response = RedirectResponse(sign_in_first(request), 303)
            else:
                response = await problems.answer(request, HTTPException(401))
            await response(scope, receive, send)

        return answer
