"""HTTP server (uvicorn), which serves until the process is told to stop."""

import signal
import threading
from socket import socket

import uvicorn
from starlette.applications import Starlette

from services.queries.feed import LogNotifier


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

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self.notifier.close()
        await super().shutdown(sockets)


def told_to_stop() -> threading.Event:
    """Event that SIGINT and SIGTERM set; they do nothing else from here on: what is open can be
    closed, and a stop that was asked for does not look like a failure."""
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    return told


def listen(app: Starlette, host: str, port: int, told: threading.Event) -> None:
    """Serves an application until it is told to stop."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    Server(config, app.state.notifier, told).run()
