"""Base type of every event: what happened, and what follows from it for its case."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from msgspec import Struct

from domain.awaiting import Awaiting
from domain.bookkeeping import Served
from domain.card import Card
from domain.context import Context
from domain.corrected import Corrected
from domain.parts import Part
from domain.running import MAIN, NamedTerm, Running, TermElsewhere


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
    def awaiting(self) -> Awaiting | None:
        """What waits in a part of the case after it, or waits no more; None: it changes nothing
        about that."""
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

    @property
    def acted_within(self) -> TermElsewhere | None:
        """The period of another case in which this was done, so that it need not be done again;
        None: there is none."""
        return None

    @property
    def lets_run_on(self) -> TermElsewhere | None:
        """The period of another case that runs on after this, as if nothing had been done in it."""
        return None

    @property
    def decision_contested(self) -> str:
        """The type of the decision that it is against; "" where it is against none."""
        return ""

    @property
    def laid_before(self) -> str:
        """The organ before which it lays a draft that nobody else has; "" where it lays none."""
        return ""

    @property
    def finds(self) -> str:
        """The type of the violation that it establishes; "" where it establishes none."""
        return ""

    def still_to_find(self, before: tuple[int, ...]) -> tuple[int, ...]:
        """The numbers of what is still to be found put right in its proceeding after this."""
        return before

    def closes(self) -> "Iterable[str]":
        """Keys of the periods that end with it; the end of a case ends only its own period."""
        return (MAIN,) if self.final else ()

    def evolve(self, case: Any, context: Context) -> Any:
        return case
