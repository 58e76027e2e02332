"""Reopens an application whose refusal or end was reversed (恢复办理). Domain.md A33; Inv. 64."""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from domain.application.case import Application
from domain.application.claiming import centre_name, held_before, holder_words
from domain.application.correcting import correcting
from domain.application.drafting import answering_application
from domain.application.listing import entry_publicity
from domain.case import CaseId, Command, stream_id
from domain.claim.lifecycle import Claim, ReserveClaim
from domain.context import Context, Reason
from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.remedy.carrying_out import closes_the_remedy, reversed_decision
from domain.remedy.deciding import CloseRemedy
from domain.reversing import Reversal
from domain.running import NamedTerm, Running
from domain.stopped_periods import own_period_stopped, terms_stopped
from domain.working_days import Period


class GoesOn(Struct, frozen=True):
    """The application's own period goes on: which one, and until when."""

    kind: str
    period: Period


class ApplicationReopened(Reversal, frozen=True, kw_only=True, tag="application-reopened"):
    """The end is out of force; what ran when it came runs again, with what was left of it."""

    remedy: str
    own: GoesOn | None = None
    terms: tuple[NamedTerm, ...] = ()

    def evolve(self, case: Application, context: Context) -> Application:
        if self.own is None:
            return case
        period = self.own.period
        match self.own.kind:
            case "answer":
                return replace(case, answer=period)
            case "correction" if case.correction:
                return replace(case, correction=replace(case.correction, term=period))
            case "publicity" if case.publicised:
                return replace(case, publicised=replace(case.publicised, period=period))
        return case

    def opens(self) -> Iterable[Running]:
        makers = {
            "answer": answering_application,
            "correction": correcting,
            "publicity": entry_publicity,
        }
        make = makers.get(self.own.kind) if self.own else None
        return (make(self.own.period),) if self.own and make else ()

    def begins(self, case: Application) -> Iterable[NamedTerm]:
        return self.terms


class ReopenApplication(Command, frozen=True, kw_only=True):
    """恢复办理: by the organ whose decision was reversed, citing the remedy. It stands where it
    stood, and takes its place and its name again."""

    at_any_time = True
    own_organ = True
    brings: ClassVar[tuple[type[Command], ...]] = (CloseRemedy,)
    entailing: ClassVar[tuple[type[Command], ...]] = (CloseRemedy,)

    remedy: CaseId
    reason: Reason

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        """Another organ than the one that has decided restores nothing."""
        step, organ = matter.step(cls.__name__), matter.context.actor.organ
        organs = [one.organ for one in matter.case.against_unit]
        if step and organs and organ not in organs:
            asked, right = Text(f"机关 {organ}", f"organ {organ}"), "、".join(organs)
            allowed = Text(f"作出决定的机关 {right}", f"the organ that decided: {right}")
            yield matter.rules.refuse(step.rule, asked, allowed, "who")

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        step = matter.step(type(self).__name__)
        if step is None or reversed_decision(matter) is None:
            return
        for claim in self.claims(matter):
            held = matter.reader.state("claims", claim)
            if isinstance(held, Claim) and held.holder not in (None, self.name(matter)):
                asked, allowed = holder_words(matter, claim, held.holder or "")
                yield matter.rules.refuse(step.rule, asked, allowed, "fact")

    def name(self, matter: Matter[Application]) -> str:
        return stream_id(matter.stream, matter.id)

    def struck(self, matter: Matter[Application]) -> int:
        """The version that the end has made."""
        decision = reversed_decision(matter)
        assert decision is not None, "the guard asks for it"
        return decision.version

    def claims(self, matter: Matter[Application]) -> tuple[str, ...]:
        """What the application held before its end and holds no more."""
        history = matter.reader.history(matter.stream, matter.id)
        before = held_before(history, self.struck(matter))
        return tuple(one for one in before if one not in matter.case.holds)

    def decide(self, matter: Matter[Application]) -> ApplicationReopened:
        history, version = matter.reader.history(matter.stream, matter.id), self.struck(matter)
        calendar = matter.reader.work_calendar()
        own = own_period_stopped(history, version, matter.day, calendar)
        return self.as_event(
            ApplicationReopened,
            of=(version,),
            own=GoesOn(own.kind, own.period) if own else None,
            terms=tuple(terms_stopped(history, version, matter.day, calendar)),
        )

    def takes_effect(self, matter: Matter[Application]) -> date:
        """What is reversed falls from its own first day on."""
        history = dict(matter.reader.history(matter.stream, matter.id))
        return history[self.struck(matter)].context.effective_on

    def entails(self, matter: Matter[Application]) -> Iterable[tuple[str, Command]]:
        yield from closes_the_remedy(matter)
        name = matter.reader.claim(*centre_name(matter))
        for claim in self.claims(matter):
            kind = "centre-name" if claim == name else "open-application"
            yield stream_id("claims", claim), ReserveClaim(kind=kind, holder=self.name(matter))
