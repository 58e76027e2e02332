"""Finds an event by what stands on its official document: position and receipt, or the hash of the
document's bytes."""

import re

from msgspec import Struct

from adapters.event_store.log import Stored, receipt_hash
from services.runtime import Runtime

DOCUMENT_MARK = re.compile(r"([1-9][0-9]{0,17})-([0-9a-f]{16,64})")
WHOLE_HASH = re.compile(r"[0-9a-f]{64}")
MARK_IN_PDF = re.compile(rb"anjuan:([1-9][0-9]{0,17}-[0-9a-f]{16,64})")


class FoundEvent(Struct, frozen=True):
    """An event that somebody has named by a document of it; `kind` is the document's, where the
    hash of its bytes was given."""

    stored: Stored
    kind: str = ""


def at_position(runtime: Runtime, position: int) -> Stored | None:
    return next(iter(runtime.log.at([position])), None)


def found(runtime: Runtime, text: str) -> FoundEvent | None:
    """The event that a mark (`1234-1d44f24fae70bd3c`) or a document's hash belongs to."""
    if named := DOCUMENT_MARK.fullmatch(text):
        return event_by_mark(runtime, int(named[1]), named[2])
    return event_by_hash(runtime, text) if WHOLE_HASH.fullmatch(text) else None


def event_by_mark(runtime: Runtime, position: int, receipt: str) -> FoundEvent | None:
    stored = at_position(runtime, position)
    if stored is None or not receipt_hash(stored).hex().startswith(receipt):
        return None
    return FoundEvent(stored)


def event_by_hash(runtime: Runtime, hash: str) -> FoundEvent | None:
    noted = runtime.accounts.documents.named(hash)
    found = event_by_mark(runtime, noted.position, noted.receipt) if noted else None
    return FoundEvent(found.stored, noted.kind) if noted and found else None


def mark_in(pdf: bytes) -> str | None:
    """The mark that a document carries in its metadata, which is plain text."""
    named = MARK_IN_PDF.search(pdf)
    return named[1].decode() if named else None
