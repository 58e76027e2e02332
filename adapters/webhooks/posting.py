"""Posts messages to one receiver: bounded in time and size, no redirect followed, over a connection
to the very address that was judged."""

import asyncio
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

import h11
from msgspec import Struct

from adapters.webhooks.addresses import (
    AddressRefused,
    Network,
    Target,
    look_up,
    permitted,
    target_of,
)

POSTED_WITHIN = 10.0  # seconds for all of it: name, connection, request, answer
LONGEST_HEAD, LONGEST_ANSWER = 16_384, 65_536  # bytes
ANSWER_PIECE = 8192
OK, REDIRECTS, BUSY = range(200, 300), range(300, 400), 429
GONE = 410
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class PostOutcome(Struct, frozen=True):
    """What came of one try: the status, None where there was no answer; and in words."""

    status: int | None
    words: str
    retry_after: float = 0.0  # seconds that the receiver asks for

    @property
    def accepted(self) -> bool:
        return self.status in OK

    @property
    def gone(self) -> bool:
        """Whether the receiver wants no more of it."""
        return self.status == GONE


class WebhookReceiver:
    """A receiver and the connection to it, which is kept from one message to the next."""

    def __init__(
        self,
        url: str,
        allowed: Sequence[Network],
        tls: ssl.SSLContext,
        addresses: Callable[[Target], list[str]] = look_up,
        within: float = POSTED_WITHIN,
    ) -> None:
        self.url, self.allowed, self.tls = url, allowed, tls
        self.addresses, self.within = addresses, within
        self._open: tuple[Streams, h11.Connection] | None = None

    async def post(self, body: bytes, headers: dict[str, str]) -> PostOutcome:
        """Posts once; whatever goes wrong is an outcome."""
        try:
            async with asyncio.timeout(self.within):
                outcome = await self._posted(body, headers)
        except AddressRefused as refused:
            outcome = PostOutcome(None, str(refused))
        except TimeoutError:
            outcome = PostOutcome(None, f"{self.within:.0f} 秒内未答复 / no answer in time")
        except (OSError, ValueError, EOFError, h11.ProtocolError) as error:
            told = f"{type(error).__name__}: {error}"[:200]
            outcome = PostOutcome(None, f"无法送达：{told} / cannot be reached: {told}")
        except BaseException:
            self.hang_up()
            raise
        if outcome.status is None:
            self.hang_up()
        return outcome

    def hang_up(self) -> None:
        """Closes the connection, if there is one, without waiting for a receiver to take leave of
        TLS: the answer is there, or none will come."""
        if self._open:
            (_, writer), _ = self._open
            self._open = None
            with suppress(Exception):
                writer.transport.abort()

    async def _posted(self, body: bytes, headers: dict[str, str]) -> PostOutcome:
        target = target_of(self.url)
        if self._open:
            with suppress(OSError, EOFError, h11.RemoteProtocolError):  # it was closed meanwhile
                return await self._over(self._open, target, body, headers)
            self.hang_up()
        self._open = (
            await self._connected(target),
            h11.Connection(h11.CLIENT, max_incomplete_event_size=LONGEST_HEAD),
        )
        return await self._over(self._open, target, body, headers)

    async def _connected(self, target: Target) -> Streams:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(None, partial(self.addresses, target))
        address = permitted(target, found, self.allowed)
        secure = target.scheme == "https"
        return await asyncio.open_connection(
            address,
            target.port,
            limit=ANSWER_PIECE,
            ssl=self.tls if secure else None,
            server_hostname=target.host if secure else None,
        )

    async def _over(
        self,
        opened: tuple[Streams, h11.Connection],
        target: Target,
        body: bytes,
        headers: dict[str, str],
    ) -> PostOutcome:
        (reader, writer), protocol = opened
        named = {"host": target.authority, "content-length": str(len(body)), **headers}
        request = h11.Request(method="POST", target=target.path, headers=[*named.items()])
        for event in (request, h11.Data(data=body), h11.EndOfMessage()):
            writer.write(protocol.send(event) or b"")
        await writer.drain()
        response = await answer_head(reader, protocol)
        if not await is_drained(reader, protocol):
            self.hang_up()
        return post_outcome(response)


async def answer_head(reader: asyncio.StreamReader, protocol: h11.Connection) -> h11.Response:
    """The head of the answer. Raises EOFError where the connection ends before it."""
    while True:
        event = await next_event(reader, protocol)
        if isinstance(event, h11.Response):
            return event
        if isinstance(event, h11.ConnectionClosed):
            raise EOFError("closed")


async def is_drained(reader: asyncio.StreamReader, protocol: h11.Connection) -> bool:
    """Reads on to the end of the answer, as far as it is short; whether the connection can take
    another message."""
    size = 0
    while size <= LONGEST_ANSWER:
        event = await next_event(reader, protocol)
        if isinstance(event, h11.Data):
            size += len(event.data)
        elif isinstance(event, h11.EndOfMessage):
            break
    if protocol.our_state is not h11.DONE or protocol.their_state is not h11.DONE:
        return False
    protocol.start_next_cycle()
    return True


async def next_event(reader: asyncio.StreamReader, protocol: h11.Connection) -> object:
    while (event := protocol.next_event()) is h11.NEED_DATA:
        protocol.receive_data(await reader.read(ANSWER_PIECE))
    return event


def post_outcome(response: h11.Response) -> PostOutcome:
    status = f"HTTP {response.status_code}"
    if response.status_code in REDIRECTS:
        status += f"：不跟随重定向 / {status}: redirects are not followed"
    return PostOutcome(response.status_code, status, seconds_asked(response))


def seconds_asked(response: h11.Response) -> float:
    """How long the receiver asks to wait; 0 where it does not say it in seconds."""
    asked = dict(response.headers).get(b"retry-after", b"").decode("latin-1")
    return float(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0.0
