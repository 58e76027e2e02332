"""Personal data in a case: plain text on its way in, encrypted (`Sealed`) ever after.

The domain never reads a personal value. It carries cipher texts and counts subjects by their random
ids.
"""

from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from domain.refusal import Text
from domain.typed_text import Typed


class Sealed(Struct, frozen=True, tag_field="$", tag="sealed"):
    """An encrypted value that only the vault can open; `box` is the cipher text.

    It travels with the state of a case, far from where it was encrypted, so it carries its own
    address (`at`: command id and path); the address, the subject and the key version are bound to
    the cipher text as associated data.
    """

    subject: str
    purpose: str
    key: int
    at: str
    nonce: bytes
    box: bytes


Personal = str | Sealed
PersonName = Annotated[str, Meta(min_length=2, max_length=30)] | Sealed
Phone = (
    Annotated[
        str,
        Meta(
            pattern=r"^(1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|[^@\s]{1,64}@[^@\s]+\.[^@\s]+)\Z",
            max_length=200,
        ),
        Typed(Text("手机、座机或者电子邮箱", "a mobile, a landline or an e-mail address")),
    ]
    | Sealed
)


class Subject(Struct, frozen=True):
    """Which fields of a struct belong to one person, and what identifies that person.

    `identity` lists alternatives, best first: the first of them whose fields are all given
    identifies the person. An alternative that is also in `everywhere` (an identity number) does so
    across applicants, any other only within one. `ref` names the field that receives the person's
    random subject id.
    """

    fields: tuple[str, ...]
    identity: tuple[tuple[str, ...], ...]
    purpose: str
    ref: str | None = None
    everywhere: tuple[tuple[str, ...], ...] = ()


class HoldsPersons(Struct, frozen=True):
    """Base of structs with personal fields; `subjects` says whose they are."""

    subjects: ClassVar[tuple[Subject, ...]] = ()
