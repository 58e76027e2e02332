"""Where requests enter the vault: whom the door names, to which of the two houses they go, on which
letter they read, and a line in the vault's own log of reads."""

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.files import Files
from domain.context import Actor
from domain.discipline_case.vault_stream import DISCIPLINE_CASES
from services.api import problems
from services.api.discipline_door import PASSED_ACTOR, PASSED_TOKEN, Bearer
from services.api.route import API
from services.processes.vault.reads_log import ReadsLog
from services.processes.vault.reasons import (
    is_another_asked,
    is_of_a_page,
    letter_taken_off,
    letter_told,
    no_letter,
    rests_on_letter,
)
from services.processes.vault.sessions import PassedSession, PassedSessions

DISCIPLINE_PATH = f"{API}/{DISCIPLINE_CASES.name}"
UPLOADED_FILES = f"{API}/files"


class VaultEntry:
    """ASGI application over both houses; `own_files` says which files are the vault's own."""

    def __init__(
        self,
        own: ASGIApp,
        mirror: ASGIApp,
        own_files: Files,
        sessions: PassedSessions,
        reads: ReadsLog,
    ) -> None:
        self.own, self.mirror, self.own_files = own, mirror, own_files
        self.sessions, self.reads = sessions, reads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.own(scope, receive, send)
            return
        bearer = passed_bearer(scope["headers"])
        if bearer is None or bearer.actor.role != "DISCIPLINE":
            response = await problems.answer(Request(scope), HTTPException(404))
            await response(scope, receive, send)
            return
        await self.enter(bearer, scope, receive, send)

    async def enter(self, bearer: Bearer, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets somebody of discipline inspection in."""
        now = datetime.now(UTC)
        session = self.sessions.note(bearer.token, bearer.actor, now)
        house = self.house_for(scope)
        letter = letter_of_read(session, scope) if house is self.mirror else ""

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.note(now, bearer.actor, scope, message["status"], letter)
            await send(message)

        if house is self.mirror and not letter and rests_on_letter(scope["method"], scope["path"]):
            response = await no_letter(Request({**scope, "app": house}))
            await response(scope, receive, noted)
            return
        await house(letter_taken_off(scope), receive, noted)

    def note(self, now: datetime, actor: Actor, scope: Scope, status: int, letter: str) -> None:
        """Notes a read before its answer begins: what was answered stands in the log, whenever the
        process is killed."""
        asked = requested_target(scope)
        self.reads.note(now, actor.person, scope["method"], asked, status, letter)

    def house_for(self, scope: Scope) -> ASGIApp:
        """The vault's own house for its cases, and for files that were brought to it."""
        path: str = scope["path"]
        if path == DISCIPLINE_PATH or path.startswith(f"{DISCIPLINE_PATH}/"):
            return self.own
        if scope["method"] == "POST" and path == UPLOADED_FILES:
            return self.own
        folder, _, name = path.rpartition("/")
        kept = folder == UPLOADED_FILES and self.own_files.info(name)
        return self.own if kept else self.mirror


def letter_of_read(session: PassedSession, scope: Scope) -> str:
    """The letter that is named with the request, or with an earlier one for a page; empty without
    any."""
    told = letter_told(scope)
    if is_of_a_page(scope):
        if told or is_another_asked(scope):
            session.letter = told or ""
        return session.letter
    return told or ""


def requested_target(scope: Scope) -> str:
    """Path and query, as they were asked for."""
    query = scope["query_string"].decode("latin-1")
    return str(scope["path"]) + (f"?{query}" if query else "")


def passed_bearer(headers: Iterable[tuple[bytes, bytes]]) -> Bearer | None:
    """Whom the door names; None for a request that did not come through it."""
    found = dict(headers)
    if PASSED_ACTOR not in found or PASSED_TOKEN not in found:
        return None
    actor = msgspec.json.decode(bytes.fromhex(found[PASSED_ACTOR].decode()), type=Actor)
    return Bearer(found[PASSED_TOKEN].decode(), actor)
