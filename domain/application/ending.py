"""Withdraws or terminates an application, or changes its data. Domain.md A30 to A32."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from domain.application.adverse import Adverse, Ended
from domain.application.case import Application
from domain.application.claiming import let_go
from domain.application.form import Form, Line
from domain.application.identity import identity_changed
from domain.application.organisations import named_twice
from domain.application.own_fields import ill_filled, left_empty
from domain.card import Card
from domain.case import Command
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal


class WithdrawApplication(Command, frozen=True, kw_only=True):
    """撤回申报, by the applicant, before recognition."""

    at_any_time = True
    reason: Reason

    def decide(self, matter: Matter[Application]) -> "ApplicationWithdrawn":
        return ApplicationWithdrawn(reason=self.reason)

    def entails(self, matter: Matter[Application]) -> Iterable[tuple[str, Command]]:
        return let_go(matter)


class ApplicationWithdrawn(Event, frozen=True, kw_only=True, tag="application-withdrawn"):
    reason: str

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, holds=())


class TerminateProcedure(Adverse, frozen=True, kw_only=True):
    """终止: the applicant is dissolved or no longer eligible, or falsification was found."""

    at_any_time = True
    ground: Literal["DISSOLVED", "ELIGIBILITY_LOST", "FALSIFICATION"]

    def decide(self, matter: Matter[Application]) -> "ProcedureTerminated":
        return self.as_event(ProcedureTerminated)


class ProcedureTerminated(Ended, frozen=True, kw_only=True, tag="procedure-terminated"):
    ground: str


class Consent(Struct, frozen=True, forbid_unknown_fields=True):
    """同意: which organ's official agreed to the change, on what document."""

    organ: Line
    official: Line
    document_no: Line


class ChangeApplicationData(Command, frozen=True, kw_only=True):
    """变更申报信息: the whole form anew, with the organ's consent. What identifies the application
    (unit, industry, division, name) stays; another unit or industry is another application."""

    at_any_time = True
    form: Form
    reason: Reason
    consent: Consent

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        yield from identity_changed(matter, self.form)
        yield from named_twice(self.form)
        yield from ill_filled(matter, self.form)
        yield from left_empty(matter, self.form)

    def decide(self, matter: Matter[Application]) -> "ApplicationDataChanged":
        return ApplicationDataChanged(form=self.form, reason=self.reason, consent=self.consent)


class ApplicationDataChanged(Event, frozen=True, kw_only=True, tag="application-data-changed"):
    form: Form
    reason: str
    consent: Consent

    @property
    def card(self) -> Card:
        return self.form.card

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, form=self.form)
