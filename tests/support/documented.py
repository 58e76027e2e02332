"""Acts with an official document, from histories in memory, and the text of the PDF."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Any

from msgspec.structs import replace
from pypdf import PdfReader

from adapters.event_store.codec import encode
from adapters.event_store.log import Stored
from domain.case import Case, stream_and_id
from domain.regulation.rules import rules_of
from domain.streams import replay
from services.documents.acts import DocumentedAct
from services.documents.contents import content_of
from services.documents.kinds import DocumentKind, kinds_of
from services.documents.typesetting import typeset
from tests.support.centre_requests import REQUESTS
from tests.support.centre_road import before, take
from tests.support.road import Road
from tests.support.roads import SICHUAN
from tests.support.world import World

ADDRESS = "https://anjuan.example"
MOMENT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
SALT = bytes(16)


def acts(world: World) -> Iterator[tuple[DocumentedAct, DocumentKind]]:
    """Every document of a world, by the order of its cases."""
    position = 0
    for name, records in world.histories.items():
        for version, record in enumerate(records, 1):
            position += 1
            stream, _ = stream_and_id(name)
            case = replay(stream, records[:version])
            topic, state = encode(record)
            assert case is not None
            for kind in kinds_of(topic, record, case):
                stored = Stored(position, name, version, topic, state, MOMENT, SALT)
                yield act_in(world, stored, case), kind


def act_in(world: World, stored: Stored, case: Case) -> DocumentedAct:
    record = world.histories[stored.stream][stored.version - 1]
    regime: Any = world.states[f"regulations/{case.regime}"]
    text = regime.pinned(record.regulation).text
    return DocumentedAct(stored, record, case, rules_of(text), world.states.get)


def one(world: World, kind: str) -> tuple[DocumentedAct, DocumentKind]:
    """The last document of a kind in a world."""
    return [found for found in acts(world) if found[1].name == kind][-1]


def pdf_of(act: DocumentedAct, kind: DocumentKind, **changes: Any) -> bytes:
    return typeset({**content_of(act, kind, ADDRESS), **changes})


def text_of(pdf: bytes) -> str:
    """The text of a PDF, without blanks and line ends."""
    pages = PdfReader(BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


@cache
def recognised(road: Road = SICHUAN) -> World:
    return road.at("RecogniseCentre")


@cache
def after(do: str, road: Road = SICHUAN) -> World:
    """A world in which a step of a centre's life has been taken."""
    life = before(road, do)
    take(life, do)
    return life.world


def named(world: World, stream: str, **changes: Any) -> World:
    """The same world, where a case says something else."""
    other = world.copy()
    other.states[stream] = replace(other.states[stream], **changes)
    return other


CENTRE_STEPS = tuple(do for do in REQUESTS if SICHUAN.step(do))
