"""Sends commands to a dispatcher: one by one, and many in one commit."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from domain.context import Actor
from domain.party.lifecycle import RegisterParty
from services.commands.dispatcher import Dispatcher
from services.commands.messages import CommandRequest, CommandResult
from services.demo import people as demo
from services.runtime import Runtime
from services.seeding import seed
from tests.support.asking import DRAFT, OPEN, Ask
from tests.support.sichuan import APPLICANT, USCC, form
from tests.support.tables import code_of

REGISTER = Ask(
    command=RegisterParty(uscc=USCC, name=str(form().unit_name)),
    actor=APPLICANT,
    stream="parties",
    id=USCC,
)
BEGINNING = (OPEN, REGISTER, DRAFT)
UNITS = 6


def requested(ask: Ask, **more: Any) -> CommandRequest:
    return CommandRequest(
        ask.stream, ask.id, ask.command, ask.actor, document_no=ask.document_no, **more
    )


def settle(runtime: Runtime) -> None:
    """Accounts for the units, and a batch; the bureau may import for all units but the last."""
    seed(runtime)
    people = [Actor(f"unit.{n}", "APPLICANT", code_of(n), ("submission",)) for n in range(UNITS)]
    units = {one.person: one for one in people}
    runtime.accounts.put(demo.accounts() | units, "a password for units")
    runtime.accounts.grant("pref.510100", [f"unit.{n}" for n in range(UNITS - 1)])
    runtime.dispatcher.act(requested(OPEN))


def together(
    dispatcher: Dispatcher, commands: Sequence[CommandRequest]
) -> list[CommandResult | BaseException]:
    """The results of commands that are queued together while another one is being decided."""
    with held(dispatcher):
        futures = [dispatcher.submit(command) for command in commands]
    return [future.exception(10) or future.result() for future in futures]


@contextmanager
def held(dispatcher: Dispatcher) -> Iterator[None]:
    """Until the end of the block the dispatcher is held at one command, and all others wait."""
    gate, waiting = threading.Event(), threading.Event()

    def hold() -> None:
        waiting.set()
        gate.wait(30)

    dispatcher.listeners.append(hold)
    first = dispatcher.submit(requested(DRAFT.on(f"held-{id(gate)}")))
    assert waiting.wait(10)
    dispatcher.listeners.remove(hold)
    try:
        yield
    finally:
        gate.set()
    first.result(10)
