"""The key-encryption key, which wraps the encryption keys of persons, apart from the events."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap_with_padding,
    aes_key_wrap_with_padding,
)

from adapters.folders import make_durable

KEY_BYTES = 32


class KekRefused(Exception):
    """The key-encryption key is missing, damaged or another store's: nothing can be decrypted."""


class Kek:
    """Wraps keys with AES-KWP (RFC 5649) under the key in a file of 64 hex digits, mode 0600.

    Raises KekRefused for a file that is missing or damaged, and for what another key has wrapped.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._key = bytes.fromhex(path.read_text("utf-8-sig"))
        except FileNotFoundError:
            raise KekRefused(f"{path} is missing, and keys exist that need it") from None
        except ValueError:
            self._key = b""
        if len(self._key) != KEY_BYTES:
            raise KekRefused(f"{path} does not hold {2 * KEY_BYTES} hex digits")

    def wrap(self, key: bytes) -> bytes:
        return aes_key_wrap_with_padding(self._key, key)

    def unwrap(self, wrapped: bytes) -> bytes:
        try:
            return aes_key_unwrap_with_padding(self._key, wrapped)
        except InvalidUnwrap:
            raise KekRefused("the keys were wrapped under another key-encryption key") from None


def make_kek(path: Path) -> None:
    """Creates the key-encryption key, atomically and durably, unless another process was first."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=path.parent, prefix=path.name) as draft:  # mode 0600
        draft.write(secrets.token_hex(KEY_BYTES) + "\n")
        draft.flush()
        os.fsync(draft.fileno())
        with suppress(FileExistsError):
            os.link(draft.name, path)
    make_durable(path.parent)
