"""A case as its reader is shown it: 404 where it is hidden, redacted otherwise."""

from typing import Any

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import Request

from domain.case import Case
from domain.context import Actor
from domain.record import RecordOf
from domain.refusal import Refused, Text
from domain.streams import Stream
from domain.words import command_words
from services.access.numbering import Numbering
from services.access.policy import PUBLIC_STREAMS
from services.access.redaction import may_read, redacted
from services.access.sight import Sight, sees
from services.access.ties import Subject
from services.api.requests import actor_of
from services.runtime import Runtime


class CaseView(Struct, frozen=True):
    """A case as one person sees it: `case` is whole, as stored, `shown` redacts it, and `numbering`
    has the version numbers by which they know its events."""

    name: str
    case: Case
    version: int
    actor: Actor
    subject: Subject
    sight: Sight
    numbering: Numbering

    @property
    def number(self) -> int:
        """The case's version in this person's numbering."""
        return self.numbering.number(self.version)

    def called(self, command: str) -> Text:
        """A step as this case's regime calls it, or by its general name."""
        try:
            return self.subject.rules.step_called(command)
        except Refused:  # no rules of that regime are in force today
            return command_words(command)

    def reads(self, type: str, record: RecordOf[Any, Any]) -> bool:
        """Whether an event of the case is shown to this person."""
        return may_read(self.actor, record.context.actor.person, type, self.case, self.sight)

    def shown(self, earlier: Case | None = None) -> Case:
        """The case, now or at another moment, redacted for this person."""
        panel = self.subject.rules.text.panel
        papers = panel.staff_papers if panel else ()
        return redacted(earlier or self.case, self.actor, self.sight, papers)


def reader_of(request: Request, stream: Stream) -> Actor:
    return actor_of(request, needed=stream.name not in PUBLIC_STREAMS)


def subject_of(runtime: Runtime, stream: str, case: Case) -> Subject:
    reader = runtime.current_reader()
    return Subject(stream, case, runtime.clock.today(), reader)


def visible(runtime: Runtime, actor: Actor, stream: Stream, id: str) -> CaseView:
    """The case as this person may see it; 404 where it is absent or hidden."""
    name = f"{stream.name}/{id}"
    case, version = runtime.store.current(name)
    if case is not None:
        subject = subject_of(runtime, stream.name, case)
        if sight := sees(actor, subject):
            numbering = Numbering(case, actor, sight)
            return CaseView(name, case, version, actor, subject, sight, numbering)
    raise HTTPException(404)
