"""Base types of every case: Case, Command, Event, Context (who and when)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, ClassVar

from msgspec import Meta, Struct
from msgspec.structs import asdict

from domain.bookkeeping import DecidedAgainst, HeldPlace, OrganConsent, Reserved, Served
from domain.card import Card
from domain.corrected import Corrected
from domain.divisions import Divisions
from domain.parts import Part
from domain.proceeding import Proceeding, proceeding_id
from domain.refusal import Refusal, Text
from domain.running import MAIN, NamedTerm, Running
from domain.typed_text import Typed
from domain.working_days import WorkCalendar

Reason = Annotated[str, Meta(min_length=1, max_length=4000)]
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


class Actor(Struct, frozen=True):
    """Who acts in a role (Part 3 of the specification). `organ` is a bureau's division code or a
    unit's credit code; `duties` are the separated duties that the person holds."""

    person: str
    role: str
    organ: str
    duties: tuple[str, ...] = ()


UNITS = frozenset({"APPLICANT", "CENTRE"})
"""Roles whose organ is a unit and no bureau: a case is theirs, or is not there."""
SYSTEM = Actor(person="system", role="SYSTEM", organ="system")


class Override(Struct, frozen=True):
    """Exception to a rule that holds only in principle (原则上, 一般): why, by which official."""

    rule: str
    reason: Reason
    official: Reason


class Context(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who, when and on what document. `occurred_on` is the day of the act in Asia/Shanghai;
    `minutes_no` and `minutes_on` are number and day of the minutes of the body that decided it."""

    actor: Actor
    occurred_on: date
    effective_on: date
    command_id: str
    document_no: str | None = None
    evidence: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    late_reason: str | None = None
    minutes_no: str | None = None
    minutes_on: date | None = None


class Raised(Struct, frozen=True):
    """A flag on a record: what its reader must keep in mind, in words, and the rule it is about."""

    code: str
    rule: str
    zh: str = ""
    en: str = ""


BOOKKEEPING = frozenset(
    {
        *("version", "reserved", "last_open_day", "times", "places", "consents", "against_unit"),
        "reaching",
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
    it opens a case for the organ that its own check finds, `as_recorded` that who may give it is
    told by the record that it names, `names_versions` the fields that name records of its case by
    their version. The rest stands in the regulation file.
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
    as_recorded: ClassVar[bool] = False
    names_versions: ClassVar[tuple[str, ...]] = ()
    recorded_as: ClassVar["type[Event] | None"] = None
    follows_event: ClassVar[bool] = False
    proceeding: ClassVar[str | None] = None
    about_field: ClassVar[str | None] = None

    @property
    def rests_on(self) -> str:
        """The id of a proceeding of the case that an act on the case itself rests on."""
        return ""

    def proceeding_key(self, case: Any, day: date) -> str:
        """Which proceeding of its kind this command is about, on the day of the act."""
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

    def decide(self, matter: Any) -> "Event | None":
        """The event of this command, called once it is allowed: `recorded_as`, with what both have
        in common. None: all that happens is on the streams that it entails."""
        if self.recorded_as is None:
            raise NotImplementedError(type(self).__name__)
        fields = self.recorded_as.__struct_fields__
        return self.recorded_as(**{k: v for k, v in asdict(self).items() if k in fields})

    def takes_effect(self, matter: Any) -> date:
        """The day from which the act holds: what the caller says, unless the law says it."""
        day: date = matter.context.effective_on
        return day

    def entails(self, matter: Any) -> "Iterable[tuple[str, Command]]":
        """Commands on other streams that are one act with this one, as (stream id, command)."""
        return ()


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type"):
    """Something that happened; stored for ever under its tag.

    `stage` and `final` are stamped from the regulation's step, so that a replay needs no
    regulation. `undoes` names the commands that have to be done again after it; `inward` marks what
    only the authority may see, whichever bureau the case is before; `aside` marks an event that
    later acts need not come after: the case does not show its day; `consenting` marks a consent to
    a joint act, after which those before it still stand; `part` is the part of the case that it
    belongs to, where not everybody may see it; `moves` marks that another bureau may have the case
    after it, and its period; `goes_on` an end after which an act is still awaited; `added` names
    fields that earlier releases did not store, which are not compared where absent; `correctable`
    are the fields, its own and the act's, that say what was filed or found and may be corrected;
    `names_versions` those that name records of its case by their version.
    """

    undoes: ClassVar[tuple[str, ...]] = ()
    inward: ClassVar[bool] = False
    aside: ClassVar[bool] = False
    consenting: ClassVar[bool] = False
    part: ClassVar[Part | None] = None
    moves: ClassVar[bool] = False
    goes_on: ClassVar[bool] = False
    added: ClassVar[tuple[str, ...]] = ()
    correctable: ClassVar[tuple[str, ...]] = ()
    names_versions: ClassVar[tuple[str, ...]] = ()
    stage: str | None = None
    final: bool = False

    @property
    def within(self) -> tuple[str, str | None] | None:
        """The proceeding of the case that it belongs to, and where that is now; None: none."""
        return None

    @property
    def outcome(self) -> str | None:
        """Which of the step's named outcomes this event is, where there are several."""
        return None

    @property
    def strikes(self) -> tuple[int, ...]:
        """Versions of its own stream that it takes out of force (domain/in_force.py)."""
        return ()

    @property
    def corrects(self) -> Corrected | None:
        """What it says of an earlier record of its stream that was wrong; None: nothing."""
        return None

    @property
    def reaches_back(self) -> bool:
        """Whether its case has to be folded anew: it strikes earlier records out, or corrects
        one."""
        return bool(self.strikes) or self.corrects is not None

    @property
    def served(self) -> Served | None:
        """How it was served, where this is a decision against the unit; else None."""
        return None

    @property
    def card(self) -> Card | None:
        """What lists of cases show changed after this event; None: nothing."""
        return None

    def is_told_by(self, other: "Event") -> bool:
        """Whether what the rules bring now on another case tells this event of earlier releases."""
        return False

    def opens(self) -> "Iterable[Running]":
        """Periods that begin with this event, or go on changed under the same key."""
        return ()

    @property
    def counts_from(self) -> date | None:
        """The day from which the period that its step begins counts; None: that of the act."""
        return None

    @property
    def given_until(self) -> date | None:
        """The last day that the act itself gives that period, where it gives a longer one."""
        return None

    @property
    def in_reaction_to(self) -> str | None:
        """The key of the reaction (`domain.reaction`) that this event came of."""
        return None

    def begins(self, case: Any) -> "Iterable[NamedTerm]":
        """Periods that the regulation names and that begin to count with this event."""
        return ()

    @property
    def contests(self) -> str:
        """The stream with id of the case whose decision it is against; "" where it is against
        none."""
        return ""

    def closes(self) -> "Iterable[str]":
        """Keys of the periods that end with it; the end of a case ends only its own period."""
        return (MAIN,) if self.final else ()

    def evolve(self, case: Any, context: Context) -> Any:
        return case
