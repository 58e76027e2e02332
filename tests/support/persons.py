"""Forms with personal data, for tests of the vault, and what readers are shown of them."""

from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar, get_args

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import fields, replace

from adapters.personal_data.keystore import Keystore
from adapters.personal_data.walk import parts
from domain.personal import HoldsPersons, Personal, Sealed, Subject

BY_NUMBER = (("id_number",), ("name", "phone"))


class Member(HoldsPersons, frozen=True):
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(
            fields=("name", "phone", "id_number"),
            identity=BY_NUMBER,
            purpose="review",
            ref="person",
            everywhere=(("id_number",),),
        ),
    )
    name: Personal
    phone: Personal | None = None
    id_number: Personal | None = None
    person: str | None = None
    skills: tuple[str, ...] = ()


class Parties(HoldsPersons, frozen=True):
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(("handler",), (("handler",),), "contact", ref="handler_ref"),
        Subject(("head",), (("head",),), "contact", ref="head_ref"),
    )
    handler: Personal = ""
    head: Personal = ""
    handler_ref: str | None = None
    head_ref: str | None = None


class Unit(Struct, frozen=True):
    name: str
    years: tuple[int, ...] = ()


class Form(Struct, frozen=True, tag=True):
    team: tuple[Member, ...] = ()
    parties: Parties | None = None
    by_role: dict[str, Member] = {}
    units: tuple[Unit, ...] = ()


class Happened(Struct, frozen=True):
    pass


class Submitted(Happened, frozen=True):
    form: Form | Unit


class Kept(Struct, frozen=True):
    what: Happened
    number: int = 0


class Branch(HoldsPersons, frozen=True):
    subjects: ClassVar[tuple[Subject, ...]] = (Subject(("head",), (), "contact"),)
    head: Personal
    below: "tuple[Branch, ...]" = ()


Item = TypeVar("Item")


class Page(Struct, Generic[Item], frozen=True):
    items: tuple[Item, ...]
    by: Member


class Pages(Struct, frozen=True):
    page: Page[int]


class State(Struct, frozen=True):
    contact: Personal


def keystore_in(place: Path) -> Keystore:
    return Keystore(place / "keys.db", place / "kek")


def a_box(value: object) -> Sealed:
    assert isinstance(value, Sealed)
    return value


han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=2)
members = st.builds(
    Member, name=han, phone=st.none() | han, id_number=st.none() | han, person=st.none()
)
forms = st.builds(
    Form,
    team=st.lists(members, max_size=4).map(tuple),
    parties=st.none() | st.builds(Parties, handler=han, head=st.just("") | han),
    by_role=st.dictionaries(st.sampled_from(["lead", "x].name"]), members),
)


def clear_places(value: object) -> list[str]:
    """Paths of the personal texts that no box protects."""
    return [
        place
        for path, part in parts(value, "")
        if isinstance(part, Struct)
        for field in fields(part)
        if field.name in named(part) or boxes(field.type)
        for place, text in parts(getattr(part, field.name), f"{path}.{field.name}")
        if isinstance(text, str) and text
    ]


def named(part: Struct) -> set[str]:
    """The fields that a subject has."""
    subjects = part.subjects if isinstance(part, HoldsPersons) else ()
    return {name for subject in subjects for name in subject.fields}


def boxes(hint: Any) -> bool:
    """Whether a value of this type may be a box."""
    return hint is Sealed or any(map(boxes, get_args(hint)))


def clear_texts(form: Form) -> list[str]:
    team = [*form.team, *form.by_role.values()]
    given = [text for member in team for text in (member.name, member.phone, member.id_number)]
    if form.parties:
        given += [form.parties.handler, form.parties.head]
    return [text for text in given if isinstance(text, str) and text]


def nameless(form: Form) -> Form:
    """The form without the ids that sealing gave."""
    return replace(
        form,
        team=tuple(replace(member, person=None) for member in form.team),
        by_role={role: replace(member, person=None) for role, member in form.by_role.items()},
        parties=form.parties and replace(form.parties, handler_ref=None, head_ref=None),
    )
