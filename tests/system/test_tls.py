"""TLS by configuration: HTTP, NATS and PostgreSQL, known by a throw-away authority."""

import asyncio
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.event_store.log import StoreUnavailable
from adapters.event_store.postgres import PostgresLog
from adapters.nats.connection import NatsAddress, NatsAway, linked
from adapters.nats.process import find_binary
from adapters.nats.server import address_of
from adapters.read_model.writer import open_postgres
from services.api.middleware import Observe
from services.processes import http_server
from services.queries.feed import LogNotifier
from services.settings import Settings, WrongSetting, read_settings
from tests.support.feed_fixtures import served
from tests.support.free_ports import free_port
from tests.support.nats_servers import eventually
from tests.support.postgres import APP, Postgres
from tests.support.raw_http import Wire
from tests.support.read_samples import REGISTRY
from tests.support.tls import Authority, walled

pytest_plugins = ["tests.support.store_fixtures"]

ASK = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.9\r\n"
ASK += b"X-Forwarded-Proto: https\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("stranger"))


async def who_asks(request: Request) -> Response:
    assert request.client
    return PlainTextResponse(f"{request.url.scheme} {request.client.host}")


def app() -> Starlette:
    app = Starlette(routes=[Route("/", who_asks)])
    app.add_middleware(Observe)
    app.state.notifier = LogNotifier()
    return app


def answer(port: int, tls: ssl.SSLContext | None = None) -> str:
    with Wire(port, tls) as wire:
        return wire.send(ASK).rest().decode()


# HTTP


def test_http_is_https_where_there_is_a_certificate(
    authority: Authority, stranger: Authority
) -> None:
    settings = Settings(tls_certificate=authority.certificate, tls_key=authority.key)
    with served(app(), settings) as port:
        said = answer(port, authority.client())
        assert said.endswith("https 127.0.0.1")
        assert "strict-transport-security: max-age=31536000" in said
        with pytest.raises(ssl.SSLCertVerificationError):
            answer(port, stranger.client())


def test_a_handshake_that_stops_half_way_is_given_up_and_others_are_served(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert http_server.HANDSHAKE_WITHIN <= 5
    monkeypatch.setattr(http_server, "HANDSHAKE_WITHIN", 0.5)
    settings = Settings(tls_certificate=authority.certificate, tls_key=authority.key)
    with served(app(), settings) as port, Wire(port) as silent, Wire(port) as half:
        half.send(b"\x16\x03\x01\x02")
        assert answer(port, authority.client()).endswith("https 127.0.0.1")
        assert silent.closed_within(5) and half.closed_within(5)


def test_whom_a_proxy_speaks_for_is_believed_of_named_proxies_alone() -> None:
    with served(app(), Settings()) as port:
        said = answer(port)
        assert said.endswith("http 127.0.0.1") and "strict-transport" not in said
    with served(app(), Settings(proxies="192.0.2.7, 198.51.100.0/24")) as port:
        assert answer(port).endswith("http 127.0.0.1")
    with served(app(), Settings(proxies="192.0.2.7,127.0.0.0/8")) as port:
        said = answer(port)
        assert said.endswith("https 203.0.113.9") and "strict-transport" in said


@pytest.mark.parametrize(
    "given",
    [
        {"proxies": "*"},
        {"proxies": ""},
        {"proxies": "proxy.example"},
        {"tls_certificate": __file__},
        {"tls_key": __file__},
        {"tls_certificate": "/none", "tls_key": "/none"},
        {"nats_ca": "/none"},
    ],
)
def test_settings_that_trust_everybody_or_half_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(WrongSetting, match=next(iter(given))):
        read_settings(given, {}, Path("/none"))


# NATS

CONFIGURATION = """
listen: "127.0.0.1:{port}"
max_payload: 8388608
authorization {{ user: anjuan, password: secret }}
"""
TLS = 'tls {{ cert_file: "{certificate}", key_file: "{key}" }}'


@pytest.fixture(params=[True, False], ids=["speaks TLS", "speaks none"])
def nats(
    request: pytest.FixtureRequest, authority: Authority, tmp_path: Path
) -> Iterator[tuple[int, bool]]:
    port, file = free_port(), tmp_path / "server.conf"
    tls = TLS.format(certificate=authority.certificate, key=authority.key) if request.param else ""
    file.write_text(CONFIGURATION.format(port=port) + tls)
    server = subprocess.Popen([find_binary(), "-c", str(file)], stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: connects(port))
        yield port, request.param
    finally:
        server.terminate()
        server.wait()


def connects(port: int) -> bool:
    try:
        with Wire(port):
            return True
    except OSError:
        return False


def reaches(address: NatsAddress) -> bool:
    async def once() -> bool:
        try:
            async with linked(address, "test"):
                return True
        except NatsAway:
            return False

    return asyncio.run(once())


def test_nats_is_known_by_the_authority_and_hears_nothing_in_clear(
    nats: tuple[int, bool], authority: Authority, stranger: Authority
) -> None:
    port, speaks_tls = nats
    url = f"tls://anjuan:secret@localhost:{port}"
    assert reaches(address_of(url, authority.ca)) == speaks_tls
    assert not reaches(address_of(url, stranger.ca))
    assert not reaches(address_of(url))
    assert reaches(address_of(url.replace("tls", "nats"))) != speaks_tls


# PostgreSQL


def test_postgresql_is_known_by_the_authority_that_its_url_names(
    authority: Authority,
    stranger: Authority,
    postgres_server: Postgres,
    postgres_database: str,
) -> None:
    given = conninfo_to_dict(postgres_server.url(APP, postgres_database))

    def url(port: int, ca: Authority) -> str:
        plain = postgres_server.url(APP, postgres_database)
        return make_conninfo(
            plain, host="localhost", port=port, sslmode="verify-full", sslrootcert=str(ca.ca)
        )

    with walled(authority, int(str(given["port"]))) as port:
        with closing(PostgresLog(url(port, authority))) as log:
            assert log.end() is None
        with closing(open_postgres(url(port, authority))) as readmodel:
            assert readmodel.checkpoints([REGISTRY]) == {REGISTRY.physical: 0}
        with pytest.raises(StoreUnavailable):
            PostgresLog(url(port, stranger), patience=1.0)
