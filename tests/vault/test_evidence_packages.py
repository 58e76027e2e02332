"""An evidence package proves every event by itself, and any change of it shows."""

import io
import json
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from adapters.event_store.log import Stored
from adapters.evidence.checkpoint import (
    Checkpoint,
    CheckpointKey,
    CheckpointWrong,
    checkpoint_in,
    verify_signature,
)
from adapters.evidence.package import PackageContent, packed
from adapters.evidence.package_check import PackageWrong, checked_package
from adapters.evidence.tree import LogTree, leaf_of, node_of, root_by_proof
from services.settings import Settings
from tests.support.command_line import Terminal

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FILE = b"%PDF-1.7 evidence"
HASH = sha256(FILE).hexdigest()
GONE = "0" * 64
Content = dict[str, bytes]


def event(position: int, stream: str, version: int) -> Stored:
    state = json.dumps({"context": {"evidence": [HASH, GONE]}, "n": position}).encode()
    return Stored(position, stream, version, "t", state, NOW, bytes([position]) * 16)


LOG = (
    *(event(n, "centres/c1", n) for n in (1, 2, 3)),
    *(event(n + 6, "violations/v1", n) for n in (1, 2)),
    event(20, "centres/c2", 1),
)
WANTED = (*LOG[:3], LOG[4])


@pytest.fixture
def key(tmp_path: Path) -> CheckpointKey:
    return CheckpointKey(tmp_path / "checkpoint.key")


def package(key: CheckpointKey) -> bytes:
    tree = LogTree(map(leaf_of, LOG))
    content = PackageContent(
        case="d1",
        lines=("8:1",),
        cases=("centres/c1",),
        events=WANTED,
        files={HASH: FILE, GONE: None},
        checkpoint=key.signed(Checkpoint(tree.size, tree.root)),
        upto=20,
    )
    return packed(content, tree, {one.position: n for n, one in enumerate(LOG)})


def reference_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, as it is written there."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_of(reference_root(leaves[:split]), reference_root(leaves[split:]))


@given(st.integers(0, 70), st.data())
def test_a_proof_leads_to_the_root_and_no_other_leaf_place_or_step_does(
    size: int, data: st.DataObject
) -> None:
    leaves = [sha256(bytes([number])).digest() for number in range(size)]
    tree = LogTree(leaves)
    assert tree.root == reference_root(leaves)
    if not size:
        return
    index = data.draw(st.integers(0, size - 1))
    proof = tree.proof(index)
    assert root_by_proof(leaves[index], index, size, proof) == tree.root
    assert root_by_proof(sha256(b"other").digest(), index, size, proof) != tree.root
    assert root_by_proof(leaves[index], index, size, (*proof, tree.root)) is None
    elsewhere = data.draw(st.integers(-1, size))
    assert elsewhere == index or root_by_proof(leaves[index], elsewhere, size, proof) != tree.root
    for step in range(len(proof)):
        cut = (*proof[:step], proof[step][:31])
        assert root_by_proof(leaves[index], index, size, cut) is None


def test_a_leaf_says_every_field_of_its_event_and_none_of_its_content() -> None:
    one = event(1, "centres/c1", 1)
    fields: dict[str, Any] = {
        "position": 2,
        "stream": "centres/c",
        "version": 2,
        "topic": "1t",
        "state": b"{}",
        "salt": b"0" * 16,
        "recorded_at": NOW.replace(second=1),
    }
    others = [leaf_of(replace(one, **{name: value})) for name, value in fields.items()]
    assert len({leaf_of(one), *others}) == 1 + len(fields)


def test_the_same_evidence_makes_the_same_bytes_and_verifies(
    key: CheckpointKey, tmp_path: Path
) -> None:
    path = tmp_path / "package.zip"
    path.write_bytes(package(key))
    assert package(key) == path.read_bytes()
    digest = sha256(path.read_bytes()).hexdigest()
    report = checked_package(path, key.public, digest)
    assert (report.wrong, report.sha256, report.signature_checked) == ((), digest, True)
    manifest = report.manifest
    assert manifest.cases == {"centres/c1": 3} and manifest.positions == (1, 2, 3, 8)
    assert {file.sha256: file.here for file in manifest.files} == {HASH: True, GONE: False}
    with ZipFile(path) as archive:
        lines = [json.loads(line) for line in archive.read("events.ndjson").splitlines()]
    assert [line["state"] for line in lines] == [b64encode(one.state).decode() for one in WANTED]


def opened(content: bytes) -> Content:
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def closed(entries: Content, path: Path) -> Path:
    with ZipFile(path, "w") as archive:
        for name, held in entries.items():
            archive.writestr(name, held)
    return path


def renamed(entries: Content) -> Content:
    """The manifest made to fit the entries again, as a forger would."""
    manifest = json.loads(entries["manifest.json"])
    hashes = {n: sha256(held).hexdigest() for n, held in entries.items() if n != "manifest.json"}
    return {**entries, "manifest.json": json.dumps({**manifest, "entries": hashes}).encode()}


def with_line(change: Callable[[dict[str, object]], object]) -> Callable[[Content], Content]:
    """The first event changed, and the manifest with it."""

    def changed(entries: Content) -> Content:
        first, *rest = entries["events.ndjson"].splitlines()
        line = json.loads(first)
        change(line)
        lines = b"\n".join([json.dumps(line).encode(), *rest]) + b"\n"
        return renamed({**entries, "events.ndjson": lines})

    return changed


def without_an_event(entries: Content) -> Content:
    _, *rest = entries["events.ndjson"].splitlines()
    manifest = json.loads(entries["manifest.json"])
    manifest["positions"] = manifest["positions"][1:]
    changed = {**entries, "manifest.json": json.dumps(manifest).encode()}
    return renamed({**changed, "events.ndjson": b"\n".join(rest) + b"\n"})


FORGERIES: dict[str, Callable[[Content], Content]] = {
    "a byte of a file": lambda e: {**e, f"files/{HASH}": FILE + b"!"},
    "a file and its manifest": lambda e: renamed({**e, f"files/{HASH}": FILE + b"!"}),
    "an entry too many": lambda e: {**e, "extra": b""},
    "an entry too few": lambda e: {k: v for k, v in e.items() if not k.startswith("files/")},
    "an event's content": with_line(lambda line: line.update(state=b64encode(b"{}").decode())),
    "an event's day": with_line(lambda line: line.update(recorded_at=1)),
    "an event's place": with_line(lambda line: line.update(position=4)),
    "an event's salt": with_line(lambda line: line.update(salt="no base64!")),
    "an event of a whole case left out": without_an_event,
    "no proofs": lambda e: renamed({**e, "proofs.ndjson": b""}),
    "no proof of its own": lambda e: renamed({**e, "proofs.ndjson": b'{"position":1}\n'}),
    "another checkpoint": lambda e: renamed({**e, "checkpoint": b"x\n1\nAAAA\n"}),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_whatever_is_changed_shows(
    forge: Callable[[Content], Content], key: CheckpointKey, tmp_path: Path
) -> None:
    forged = closed(forge(opened(package(key))), tmp_path / "forged.zip")
    assert checked_package(forged).wrong


def test_another_vault_s_signature_and_another_hash_show(
    key: CheckpointKey, tmp_path: Path
) -> None:
    path = tmp_path / "package.zip"
    path.write_bytes(package(CheckpointKey(tmp_path / "other.key")))
    assert not checked_package(path).wrong
    assert checked_package(path, key.public).wrong
    assert checked_package(path, sealed_as="0" * 64).wrong
    assert checked_package(path, "no key").wrong


@pytest.mark.parametrize(
    "content", [b"", b"PK", b"no zip at all", None], ids=["empty", "cut", "text", "other zip"]
)
def test_what_is_no_package_is_said_to_be_none(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    if content is None:
        closed({"hello": b"there"}, path)
    else:
        path.write_bytes(content)
    with pytest.raises(PackageWrong):
        checked_package(path)


def test_a_checkpoint_is_a_signed_note_that_only_its_key_signs(
    key: CheckpointKey, tmp_path: Path
) -> None:
    made = Checkpoint(6, sha256(b"root").digest())
    note = key.signed(made)
    assert checkpoint_in(note) == made
    verify_signature(note, key.public)
    assert CheckpointKey(tmp_path / "checkpoint.key").public == key.public
    for wrong in (note.replace("\n6\n", "\n7\n"), note[:-9] + "\n", note.partition("\n\n")[0]):
        with pytest.raises(CheckpointWrong):
            verify_signature(wrong, key.public)
    for text in ("", "x\n1\nAAAA\n", note.replace("\n6\n", "\n06\n")):
        with pytest.raises(CheckpointWrong):
            checkpoint_in(text)


def test_the_command_line_says_it_in_words(key: CheckpointKey, tmp_path: Path) -> None:
    anjuan, path = Terminal(Settings(data=tmp_path / "none"), real=True), tmp_path / "package.zip"
    path.write_bytes(package(key))
    assert "相符 verified" in anjuan.out("vault", "verify", path, "--key", key.public)
    closed(FORGERIES["a byte of a file"](opened(package(key))), path)
    assert "已被改动" in anjuan.out("vault", "verify", path, status=1)
    path.write_text("text")
    anjuan.run("vault", "verify", path, status=1)
    anjuan.run("vault", "verify", tmp_path / "absent", status=3)
