"""Nkeys: Ed25519 pairs by which a NATS server knows its users; it is told the public half alone.

The service has three users, none of which both publishes and administers. Their seeds are files
that only the service may read.
"""

import secrets
from pathlib import Path
from typing import Literal

import nkeys  # type: ignore[import-untyped]
from msgspec import Struct

from adapters.folders import make_private_folder, write_private

NatsUser = Literal["relay", "reader", "administration"]


class ServiceKeys(Struct, frozen=True):
    """The seeds of the service's users: who publishes events; who reads and compares them; who
    makes the stream and the consumers of bureaus."""

    relay: str
    reader: str
    administration: str

    def __repr__(self) -> str:
        return "ServiceKeys(…)"


def new_seed() -> str:
    """The secret half of a new pair."""
    seed: bytes = nkeys.encode_seed(secrets.token_bytes(32), nkeys.PREFIX_BYTE_USER)
    return seed.decode()


def public_key(seed: str) -> str:
    """The public half, as a server's configuration names a user."""
    public: bytes = nkeys.from_seed(bytearray(seed.encode())).public_key
    return public.decode()


def service_keys(folder: Path) -> ServiceKeys:
    """The seeds kept in a folder; those that are missing are made."""
    make_private_folder(folder)
    return ServiceKeys(**{user: kept_seed(folder / user) for user in ServiceKeys.__struct_fields__})


def kept_keys(folder: Path) -> ServiceKeys | None:
    """The seeds kept in a folder, None where there are none."""
    try:
        return ServiceKeys(
            **{user: (folder / user).read_text().strip() for user in ServiceKeys.__struct_fields__}
        )
    except FileNotFoundError:
        return None


def kept_seed(file: Path) -> str:
    if not file.exists():
        write_private(file, new_seed())
    return file.read_text().strip()
