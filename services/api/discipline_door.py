"""The door of the discipline vault: passes every request with a token of DISCIPLINE to the vault's
own process, over a Unix socket, uncounted and unlogged.

It stands outside everything else, so that no counter, log line or audit of this service tells what
discipline inspection reads. What it does to be seen (a command on a case of this service, signing
in and out) is a request like any other. Everybody else is answered by this service from path and
role alone, whether there is a vault or not.
"""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from http.cookies import CookieError, SimpleCookie
from pathlib import Path
from typing import Any

import h11
import msgspec
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.accounts import Accounts
from adapters.unavailable import DatabaseAway
from domain.context import Actor
from services.api import problems
from services.api.requests import CALLERS_STREAMS
from services.api.route import API

DOOR_SOCKET = "door"
LONGEST_SOCKET_PATH = 100  # bytes: systems take 104 or 108
PASSED_ACTOR, PASSED_TOKEN = b"x-anjuan-actor", b"x-anjuan-token"
"""Headers by which the vault is told who asks; what a caller sends under these names is dropped."""
READING = ("GET", "HEAD", "OPTIONS")
OF_THIS_SERVICE = frozenset({*CALLERS_STREAMS, "tokens", "password", "demo", "accounts"})
SESSION_COOKIES = ("anjuan", "__Host-anjuan")
ANSWER_BYTES = 64 * 2**10
VAULT_AWAY = HTTPException(503, headers={"Retry-After": "5"})


class Bearer(Struct, frozen=True):
    """Who shows which token."""

    token: str
    actor: Actor


class VaultGone(Exception):
    """The vault's process does not answer."""


def socket_in(folder: Path) -> Path:
    """The socket of the vault in that folder. A path that is too long for a socket's name goes by
    way of the folder, which this process keeps open."""
    path = folder.resolve() / DOOR_SOCKET
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    return Path("/proc/self/fd", str(os.open(folder, os.O_RDONLY | os.O_DIRECTORY)), DOOR_SOCKET)


class CallerGone(Exception):
    """Who asks has hung up."""


class DisciplineDoor:
    """ASGI middleware, the outermost. `vault` is the vault's folder, where its socket is."""

    def __init__(self, app: ASGIApp, accounts: Accounts, vault: Path) -> None:
        self.app, self.accounts, self.socket = app, accounts, socket_in(vault)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        bearer = self.discipline(scope) if scope["type"] == "http" else None
        if bearer is None or is_outward(scope["method"], scope["path"]):
            await self.app(scope, receive, send)
            return
        try:
            await Passage(scope, receive, send).through(self.socket, bearer)
        except VaultGone:
            response = await problems.answer(Request(scope), VAULT_AWAY)
            await response(scope, receive, send)

    def discipline(self, scope: Scope) -> Bearer | None:
        """Who asks, where it is somebody of discipline inspection."""
        now = datetime.now(UTC)
        with suppress(DatabaseAway):
            for token in tokens_in(scope):
                actor = self.accounts.bearer(token, now)
                if actor and actor.role == "DISCIPLINE":
                    return Bearer(token, actor)
        return None


def is_outward(method: str, path: str) -> bool:
    """Whether a request is an act on this service, by which the organ decides to be seen."""
    of_programs, _, below = path.partition(f"{API}/")
    a_form = bool(of_programs) or not below
    return method not in READING and (a_form or below.split("/")[0] in OF_THIS_SERVICE)


def tokens_in(scope: Scope) -> Iterator[str]:
    """The token that a program bears, and those in cookies of pages."""
    for name, value in scope["headers"]:
        if name in TOKENS_IN:
            yield from TOKENS_IN[name](value.decode("latin-1"))


def token_borne(text: str) -> Iterator[str]:
    scheme, _, token = text.partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        yield token.strip()


def tokens_in_cookie(text: str) -> Iterator[str]:
    cookies: SimpleCookie = SimpleCookie()
    with suppress(CookieError):
        cookies.load(text)
    for name in SESSION_COOKIES:
        if name in cookies and cookies[name].value:
            yield cookies[name].value


TOKENS_IN: dict[bytes, Callable[[str], Iterator[str]]] = {
    b"authorization": token_borne,
    b"cookie": tokens_in_cookie,
}


class Passage:
    """One request on its way to the vault, and its answer on its way back."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self.receive, self.send = scope, receive, send
        self.talk, self.begun = h11.Connection(h11.CLIENT), False

    async def through(self, socket: Path, bearer: Bearer) -> None:
        """Raises VaultGone where nothing was answered yet."""
        try:
            reader, writer = await asyncio.open_unix_connection(str(socket))
        except OSError as error:
            raise VaultGone from error
        try:
            await self.answer(reader, asyncio.ensure_future(self.attend(writer, bearer)))
        except (OSError, h11.RemoteProtocolError) as error:
            if not self.begun:
                raise VaultGone from error
            raise
        finally:
            writer.close()

    async def attend(self, writer: asyncio.StreamWriter, bearer: Bearer) -> None:
        """Sends the request, and ends when the caller has gone. The vault may answer, and hang up,
        before it has read all that is sent."""
        with suppress(ConnectionError, CallerGone):
            await self.ask(writer, bearer)
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def ask(self, writer: asyncio.StreamWriter, bearer: Bearer) -> None:
        target = self.scope.get("raw_path") or self.scope["path"].encode()
        if self.scope["query_string"]:
            target += b"?" + self.scope["query_string"]
        request = h11.Request(
            method=self.scope["method"], target=target, headers=[*self.headers(bearer)]
        )
        writer.write(self.talk.send(request) or b"")
        more = True
        while more:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise CallerGone
            writer.write(self.talk.send(h11.Data(data=message.get("body", b""))) or b"")
            await writer.drain()
            more = message.get("more_body", False)
        writer.write(self.talk.send(h11.EndOfMessage()) or b"")
        await writer.drain()

    def headers(self, bearer: Bearer) -> Iterator[tuple[bytes, bytes]]:
        dropped = (PASSED_ACTOR, PASSED_TOKEN, b"connection", b"expect")
        yield from ((name, value) for name, value in self.scope["headers"] if name not in dropped)
        if not any(name == b"host" for name, _ in self.scope["headers"]):
            yield b"host", b"vault"
        yield b"connection", b"close"
        yield PASSED_TOKEN, bearer.token.encode()
        yield PASSED_ACTOR, msgspec.json.encode(bearer.actor).hex().encode()

    async def answer(self, reader: asyncio.StreamReader, gone: "asyncio.Future[None]") -> None:
        """Gives the answer on as it comes; ends early when the caller has gone."""
        try:
            while (event := await self.next_event(reader, gone)) is not None:
                await self.give_on(event)
        finally:
            gone.cancel()

    async def next_event(
        self, reader: asyncio.StreamReader, gone: "asyncio.Future[None]"
    ) -> h11.Event | None:
        while (event := self.talk.next_event()) is h11.NEED_DATA:
            reading = asyncio.ensure_future(reader.read(ANSWER_BYTES))
            both: set[asyncio.Future[Any]] = {reading, gone}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if not reading.done():
                reading.cancel()
                return None
            self.talk.receive_data(reading.result())
        if isinstance(event, h11.EndOfMessage):
            await self.send({"type": "http.response.body", "body": b"", "more_body": False})
            return None
        return event if isinstance(event, h11.Event) else None

    async def give_on(self, event: h11.Event) -> None:
        message: Message
        if isinstance(event, h11.Response):
            hop = (b"connection", b"transfer-encoding", b"date")
            headers = [(name, value) for name, value in event.headers if name not in hop]
            message = {"status": event.status_code, "headers": headers}
            self.begun = True
            await self.send({"type": "http.response.start", **message})
        elif isinstance(event, h11.Data):
            body = bytes(event.data)
            await self.send({"type": "http.response.body", "body": body, "more_body": True})
