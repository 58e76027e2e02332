"""Particulars of a centre that may change (登记事项), and the changes that were asked for."""

from typing import ClassVar

from msgspec import Struct
from msgspec.structs import asdict, replace

from domain.context import Reason
from domain.personal import HoldsPersons, PersonName, Subject
from domain.typed_text import ShortText

FILED = frozenset({"builder", "address", "head"})
"""What is only filed: the rest is decided on."""


class Particulars(
    HoldsPersons, Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """What is to be changed; the rest is empty. `industry_reason` says why an industry that is not
    in the catalogue."""

    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(fields=("head",), identity=(("head",),), purpose="contact"),
    )

    builder: ShortText | None = None
    address: ShortText | None = None
    head: PersonName | None = None
    operating_unit: ShortText | None = None
    industry: ShortText | None = None
    industry_reason: Reason | None = None
    name: ShortText | None = None

    @property
    def given(self) -> frozenset[str]:
        """The names of what is to be changed."""
        return frozenset(name for name, value in asdict(self).items() if value is not None)

    @property
    def only_filed(self) -> bool:
        return self.given <= FILED

    def with_changes(self, later: "Particulars") -> "Particulars":
        return replace(self, **{name: getattr(later, name) for name in later.given})


class BuilderTransfer(Struct, frozen=True):
    """A transfer to another builder that was announced: the `successor` by its credit code."""

    number: int
    successor: str
    builder: str
    division: str


class CentreChange(Struct, frozen=True, kw_only=True):
    """A change that was asked for, by its number in the case."""

    number: int
    wanted: Particulars
