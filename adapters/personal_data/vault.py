"""Seals personal data on its way to the store and opens it for a permitted eye."""

import hmac
import os
import secrets
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypeVar
from unicodedata import normalize

import msgspec
from cryptography.exceptions import InvalidTag

from adapters.personal_data.keystore import Keystore, Person, PersonKey
from adapters.personal_data.walk import Located, mapped, parts
from domain.personal import HoldsPersons, Sealed, Subject

ERASED = "［已删除 erased］"

T = TypeVar("T")


class VaultError(Exception):
    """A box was altered, or stands under an address, subject or key that is not its own."""


class BoxGiven(Exception):
    """A caller sent a box of its own."""


class Vault:
    """Boxes: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce, one key per subject and
    purpose, bound to address, path, subject, purpose and key version as associated data.
    """

    def __init__(self, keystore: Keystore) -> None:
        self._keystore = keystore

    def seal_given(self, value: T, address: str, scope: str) -> T:
        """`seal` for what a caller gives: only the vault makes boxes. Raises BoxGiven for one."""
        found = list(parts(value, address))
        if any(isinstance(part, Sealed) for _, part in found):
            raise BoxGiven
        return self._seal(value, found, address, scope)

    def seal(self, value: T, address: str, scope: str) -> T:
        """The value with every personal text in a box and every person known by a random id.

        `address` is where the value will be kept (a command id); `scope` is within whom a person
        is told from others (an applicant). Boxes stay as they are. The keys are on disk when this
        returns; those of new persons were committed together.
        """
        return self._seal(value, parts(value, address), address, scope)

    def _seal(self, value: T, found: Iterable[Located], address: str, scope: str) -> T:
        people = list(_people(found))
        if not people:
            return value
        changes: dict[str, Any] = {place: id for each in people for place, id in each.unnamed()}
        clear = [each for each in people if each.clear]
        keys = self._keystore.keys_for([self._who(each, scope) for each in clear])
        for each, key in zip(clear, keys, strict=True):
            changes |= each.sealed(key)
        sealed: T = mapped(value, address, lambda part, path: changes.get(path, part))
        return sealed

    def open(self, value: T) -> T:
        """The value with every box opened, wherever it lies; ERASED where the key was destroyed.

        Refuses (VaultError) a box that was altered or moved.
        """
        opened: T = mapped(value, "", self._opened)
        return opened

    def contains_sealed(self, value: object) -> bool:
        """Whether there is a box in it: what a caller sends may hold none."""
        return any(isinstance(part, Sealed) for _, part in parts(value, ""))

    def destroy(self, subject: str) -> None:
        """Make everything ever sealed for a subject unreadable, for good."""
        self._keystore.destroy(subject)

    def claim_id(self, kind: str, *values: str) -> str:
        """32 hex digits that stand for values claimed only once, whatever their spelling.

        HMAC-SHA-256 (RFC 2104): nobody without the secret can try values against it.
        """
        return self._hmac("claims", (kind, *map(_normal, values))).hex()[:32]

    def fingerprint(self, body: bytes) -> bytes:
        """32 bytes (HMAC-SHA-256, RFC 2104) that tell one request's body from another's."""
        return hmac.digest(self._keystore.secret("idempotency"), body, "sha256")

    def _who(self, each: "_OnePerson", scope: str) -> Person:
        """The person by the best identity that is wholly given, else by an older box, else new."""
        holder, subject = each.holder, each.subject
        for names in subject.identity:
            values = [getattr(holder, name) for name in names]
            if not all(map(_given, values)):
                continue
            for box in values:
                if isinstance(box, Sealed):
                    return Person(None, box.subject, subject.purpose)
            within = None if names in subject.everywhere else scope
            blind = self._hmac("blind-index", (names, [*map(_normal, values)], within))
            return Person(blind, None, subject.purpose)
        return Person(None, each.boxed, subject.purpose)

    def _opened(self, box: Any, _: str) -> Any:
        if not isinstance(box, Sealed):
            return box
        key = self._keystore.key(box.subject, box.purpose, box.key)
        if key is None:
            return ERASED
        try:
            return key.cipher.decrypt(box.nonce, box.box, _bound(box.at, key)).decode()
        except (InvalidTag, ValueError):
            raise VaultError(f"the box sealed at {box.at} was altered or moved") from None

    def _hmac(self, secret: str, parts: object) -> bytes:
        return hmac.digest(self._keystore.secret(secret), msgspec.json.encode(parts), "sha256")


def _bound(at: str, key: PersonKey) -> bytes:
    return f"{at}|{key.subject}|{key.purpose}|{key.version}".encode()


def _normal(value: str) -> str:
    return normalize("NFKC", value).strip().casefold()


def _given(value: object) -> bool:
    return isinstance(value, Sealed) or (isinstance(value, str) and _normal(value) != "")


class _OnePerson(NamedTuple):
    """One person in one struct: what is still in clear, and who an older box says it is."""

    path: str
    holder: HoldsPersons
    subject: Subject
    clear: dict[str, str]
    boxed: str | None

    def sealed(self, key: PersonKey) -> dict[str, Sealed | str]:
        """What to put where, so that nothing is in clear and the person's id is written down."""
        boxes: dict[str, Sealed | str] = {}
        for name, text in self.clear.items():
            at, nonce = f"{self.path}.{name}", os.urandom(12)
            box = key.cipher.encrypt(nonce, text.encode(), _bound(at, key))
            boxes[at] = Sealed(key.subject, key.purpose, key.version, at, nonce, box)
        if self.subject.ref:
            boxes[f"{self.path}.{self.subject.ref}"] = key.subject
        return boxes

    def unnamed(self) -> Iterator[tuple[str, str]]:
        """An id for a person of whom nothing is in clear, if none is written down yet."""
        ref = self.subject.ref
        if ref and not self.clear and not getattr(self.holder, ref):
            yield f"{self.path}.{ref}", self.boxed or secrets.token_hex(16)


def _people(found: Iterable[Located]) -> Iterator[_OnePerson]:
    for at, holder in found:
        if not isinstance(holder, HoldsPersons):
            continue
        for subject in holder.subjects:
            held = {name: getattr(holder, name) for name in subject.fields}
            clear = {name: text for name, text in held.items() if text and isinstance(text, str)}
            boxed = next((box.subject for box in held.values() if isinstance(box, Sealed)), None)
            yield _OnePerson(at, holder, subject, clear, boxed)
