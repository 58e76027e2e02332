"""Record: a stored event with its context, its command and what the decision read."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Generic, Self, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from domain.bookkeeping import DecidedAgainst, HeldPlace, Reserved
from domain.case import Case, Command
from domain.context import Context, Raised
from domain.event import Event
from domain.proceeding import Proceeding, with_proceeding
from domain.running import NamedTerm, Running, term_key

E = TypeVar("E")
C = TypeVar("C")


class RecordOf(Struct, Generic[E, C], frozen=True, kw_only=True, omit_defaults=True):
    """Fields of a record, with event and command decoded or still as raw JSON.

    `reads` maps stream id to the version that was read, by this decision and those it entails
    (earlier releases stored on every record what its whole act had read); `regulation` and
    `calendar` are the SHA-256 of the texts under which it was decided; `basis` lists the rule ids;
    `duty` is the separated duty in which the actor acted, `decided_by` the body whose minutes the
    act names; `area` is the regime and the division
    that the case was before after this event ("SC.510100"), or the authority's own for an inward
    event: it decides which bureau may see it; `flags` are what the regulation wants noted;
    `opened` are the periods that the regulation names and this act begins or changes, `closed` the
    names of those that it ends (`annual/2026`); `taken` are the places that it takes under quotas,
    `returned` the counts that it gives one back to.
    """

    event: E
    context: Context
    command: C
    basis: tuple[str, ...] = ()
    duty: str | None = None
    decided_by: str | None = None
    area: str = ""
    flags: tuple[Raised, ...] = ()
    reads: dict[str, int] = {}
    regulation: str | None = None
    calendar: str | None = None
    opened: tuple[NamedTerm, ...] = ()
    closed: tuple[str, ...] = ()
    taken: tuple[HeldPlace, ...] = ()
    returned: tuple[str, ...] = ()


class Record(RecordOf[Event, Command], frozen=True):
    """A stored event: with its context, the command, and the versions that the decision read."""

    def opens(self) -> Iterable[Running]:
        """Periods that begin with this act: the event's own, and those the regulation names."""
        yield from self.event.opens()
        yield from (term.running for term in self.opened if term.running)

    def closes(self) -> Iterable[str]:
        """Keys of the periods that end with this act."""
        yield from self.event.closes()
        yield from map(term_key, self.closed)

    def evolve(self, case: Case) -> Case:
        """The case after this record. It trusts history: nothing is checked here."""
        case = self.event.evolve(case, self.context)
        return replace(
            case,
            stage=self.event.stage or case.stage,
            final=self.event.final if self.event.stage else case.final,
            periods=self.periods_after(case),
            places=(*(p for p in case.places if p.count not in self.returned), *self.taken),
            flags=(*case.flags, *(flag for flag in self.flags if flag not in case.flags)),
            consents=case.consents if self.event.consenting or self.event.aside else (),
            against_unit=self.against_unit_after(case),
            **self.acted(case),
            **self.numbered(case),
        )

    def acted(self, case: Case) -> dict[str, Any]:
        """What was done and who did it, after this record: in the case, or in its proceeding."""
        name = type(self.command).__name__
        if self.event.within:
            id, stage = self.event.within
            person, duty = self.context.actor.person, self.duty
            changed = self.proceeding_in(case, id).acted(name, stage, person, duty)
            return {"proceedings": with_proceeding(case.proceedings, changed)}
        done = tuple(one for one in case.done if one not in self.event.undoes)
        return {
            "done": done if name in done else (*done, name),
            "times": self.repeated(case, name),
            "duties": self.duties_after(case.duties),
        }

    def counted(self, case: Case) -> Case:
        """The case after this record where a later one has struck it out: nothing of it is in
        force, but it happened. It is numbered, it keeps its day, and who decided it did."""
        return replace(case, **self.counted_duties(case), **self.numbered(case))

    def counted_duties(self, case: Case) -> dict[str, Any]:
        """The duties that persons have done in the case, or in its proceeding, with this one."""
        if self.event.within is None:
            return {"duties": self.duties_after(case.duties)}
        id, _ = self.event.within
        if (begun := case.proceeding(*id.split("/", 1))) is None:
            return {}
        changed = replace(begun, duties=self.duties_after(begun.duties))
        return {"proceedings": with_proceeding(case.proceedings, changed)}

    def duties_after(self, before: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """The separated duties that persons have done, with this one."""
        if not self.duty or (acted := (self.context.actor.person, self.duty)) in before:
            return before
        return (*before, acted)

    def proceeding_in(self, case: Case, id: str) -> Proceeding:
        """The proceeding of that id; a new one where it begins with this event."""
        kind, _, key = id.partition("/")
        begins = self.context.occurred_on
        return case.proceeding(kind, key) or Proceeding(
            kind=kind, key=key, stage="", began_on=begins, regulation=self.regulation or ""
        )

    def against_unit_after(self, case: Case) -> tuple[DecidedAgainst, ...]:
        """The decisions against the unit that stand after this act."""
        if (served := self.event.served) is None:
            return case.against_unit
        tag, actor = str(self.event.__struct_config__.tag), self.context.actor
        who, unit = (actor.organ, actor.person), getattr(case, "owner", "")
        version, day = case.version + 1, self.context.occurred_on
        one = DecidedAgainst(version, tag, *who, day, served, unit)
        return (*case.against_unit, one)

    def repeated(self, case: Case, name: str) -> tuple[tuple[str, int], ...]:
        """How often each step was done by now that was done more than once."""
        times = {one: n for one, n in case.times if one not in self.event.undoes}
        if name in case.done and name not in self.event.undoes:
            times[name] = times.get(name, 1) + 1
        return tuple(times.items())

    def periods_after(self, case: Case) -> tuple[NamedTerm, ...]:
        """The named periods after this act: those begun anew in place of earlier ones."""
        begun = {term.own_name for term in self.opened}
        kept = (term for term in case.periods if term.own_name not in begun)
        ended = (replace(one, over=True) if one.own_name in self.closed else one for one in kept)
        return (*ended, *self.opened)

    def numbered(self, case: Case) -> dict[str, Any]:
        """The case's version, its reserved events and its last days, after this record."""
        version, reserved, actor = case.version + 1, case.reserved, self.context.actor
        if self.event.part or actor.role == "EXPERT":
            do = type(self.command).__name__
            one = Reserved(version, self.event.part, actor.person, do, self.duty)
            reserved = (*reserved, one)
        day = date.min if self.event.aside else self.context.occurred_on
        open_day = date.min if self.event.part else day
        back = (version,) if self.event.reaches_back else ()
        return {
            "reaching": (*case.reaching, *back),
            "version": version,
            "reserved": reserved,
            "last_day": max(case.last_day, day),
            "last_open_day": max(case.last_open_day, open_day),
        }

    def stamped(self, **changes: object) -> Self:
        return replace(self, **changes)
