"""Decisions that end an application against the applicant; its claims are free again."""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.adverse import AdverseDecided, AdverseDecision
from domain.application.case import Application
from domain.application.claiming import let_go
from domain.case import Command
from domain.context import Context
from domain.matter import Matter


class Adverse(AdverseDecision, frozen=True, kw_only=True):
    """A decision that ends the application against the applicant."""

    def entails(self, matter: Matter[Application]) -> Iterable[tuple[str, Command]]:
        return let_go(matter)


class Ended(AdverseDecided, frozen=True, kw_only=True):
    """An application is ended against the applicant: its claims are free again."""

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, holds=())
