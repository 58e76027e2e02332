"""Bureaus that follow by webhook: each keeps what it is posted as a follower does, and is busy at
times; the process that sends to them is there to be killed."""

import random
import threading
from contextlib import ExitStack, closing
from typing import Self

import msgspec
from msgspec import Raw, Struct

from adapters.webhooks.signing import new_webhook_secret
from services.following.feed_client import kept_event
from services.following.kept import KeptEvents
from services.webhooks.registration import bureau_actor, secrets_of, webhooks_of
from tests.support.followed import Followed
from tests.support.killed_senders import sender_process
from tests.support.receivers import Delivered, receiving

BUSY = 0.03  # of the messages


class PostedEvent(Struct):
    """Of a message the event, as it was sent."""

    data: Raw


class PostedRoad:
    """The receivers, until the end of the block, and the sender; none where there are no names."""

    def __init__(self, office: Followed, names: list[str]) -> None:
        self.office, self.names = office, names
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        for name in self.names:
            self._register(name)
        self.sender = sender_process(self.office.terminal.settings)
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        self._stack.close()

    def kill(self) -> None:
        """The sender ends wherever it is, and another one begins."""
        self._end()
        self.sender = sender_process(self.office.terminal.settings)

    def _end(self) -> None:
        self.sender.kill()
        self.sender.join()

    def _register(self, name: str) -> None:
        """A receiver of its own, and a webhook for what the bureau of the same account hears."""
        secret, runtime = new_webhook_secret(), self.office.caller.runtime
        desk = self._stack.enter_context(receiving())
        kept = self._stack.enter_context(closing(KeptEvents(self.office.folder / f"{name}.db")))
        desk.answer = Keeping(kept, secret)
        account = runtime.accounts.actor(name)
        assert account
        actor, box = bureau_actor(name, account.role, account.organ), secrets_of(runtime.vault)
        sealed = box.seal(name, secret)
        assert webhooks_of(self.office.terminal.settings).add(name, desk.url, actor, sealed, "test")


class Keeping:
    """How a receiver answers: once an event is on its disk, or not now, or that it knows no such
    signature."""

    def __init__(self, kept: KeptEvents, secret: str) -> None:
        self.kept, self.secret, self.lock = kept, secret, threading.Lock()

    def __call__(self, one: Delivered) -> tuple[int, dict[str, str]]:
        if not one.is_signed_with(self.secret):
            return 401, {}
        if random.random() < BUSY:
            return 503, {}
        with self.lock:
            self.kept.keep([kept_event(msgspec.json.decode(one.body, type=PostedEvent).data)])
        return 204, {}
