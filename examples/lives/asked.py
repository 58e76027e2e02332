"""The service of a story, asked over HTTP on a loopback port."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

import uvicorn

from domain.context import Actor
from services.api.app import create_app
from services.processes.vault_beside import with_door
from services.reactions.timers import Timers
from services.runtime import Runtime
from services.subscriptions.catch_up import CatchUpSubscription

PASSWORD = "the password of a story"
TRIES = 20


class Asked:
    """The service as several people ask it."""

    def __init__(self, url: str) -> None:
        self.url, self.tokens = url, dict[str, str]()
        self.opener = build_opener(ProxyHandler({}))

    def send(
        self, method: str, path: str, who: str, content: bytes | None = None, letter: str = ""
    ) -> bytes:
        """What is answered; where the service asks to come again, the request comes again. Who
        reads for discipline inspection names a letter."""
        token = self.tokens.get(who)
        headers = {"Content-Type": "application/octet-stream" if token else "application/json"}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        headers |= {"Anjuan-Letter": quote(letter)} if letter else {}
        url = f"{self.url}/api/v1/{quote(path, safe='/?=&:')}"
        request = Request(url, content, headers, method=method)
        for _ in range(TRIES):
            try:
                with self.opener.open(request, timeout=30) as answer:
                    return bytes(answer.read())
            except HTTPError as error:
                if error.code != 503:
                    raise
                time.sleep(float(error.headers["Retry-After"]))
        raise TimeoutError(url)

    def signs_in(self, *people: str) -> None:
        for who in people:
            said = json.dumps({"username": who, "password": PASSWORD}).encode()
            self.tokens[who] = json.loads(self.send("POST", "tokens", "", said))["token"]

    def read(self, who: str, path: str) -> Any:
        return json.loads(self.send("GET", path, who))

    def status(self, who: str, path: str) -> int:
        """The status of an answer, which need not be there."""
        return self.answer(who, path)[0]

    def answer(self, who: str, path: str) -> tuple[int, bytes]:
        """Status and body of what is answered, whichever it is."""
        try:
            return 200, self.send("GET", path, who)
        except HTTPError as error:
            return error.code, error.read()

    def uploaded(self, who: str, content: bytes) -> str:
        found: str = json.loads(self.send("POST", "files", who, content))["hash"]
        return found


@contextmanager
def asked_by(runtime: Runtime, people: dict[str, Actor]) -> Iterator[Asked]:
    """The service over HTTP, for these people, while the story goes on."""
    runtime.accounts.put(people, PASSWORD)
    subscription = CatchUpSubscription(runtime.log, runtime.readmodel)
    timers = Timers(runtime.readmodel, runtime.dispatcher, runtime.clock)
    app = create_app(runtime, subscription, timers)
    if vault := runtime.settings.vault_folder:
        with_door(app, runtime, vault)
    config = uvicorn.Config(app, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    with closing(app.state.jobs), closing(socket.create_server(("127.0.0.1", 0))) as listening:
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        asked = Asked(f"http://127.0.0.1:{listening.getsockname()[1]}")
        asked.signs_in(*people)
        try:
            yield asked
        finally:
            server.should_exit = True
            thread.join()
