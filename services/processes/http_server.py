"""HTTP server (uvicorn), which serves until the process is told to stop."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from socket import socket
from ssl import SSLContext
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp

from services.processes.http_limits import IDLE_WITHIN, LimitedProtocol
from services.processes.unfinished_bodies import State
from services.queries.feed import LogNotifier
from services.settings import Settings

HANDSHAKE_WITHIN = 5.0  # seconds that a client has for its part of a TLS handshake
SECOND = 10  # ticks of uvicorn's main loop


class Server(uvicorn.Server):
    """uvicorn's server; at shutdown it ends the feed's long requests before it waits for others."""

    def __init__(
        self, config: uvicorn.Config, notifier: LogNotifier, told: threading.Event | None = None
    ) -> None:
        super().__init__(config)
        self.notifier, self.told = notifier, told
        self.server_state = self.shared = State()

    async def startup(self, sockets: list[socket] | None = None) -> None:
        with handshakes_within(asyncio.get_running_loop(), HANDSHAKE_WITHIN):
            await super().startup(sockets)
        if self.told and self.told.is_set():  # before it listened to signals itself
            self.should_exit = True

    async def on_tick(self, counter: int) -> bool:
        if self.told and self.told.is_set():  # told otherwise than by a signal
            self.should_exit = True
        if counter % SECOND == 0:
            now = asyncio.get_running_loop().time()
            for connection in list(self.server_state.connections):
                if isinstance(connection, LimitedProtocol):
                    connection.look(now)
            self.shared.bodies.tell(now)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self.notifier.close()
        await super().shutdown(sockets)


@contextmanager
def handshakes_within(loop: asyncio.AbstractEventLoop, seconds: float) -> Iterator[None]:
    """Bounds the TLS handshakes of servers that the loop makes meanwhile: asyncio's own bound is a
    minute, and uvicorn has no setting for it."""
    create = loop.create_server

    async def bounded(*args: Any, ssl: SSLContext | None = None, **named: Any) -> Any:
        within = seconds if ssl else None
        return await create(*args, ssl=ssl, ssl_handshake_timeout=within, **named)

    loop.create_server = bounded  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        loop.create_server = create  # type: ignore[method-assign]


def listen(app: Starlette, settings: Settings, port: int, told: threading.Event) -> None:
    """Serves an application until it is told to stop."""
    Server(config_of(app, settings, port), app.state.notifier, told).run()


def config_of(app: ASGIApp, settings: Settings, port: int) -> uvicorn.Config:
    """uvicorn's configuration: limits, TLS where there is a certificate, and whose
    `X-Forwarded-For` is believed: nobody's but that of the proxies in the settings."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=port,
        http=LimitedProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=IDLE_WITHIN,
        timeout_graceful_shutdown=5,
        proxy_headers=settings.proxies is not None,
        forwarded_allow_ips=settings.proxies,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
    )
