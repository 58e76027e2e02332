"""Recusal requests: an applicant asks to keep a body or a person away from its review."""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.application.case import Application
from domain.application.form import Avoid
from domain.case import Command
from domain.context import Context
from domain.event import Event
from domain.folding import folded
from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule


class RequestRecusal(Command, frozen=True, kw_only=True):
    """申请回避: the draw leaves out whoever works for a named body. A named person is shown to the
    organ, which decides; so is whatever is asked for after the draw."""

    at_any_time = True
    request: Avoid

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        if (self.request.body is None) == (self.request.person is None):
            yield file_rule(
                "recusal-request",
                "申请回避写明单位或者人员",
                Text("单位和人员", "a body and a person, or neither"),
                Text("其中一项", "one of the two"),
                "form",
                ("/request/body", "/request/person"),
            )

    def decide(self, matter: Matter[Application]) -> "RecusalRequested":
        return RecusalRequested(request=self.request)


class RecusalRequested(Event, frozen=True, kw_only=True, tag="recusal-requested"):
    request: Avoid

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, recusal_requests=(*case.recusal_requests, self.request))


def requests(case: Application) -> tuple[Avoid, ...]:
    """All recusal requests of an application, with its form and later."""
    return (*case.form.recusal_requests, *case.recusal_requests)


def avoided(case: Application) -> frozenset[str]:
    """The bodies that the applicant has named, folded."""
    return frozenset(folded(one.body) for one in requests(case) if one.body)
