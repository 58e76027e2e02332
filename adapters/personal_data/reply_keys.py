"""Objection keys: makes, hashes and verifies the secret by which an objector is recognised.

Stored is an Argon2id hash (RFC 9106) of its SHA-256, encrypted as any personal field is. Until
2026-11 the bare SHA-256 was stored, which still verifies.
"""

import hmac
import re
from functools import cache
from hashlib import sha256
from secrets import token_urlsafe

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

LONG_ENOUGH = re.compile(r"[0-9A-Za-z_+/-]{43,128}={0,2}")  # 256 bits in base64; in hex 64 digits
FEWEST_CHARACTERS = 10  # different ones; 64 random hex digits have fewer once in 10^12 times
SLOW = "$argon2id$"
PLAIN = re.compile(r"[0-9a-f]{64}")

_hasher = PasswordHasher()


def make_key() -> str:
    """A new key: 256 random bits, as 43 characters that go into a header."""
    return token_urlsafe(32)


def is_strong(secret: str) -> bool:
    """Whether a key looks like 256 random bits, in hex or base64: no word, date or number does."""
    return bool(LONG_ENOUGH.fullmatch(secret)) and len(set(secret)) >= FEWEST_CHARACTERS


def digest_of(secret: str) -> str:
    """SHA-256 in hex: what a command names the secret by."""
    return sha256(secret.encode()).hexdigest()


def slow_hash(digest: str) -> str:
    """Argon2id hash to store, from a secret's digest. Takes about 0.1 s and 64 MiB."""
    return _hasher.hash(digest)


def key_fits(kept: str | None, secret: str) -> bool:
    """Whether a secret matches its stored hash; takes as long where none is stored."""
    digest = digest_of(secret)
    slow = kept if kept and kept.startswith(SLOW) else _nobodys()
    verified = verifies(slow, digest)
    if kept and PLAIN.fullmatch(kept):
        return hmac.compare_digest(kept, digest)
    return verified


def verifies(slow: str, digest: str) -> bool:
    try:
        return _hasher.verify(slow, digest)
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return _hasher.hash(make_key())
