"""The next sensible step in a panel's work, in the random histories."""

from datetime import date, timedelta
from random import Random

from domain.application.case import Application
from domain.batch.case import Batch
from domain.panel import Panel
from tests.support.asking import Ask
from tests.support.road import Road
from tests.support.sichuan import POOL
from tests.support.world import World

ASIDE = frozenset(
    {
        *("SubmitScore", "RecuseExpert", "RecuseOneself", "DissolvePanel"),
        *("RecordRelation", "DeclareRelation"),
    }
)
BY_ID = {actor.person: actor for actor in POOL}


def appointment(road: Road, world: World, batch: str, day: date, luck: Random) -> Ask:
    """A panel for all of the batch who have none, or for one of them."""
    file = world.states[f"batches/{batch}"]
    assigned = road.step("AssignPanel")
    assert isinstance(file, Batch) and assigned
    waiting = [
        name.removeprefix("applications/")
        for name, case in world.states.items()
        if isinstance(case, Application)
        and (case.batch, case.panel, case.reviewed) == (batch, None, False)
        and case.stage in assigned.during
    ]
    chosen = waiting if luck.random() < 0.7 else waiting[:1]
    return (
        road.asks["AppointPanel"]
        .on(batch)
        .saying(
            panel_no=f"P{len(file.panels) + 1}",
            applications=tuple(chosen) or ("a1",),
            fields=(),
            size=luck.choice([3, 3, 5]),
            scores_by=day + timedelta(days=luck.choice([2, 10, 30])),
        )
    )


def seat(world: World, case: Application) -> tuple[Batch, Panel] | None:
    batch = world.states.get(f"batches/{case.batch}")
    panel = batch.panel(case.panel) if isinstance(batch, Batch) else None
    return (batch, panel) if isinstance(batch, Batch) and panel else None


def towards_the_result(
    road: Road, world: World, id: str, case: Application, luck: Random
) -> Ask | None:
    """A member who has not declared does, one who has not scored does, else the chair speaks."""
    found = seat(world, case)
    if found is None:
        return None
    batch, panel = found
    members = batch.members(panel)
    for member in members:
        if member not in panel.declared:
            declare = road.asks["DeclareNoConflict"].on(str(case.batch))
            return declare.by(road.member(BY_ID[member])).saying(panel_no=panel.panel_no)
    if silent := [member for member in members if case.sheet(member) is None]:
        return scoring(road, id, panel, luck.choice(silent), luck)
    if not members:
        return None
    return road.asks["CompleteExpertReview"].on(id).by(road.member(BY_ID[members[0]]))


def scoring(road: Road, id: str, panel: Panel, member: str, luck: Random) -> Ask:
    most = (one.most for one in road.rules.text.criterion)
    points = [luck.choice([one - 501, one * 9 // 10, one]) for one in most]
    given = road.asks["SubmitScore"].on(id).by(road.member(BY_ID[member]))
    return given.saying(panel_no=panel.panel_no, sheet=road.sheet(*points))


def aside(
    road: Road, world: World, id: str, case: Application, name: str, luck: Random
) -> Ask | None:
    """Recusals, relations, a second sheet, a panel dissolved: about those who sit now."""
    found = seat(world, case)
    if found is None:
        return None
    batch, panel = found
    member = luck.choice([*batch.members(panel), *panel.order])
    match name:
        case "SubmitScore":
            return scoring(road, id, panel, member, luck)
        case "RecuseExpert":
            return road.asks[name].on(str(case.batch)).saying(expert=member)
        case "RecuseOneself":
            return road.asks[name].on(str(case.batch)).by(road.member(BY_ID[member]))
        case "DissolvePanel":
            return road.asks[name].on(str(case.batch)).saying(panel_no=panel.panel_no)
        case "RecordRelation":
            return road.asks[name].saying(expert=member, related_to=case.owner)
        case "DeclareRelation":
            return (
                road.asks[name]
                .by(road.member(BY_ID[member]))
                .saying(related_to=case.form.unit_name)
            )
    raise AssertionError(name)
