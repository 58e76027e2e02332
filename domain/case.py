"""Base types of every case: Case, Command, Event."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, TypeVar

from msgspec import Meta, Struct
from msgspec.structs import asdict

from domain.bookkeeping import DecidedAgainst, HeldPlace, OrganConsent, Reserved
from domain.context import Actor, Raised
from domain.divisions import Divisions
from domain.event import Event
from domain.proceeding import Proceeding, proceeding_id
from domain.refusal import Refusal, Text
from domain.running import NamedTerm
from domain.typed_text import Typed
from domain.working_days import WorkCalendar

E = TypeVar("E", bound=Event)
CaseId = Annotated[
    str,
    Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z"),
    Typed(Text("字母、数字和 . _ -，至多 64 个", "letters, digits and . _ -, 64 at most")),
]


def stream_id(stream: str, id: str) -> str:
    """The name of one case's stream in the event store: applications/0190…"""
    return f"{stream}/{id}"


def stream_and_id(name: str) -> tuple[str, str]:
    """Stream and id of a name that `stream_id` made."""
    stream, _, id = name.partition("/")
    return stream, id


BOOKKEEPING = frozenset(
    {
        *("version", "reserved", "last_open_day", "times", "places", "consents", "against_unit"),
        *("reaching", "held_by"),
    }
)
"""Fields by which a case is numbered and acts are weighed: they count what some do not see."""


class Case(Struct, frozen=True, kw_only=True):
    """State of a case, folded from its events. `stage` is None until the case is opened. `version`
    counts the events; `reserved` are those that some of its readers are not shown, and
    `last_open_day` is the last day of the others. `times` says how often what was done more than
    once was done; `periods` are those that the regulation names, as they were begun; `places` those
    that it holds under quotas; `consents` those to joint acts that no other act has followed;
    `proceedings` what goes on in it with stages of its own; `against_unit` the decisions against
    the unit that stand; `reaching` the versions whose events strike earlier ones out or correct
    one. `keeps_text`: a case that was accepted under one version of the regulation
    is decided under it to its end; any other, under the one in force on the day of the act."""

    keeps_text: ClassVar[bool] = True

    regime: str | None = None
    regulation: str | None = None
    channel: str | None = None
    stage: str | None = None
    final: bool = False
    done: tuple[str, ...] = ()
    times: tuple[tuple[str, int], ...] = ()
    periods: tuple[NamedTerm, ...] = ()
    places: tuple[HeldPlace, ...] = ()
    duties: tuple[tuple[str, str], ...] = ()
    flags: tuple[Raised, ...] = ()
    consents: tuple[OrganConsent, ...] = ()
    proceedings: tuple[Proceeding, ...] = ()
    against_unit: tuple[DecidedAgainst, ...] = ()
    last_day: date = date.min
    version: int = 0
    reserved: tuple[Reserved, ...] = ()
    last_open_day: date = date.min
    reaching: tuple[int, ...] = ()

    ends_hold: ClassVar[bool] = False
    """Whether its end holds its periods, for it may be restored, and does not end them."""

    def times_done(self, do: str) -> int:
        """How often a step was done; one that has to be done again counts as not done."""
        return dict(self.times).get(do, 1) if do in self.done else 0

    def proceeding(self, kind: str, key: str) -> Proceeding | None:
        id = proceeding_id(kind, key)
        return next((one for one in self.proceedings if one.id == id), None)

    def named_term(self, name: str, about: str = "") -> NamedTerm | None:
        """The period of that name, about that year or proceeding, that was begun last; None where
        none was."""
        found = (one for one in self.periods if (one.name, one.about) == (name, about))
        return next(found, None)

    def is_open_to(self, actor: Actor) -> bool:
        """Whether the case exists at all for this actor: a draft does only for its own unit."""
        return True

    def territory(self, name: str, day: date, places: Divisions) -> str | None:
        """The organ of a named territory of this case on a day. Raises LookupError."""
        raise LookupError(name)

    def seat(self, day: date) -> str | None:
        """The division whose bureau this case is before; None: the regime's own authority."""
        return None

    def ends(
        self, period: str, calendar: WorkCalendar, command: "Command | None"
    ) -> tuple[date, ...]:
        """Last days of the running periods of that name, by today's calendar."""
        return ()

    def own_values(self, command: "Command | None") -> Mapping[str, Any]:
        """What stands in the fields that only its regime asks, as it would after this command."""
        return {}

    def points(self, criterion: str) -> int | None:
        """The panel's average for a criterion, in hundredths of a point; None without one."""
        return None

    def wanting(self, period: str) -> Text | None:
        """Why the period of that name cannot be over, whatever the day; None where it can."""
        return None


class Command(
    Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="do",
    tag=True,
):
    """A request to do something with a case, in the imperative; it may be refused.

    `opens` marks the first command of a stream, `entailed` one that only another command may bring
    about, `public` one that anybody may give without signing in, `outcomes` the results for which a
    step may lead to different stages, `at_any_time` what may be done beside the steps that a case
    waits for, `consents_on` the stream to whose joint acts it gives a partner's consent, `brings`
    the steps of other cases that wait for this command, `block` the part of a regulation file that
    it cannot do without, `entailing` every command of the same file that may be one act with it.
    `starts` is the period that it starts, `upon` the one at whose end it is due, `timed` that a
    timer gives it then, `recognises` that it makes a centre, `deliberated` that a body decides it,
    on its minutes, `adverse` that it decides against somebody, `records_receipt` that a term may
    count from it, `recorded_as` the event that it becomes as it stands, `proceeding` the kind of
    proceeding in which it is done, `about_field` the field that says which one, or about which year
    it is, `follows_event` that a reaction gives it after an event of another case, `own_organ` that
    it opens a case for the organ that its own check finds, `own_place` that its own check tells
    whose business it is, of units and of officials, `as_recorded` that who may give it is
    told by the record that it names, `names_versions` the fields that name records of its case by
    their version, `id_claimed_by` the kind of the claim, and the field that it is made of, that is
    the id of the case that it opens. The rest stands in the regulation file.
    `matter` is a `domain.matter.Matter`.
    """

    opens: ClassVar[bool] = False
    entailed: ClassVar[bool] = False
    public: ClassVar[bool] = False
    outcomes: ClassVar[tuple[str, ...]] = ()
    at_any_time: ClassVar[bool] = False
    consents_on: ClassVar[str | None] = None
    brings: ClassVar[tuple[type["Command"], ...]] = ()
    entailing: ClassVar[tuple[type["Command"], ...]] = ()
    block: ClassVar[str | None] = None
    starts: ClassVar[str | None] = None
    upon: ClassVar[str | None] = None
    timed: ClassVar[bool] = False
    recognises: ClassVar[bool] = False
    deliberated: ClassVar[bool] = False
    adverse: ClassVar[bool] = False
    records_receipt: ClassVar[bool] = False
    own_organ: ClassVar[bool] = False
    own_place: ClassVar[bool] = False
    as_recorded: ClassVar[bool] = False
    names_versions: ClassVar[tuple[str, ...]] = ()
    id_claimed_by: ClassVar[tuple[str, str] | None] = None
    recorded_as: ClassVar["type[Event] | None"] = None
    follows_event: ClassVar[bool] = False
    proceeding: ClassVar[str | None] = None
    about_field: ClassVar[str | None] = None

    @property
    def rests_on(self) -> str:
        """The id of a proceeding of the case that an act on the case itself rests on."""
        return ""

    def proceeding_key(self, case: Any, day: date) -> str:
        """Which proceeding of its kind this command is about, on the day of the act. Every command
        with a `proceeding` says it; asking any other is a fault of ours."""
        raise NotImplementedError(type(self).__name__)

    @property
    def until(self) -> date | None:
        """The last day that it gives to a period that its step begins or prolongs."""
        return None

    @property
    def until_each(self) -> Mapping[str, date] | None:
        """The last days that it gives to several periods of one name, by what each is about; None
        for a command that gives one at most."""
        return None

    @classmethod
    def beforehand(cls, matter: Any) -> Iterable[Refusal]:
        """Reasons against this command whatever its body says; `actions` shows them too."""
        return ()

    def check(self, matter: Any) -> Iterable[Refusal]:
        """Every reason against what this command's body says."""
        return ()

    def check_new(self, matter: Any) -> Iterable[Refusal]:
        """Reasons that earlier releases did not know, asked once all others are met and only where
        the command comes in: what is stored is decided again without them. What is read for them
        has to stand when it is stored, and the record does not name it."""
        return ()

    def decide(self, matter: Any) -> "Event | None":
        """The event of this command, called once it is allowed: `recorded_as`, with what both have
        in common. None: all that happens is on the streams that it entails. A command without
        `recorded_as` has its own `decide`; one with neither is a fault of ours."""
        if self.recorded_as is None:
            raise NotImplementedError(type(self).__name__)
        return self.as_event(self.recorded_as)

    def as_event(self, kind: type[E], **found: Any) -> E:
        """The event with what both have in common, and with what was found beside it."""
        fields = kind.__struct_fields__
        common = {name: value for name, value in asdict(self).items() if name in fields}
        return kind(**common | found)

    def takes_effect(self, matter: Any) -> date:
        """The day from which the act holds: what the caller says, unless the law says it."""
        day: date = matter.context.effective_on
        return day

    def entails(self, matter: Any) -> "Iterable[tuple[str, Command]]":
        """Commands on other streams that are one act with this one, as (stream id, command)."""
        return ()
