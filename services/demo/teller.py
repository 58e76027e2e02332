"""Issues commands for the demonstration's accounts, each once, by idempotency keys."""

from datetime import date
from typing import Any

import msgspec

from domain.case import SYSTEM, Actor
from domain.streams import STREAMS
from services.commands.messages import CommandRequest
from services.demo import people as demo
from services.runtime import Runtime


class Teller:
    """Issues commands, each with an idempotency key; `nth` tells those of one name apart."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime, self.people = runtime, demo.accounts() | {"system": SYSTEM}

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
    ) -> None:
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
        self.runtime.dispatcher.act(requested)
