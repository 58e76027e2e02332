"""Remedies against the refusal of an application, in every regime: who files, who decides."""

from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from domain.case import Case
from domain.context import Actor
from domain.regulation.model import Step
from domain.remedy.case import Remedy
from domain.remedy.deciding import (
    AdmitRemedy,
    ExtendRemedy,
    RefuseRemedy,
    ReverseDecision,
    SuspendExecution,
    UpholdDecision,
    WithdrawRemedy,
)
from domain.remedy.filing import (
    FileReconsideration,
    FileRemedy,
    FileReview,
    FileSuit,
)
from domain.remedy.taken_elsewhere import RecordRemedy
from tests.support.asking import Ask, do
from tests.support.road import Road
from tests.support.world import DAY, World

DECISION = "acceptance-refused"
FILING: dict[str, type[FileRemedy]] = {
    "REVIEW": FileReview,
    "RECONSIDERATION": FileReconsideration,
    "SUIT": FileSuit,
}
ROLES = {"RECONSIDERATION": "REVIEW", "SUIT": "COURT"}
"""Who decides from outside, by the kind of remedy."""


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def refused_application(road: Road, **said: Any) -> World:
    """The application is not accepted; that is served on the same day."""
    world = road.at("SubmitApplication")
    do(world, road.asks["RefuseAcceptance"].saying(served_on=DAY, **said))
    return world


def unit(road: Road) -> Actor:
    return road.asks["SubmitApplication"].actor


def organ(road: Road) -> str:
    return road.asks["RefuseAcceptance"].actor.organ


def official(road: Road) -> Actor:
    """Another person of the organ that decided, who handles remedies."""
    refuses = road.asks["RefuseAcceptance"].actor
    return Actor("remedies.official", refuses.role, refuses.organ, ("remedies",))


def examiner(road: Road, kind: str) -> Actor:
    """Who decides on a remedy of that kind: the organ itself, or one from outside."""
    role = ROLES.get(kind)
    return Actor(f"{role}.1", role, organ(road), ("remedies",)) if role else official(road)


def filed(road: Road, kind: str, **said: Any) -> Ask:
    """The remedy of the unit against the refusal of the application a1."""
    fields: dict[str, Any] = {
        "regime": road.code,
        "case": "applications/a1",
        "decision": DECISION,
        "served_on": DAY,
        "complaint": "请求撤销不予受理决定",
    }
    return on_remedy(FILING[kind](**(fields | said)), unit(road))


def recorded(road: Road, kind: str, on: date, **said: Any) -> Ask:
    """The organ records that another took the remedy on that day."""
    fields: dict[str, Any] = {
        "regime": road.code,
        "case": "applications/a1",
        "decision": DECISION,
        "served_on": DAY,
        "complaint": "见受理通知",
        "taken_as": kind,
        "filed_on": on,
    }
    return on_remedy(RecordRemedy(**(fields | said)), official(road))


def on_remedy(command: Any, actor: Actor, id: str = "r1") -> Ask:
    return Ask(command=command, actor=actor, document_no="救1号", stream="remedies", id=id)


def examined(road: Road, kind: str, on: date) -> dict[str, Ask]:
    """Every act on a remedy of that kind, by whom it belongs to, served on that day."""
    judged: dict[str, Any] = {"reason": "经审查", "served_on": on}
    commands = (
        *(AdmitRemedy(), RefuseRemedy(**judged), UpholdDecision(**judged)),
        *(ReverseDecision(**judged), SuspendExecution(reason="涉及公共利益")),
        ExtendRemedy(reason="情况复杂"),
    )
    acts = {type(one).__name__: on_remedy(one, examiner(road, kind)) for one in commands}
    return acts | {"WithdrawRemedy": on_remedy(WithdrawRemedy(reason="已经协商"), unit(road))}


def remedy_at(road: Road, kind: str, *acts: str, on: date = DAY, **said: Any) -> World:
    """A remedy of that kind that was filed, and came on by these acts, on one day."""
    world = refused_application(road)
    do(world, filed(road, kind, **said), on)
    for name in acts:
        do(world, examined(road, kind, on)[name], on)
    return world


def remedy_in(world: World, id: str = "r1") -> Remedy:
    found: Case = world.case("remedies", id)
    assert isinstance(found, Remedy)
    return found


def steps_of(road: Road, kind: str) -> list[Step]:
    """The steps of a remedy of that kind after it was filed."""
    return [
        step
        for step in road.rules.text.step
        if step.stream == "remedies" and step.during and step.by
        if step.channel in (None, kind)
    ]


def reverse_by_remedy(
    world: World, road: Road, on: date, id: str = "r1", by: Actor | None = None, **against: Any
) -> None:
    """A decision is contested by its unit and reversed by a reconsideration, all on one day."""
    who = by or unit(road)
    ask = filed(road, "RECONSIDERATION", **against)
    do(world, replace(ask, actor=who, id=id), on)
    judge = Actor("REVIEW.1", "REVIEW", remedy_in(world, id).organ, ("remedies",))
    for name in ("AdmitRemedy", "ReverseDecision"):
        ask = examined(road, "RECONSIDERATION", on)[name]
        do(world, replace(ask, actor=judge, id=id), on)
