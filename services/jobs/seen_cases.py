"""The cases that somebody is shown, one by one, as the policy of sight has them."""

from collections.abc import Iterator
from typing import Any

from domain.case import stream_and_id
from domain.context import Actor
from services.access.disclosure import opener, state_shown
from services.access.numbering import Numbering
from services.access.redaction import redacted
from services.access.sight import Sight, sees
from services.access.ties import Subject
from services.runtime import Runtime

STREAMS_AUDITED = ("applications", "centres", "batches")


class CaseSeen:
    """A case that somebody is shown: `told` is its state as the API shows it."""

    def __init__(self, runtime: Runtime, actor: Actor, subject: Subject, sight: Sight) -> None:
        self.runtime, self.actor, self.subject, self.sight = runtime, actor, subject, sight
        self.numbering = Numbering(subject.case, actor, sight)

    @property
    def told(self) -> dict[str, Any]:
        panel = self.subject.rules.text.panel
        case = self.subject.case
        shown = redacted(case, self.actor, self.sight, panel.staff_papers if panel else ())
        return state_shown(shown, opener(self.runtime.vault, self.actor, case))


def case_seen(runtime: Runtime, actor: Actor, name: str) -> CaseSeen | None:
    """The case, as this person is shown it; None where it is absent or hidden."""
    case, _ = runtime.store.current(name)
    if case is None:
        return None
    stream, _ = stream_and_id(name)
    subject = Subject(stream, case, runtime.clock.today(), runtime.current_reader())
    sight = sees(actor, subject)
    return CaseSeen(runtime, actor, subject, sight) if sight else None


def names_seen(runtime: Runtime, actor: Actor, batch: str = "") -> Iterator[str]:
    """The names of all cases that this person is shown; of one batch, its own and those in it."""
    for stream in STREAMS_AUDITED:
        for name in runtime.log.streams(f"{stream}/"):
            seen = case_seen(runtime, actor, name)
            if seen and (not batch or is_of_batch(name, seen, batch)):
                yield name


def is_of_batch(name: str, seen: CaseSeen, batch: str) -> bool:
    return name == f"batches/{batch}" or getattr(seen.subject.case, "batch", None) == batch
