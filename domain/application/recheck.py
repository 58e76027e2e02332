"""Rechecks an application at the province (复核). SC 7(3)."""

from domain.application.adverse import Adverse, Ended
from domain.application.case import Application
from domain.case import Command
from domain.context import Reason
from domain.event import Event
from domain.matter import Matter


class StartRecheck(Command, frozen=True, kw_only=True):
    """开始复核."""

    def decide(self, matter: Matter[Application]) -> "RecheckStarted":
        return RecheckStarted()


class RecheckStarted(Event, frozen=True, kw_only=True, tag="recheck-started"):
    pass


class PassRecheck(Command, frozen=True, kw_only=True):
    """复核通过, with its findings."""

    findings: Reason

    def decide(self, matter: Matter[Application]) -> "RecheckPassed":
        return RecheckPassed(findings=self.findings)


class RecheckPassed(Event, frozen=True, kw_only=True, tag="recheck-passed"):
    findings: str


class FailRecheck(Adverse, frozen=True, kw_only=True):
    """复核不通过."""

    def decide(self, matter: Matter[Application]) -> "RecheckFailed":
        return RecheckFailed(reason=self.reason, served_on=self.served_on, remedies=self.remedies)


class RecheckFailed(Ended, frozen=True, kw_only=True, tag="recheck-failed"):
    pass
