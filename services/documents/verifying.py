"""Verifies an official document (核验): genuine, changed or unknown, and whether it holds today."""

from datetime import UTC, date
from typing import Literal

from msgspec import Struct

from adapters.event_store.codec import decode
from adapters.event_store.log import receipt_hash
from domain.application.recognising import ApplicationRecognised
from domain.case import stream_and_id, stream_id
from domain.centre.recognition import CentreRecognised
from domain.in_force import reached_by
from domain.refusal import Text
from domain.words.documents import STANDINGS, VERDICTS
from services.documents.acts import DocumentedAct
from services.documents.kinds import DocumentKind
from services.documents.making import document_made
from services.runtime import Runtime

DocumentIs = Literal["genuine", "changed", "unknown"]
ActStanding = Literal["holds", "not-yet", "struck", "ended"]


class VerifiedDocument(Struct, frozen=True):
    """What a verified document is of: its event, by the position in the log, with what the paper
    says itself. `standing` is whether it holds today: struck, where the act was taken back; ended,
    where what it recognised has ended since."""

    stream: str
    id: str
    position: int
    type: str
    kind: str
    title: Text
    organ: str
    unit: str
    name: str
    number: str | None
    occurred_on: date
    effective_on: date
    recorded_at: str
    receipt: str
    sha256: str
    standing: ActStanding
    standing_words: Text


class DocumentVerdict(Struct, frozen=True):
    """The answer to who verifies a document. What may not be shown to the caller is unknown."""

    verdict: DocumentIs
    verdict_words: Text
    document: VerifiedDocument | None = None


UNKNOWN_DOCUMENT = DocumentVerdict("unknown", VERDICTS["unknown"])


def verdict(
    runtime: Runtime, act: DocumentedAct, kinds: tuple[DocumentKind, ...], sha256: str | None
) -> DocumentVerdict:
    """The verdict on a document of an act, of one of these kinds; `sha256` is the hash of the bytes
    that somebody has, where they have them."""
    made = [(kind, document_made(runtime, act, kind)[0]) for kind in kinds]
    same = [(kind, one) for kind, one in made if sha256 in (None, one.hash)]
    said: DocumentIs = "genuine" if same else "changed"
    kind, one = (same or made)[0]
    return DocumentVerdict(said, VERDICTS[said], verified_as(runtime, act, kind, one.hash))


def verified_as(
    runtime: Runtime, act: DocumentedAct, kind: DocumentKind, hash: str
) -> VerifiedDocument:
    stored, context = act.stored, act.record.context
    stream, id = stream_and_id(stored.stream)
    stands = standing_today(runtime, act)
    return VerifiedDocument(
        stream=stream,
        id=id,
        position=stored.position,
        type=stored.topic,
        kind=kind.name,
        title=kind.title,
        organ=act.organ,
        unit=act.unit,
        name=act.centre_name,
        number=context.document_no,
        occurred_on=context.occurred_on,
        effective_on=context.effective_on,
        recorded_at=stored.recorded_at.astimezone(UTC).isoformat(),
        receipt=receipt_hash(stored).hex(),
        sha256=hash,
        standing=stands,
        standing_words=STANDINGS[stands],
    )


def standing_today(runtime: Runtime, act: DocumentedAct) -> ActStanding:
    """Whether the act holds today, as far as is known now."""
    today, name = runtime.clock.today(), act.stored.stream
    if act.stored.version in struck(runtime, name):
        return "struck"
    if act.record.context.effective_on > today:
        return "not-yet"
    centre = recognised(act)
    now = runtime.store.at_moment(centre, today, None) if centre else None
    return "ended" if now is not None and now.final else "holds"


def struck(runtime: Runtime, name: str) -> set[int]:
    """The versions of a case that later ones have taken out of force."""
    case, _ = runtime.store.current(name)
    reaching = case.reaching if case else ()
    stored = [one for v in reaching for one in runtime.log.history(name, after=v - 1, upto=v)]
    out, _ = reached_by([(one.version, decode(one.topic, one.state)) for one in stored])
    return set(out)


def recognised(act: DocumentedAct) -> str | None:
    """The centre that an act recognises."""
    match act.record.event:
        case ApplicationRecognised(centre=centre):
            return stream_id("centres", centre)
        case CentreRecognised():
            return act.stored.stream
    return None
