"""NDJSON import: one command a line, by the same dispatcher as HTTP, many in one commit."""

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from hashlib import sha256
from itertools import islice

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from adapters.personal_data.reply_keys import slow_hash
from adapters.personal_data.vault import BoxGiven
from domain.application.lodging import LodgeObjection
from domain.case import CaseId, Command, stream_and_id
from domain.context import Actor
from domain.deciding import CaseMissing
from domain.refusal import Refused, Text
from domain.streams import STREAMS
from domain.working_days import CalendarUnknown
from services.access.ties import Subject
from services.access.visibility import is_hidden
from services.commands.envelope import CommandEnvelope
from services.commands.json_bodies import WrongBody, read_json
from services.commands.messages import Busy, CommandRequest, CommandResult, KeyReused
from services.runtime import Runtime

LINES_TOGETHER = 500
Submitted = tuple[CommandRequest, "Future[CommandResult]"]


class NdjsonLine(CommandEnvelope, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the file. `actor` is the name of an account."""

    stream: str
    id: CaseId
    command: str
    body: msgspec.Raw
    actor: str
    idempotency_key: str | None = None
    command_at = "body"


class LineResult(Struct, frozen=True, omit_defaults=True):
    """Result of a line. `problem` is for people, in Chinese; `problem_en` says the same."""

    line: int
    stream: str | None = None
    id: str | None = None
    position: int | None = None
    replayed: bool = False
    problem: str | None = None
    problem_en: str | None = None


class BadLine(Exception):
    """A line that is no command, or not for the importing account to give."""

    def __init__(self, zh: str, en: str) -> None:
        self.why = Text(zh, en)
        super().__init__(zh, en)


class NdjsonImporter:
    """Imports lines for `importer`, who needs a grant for each other account; None stands for the
    operator of the service, who needs none."""

    def __init__(self, runtime: Runtime, importer: Actor | None = None) -> None:
        self.runtime, self.importer = runtime, importer
        self._granted = runtime.accounts.granted(importer.person) if importer else frozenset()

    def hand_in(self, lines: Iterable[bytes]) -> Iterator[LineResult]:
        """Executes lines; results in their order. A line without an idempotency key gets one from
        its number and text: importing the same file again does only what was not done."""
        numbered = ((number, line_text(line)) for number, line in enumerate(lines, 1))
        while chunk := list(islice(numbered, LINES_TOGETHER)):
            yield from self._hand_in_together([(n, text) for n, text in chunk if text])

    def check(self, lines: Iterable[bytes]) -> Iterator[LineResult]:
        """Dry run: lines that are no command, or not for this importer; nothing is executed."""
        for number, line in enumerate(lines, 1):
            try:
                if text := line_text(line):
                    self._checked(self.requested(number, text))
            except BadLine as error:
                yield refused_line(number, error.why)

    def _checked(self, request: CommandRequest) -> None:
        """Refuses sealed values, which else only the dispatcher would notice."""
        if self.runtime.vault.contains_sealed(request.command):
            raise boxed()

    def _hand_in_together(self, chunk: list[tuple[int, bytes]]) -> Iterator[LineResult]:
        """Submits lines in a chain: where one has to be retried, no later one overtakes it."""
        answers: list[tuple[int, Submitted | BadLine]] = []
        behind: Future[CommandResult] | None = None
        for number, text in chunk:
            try:
                request = self.requested(number, text, behind)
                behind = self.runtime.dispatcher.submit(request)
                answers.append((number, (request, behind)))
            except BadLine as error:
                answers.append((number, error))
        for number, answer in answers:
            if isinstance(answer, BadLine):
                yield refused_line(number, answer.why)
            else:
                yield self._line_result(number, *answer)

    def _line_result(
        self, number: int, request: CommandRequest, answer: Future[CommandResult]
    ) -> LineResult:
        """The result of a line; a case hidden from the actor is reported like an absent one."""
        try:
            done = answer.result()
        except BoxGiven:
            return refused_line(number, boxed().why)
        except Refused as error:
            if self._is_hidden(request):
                return failed_line(number, CaseMissing(f"{request.stream}/{request.id}"))
            return refused_line(number, reasons_in_words(error))
        except (CaseMissing, CalendarUnknown, KeyReused, Busy) as error:
            return failed_line(number, error)
        stream, id = stream_and_id(done.events[0].stream)
        return LineResult(number, stream, id, done.events[0].position, done.replayed)

    def _is_hidden(self, request: CommandRequest) -> bool:
        case, _ = self.runtime.store.held(f"{request.stream}/{request.id}")
        if case is None or request.command.opens:
            return False
        today, reader = self.runtime.clock.today(), self.runtime.reader()
        return is_hidden(request.actor, Subject(request.stream, case, today, reader))

    def requested(
        self, number: int, text: bytes, behind: "Future[CommandResult] | None" = None
    ) -> CommandRequest:
        today = self.runtime.clock.today()
        try:
            line = read_json(text, NdjsonLine, today)
            command = read_json(bytes(line.body), kind_of(line), today, "/body")
        except WrongBody as error:
            raise BadLine(error.words.zh, error.words.en) from error
        key = line.idempotency_key or f"import:{number}:{sha256(text).hexdigest()}"
        actor = self.actor(line.actor)
        if isinstance(command, LodgeObjection) and command.reply_key:
            command = replace(command, reply_key=slow_hash(str(command.reply_key)))
        try:
            return line.of(line.stream, line.id, command, actor, key=key, body=text, behind=behind)
        except WrongBody as error:
            raise BadLine(error.words.zh, error.words.en) from error

    def actor(self, name: str) -> Actor:
        """The account in whose name a line is executed. Raises BadLine."""
        actor = self.runtime.accounts.actor(name)
        if actor is None:
            raise BadLine(f"actor：没有账号 {name}", f"actor: no such account {name}")
        if self.importer and name != self.importer.person and name not in self._granted:
            who = self.importer.person
            raise BadLine(f"{who} 未获 {name} 的委托", f"{who} holds no grant to act as {name}")
        return actor


def line_text(line: bytes) -> bytes:
    """A line without its end, and without the byte order mark that some programs begin with."""
    return line.removeprefix(BOM_UTF8).strip()


def boxed() -> BadLine:
    return BadLine("body：不接受已封存的内容", "body: sealed values are not accepted")


def kind_of(line: NdjsonLine) -> type[Command]:
    stream = STREAMS.get(line.stream)
    kind = stream.command(line.command) if stream else None
    if kind is None or kind.entailed:
        what = f"{line.stream} {line.command}"
        raise BadLine(f"command：没有这个命令 {what}", f"command: no such command {what}")
    return kind


def failed_line(number: int, error: Exception) -> LineResult:
    why = f"{type(error).__name__}: {error}"
    return refused_line(number, Text(why, why))


def refused_line(number: int, why: Text) -> LineResult:
    return LineResult(number, problem=why.zh, problem_en=why.en)


def reasons_in_words(error: Refused) -> Text:
    """Every reason of a refusal, in both languages."""
    reasons = error.refusals
    return Text(
        "；".join(f"{r.rule} {r.article}：{r.asked.zh}（应当：{r.allowed.zh}）" for r in reasons),
        "; ".join(f"{r.rule} {r.article}: {r.asked.en} (allowed: {r.allowed.en})" for r in reasons),
    )
