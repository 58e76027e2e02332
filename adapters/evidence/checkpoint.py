"""Signed checkpoints of a tree: C2SP `tlog-checkpoint` as a signed note, by Ed25519 (RFC 8032)."""

import binascii
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

from adapters.folders import write_private

ORIGIN = "anjuan-vault/events"
ED25519 = b"\x01"
KEY_HASH_BYTES = 4


class CheckpointWrong(Exception):
    """The text is no checkpoint of ours, or its signature is not by the key."""


class Checkpoint(Struct, frozen=True):
    """A tree's size and root."""

    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{ORIGIN}\n{self.size}\n{b64encode(self.root).decode()}\n"


class CheckpointKey:
    """The vault's signing key, in a file of 64 hex digits, made at first use."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            write_private(path, Ed25519PrivateKey.generate().private_bytes_raw().hex())
        self._private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text()))

    @property
    def public(self) -> str:
        """The public half, as people keep it: 64 hex digits."""
        return self._private.public_key().public_bytes_raw().hex()

    def signed(self, checkpoint: Checkpoint) -> str:
        """The checkpoint as a note with one signature line."""
        text = checkpoint.text
        signature = key_hash(bytes.fromhex(self.public)) + self._private.sign(text.encode())
        return f"{text}\n— {ORIGIN} {b64encode(signature).decode()}\n"


def key_hash(public: bytes) -> bytes:
    return sha256(ORIGIN.encode() + b"\n" + ED25519 + public).digest()[:KEY_HASH_BYTES]


def checkpoint_in(note: str) -> Checkpoint:
    """The checkpoint that a note says, whoever signed it. Raises CheckpointWrong."""
    lines = note.split("\n")
    try:
        origin, size, root = lines[0], int(lines[1]), b64decode(lines[2], validate=True)
    except (IndexError, ValueError, binascii.Error) as error:
        raise CheckpointWrong("not a checkpoint") from error
    if origin != ORIGIN or str(size) != lines[1] or len(root) != sha256().digest_size:
        raise CheckpointWrong("not a checkpoint of a vault")
    return Checkpoint(size, root)


def verify_signature(note: str, public: str) -> None:
    """Raises CheckpointWrong unless the key with these 64 hex digits signed the note."""
    text, _, signatures = note.partition("\n\n")
    try:
        key = bytes.fromhex(public)
        verifier = Ed25519PublicKey.from_public_bytes(key)
    except ValueError as error:
        raise CheckpointWrong("the key is not 64 hexadecimal digits") from error
    for line in signatures.splitlines():
        if is_signed_by(verifier, key, text + "\n", line):
            return
    raise CheckpointWrong("not signed by this key")


def is_signed_by(verifier: Ed25519PublicKey, key: bytes, text: str, line: str) -> bool:
    try:
        raw = b64decode(line.removeprefix(f"— {ORIGIN} "), validate=True)
        if raw[:KEY_HASH_BYTES] != key_hash(key):
            return False
        verifier.verify(raw[KEY_HASH_BYTES:], text.encode())
    except (binascii.Error, ValueError, InvalidSignature):
        return False
    return True
