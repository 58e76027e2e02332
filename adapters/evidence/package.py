"""An evidence package (证据包): a ZIP of events as stored, their proofs, files, and a checkpoint.

The same content makes the same bytes, so a package is known by its SHA-256. Personal fields stay
encrypted in it: keys are handed over apart, or not at all.
"""

import io
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec
from msgspec import Struct

from adapters.event_store.log import Stored
from adapters.evidence.tree import LogTree
from adapters.mirror.mirrored_log import microseconds

MANIFEST_ENTRY, EVENTS_ENTRY, PROOFS_ENTRY, CHECKPOINT_ENTRY, FILES_ENTRIES = (
    "manifest.json",
    "events.ndjson",
    "proofs.ndjson",
    "checkpoint",
    "files/",
)
PACKAGE_FORM = "anjuan-evidence/1"
SAME_TIME = (1980, 1, 1, 0, 0, 0)
"""Of every entry: a package is known by its hash, and says in its manifest up to when it goes."""


class PackagedEvent(Struct, frozen=True):
    """One event as the store holds it; `state` and `salt` in Base64, times in microseconds."""

    position: int
    stream: str
    version: int
    topic: str
    recorded_at: int
    salt: str
    state: str


class PackagedProof(Struct, frozen=True):
    """The inclusion proof of one event: its number in the tree from 0, and hashes in hex."""

    position: int
    index: int
    path: tuple[str, ...]


class PackagedFile(Struct, frozen=True):
    """A file of evidence by its SHA-256; where it was not there, it is not in the package."""

    sha256: str
    here: bool


class PackageManifest(Struct, frozen=True):
    """What a package holds and what it was made for: lines as `position:line`, whole cases with
    the number of their events, up to which position, and the SHA-256 of each entry."""

    form: str
    case: str
    upto: int
    lines: tuple[str, ...]
    cases: dict[str, int]
    positions: tuple[int, ...]
    files: tuple[PackagedFile, ...]
    entries: dict[str, str]


class PackageContent(Struct, frozen=True):
    """What is to be packed: for which case, what was asked for, the events, files by their hash
    (None: not there), the signed checkpoint of the tree, and each event's number in it."""

    case: str
    lines: tuple[str, ...]
    cases: tuple[str, ...]
    events: tuple[Stored, ...]
    files: Mapping[str, bytes | None]
    checkpoint: str
    upto: int


def packed(content: PackageContent, tree: LogTree, indices: Mapping[int, int]) -> bytes:
    """The package; `indices` gives the number in the tree of each position."""
    entries = {
        EVENTS_ENTRY: as_lines(map(event_line, content.events)),
        PROOFS_ENTRY: as_lines(proof_lines(content.events, tree, indices)),
        CHECKPOINT_ENTRY: content.checkpoint.encode(),
        **{FILES_ENTRIES + name: held for name, held in here_in(content.files)},
    }
    manifest = msgspec.json.format(msgspec.json.encode(package_manifest(content, entries)))
    return zipped({MANIFEST_ENTRY: manifest, **entries})


def here_in(files: Mapping[str, bytes | None]) -> list[tuple[str, bytes]]:
    """The files that are there, in the order of their hashes."""
    return [(name, held) for name, held in sorted(files.items()) if held is not None]


def package_manifest(content: PackageContent, entries: Mapping[str, bytes]) -> PackageManifest:
    return PackageManifest(
        form=PACKAGE_FORM,
        case=content.case,
        upto=content.upto,
        lines=content.lines,
        cases={name: events_in_case(content.events, name) for name in content.cases},
        positions=tuple(one.position for one in content.events),
        files=tuple(
            PackagedFile(name, held is not None) for name, held in sorted(content.files.items())
        ),
        entries={name: sha256(held).hexdigest() for name, held in entries.items()},
    )


def events_in_case(events: Sequence[Stored], stream: str) -> int:
    return sum(one.stream == stream for one in events)


def event_line(stored: Stored) -> PackagedEvent:
    return PackagedEvent(
        stored.position,
        stored.stream,
        stored.version,
        stored.topic,
        microseconds(stored),
        b64encode(stored.salt).decode(),
        b64encode(stored.state).decode(),
    )


def proof_lines(
    events: Iterable[Stored], tree: LogTree, indices: Mapping[int, int]
) -> Iterator[PackagedProof]:
    for one in events:
        index = indices[one.position]
        yield PackagedProof(one.position, index, tuple(step.hex() for step in tree.proof(index)))


def as_lines(values: Iterable[Struct]) -> bytes:
    return b"".join(msgspec.json.encode(value) + b"\n" for value in values)


def zipped(entries: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with ZipFile(made, "w") as archive:
        for name, held in entries.items():
            info = ZipInfo(name, SAME_TIME)
            info.compress_type, info.external_attr = ZIP_DEFLATED, 0o600 << 16
            archive.writestr(info, held)
    return made.getvalue()
