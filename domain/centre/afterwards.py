"""Withdraws the plaque of a centre that has ended (收回牌匾), and frees its name (停止使用名称).
Domain.md C23."""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from domain.case import Command
from domain.centre.case import Centre
from domain.centre.name import release_name
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal, Text


class PlaqueWithdrawn(Event, frozen=True, kw_only=True, tag="plaque-withdrawn"):
    correctable = ("note", "occurred_on", "effective_on", "document_no")

    note: str

    def evolve(self, case: Centre, context: Context) -> Centre:
        return replace(case, plaque_withdrawn_on=context.occurred_on)


class WithdrawPlaque(Command, frozen=True, kw_only=True):
    """收回牌匾 after an end."""

    recorded_as = PlaqueWithdrawn

    note: Reason

    @classmethod
    def beforehand(cls, matter: Matter[Centre]) -> Iterable[Refusal]:
        return done_already(matter, cls, matter.case.plaque_withdrawn_on)


class NameGivenUp(Event, frozen=True, kw_only=True, tag="name-given-up"):
    note: str

    def evolve(self, case: Centre, context: Context) -> Centre:
        return replace(case, name_given_up_on=context.occurred_on)


class StopUsingName(Command, frozen=True, kw_only=True):
    """停止使用名称 after an end, once no remedy is open any more: the name is free for others."""

    recorded_as = NameGivenUp

    note: Reason

    @classmethod
    def beforehand(cls, matter: Matter[Centre]) -> Iterable[Refusal]:
        return done_already(matter, cls, matter.case.name_given_up_on)

    def entails(self, matter: Matter[Centre]) -> Iterable[tuple[str, Command]]:
        return release_name(matter)


def done_already(matter: Matter[Centre], do: type[Command], day: date | None) -> Iterable[Refusal]:
    """Refuses to do it again: once after each end."""
    step = matter.step(do.__name__)
    if step and day:
        asked = Text(f"已于 {day} 办理", f"done already on {day}")
        once = Text("终止后办理一次", "once after an end")
        yield matter.rules.refuse(step.rule, asked, once, "order", over=True)
