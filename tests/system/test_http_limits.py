"""What strangers may send: so much, so fast, so many at once; then they are told, or cut off."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack

import pytest
import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from services.api import problems
from services.api.middleware import Observe
from services.metrics import REGISTRY
from services.processes import http_limits, unfinished_bodies
from services.processes.http_limits import LARGEST_HEAD, MOST_HEADERS
from services.processes.unfinished_bodies import ADDRESSES_TOLD, LINE_EVERY, UnfinishedBodies
from services.queries.feed import LogNotifier
from services.settings import Settings
from tests.support.calling import eventually
from tests.support.feed_fixtures import served
from tests.support.raw_http import GET, Wire

POST = b"POST /taken HTTP/1.1\r\nHost: here\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


async def well(_: Request) -> Response:
    return PlainTextResponse("ok")


async def taken(request: Request) -> Response:
    request.app.state.heard += 1
    return PlainTextResponse(str(len(await request.body())))


async def without_end(_: Request) -> Response:
    async def chunks() -> AsyncIterator[bytes]:
        while True:
            yield bytes(65536)
            await asyncio.sleep(0)

    return StreamingResponse(chunks())


def application() -> Starlette:
    routes = [Route("/healthz", well), Route("/taken", taken, methods=["POST"])]
    app = Starlette(routes=[*routes, Route("/without-end", without_end)])
    app.add_middleware(Observe)
    app.add_exception_handler(ClientDisconnect, problems.answer)
    app.state.notifier, app.state.heard = LogNotifier(), 0
    return app


@pytest.fixture(scope="module")
def app() -> Starlette:
    return application()


@pytest.fixture(scope="module")
def port(app: Starlette) -> Iterator[int]:
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


HALF = POST + b"Content-Length: 8\r\n\r\nhalf"


def cut(end: str) -> float:
    return REGISTRY.get_sample_value("anjuan_http_unfinished_bodies_total", {"end": end}) or 0


def test_a_body_that_is_given_up_costs_the_application_nothing(port: int, app: Starlette) -> None:
    heard, given_up = app.state.heard, cut("given up")
    for _ in range(3):
        with Wire(port) as wire:
            wire.send(HALF)
    eventually(lambda: cut("given up") == given_up + 3)
    assert app.state.heard == heard
    with Wire(port) as wire:
        assert wire.send(HALF, b"half", pause=0.05).status() == 200
    assert app.state.heard == heard + 1


def test_a_large_body_that_is_given_up_half_way_has_no_line_of_its_own(
    port: int, app: Starlette
) -> None:
    heard, given_up = app.state.heard, cut("given up")
    with structlog.testing.capture_logs() as lines:
        with Wire(port) as wire:
            wire.send(POST + b"Content-Length: 200000\r\n\r\n", b"y" * 100_000)
            eventually(lambda: app.state.heard == heard + 1)
        eventually(lambda: cut("given up") == given_up + 1)
        assert status(port, GET + b"\r\n") == 200
        eventually(lambda: any(line["event"] == "request" for line in lines))
    assert [line["status"] for line in lines if line["event"] == "request"] == [200]


def test_a_body_may_come_late_behind_another_request(port: int) -> None:
    with Wire(port) as wire:
        wire.send(GET + b"\r\n" + HALF, pause=0.1)
        assert wire.status() == 200
        assert wire.send(b"half").status() == 200


def test_who_asks_whether_to_send_a_body_is_told(port: int) -> None:
    with Wire(port) as wire:
        head = POST + b"Expect: 100-continue\r\nContent-Length: 4\r\n\r\n"
        assert wire.send(head).status() == 100
        assert wire.send(b"half").status() == 200


def from_client(client: str) -> bytes:
    return HALF.replace(b"\r\n\r\n", b"\r\nX-Forwarded-For: %s\r\n\r\n" % client.encode())


@pytest.mark.parametrize("proxies", [None, "127.0.0.1"], ids=["strangers", "a named proxy"])
def test_one_address_has_so_many_unfinished_bodies_and_others_as_many(
    proxies: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unfinished_bodies, "MOST_BODIES_OF_ONE", 2)
    with served(application(), Settings(proxies=proxies)) as port, ExitStack() as open_ones:
        wires = [open_ones.enter_context(Wire(port)) for _ in range(4)]
        for wire in wires[:2]:
            wire.send(from_client("192.0.2.1"), pause=0.1)
        said = wires[2].send(from_client("192.0.2.1")).rest()
        assert said.startswith(b"HTTP/1.1 429 ") and b"retry-after: 5\r\n" in said
        wires[3].send(from_client("192.0.2.2"), b"half", pause=0.1)
        assert wires[3].status() == (200 if proxies else 429)
        assert status(port, HALF + b"half") == 200  # a body that is whole waits for nobody
        assert wires[0].send(b"half").status() == 200
        assert status(port, from_client("192.0.2.1")[:-4] + b"halfhalf") == 200


def test_all_together_have_so_many_unfinished_bodies(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unfinished_bodies, "MOST_BODIES", 1)
    with Wire(port) as first, Wire(port) as second:
        first.send(HALF, pause=0.1)
        assert second.send(HALF).status() == 503
        assert second.closed_within(3)
        assert first.send(b"half").status() == 200


def test_what_was_cut_short_is_told_once_a_minute_and_not_one_by_one() -> None:
    bodies = UnfinishedBodies()
    with structlog.testing.capture_logs() as lines:
        for now in range(int(LINE_EVERY), int(3 * LINE_EVERY)):
            for number in range(2000):
                bodies.note("given up", f"10.0.0.{number % 2000}")
            bodies.note("given up", "10.0.0.7")
            bodies.tell(now)
    lines = [line for line in lines if "count" in line]  # other threads may speak meanwhile
    assert [line["count"] for line in lines] == [2001, 2001 * LINE_EVERY]
    assert lines[1]["most_from"] == "others"
    assert len(bodies.ended) <= ADDRESSES_TOLD + 1


@pytest.mark.parametrize("count", [1, 3])
def test_requests_on_one_connection_are_all_answered(port: int, count: int) -> None:
    with Wire(port) as wire:
        for _ in range(count):
            assert wire.send(GET + b"\r\n").status() == 200
        wire.send((GET + b"\r\n") * count)
        assert wire.status() == 200
