"""What strangers may send: so much, so fast, so many at once; then they are told, or cut off."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from services.processes import http_limits
from services.processes.http_limits import LARGEST_HEAD, MOST_HEADERS
from services.queries.feed import LogNotifier
from tests.support.feed_fixtures import served
from tests.support.raw_http import GET, Wire

POST = b"POST /taken HTTP/1.1\r\nHost: here\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


async def well(_: Request) -> Response:
    return PlainTextResponse("ok")


async def taken(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


async def without_end(_: Request) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        while True:
            yield bytes(65536)
            await asyncio.sleep(0)

    return StreamingResponse(chunks())


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    routes = [Route("/healthz", well), Route("/taken", taken, methods=["POST"])]
    app = Starlette(routes=[*routes, Route("/without-end", without_end)])
    app.state.notifier = LogNotifier()
    with served(app) as port:
        yield port


@pytest.fixture
def impatient(port: int, monkeypatch: pytest.MonkeyPatch) -> int:
    for name in ("HEAD_WITHIN", "BODY_WITHIN", "ANSWER_READ_WITHIN"):
        monkeypatch.setattr(http_limits, name, 1.0)
    return port


def status(port: int, *pieces: bytes) -> int:
    with Wire(port) as wire:
        return wire.send(*pieces).status()


def test_a_head_has_so_many_headers_and_bytes_and_no_more(port: int) -> None:
    def headers(count: int) -> bytes:
        return GET + b"".join(b"X-%d: y\r\n" % n for n in range(count - 1)) + b"\r\n"

    assert status(port, headers(MOST_HEADERS)) == 200
    assert status(port, headers(MOST_HEADERS + 1)) == 431
    assert status(port, GET + b"X: %s\r\n\r\n" % (b"y" * (LARGEST_HEAD - 100))) == 200
    assert status(port, GET + b"X: %s\r\n\r\n" % (b"y" * LARGEST_HEAD)) == 431
    assert status(port, b"GET /%s HTTP/1.1\r\nHost: here\r\n\r\n" % (b"y" * LARGEST_HEAD)) == 431


ENDLESS = {
    "a header": GET + b"X: ",
    "a header's name": GET,
    "a path": b"GET /",
    "a trailer": CHUNKED + b"0\r\nX: ",
    "an extension of a chunk": CHUNKED + b"1;",
}


@pytest.mark.parametrize("what", ENDLESS)
def test_what_has_no_end_is_refused_after_a_while(port: int, what: str) -> None:
    with Wire(port) as wire:
        wire.send(ENDLESS[what], *[b"y" * 1000] * 20, pause=0.001)
        assert wire.status() in (400, 431)
        assert wire.closed_within(5)


def test_many_small_trailers_are_refused_like_many_headers(port: int) -> None:
    trailers = [b"X-%d: y\r\n" % number for number in range(MOST_HEADERS)]
    with Wire(port) as wire:
        wire.send(CHUNKED + b"0\r\n").trickle(trailers, 0.002)
        assert wire.status() == 431


HALVES = {
    "nothing": b"",
    "half a line": b"GET /heal",
    "half a head": GET + b"X: y\r\n",
    "half a body": POST + b"Content-Length: 10\r\n\r\nhalf",
    "half a chunk": CHUNKED + b"a\r\nhalf",
}


@pytest.mark.parametrize("what", HALVES)
def test_a_request_that_stops_half_way_is_given_up(impatient: int, what: str) -> None:
    with Wire(impatient) as wire:
        wire.send(HALVES[what])
        assert wire.status() == 408
        assert wire.closed_within(4)


@pytest.mark.parametrize("what", ["half a head", "half a body"])
def test_a_byte_now_and_then_buys_no_time(impatient: int, what: str) -> None:
    with Wire(impatient) as wire:
        wire.send(HALVES[what].replace(b": 10", b": 9000"))
        wire.trickle([b"y"] * 40, 0.1)
        assert wire.closed_within(0.5)


def test_blank_lines_do_not_keep_an_idle_connection(impatient: int) -> None:
    with Wire(impatient) as wire:
        assert wire.send(GET + b"\r\n").status() == 200
        wire.trickle([b"\r\n"] * 40, 0.1)
        assert wire.closed_within(0.5)


def test_a_slow_line_may_send_a_large_body(impatient: int) -> None:
    pieces = [b"y" * 16384] * 6
    with Wire(impatient) as wire:
        wire.send(POST + b"Content-Length: %d\r\n\r\n" % (6 * 16384)).trickle(pieces, 0.6)
        assert wire.status() == 200


def test_who_does_not_read_the_answer_is_cut_off(impatient: int) -> None:
    with Wire(impatient) as wire:
        wire.send(b"GET /without-end HTTP/1.1\r\nHost: here\r\n\r\n")
        assert wire.status() == 200
        asyncio.run(asyncio.sleep(4))
        assert wire.closed_within(5)


def test_many_that_wait_make_room_for_one_that_asks(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_limits, "MOST_CONNECTIONS", 20)
    waiting = [Wire(port).send(b"GET") for _ in range(30)]
    assert status(port, GET + b"\r\n") == 200
    assert waiting[0].closed_within(2)
    for wire in waiting:
        wire.socket.close()


@pytest.mark.parametrize("count", [1, 3])
def test_requests_on_one_connection_are_all_answered(port: int, count: int) -> None:
    with Wire(port) as wire:
        for _ in range(count):
            assert wire.send(GET + b"\r\n").status() == 200
        wire.send((GET + b"\r\n") * count)
        assert wire.status() == 200
