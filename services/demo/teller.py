"""Issues commands for the demonstration's accounts, each once, by idempotency keys.

Over a demonstration of an earlier release, or one in which people have acted, a story may not fit
any more: it is then left where the cases stand, and the next one is told.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import msgspec
import structlog

from domain.context import SYSTEM, Actor
from domain.deciding import CaseMissing
from domain.refusal import Refused
from domain.streams import STREAMS
from services.commands.messages import CommandRequest, CommandResult
from services.demo import people as demo
from services.runtime import Runtime

log = structlog.get_logger()


class Teller:
    """Issues commands, each with an idempotency key; `nth` tells those of one name apart."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime, self.people = runtime, demo.accounts() | {"system": SYSTEM}
        self.left: list[str] = []

    @contextmanager
    def story(self, name: str) -> Iterator[None]:
        """Acts that build on each other: where one is refused the rest is not told, and the
        story is among those `left`."""
        try:
            yield
        except (Refused, CaseMissing) as reason:
            log.info("demonstration left as it is", story=name, reason=str(reason))
            self.left.append(name)

    def act(
        self,
        who: str,
        stream: str,
        id: str,
        name: str,
        day: date,
        body: Any = None,
        nth: str = "",
        **more: Any,
    ) -> CommandResult:
        kind = STREAMS[stream].command(name)
        assert kind is not None
        actor: Actor = self.people[who]
        requested = CommandRequest(
            stream=stream,
            id=id,
            command=msgspec.convert(body or {}, kind),
            actor=actor,
            occurred_on=day,
            key=f"demonstration:{stream}:{id}:{name}{nth}",
            body=b"demonstration",
            **more,
        )
        return self.runtime.dispatcher.act(requested)
