"""Encrypts personal fields before they are stored, and decrypts them for permitted readers."""

import hmac
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar, cast

import msgspec
from cryptography.exceptions import InvalidTag

from adapters.event_store.log import short_pieces
from adapters.personal_data.keystore import Keystore, Person, PersonKey
from adapters.personal_data.walk import Located, mapped, parts, with_fields
from domain.folding import folded, is_blank
from domain.personal import HoldsPersons, Sealed, Subject

NONCE_BYTES = 12
ERASED = "［已删除 erased］"
KEY_LOST = "［密钥遗失 key lost］"

T = TypeVar("T")


class VaultError(Exception):
    """A sealed value was altered, or stands under another address, subject or key."""


class BoxGiven(Exception):
    """A caller sent a sealed value, which only the vault may make."""


class Unsealed(NamedTuple):
    """A value to seal: `address` and `scope` as for `Vault.seal`; `staying` are sealed values that
    may stand in it as they are."""

    value: Any
    address: str
    scope: str
    staying: frozenset[Sealed] = frozenset()


class Vault:
    """Seals personal fields by AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce, one key
    per subject and purpose; associated data: address, path, subject, purpose and key version.
    """

    def __init__(self, keystore: Keystore) -> None:
        self._keystore = keystore

    def seal_given(self, given: Sequence["Unsealed"]) -> list[Any]:
        """`seal` for values that callers send, all with one transaction for the keys of new
        persons. For one that holds a sealed value of its own there is BoxGiven in its place."""
        located = [parts(each.value, each.address) for each in given]
        boxed = [
            any(isinstance(part, Sealed) and part not in one.staying for _, part in each)
            for one, each in zip(given, located, strict=True)
        ]
        free = [[] if box else each for box, each in zip(boxed, located, strict=True)]
        sealed = self._sealed(given, free)
        return [BoxGiven() if box else each for box, each in zip(boxed, sealed, strict=True)]

    def seal(self, value: T, address: str, scope: str) -> T:
        """The value with every personal text encrypted and every person known by a random id.

        `address` is where the value will be kept (a command id); `scope` is within whom a person
        is told from others (an applicant). Sealed values stay as they are. The keys are on disk
        when this returns; those of new persons were committed together.
        """
        [sealed] = self._sealed([Unsealed(value, address, scope)], [parts(value, address)])
        return cast(T, sealed)

    def _sealed(
        self, given: Sequence["Unsealed"], located: Sequence[Iterable[Located]]
    ) -> list[Any]:
        people = [list(_people(each)) for each in located]
        pairs = zip(given, people, strict=True)
        clear = [(each, one.scope) for one, some in pairs for each in some if each.clear]
        keys = iter(self._keystore.keys_for([self._who(each, scope) for each, scope in clear]))
        nonces = _nonces(sum(len(each.clear) for each, _ in clear))
        return [_replaced(one, some, keys, nonces) for one, some in zip(given, people, strict=True)]

    def recognised(self, value: T, address: str, scope: str) -> T:
        """The value with each person named as the vault tells persons apart, and nothing sealed or
        kept: for trying what would be decided."""
        names: dict[str, dict[str, str]] = {}
        for each in _people(parts(value, address)):
            if each.subject.ref:
                who = self._who(each, scope)
                known = who.subject or (who.blind.hex() if who.blind else each.path)
                names.setdefault(each.path, {})[each.subject.ref] = known
        found: T = with_fields(value, address, names)
        return found

    def open(self, value: T) -> T:
        """The value with every sealed text decrypted; ERASED where the key was destroyed, KEY_LOST
        where it is missing otherwise.

        Raises VaultError for a sealed value that was altered or moved.
        """
        opened: T = mapped(value, "", self._opened)
        return opened

    def contains_sealed(self, value: object) -> bool:
        """Whether there is a sealed value in it: what a caller sends may hold none."""
        return any(isinstance(part, Sealed) for _, part in parts(value, ""))

    def destroy(self, subject: str) -> None:
        """Destroys a subject's keys: everything ever sealed for it is unreadable, for good."""
        self._keystore.destroy(subject)

    def claim_id(self, kind: str, *values: str) -> str:
        """Blind index, 32 hex digits, of values that may be claimed once, whatever their spelling.

        HMAC-SHA-256 (RFC 2104): without the secret nobody can test a value against it.
        """
        return self._keystore.claims.kept_as(self.claim_of(kind, *values))

    def claim_of(self, kind: str, *values: str) -> str:
        """The blind index that these keys make of the values now."""
        return self._hmac("claims", (kind, *map(folded, values))).hex()[:32]

    def fingerprint(self, body: bytes) -> bytes:
        """Fingerprint of a request's body: 32 bytes, HMAC-SHA-256 (RFC 2104)."""
        return keyed_digest(self._keystore.secret("idempotency"), body)

    def key_for(self, purpose: str) -> bytes:
        """A key of 32 bytes for something that the house keeps to itself."""
        return hmac.digest(
            self._keystore.secret("idempotency"), f"key|{purpose}".encode(), "sha256"
        )

    def _who(self, each: "_OnePerson", scope: str) -> Person:
        """The person by the first complete identity, else by an older sealed value, else new."""
        holder, subject = each.holder, each.subject
        for names in subject.identity:
            values = [getattr(holder, name) for name in names]
            if not all(map(_given, values)):
                continue
            for box in values:
                if isinstance(box, Sealed):
                    return Person(None, box.subject, subject.purpose)
            within = None if names in subject.everywhere else scope
            blind = self._hmac("blind-index", (names, [*map(folded, values)], within))
            return Person(blind, None, subject.purpose)
        return Person(None, each.boxed, subject.purpose)

    def _opened(self, box: Any, _: str) -> Any:
        if not isinstance(box, Sealed):
            return box
        key = self._keystore.key(box.subject, box.purpose, box.key)
        if key is None:
            return ERASED if self._keystore.destroyed.has(box.subject) else KEY_LOST
        try:
            return key.cipher.decrypt(box.nonce, box.box, _bound(box.at, key)).decode()
        except (InvalidTag, ValueError):
            raise VaultError(f"the value sealed at {box.at} was altered or moved") from None

    def _hmac(self, secret: str, parts: object) -> bytes:
        return keyed_digest(self._keystore.secret(secret), msgspec.json.encode(parts))


def keyed_digest(secret: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256 (RFC 2104). At once (`hmac.digest`), Python would let other threads go on,
    however short the message: a round of commands would stand aside twice for each."""
    mac = hmac.new(secret, digestmod="sha256")
    for part in short_pieces(message):
        mac.update(part)
    return mac.digest()


def _bound(at: str, key: PersonKey) -> bytes:
    return f"{at}|{key.subject}|{key.purpose}|{key.version}".encode()


def _given(value: object) -> bool:
    return isinstance(value, Sealed) or (isinstance(value, str) and not is_blank(value))


class _OnePerson(NamedTuple):
    """One person in one struct: fields in clear text, and the subject id of its sealed values."""

    path: str
    holder: HoldsPersons
    subject: Subject
    clear: dict[str, str]
    boxed: str | None

    def sealed(self, key: PersonKey, nonces: Iterator[bytes]) -> dict[str, Sealed | str]:
        """The holder's new fields: sealed values for clear text, and the person's id."""
        boxes: dict[str, Sealed | str] = {}
        for name, text in self.clear.items():
            at, nonce = f"{self.path}.{name}", next(nonces)
            box = key.cipher.encrypt(nonce, text.encode(), _bound(at, key))
            boxes[name] = Sealed(key.subject, key.purpose, key.version, at, nonce, box)
        if self.subject.ref:
            boxes[self.subject.ref] = key.subject
        return boxes

    def unnamed(self) -> dict[str, Sealed | str]:
        """An id for a person with nothing in clear text, if none is written down yet."""
        ref = self.subject.ref
        if ref and not getattr(self.holder, ref):
            return {ref: self.boxed or secrets.token_hex(16)}
        return {}


def _replaced(
    given: Unsealed, people: list[_OnePerson], keys: Iterator[PersonKey], nonces: Iterator[bytes]
) -> Any:
    """The value with its persons sealed, each under the next key."""
    changes: dict[str, dict[str, Any]] = {}
    for each in people:
        new = each.sealed(next(keys), nonces) if each.clear else each.unnamed()
        if new:
            changes.setdefault(each.path, {}).update(new)
    return with_fields(given.value, given.address, changes) if changes else given.value


def _nonces(count: int) -> Iterator[bytes]:
    """Random 96-bit nonces, drawn at once: each call of the system is a chance to lose the
    interpreter's lock."""
    drawn = os.urandom(NONCE_BYTES * count)
    return (drawn[at : at + NONCE_BYTES] for at in range(0, len(drawn), NONCE_BYTES))


def _people(located: Iterable[Located]) -> Iterator[_OnePerson]:
    for at, holder in located:
        if not isinstance(holder, HoldsPersons):
            continue
        for subject in holder.subjects:
            clear, boxed = {}, None
            for name in subject.fields:
                held = getattr(holder, name)
                if held and isinstance(held, str):
                    clear[name] = held
                elif boxed is None and isinstance(held, Sealed):
                    boxed = held.subject
            yield _OnePerson(at, holder, subject, clear, boxed)
