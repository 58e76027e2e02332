"""JSON logs: one object a line, on standard error, with the request's id."""

import asyncio
import logging
import sys
import threading
from typing import ClassVar

import msgspec
import structlog
import structlog.tracebacks


def log_as_json(level: int = logging.INFO) -> None:
    """Configures JSON logs for this process. Tracebacks omit variables: they hold personal data."""
    tracebacks = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(tracebacks),
            structlog.processors.JSONRenderer(serializer=json_line),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=LineLogger,
        cache_logger_on_first_use=True,
    )


def json_line(value: object, **_: object) -> str:
    return msgspec.json.encode(value, enc_hook=str).decode()


class Waiting(threading.local):
    """The lines of this thread's event loop that the end of its turn writes."""

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.lines: list[str] = []

    def add(self, loop: asyncio.AbstractEventLoop, line: str) -> None:
        if self.loop is not loop:
            self.write()  # of a loop that was closed before it came to it
            self.loop = loop
        if not self.lines:
            loop.call_soon(self.write)
        self.lines.append(line)

    def write(self) -> None:
        lines, self.lines = self.lines, []
        write_lines(lines)


class LineLogger:
    """Writes lines to standard error; within an event loop all of one turn at once, since other
    threads go on during a write, and the loop would wait for them after each line."""

    waiting: ClassVar = Waiting()

    def __init__(self, *_: object) -> None:
        self.debug = self.info = self.warning = self.error = self.critical = self.msg

    def msg(self, line: str) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            write_lines([line])
        else:
            self.waiting.add(loop, line)


def write_lines(lines: list[str]) -> None:
    if lines:
        sys.stderr.write("\n".join([*lines, ""]))
        sys.stderr.flush()
