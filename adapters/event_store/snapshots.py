"""Snapshots of cases in the read model, under the fingerprint of the code that folded them."""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec
from msgspec import Struct

from adapters.event_store.cases import Held
from adapters.read_model.tables import Current
from adapters.read_model.writer import Readmodel
from domain.case import Case, stream_and_id
from domain.streams import STREAMS


class Snapshot(Struct, frozen=True):
    """A case's state at a version, as JSON text."""

    version: int
    state: str


def sources(folder: Traversable) -> list[Traversable]:
    entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    inner = [part for entry in entries if entry.is_dir() for part in sources(entry)]
    return [entry for entry in entries if entry.name.endswith(".py")] + inner


@cache
def domain_fingerprint() -> str:
    """Digest of the domain's source code: snapshots of another release are not used."""
    digest = sha256()
    for source in sources(files("domain")):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


class StateSnapshots:
    """Snapshot store in the read model: derived, and safe to lose."""

    def __init__(self, readmodel: Readmodel) -> None:
        self.readmodel = readmodel
        self.table = Current("snapshots", domain_fingerprint(), Snapshot)
        readmodel.create(self.table)

    def latest(self, stream: str) -> Held:
        snapshot = self.readmodel.row(self.table, stream)
        if snapshot is None:
            return None, 0
        kind = STREAMS[stream_and_id(stream)[0]].state
        return msgspec.json.decode(snapshot.state, type=kind), snapshot.version

    def keep(self, stream: str, case: Case, version: int) -> None:
        snapshot = Snapshot(version, msgspec.json.encode(case).decode())
        self.readmodel.apply(self.table, [(stream, snapshot)], since=0, checkpoint=0)
