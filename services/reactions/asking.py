"""Asks for a command as the system, under a key: given however often, it is stored once."""

from concurrent.futures import Future

from adapters.event_store.log import StoreAhead
from adapters.unavailable import DatabaseAway
from domain.case import Command
from domain.context import SYSTEM
from domain.deciding import CaseMissing
from domain.refusal import Refused
from domain.working_days import CalendarUnknown
from services.commands.clock_guard import ClockWrong
from services.commands.dispatcher import Dispatcher
from services.commands.messages import Busy, CommandRequest, CommandResult

WAITED_FOR = (
    *(Refused, CaseMissing, CalendarUnknown),
    *(Busy, DatabaseAway, ClockWrong, StoreAhead),
)
"""What keeps what is asked for from happening now, and not for good."""


def ask_as_system(
    dispatcher: Dispatcher, stream: str, id: str, command: Command, key: str
) -> "Future[CommandResult]":
    return dispatcher.submit(
        CommandRequest(
            stream=stream, id=id, command=command, actor=SYSTEM, key=key, body=key.encode()
        )
    )
