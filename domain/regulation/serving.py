"""Parts of a regulation file about the work of a centre (职责): its duty areas, what it publishes
and by when, and what its papers speak of."""

from typing import Annotated, Literal

from msgspec import Meta

from domain.refusal import Text
from domain.regulation.block import Block
from domain.regulation.limits import FixedDay, Length

Delivery = Literal["OWN", "JOINT", "PURCHASED", "OTHER"]
ActivityKind = Literal[
    "EVENT", "SUPPLY_AND_DEMAND", "TRAINING", "SERVICE", "WORK_PLAN", "PROJECT", "OTHER_ACTIVITY"
]
AreaCode = Annotated[str, Meta(pattern=r"^[A-Z]?[0-9]{1,2}[a-z]?\Z")]


class DutyArea(Block, frozen=True, kw_only=True):
    """`[[duty]]`: an area of a centre's duties, by which its activities are recorded. `alert`: a
    year without any activity there is told; so is one without a kind of activity in `yearly`, a
    centre that has never had one of those `once`, and where it `tracks` projects, one that nobody
    followed for a year."""

    code: AreaCode
    zh: str
    en: str
    alert: bool = False
    yearly: tuple[ActivityKind, ...] = ()
    once: tuple[ActivityKind, ...] = ()
    tracks: bool = False
    rule: str

    @property
    def called(self) -> Text:
        return Text(self.zh, self.en)


class Serving(Block, frozen=True, kw_only=True):
    """`[serving]`: what a centre publishes, and how it serves: the days from its beginning within
    which there is a catalogue of services, the day of the year by which there is a plan of it;
    `public_rule` wants public services every year, `external_rule` recipients beside the builder;
    `delivery` are the ways in which it may carry out its duties, where the text names them."""

    catalogue_within: Length | None = None
    catalogue_rule: str | None = None
    plan_by: FixedDay | None = None
    plan_rule: str | None = None
    public_rule: str | None = None
    external_rule: str | None = None
    delivery: tuple[Delivery, ...] = ()
    delivery_rule: str | None = None

    @property
    def cited(self) -> dict[str, str | None]:
        """Its keys that name a rule."""
        return {key: getattr(self, key) for key in self.__struct_fields__ if key.endswith("_rule")}

    @property
    def unruled(self) -> list[str]:
        """The keys whose rule is not named."""
        given = {
            "catalogue_rule": self.catalogue_within,
            "plan_rule": self.plan_by,
            "delivery_rule": self.delivery or None,
        }
        return [key for key, value in given.items() if value and self.cited[key] is None]


class WantedSection(Block, frozen=True, kw_only=True):
    """`[[section]]`: what a paper speaks of, under a provision: the yearly paper, or the record of
    a bureau's supervision. An `obligatory` one may not be left out."""

    of: Literal["annual", "supervision"] = "annual"
    zh: str
    en: str
    obligatory: bool = False
    rule: str

    @property
    def called(self) -> Text:
        return Text(self.zh, self.en)
