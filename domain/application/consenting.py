"""A partner organ consents to a joint act on one application."""

from domain.application.case import Application
from domain.consenting import Consented, Consenting
from domain.matter import Matter


class ConsentToAct(Consenting, frozen=True, kw_only=True):
    """会签: a partner organ agrees to an act on this application, or does not."""

    consents_on = "applications"

    def decide(self, matter: Matter[Application]) -> "ActConsented":
        return ActConsented(**self.given())


class ActConsented(Consented, frozen=True, kw_only=True, tag="act-consented"):
    """A partner organ's word on an act on this application."""
