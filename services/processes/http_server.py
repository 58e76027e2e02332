"""HTTP server (uvicorn), which serves until the process is told to stop."""

import asyncio
import threading
from socket import socket

import uvicorn
from starlette.applications import Starlette

from services.processes.http_limits import IDLE_WITHIN, LimitedProtocol
from services.queries.feed import LogNotifier
from services.settings import Settings

SECOND = 10  # ticks of uvicorn's main loop


class Server(uvicorn.Server):
    """uvicorn's server; at shutdown it ends the feed's long requests before it waits for others."""

    def __init__(
        self, config: uvicorn.Config, notifier: LogNotifier, told: threading.Event | None = None
    ) -> None:
        super().__init__(config)
        self.notifier, self.told = notifier, told

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        if self.told and self.told.is_set():  # before it listened to signals itself
            self.should_exit = True

    async def on_tick(self, counter: int) -> bool:
        if counter % SECOND == 0:
            now = asyncio.get_running_loop().time()
            for connection in list(self.server_state.connections):
                if isinstance(connection, LimitedProtocol):
                    connection.look(now)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self.notifier.close()
        await super().shutdown(sockets)


def listen(app: Starlette, settings: Settings, port: int, told: threading.Event) -> None:
    """Serves an application until it is told to stop."""
    Server(config_of(app, settings, port), app.state.notifier, told).run()


def config_of(app: Starlette, settings: Settings, port: int) -> uvicorn.Config:
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
