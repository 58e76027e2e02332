"""Records what a centre does (活动记录), by the duty areas of its regulation. SC 4, IM 4, N-03 to
N-06."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from domain.case import Command
from domain.centre.case import AreaActivity, Centre, FollowedProject, ProjectStage
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.own_step import StepReason, under_own_step
from domain.refusal import Refusal, Text
from domain.regulation.serving import ActivityKind, Delivery
from domain.typed_text import ActDay, ShortText
from domain.words import joined, value_words


class Recipient(Struct, frozen=True, forbid_unknown_fields=True):
    """A unit that was served. `related`: it is the builder itself or one of its affiliates."""

    name: ShortText
    related: bool = False


class ProjectProgress(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a project of conversion stands after the activity."""

    name: ShortText
    stage: ProjectStage


class ActivityRecorded(Event, frozen=True, kw_only=True, tag="activity-recorded"):
    correctable = ("title", "held_on", "summary", "head_count", "occurred_on", "effective_on")

    duty_area: str
    activity: ActivityKind
    title: str
    held_on: date
    summary: str
    delivery: Delivery | None = None
    public_service: bool = False
    recipients: tuple[Recipient, ...] = ()
    head_count: int = 0
    project: ProjectProgress | None = None

    def evolve(self, case: Centre, context: Context) -> Centre:
        year = case.year(self.held_on.year)
        case = case.with_year(replace(year, activities=self.counted_in(year.activities)))
        return case.with_project(self.followed()) if self.project else case

    def counted_in(self, before: tuple[AreaActivity, ...]) -> tuple[AreaActivity, ...]:
        """The counts of the year with this activity."""
        of = (self.duty_area, self.activity)
        found = next((one for one in before if (one.duty_area, one.activity) == of), None)
        counted = (found or AreaActivity(duty_area=self.duty_area, activity=self.activity)).and_one(
            public=self.public_service,
            head_count=self.head_count,
            served=len({one.name for one in self.recipients}),
            external=len({one.name for one in self.recipients if not one.related}),
        )
        return (*(one for one in before if one is not found), counted)

    def followed(self) -> FollowedProject:
        assert self.project
        return FollowedProject(
            name=self.project.name,
            duty_area=self.duty_area,
            project_stage=self.project.stage,
            followed_on=self.held_on,
        )


ON_NO_DAY = StepReason(
    Text("活动日 {held}", "held on {held}"),
    Text("{since} 至 {day}", "{since} to {day}"),
    ("/held_on",),
)
PROJECT_UNFIT = StepReason(
    Text("项目与活动类别不一致", "the project does not fit the kind of activity"),
    Text("项目跟踪写明项目及其进展", "a project, with its stage, where one is followed"),
    ("/project",),
)


class RecordActivity(Command, frozen=True, kw_only=True):
    """记载履行职责的活动: in which area, how it was carried out, for whom. `public_service` marks a
    公共服务; a project of conversion says how far it is."""

    at_any_time = True
    recorded_as = ActivityRecorded

    duty_area: ShortText
    activity: ActivityKind
    title: ShortText
    held_on: ActDay
    summary: Reason
    delivery: Delivery | None = None
    public_service: bool = False
    recipients: Annotated[tuple[Recipient, ...], Meta(max_length=500)] = ()
    head_count: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    project: ProjectProgress | None = None

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        yield from self.in_no_area(matter)
        yield from self.delivered_otherwise(matter)
        yield from self.on_no_day_of_the_centre(matter)
        yield from self.without_project(matter)

    def in_no_area(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        """Refuses an area that the regulation does not name, where it names any."""
        areas = matter.rules.text.duty
        if areas and all(one.code != self.duty_area for one in areas):
            known = joined(Text(f"{one.code} {one.zh}", f"{one.code} {one.en}") for one in areas)
            asked = Text(f"职责 {self.duty_area}", f"duty area {self.duty_area}")
            yield from under_own_step(matter, asked, known, fields=("/duty_area",))

    def delivered_otherwise(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        """Refuses a way that the regulation does not name; without one where it names some."""
        serving = matter.rules.text.serving
        ways, step = serving.delivery if serving else (), matter.step(type(self).__name__)
        if step and self.delivery not in (ways or (None,)):
            given = value_words(self.delivery, "delivery") if self.delivery else None
            known = joined(value_words(one, "delivery") for one in ways)
            allowed = known if ways else Text("不填", "nothing")
            rule = (serving and serving.delivery_rule) or step.rule
            asked = given or Text("未填实施方式", "no way of delivery is given")
            yield matter.rules.refuse(rule, asked, allowed, "form", ("/delivery",))

    def on_no_day_of_the_centre(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        since = matter.case.began_on
        if self.held_on > matter.day or (since and self.held_on < since):
            yield from ON_NO_DAY.said(matter, held=self.held_on, since=since, day=matter.day)

    def without_project(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        if (self.activity == "PROJECT") != (self.project is not None):
            yield from PROJECT_UNFIT.said(matter)
