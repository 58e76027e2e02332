"""Verifies an evidence package without any store: every byte is what was sealed, every event is
what the case service had stored, at its place in the log."""

import binascii
from base64 import b64decode
from collections.abc import Iterator, Mapping
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import TypeVar
from zipfile import BadZipFile, ZipFile

import msgspec
from msgspec import Struct

from adapters.event_store.log import Stored
from adapters.event_store.sqlite_batch import EPOCH
from adapters.evidence.checkpoint import (
    Checkpoint,
    CheckpointWrong,
    checkpoint_in,
    verify_signature,
)
from adapters.evidence.package import (
    CHECKPOINT_ENTRY,
    EVENTS_ENTRY,
    FILES_ENTRIES,
    MANIFEST_ENTRY,
    PACKAGE_FORM,
    PROOFS_ENTRY,
    PackagedEvent,
    PackagedProof,
    PackageManifest,
)
from adapters.evidence.tree import leaf_of, root_by_proof
from domain.refusal import Text

LARGEST_PACKAGE = 2**31  # bytes unpacked
MOST_ZIPPED = 100_000
Found = TypeVar("Found")


class PackageWrong(Exception):
    """The file is no evidence package at all; says why in both languages."""

    def __init__(self, why: Text) -> None:
        super().__init__(f"{why.zh} / {why.en}")


class PackageReport(Struct, frozen=True):
    """What was found: the package's hash and manifest, everything that is wrong with it, and
    whether a key was given to verify the checkpoint by."""

    sha256: str
    manifest: PackageManifest
    wrong: tuple[Text, ...]
    signature_checked: bool


def checked_package(
    path: Path, key: str | None = None, sealed_as: str | None = None
) -> PackageReport:
    """Verifies the package in a file: against the vault's public key and the hash that it was
    sealed under, where they are given. Raises PackageWrong, FileNotFoundError."""
    entries = unzipped(path)
    manifest = decoded_entry(entries, MANIFEST_ENTRY, PackageManifest)
    if manifest.form != PACKAGE_FORM:
        raise PackageWrong(Text("不是本系统的证据包", "not an evidence package of ours"))
    digest = sha256(path.read_bytes()).hexdigest()
    wrong = [*wrong_hash(digest, sealed_as), *wrong_entries(entries, manifest)]
    wrong += wrong_content(entries, manifest, key)
    return PackageReport(digest, manifest, tuple(wrong), key is not None)


def unzipped(path: Path) -> dict[str, bytes]:
    """The entries of the ZIP, by name. Raises PackageWrong for one that is damaged, too large
    unpacked, or has two of one name."""
    try:
        with ZipFile(path) as archive:
            names = archive.namelist()
            size = sum(info.file_size for info in archive.infolist())
            if len(set(names)) != len(names) or len(names) > MOST_ZIPPED or size > LARGEST_PACKAGE:
                raise PackageWrong(Text("条目重复或者过大", "entries twice, or too large"))
            return {name: archive.read(name) for name in names}
    # zipfile raises NotImplementedError for a compression that it does not know.
    except (BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, FileNotFoundError):
            raise
        raise PackageWrong(Text("不是完好的压缩文件", "not a whole ZIP file")) from error


def decoded_entry(entries: Mapping[str, bytes], name: str, kind: type[Found]) -> Found:
    """Raises PackageWrong."""
    try:
        return msgspec.json.decode(entries[name], type=kind)
    except (KeyError, msgspec.MsgspecError) as error:
        raise PackageWrong(
            Text(f"{name} 缺失或者有误", f"{name} is missing or at fault")
        ) from error


def wrong_hash(digest: str, sealed_as: str | None) -> Iterator[Text]:
    if sealed_as and digest != sealed_as.lower():
        yield Text(f"证据包的哈希是 {digest}，封存时不是", f"its hash is {digest}, not as sealed")


def wrong_entries(entries: Mapping[str, bytes], manifest: PackageManifest) -> Iterator[Text]:
    hashes = {name: sha256(held).hexdigest() for name, held in entries.items()}
    found = {name: digest for name, digest in hashes.items() if name != MANIFEST_ENTRY}
    for name in sorted(found.keys() | manifest.entries.keys()):
        if name not in manifest.entries:
            yield Text(f"{name} 不在清单里", f"{name} is not in the manifest")
        elif name not in found:
            yield Text(f"{name} 缺失", f"{name} is missing")
        elif found[name] != manifest.entries[name]:
            yield Text(f"{name} 已被改动", f"{name} was altered")
    for file in manifest.files:
        if file.here and found.get(FILES_ENTRIES + file.sha256) != file.sha256:
            yield Text(f"文件 {file.sha256} 不是其内容", f"file {file.sha256} is another content")


def wrong_content(
    entries: Mapping[str, bytes], manifest: PackageManifest, key: str | None
) -> Iterator[Text]:
    try:
        note = entries.get(CHECKPOINT_ENTRY, b"").decode()
        checkpoint = checkpoint_in(note)
        if key:
            verify_signature(note, key)
        events = decoded_lines(entries.get(EVENTS_ENTRY, b""), PackagedEvent)
        proofs = decoded_lines(entries.get(PROOFS_ENTRY, b""), PackagedProof)
    except (CheckpointWrong, UnicodeDecodeError, msgspec.MsgspecError) as error:
        yield Text(f"检查点或者事件有误：{error}", f"checkpoint or events at fault: {error}")
        return
    yield from wrong_places(events, manifest)
    yield from wrong_proofs(events, {proof.position: proof for proof in proofs}, checkpoint)


def decoded_lines(held: bytes, kind: type[Found]) -> list[Found]:
    return [msgspec.json.decode(line, type=kind) for line in held.splitlines()]


def wrong_places(events: list[PackagedEvent], manifest: PackageManifest) -> Iterator[Text]:
    """Whole cases are whole: their versions run from 1 without a gap."""
    if tuple(one.position for one in events) != manifest.positions:
        yield Text("事件与清单不一致", "the events are not those of the manifest")
    for name, count in manifest.cases.items():
        versions = [one.version for one in events if one.stream == name]
        if versions != list(range(1, count + 1)):
            yield Text(f"{name} 的事件不全", f"events of {name} are missing")


def wrong_proofs(
    events: list[PackagedEvent], proofs: Mapping[int, PackagedProof], checkpoint: Checkpoint
) -> Iterator[Text]:
    for event in events:
        if not is_proved(event, proofs.get(event.position), checkpoint):
            yield Text(
                f"事件 {event.position} 不在检查点所证的日志里",
                f"event {event.position} is not in the log that the checkpoint proves",
            )


def is_proved(event: PackagedEvent, proof: PackagedProof | None, checkpoint: Checkpoint) -> bool:
    if proof is None:
        return False
    try:
        leaf = leaf_of(stored_form(event))
        path = [bytes.fromhex(step) for step in proof.path]
    except (binascii.Error, ValueError, OverflowError):
        return False
    return root_by_proof(leaf, proof.index, checkpoint.size, path) == checkpoint.root


def stored_form(event: PackagedEvent) -> Stored:
    """The event as the case service has it in its store."""
    return Stored(
        event.position,
        event.stream,
        event.version,
        event.topic,
        b64decode(event.state, validate=True),
        EPOCH + timedelta(microseconds=event.recorded_at),
        b64decode(event.salt, validate=True),
    )
