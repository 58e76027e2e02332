"""Draft of an official document (草稿): what it would say of an act that is decided and not done.

It is never kept, carries no mark, and says across the page what it is.
"""

from collections.abc import Sequence

from adapters.event_store.log import Stored
from domain.case import Case
from domain.deciding import Decided
from services.documents.acts import DocumentedAct, rules_under
from services.documents.contents import content_of
from services.documents.kinds import DocumentKind, kinds_of
from services.documents.making import typeset_apart
from services.runtime import Runtime

UNSTORED = 0
"""The position of an event that is not in the log."""


def kinds_to_come(decided: Decided) -> tuple[DocumentKind, ...]:
    """The documents that an act will have once it is done."""
    return kinds_of(topic_of(decided), decided.record, decided.after)


def topic_of(decided: Decided) -> str:
    return str(type(decided.record.event).__struct_config__.tag)


def draft_made(runtime: Runtime, decided: Sequence[Decided], kind: DocumentKind) -> bytes:
    """The PDF of a draft of the first of these acts; the others are decided with it. Raises
    UnreadableAct, DocumentBusy, DocumentTooLarge."""
    act = act_to_come(runtime, decided)
    return typeset_apart(runtime, content_of(act, kind, runtime.settings.address, draft=True))


def act_to_come(runtime: Runtime, decided: Sequence[Decided]) -> DocumentedAct:
    """The act as its document would tell it: other cases as they are, and would be."""
    own, after = decided[0], {one.stream: one.after for one in decided}
    at = own.stream, own.version, topic_of(own)
    stored = Stored(UNSTORED, *at, b"", runtime.clock.now(), b"")

    def known(name: str) -> Case | None:
        return after.get(name) or runtime.store.held(name)[0]

    rules = rules_under(runtime.store, own.record, own.after)
    return DocumentedAct(stored, own.record, own.after, rules, known)
