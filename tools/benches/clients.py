"""HTTP load clients in their own process: each repeats its request as soon as it is answered.

Raw HTTP/1.1 over asyncio, so that the clients take little of the machine they share with the
service. Reads a Load on standard input, writes a Count on standard output.
"""

import asyncio
import random
import sys
import time
from typing import cast

import msgspec
import uvloop
from msgspec import Struct

PATIENCE = 20.0
END = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length: "


class Load(Struct, frozen=True):
    """Load to apply: the requests, one client each, to which local port, for how many seconds.
    `pace`: seconds from one request of a client to its next, at least."""

    port: int
    requests: tuple[bytes, ...]
    seconds: float
    warming: float = 0.4
    pace: float = 0.0


class Count(Struct, frozen=True):
    """Result: answers a second, and median and 99th percentile of the time to answer in ms."""

    rate: float
    p50: float
    p99: float
    refused: int


class Client(asyncio.Protocol):
    """One kept-alive connection with one request under way."""

    def __init__(self, request: bytes, begins: float, ends: float, pace: float) -> None:
        self.request, self.begins, self.ends, self.pace = request, begins, ends, pace
        self.finished = asyncio.get_running_loop().create_future()
        self.taken: list[float] = []
        self.refused, self.answer = 0, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it
        first = random.uniform(0, self.pace)  # clients are not to go in step
        asyncio.get_running_loop().call_later(first, self._send)

    def _send(self) -> None:
        self.sent = time.perf_counter()
        self.transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        self.answer += data
        head = self.answer.find(END)
        if head < 0 or len(self.answer) < head + len(END) + length_in(self.answer[:head]):
            return
        now = time.perf_counter()
        if not self.answer.startswith(b"HTTP/1.1 201"):
            self.refused += 1
        if self.begins <= now < self.ends:
            self.taken.append(now - self.sent)
        self.answer = b""
        if now >= self.ends:
            self.transport.close()
        elif (wait := self.sent + self.pace - now) > 0:
            asyncio.get_running_loop().call_later(wait, self._send)
        else:
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.finished.done():
            self.finished.set_result(None)


def length_in(head: bytes) -> int:
    return int(head.lower().split(LENGTH, 1)[1].split(b"\r\n", 1)[0])


async def run(load: Load) -> Count:
    loop = asyncio.get_running_loop()
    begins = time.perf_counter() + load.warming
    clients = [
        Client(request, begins, begins + load.seconds, load.pace) for request in load.requests
    ]
    for client in clients:
        await loop.create_connection(lambda c=client: c, "127.0.0.1", load.port)  # type: ignore[misc]
    async with asyncio.timeout(load.warming + load.seconds + PATIENCE):
        await asyncio.gather(*(client.finished for client in clients))
    taken = sorted(one for client in clients for one in client.taken)
    refused = sum(client.refused for client in clients)
    if not taken:
        return Count(0.0, 0.0, 0.0, refused)
    middle, late = taken[len(taken) // 2], taken[int(len(taken) * 0.99)]
    return Count(len(taken) / load.seconds, middle * 1000, late * 1000, refused)


def main() -> None:
    load = msgspec.json.decode(sys.stdin.buffer.read(), type=Load)
    sys.stdout.buffer.write(msgspec.json.encode(uvloop.run(run(load))))


if __name__ == "__main__":
    main()
