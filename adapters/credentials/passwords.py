"""Passwords: hashed with Argon2id (RFC 9106), and weighed before they are taken."""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST = 12  # characters
STRONG = 3  # of 0 to 4, as zxcvbn scores: at least 10^8 guesses
WEIGHED = 72  # characters that zxcvbn looks at: it takes long over more

hasher = PasswordHasher()
UNKNOWN_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4"
    "$f3ulPXajFTmYQ5J3CXoptQ$qvjb2OUQsvRij3vIPwcvOd0ga9QvBclG2VhwPAUpyKA"
)
"""A hash that is verified where there is no account, so that this takes as long."""


def hashed(password: str) -> str:
    """A slow salted hash of a password."""
    return hasher.hash(password)


def fits_password(kept: str | None, password: str) -> bool:
    """Whether a password fits a hash. Takes about 0.15 s, also without a hash to compare with."""
    try:
        return hasher.verify(kept or UNKNOWN_HASH, password) and kept is not None
    except (Argon2Error, InvalidHashError):
        return False


def is_weak(password: str, *known: str) -> bool:
    """Whether a password is short, or easily guessed: common passwords and names, keyboard rows,
    dates, repetitions; `known` are words that others know of its owner."""
    if len(password) < SHORTEST:
        return True
    from zxcvbn import zxcvbn  # only here: its word lists take half a second to load

    return bool(zxcvbn(password[:WEIGHED], list(known))["score"] < STRONG)
