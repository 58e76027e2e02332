"""Connects to NATS so that no loss is hidden: no buffer, no silent reconnect, all acknowledged."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Coroutine
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any

from msgspec import Struct
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import PubAck
from nats.js.errors import APIError, NoStreamResponseError

from adapters.nats.keys import NatsUser, ServiceKeys

OLDEST = (2, 15, 1)  # the release whose atomic batches and repairs the crash tests ran against
LARGEST_MESSAGE = 8 * 1024 * 1024  # what a server must take; its makers advise against more
LARGEST_RECORD = LARGEST_MESSAGE - 64 * 1024  # of an event's stored form; the rest is for headers
ANSWER_WITHIN = 5.0  # seconds; a cluster that elects a new leader takes longer and is asked again
CLOSED_WITHIN = 2.0  # seconds; after a TLS handshake that failed it would never be
COMMON_API, SERVICE_API = "$JS.API", "ANJUAN.API"
UNLIMITED = -1
NOT_BUFFERED = -1


class NatsUnfit(Exception):
    """The NATS server or stream is not fit for the log, and why; it is tried again later."""


class NatsAway(Exception):
    """NATS cannot be reached, or the connection broke; what was under way may be stored or not."""


class NatsAddress(Struct, frozen=True):
    """Address and credentials of NATS: `nats://` or `tls://` URLs of one server or cluster.

    Without `user` the URLs may carry user and password themselves. `keys` are those of the
    service's users, one of which each connection names (`linked`). `ca` is the file of the
    authority by whose certificates servers at `tls://` are known; the system's without one.
    """

    servers: tuple[str, ...]
    user: str | None = None
    password: str | None = None
    ca: str | None = None
    keys: ServiceKeys | None = None

    def __repr__(self) -> str:
        return f"NatsAddress({len(self.servers)} servers, user={self.user})"


class GuardedClient(Client):
    """nats-py's client, which tells no password to a server at `tls://` that does not speak TLS."""

    def _connect_command(self) -> bytes:
        server = self._current_server
        if server and server.uri.scheme == "tls" and not self._server_info.get("tls_required"):
            raise NatsError(f"{server.uri.hostname} does not speak TLS")
        command: bytes = super()._connect_command()
        return command


class Link:
    """One live connection to NATS. nats-py's publish_async never ends on errors, hence `send`."""

    def __init__(self, client: Client, api: str = COMMON_API) -> None:
        self.client = client
        self.jetstream: JetStreamContext = client.jetstream(prefix=api, timeout=ANSWER_WITHIN)
        self.closed = asyncio.Event()
        self._numbers = count(1)
        self._waiting: dict[str, asyncio.Future[PubAck | None]] = {}

    @property
    def largest(self) -> int:
        """The server's limit for one message with its headers, in bytes."""
        return int(self.client.max_payload)

    async def send(
        self, subject: str, body: bytes, headers: dict[str, str]
    ) -> Awaitable[PubAck | None]:
        """Publishes; await the result for the stream's acknowledgement (None inside a batch)."""
        number = str(next(self._numbers))
        answer = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        await self.client.publish(subject, body, reply=self._inbox + number, headers=headers)
        return answer

    async def forget(self, subject: str, body: bytes, headers: dict[str, str]) -> None:
        """Publishes without an acknowledgement: the middle of a batch."""
        await self.client.publish(subject, body, headers=headers)

    async def while_open(self, work: Coroutine[Any, Any, None]) -> None:
        """Runs `work`, cancelled with NatsAway when the connection ends."""
        task = asyncio.create_task(work)
        closed = asyncio.create_task(self.closed.wait())
        try:
            await asyncio.wait({task, closed}, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise NatsAway("the connection to NATS broke")
            task.result()
        finally:
            task.cancel()
            closed.cancel()
            await asyncio.gather(task, closed, return_exceptions=True)

    async def _listen(self) -> None:
        self._inbox = self.client.new_inbox() + "."
        await self.client.subscribe(
            self._inbox + "*",
            cb=self._answered,
            pending_msgs_limit=UNLIMITED,
            pending_bytes_limit=UNLIMITED,
        )

    async def _answered(self, message: Msg) -> None:
        future = self._waiting.pop(message.subject[len(self._inbox) :], None)
        if future is None or future.done():
            return
        try:
            future.set_result(answer_in(message))
        except Exception as error:
            future.set_exception(error)
            future.exception()  # retrieved: asyncio warns of one that nobody waits for any more


def answer_in(message: Msg) -> PubAck | None:
    """The acknowledgement in a reply, None inside a batch. Raises the server's error."""
    if message.headers and message.headers.get("Status") == "503":
        raise NoStreamResponseError
    answer = json.loads(message.data) if message.data else None
    if not answer:
        return None
    if error := answer.get("error"):
        raise APIError(error.get("code"), error.get("description"), error.get("err_code"))
    return PubAck.from_response(answer)


@asynccontextmanager
async def linked(
    address: NatsAddress, name: str, user: NatsUser | None = None
) -> AsyncIterator[Link]:
    """Opens a connection to one of the servers, and closes it at the end of the block: as that user
    of the service where the address has keys, else with the user and password of the address.

    Raises NatsAway, and NatsUnfit for a server older than OLDEST or with too small a limit.
    """
    client = GuardedClient()
    link: Link | None = None

    async def closed() -> None:
        if link is not None:
            link.closed.set()

    try:
        await _connect(client, address, name, user, closed)
        _check_version(client)
        _check_limit(client)
        link = Link(client, api_of(address, user))
        await link._listen()
        yield link
    finally:
        try:
            with suppress(NatsError, OSError):
                async with asyncio.timeout(CLOSED_WITHIN):
                    await client.close()
        finally:
            hang_up(client)


def hang_up(client: Client) -> None:
    """Closes the socket, which nats-py leaves open where the connection breaks during close."""
    if client._transport is not None:
        client._transport.close()  # type: ignore[no-untyped-call]


async def _connect(
    client: Client, address: NatsAddress, name: str, user: NatsUser | None, closed: Any
) -> None:
    async def quiet(_: Exception) -> None:
        pass

    try:
        await client.connect(
            list(address.servers),
            name=name,
            **credentials(address, user),
            allow_reconnect=False,
            max_reconnect_attempts=1,
            reconnect_time_wait=0,
            pending_size=NOT_BUFFERED,
            ping_interval=5,
            error_cb=quiet,
            closed_cb=closed,
            tls=tls_for(address),
        )
    except (NatsError, OSError, TimeoutError) as error:
        raise NatsAway(f"NATS is away: {error}") from error


def credentials(address: NatsAddress, user: NatsUser | None) -> dict[str, Any]:
    if address.keys and user:
        return {"nkeys_seed_str": getattr(address.keys, user)}
    return {"user": address.user, "password": address.password}


def api_of(address: NatsAddress, user: NatsUser | None) -> str:
    """How requests to the stream begin: an account of its own has the server's own
    API under the usual name, and that knows no stream."""
    return SERVICE_API if address.keys and user in ("reader", "administration") else COMMON_API


def tls_for(address: NatsAddress) -> ssl.SSLContext | None:
    if not any(server.startswith("tls://") for server in address.servers):
        return None
    return ssl.create_default_context(cafile=address.ca)


def _check_version(client: Client) -> None:
    version = client.connected_server_version
    if (version.major, version.minor, version.patch) < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        raise NatsUnfit(f"nats-server {version._server_version} is too old: {wanted} is needed")


def _check_limit(client: Client) -> None:
    """Checks the message limit at connect: a large event would block the relay for all after it."""
    if client.max_payload < LARGEST_MESSAGE:
        raise NatsUnfit(
            f"the server takes messages of {client.max_payload} bytes and events may need"
            f" {LARGEST_MESSAGE}: raise its max_payload"
        )
