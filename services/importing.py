"""NDJSON in: one command a line, through the same door as HTTP, many in one commit."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from datetime import date
from hashlib import sha256
from itertools import islice

import msgspec
from msgspec import Struct

from domain.case import CaseId, Command, FileHash, Override
from domain.deciding import CaseMissing
from domain.refusal import Refused
from domain.streams import STREAMS
from domain.working_days import CalendarUnknown
from services.acting import Busy, Done, KeyReused, Wanted
from services.house import House

TOGETHER = 500


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the file. `actor` is the name of an account."""

    stream: str
    id: CaseId
    command: str
    body: msgspec.Raw
    actor: str
    occurred_on: date | None = None
    effective_on: date | None = None
    document_no: str | None = None
    evidence: tuple[FileHash, ...] = ()
    override: Override | tuple[Override, ...] = ()
    late_reason: str | None = None
    idempotency_key: str | None = None


class Result(Struct, frozen=True, omit_defaults=True):
    """What became of a line."""

    line: int
    stream: str | None = None
    id: str | None = None
    position: int | None = None
    replayed: bool = False
    problem: str | None = None


class BadLine(Exception):
    """A line that is no command."""


def import_lines(house: House, lines: Iterable[bytes]) -> Iterator[Result]:
    """Results in the order of the lines. Without a key of its own a line's number and text are its
    key: importing the same file again does only what was not done."""
    numbered = ((number, text.strip()) for number, text in enumerate(lines, 1))
    while chunk := list(islice(numbered, TOGETHER)):
        waiting = [(number, started(house, number, text)) for number, text in chunk if text]
        for number, future in waiting:
            yield result(number, future)


def started(house: House, number: int, text: bytes) -> "Future[Done] | BadLine":
    try:
        return house.office.submit(wanted(house, number, text))
    except BadLine as error:
        return error


def wanted(house: House, number: int, text: bytes) -> Wanted:
    try:
        line = msgspec.json.decode(text, type=Line)
        command = msgspec.json.decode(line.body, type=kind_of(line))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadLine(str(error)) from error
    actor = house.accounts.actor(line.actor)
    if actor is None:
        raise BadLine(f"actor: 没有账号 {line.actor} / no such account")
    if house.vault.contains_sealed(command):
        raise BadLine("body: 不接受已封存的内容 / sealed values are not accepted")
    overrides = line.override
    return Wanted(
        stream=line.stream,
        id=line.id,
        command=command,
        actor=actor,
        occurred_on=line.occurred_on,
        effective_on=line.effective_on,
        document_no=line.document_no,
        evidence=line.evidence,
        overrides=(overrides,) if isinstance(overrides, Override) else overrides,
        late_reason=line.late_reason,
        key=line.idempotency_key or f"import:{number}:{sha256(text).hexdigest()}",
        body=text,
    )


def kind_of(line: Line) -> type[Command]:
    stream = STREAMS.get(line.stream)
    kind = stream.command(line.command) if stream else None
    if kind is None or kind.entailed:
        raise BadLine(f"command: {line.stream} {line.command}: 没有这个命令 / no such command")
    return kind


def result(number: int, future: "Future[Done] | BadLine") -> Result:
    if isinstance(future, BadLine):
        return Result(number, problem=str(future))
    try:
        done = future.result()
    except Refused as refused:
        reasons = "；".join(
            f"{r.rule} {r.article}：{r.asked.zh}（应当：{r.allowed.zh}）" for r in refused.refusals
        )
        return Result(number, problem=reasons)
    except (CaseMissing, CalendarUnknown, KeyReused, Busy) as error:
        return Result(number, problem=f"{type(error).__name__}: {error}")
    stream, id = done.events[0].stream.split("/", 1)
    return Result(number, stream, id, done.events[0].position, done.replayed)
