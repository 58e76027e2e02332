"""Merkle tree over a log's events (RFC 6962): root, inclusion proofs, and their verification.

A leaf is a commitment and not the event: whoever holds the tree learns nothing of the content, and
the content is proved by its salt and bytes (`receipt_hash`).
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from adapters.event_store.log import Stored, receipt_hash
from adapters.mirror.mirrored_log import microseconds

HASH_BYTES = 32
LEAF, NODE = b"\0", b"\1"


def leaf_of(stored: Stored) -> bytes:
    """Leaf hash of an event: place, stream, version, type, time, and the receipt of its content."""
    names = [part.encode() for part in (stored.stream, stored.topic)]
    numbers = (stored.position, stored.version, microseconds(stored))
    parts = [*names, *(number.to_bytes(8, "big") for number in numbers), receipt_hash(stored)]
    framed = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return sha256(LEAF + framed).digest()


def node_of(left: bytes, right: bytes) -> bytes:
    return sha256(NODE + left + right).digest()


class LogTree:
    """The tree over leaves in the order of positions; kept as its levels, 64 bytes an event."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self._levels: list[Sequence[bytes]] = [list(leaves)]
        while len(self._levels[-1]) > 1:
            self._levels.append(level_above(self._levels[-1]))

    @property
    def size(self) -> int:
        return len(self._levels[0])

    @property
    def root(self) -> bytes:
        return self._levels[-1][0] if self.size else sha256(b"").digest()

    def proof(self, index: int) -> tuple[bytes, ...]:
        """The inclusion proof (RFC 6962, 2.1.1) of the leaf with this number, from 0."""
        path = []
        for level in self._levels[:-1]:
            beside = index ^ 1
            if beside < len(level):
                path.append(level[beside])
            index //= 2
        return tuple(path)


def level_above(level: Sequence[bytes]) -> list[bytes]:
    """The nodes above a level; one without a neighbour goes up as it is."""
    paired = [node_of(a, b) for a, b in zip(level[::2], level[1::2], strict=False)]
    return [*paired, level[-1]] if len(level) % 2 else paired


def root_by_proof(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """The root that a proof leads to (RFC 9162, 2.1.3.2); None for a proof of the wrong shape."""
    if not 0 <= index < size or any(len(step) != HASH_BYTES for step in proof):
        return None
    number, last, root = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return None
        if number % 2 or number == last:
            root = node_of(step, root)
            while number and not number % 2:
                number, last = number >> 1, last >> 1
        else:
            root = node_of(root, step)
        number, last = number >> 1, last >> 1
    return root if last == 0 else None
