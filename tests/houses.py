"""Asking an office for commands: one by one, and many in one commit."""

import threading
from collections.abc import Sequence
from typing import Any

from domain.party.lifecycle import RegisterParty
from services.acting import Done, Office, Wanted
from tests.asking import DRAFT, OPEN, Ask
from tests.sichuan import APPLICANT, USCC, form

REGISTER = Ask(
    command=RegisterParty(uscc=USCC, name=str(form().unit_name)),
    actor=APPLICANT,
    stream="parties",
    id=USCC,
)
BEGINNING = (OPEN, REGISTER, DRAFT)


def wanted(ask: Ask, **more: Any) -> Wanted:
    return Wanted(ask.stream, ask.id, ask.command, ask.actor, document_no=ask.document_no, **more)


def together(office: Office, commands: Sequence[Wanted]) -> list[Done | BaseException]:
    """What becomes of commands that all wait while another one is being answered."""
    gate, waiting = threading.Event(), threading.Event()

    def hold() -> None:
        waiting.set()
        gate.wait(30)

    office.listeners.append(hold)
    first = office.submit(wanted(DRAFT.on(f"held-{id(gate)}")))
    assert waiting.wait(10)
    office.listeners.remove(hold)
    futures = [office.submit(command) for command in commands]
    gate.set()
    first.result(10)
    return [future.exception(10) or future.result() for future in futures]
