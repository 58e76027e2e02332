"""State of a centre's case file, and what is kept of each of its years."""

from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from domain.case import Case
from domain.centre.particulars import BuilderTransfer, CentreChange, Particulars
from domain.divisions import Divisions
from domain.regulation.serving import ActivityKind
from domain.typed_text import ActDay, ShortText

ProjectStage = Literal["MATCHED", "CONTRACTED", "CARRIED_OUT", "CONCLUDED", "GIVEN_UP"]


class Alert(Struct, frozen=True, kw_only=True):
    """What a centre owes and has not done, in words, and the rule that wants it."""

    rule: str
    zh: str
    en: str


class AreaActivity(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How often a centre did something of a kind in one area of its duties, how often as one of
    its public services; how many persons came, how many units were `served`, of them `external`
    ones."""

    duty_area: str
    activity: ActivityKind
    times: int = 0
    public_services: int = 0
    head_count: int = 0
    served: int = 0
    external: int = 0

    def and_one(self, public: bool, head_count: int, served: int, external: int) -> "AreaActivity":
        return replace(
            self,
            times=self.times + 1,
            public_services=self.public_services + public,
            head_count=self.head_count + head_count,
            served=self.served + served,
            external=self.external + external,
        )


class FollowedProject(Struct, frozen=True, kw_only=True):
    """A project of conversion that the centre follows, and how far it was when it was last looked
    at."""

    name: str
    duty_area: str
    project_stage: ProjectStage
    followed_on: date

    @property
    def is_over(self) -> bool:
        return self.project_stage in ("CONCLUDED", "GIVEN_UP")


class ServiceCatalogue(Struct, frozen=True):
    """公共服务目录: the number of its version, the day of the first and of this one, and where it
    is published."""

    number: int
    first_on: date
    published_on: date
    published_at: str


class CentreYear(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a centre has filed about a year, and how it was evaluated. `late`: its paper came when
    it was overdue; `sent_straight_on` is the day of one that was not sent through the local
    bureau, `plan_on` that of the plan of services for it."""

    year: int
    paper_on: date | None = None
    sent_straight_on: date | None = None
    late: bool = False
    grade: str | None = None
    evaluated_on: date | None = None
    plan_on: date | None = None
    activities: tuple[AreaActivity, ...] = ()


class ReplyLetter(Struct, frozen=True, forbid_unknown_fields=True):
    """复函: number, day and addressee of a letter that supports a centre and recognises none."""

    number: ShortText
    dated: ActDay
    addressee: ShortText


class Branch(Struct, frozen=True, kw_only=True):
    """A branch of a centre that was registered, where its regime lets it."""

    name: str
    place: str
    since: date


class Rectification(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a centre has to put right, until when; `verified` are the numbers of the items that
    were found so, `ordered_in` the stage in which the order found the centre."""

    number: int
    grounds: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    until: date | None = None
    ordered_in: str = ""
    reported_on: date | None = None
    verified: tuple[int, ...] = ()


class CentreMilestone(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a centre under construction has to have done by a day, by its own timetable."""

    number: int
    title: str
    due: date
    reported_on: date | None = None


class CentreFunds(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """专项资金 over all projects of a centre: their ids, the special money paid (`support`) and the
    matching money kept (`match`), in fen, the day from which the support's term counts, the
    last one on which some of it was paid, and the projects that were settled."""

    projects: tuple[str, ...] = ()
    support: int = 0
    match: int = 0
    support_start: date | None = None
    last_paid_on: date | None = None
    settled: tuple[str, ...] = ()


class Centre(Case, frozen=True):
    """State of a centre: recognised on a day, or under construction since one (`started_on`) and
    not recognised, with the `milestones` of its timetable. One that runs without a recognition says
    since when, or by which `letter` it is supported; a later recognition leaves both there. It
    keeps no version of the regulation: what is done about it is decided under the one in force on
    the day. `plaque_withdrawn_on` and `name_given_up_on` are days after its end, until it is
    restored. `division` is the code of the bureau that recommends for its place, or of the organ
    that stamps there; `particulars` are those that have changed since."""

    keeps_text = False
    ends_hold = True

    application: str = ""
    owner: str = ""
    name: str = ""
    builder: str = ""
    industry: str = ""
    division: str = ""
    level: str = ""
    recognised_on: date | None = None
    started_on: date | None = None
    operating_since: date | None = None
    letter: ReplyLetter | None = None
    dissolved_on: date | None = None
    years: tuple[CentreYear, ...] = ()
    rectifications: tuple[Rectification, ...] = ()
    branches: tuple[Branch, ...] = ()
    catalogue: ServiceCatalogue | None = None
    priced_on: date | None = None
    particulars: Particulars = Particulars()
    changes: tuple[CentreChange, ...] = ()
    transfers: tuple[BuilderTransfer, ...] = ()
    projects: tuple[FollowedProject, ...] = ()
    milestones: tuple[CentreMilestone, ...] = ()
    plaque_withdrawn_on: date | None = None
    name_given_up_on: date | None = None
    funds: CentreFunds = CentreFunds()

    def year(self, year: int) -> CentreYear:
        """What is kept of a year; of one about which nothing was done, nothing."""
        kept = (one for one in self.years if one.year == year)
        return next(kept, CentreYear(year=year))

    def with_year(self, changed: CentreYear) -> "Centre":
        others = (one for one in self.years if one.year != changed.year)
        return replace(self, years=tuple(sorted((*others, changed), key=lambda one: one.year)))

    @property
    def last_evaluated(self) -> CentreYear | None:
        """The last year that was evaluated."""
        return max((one for one in self.years if one.grade), key=lambda one: one.year, default=None)

    @property
    def began_on(self) -> date | None:
        """The day of recognition, or of the construction's start."""
        return self.recognised_on or self.started_on

    def with_project(self, followed: FollowedProject) -> "Centre":
        """One of an earlier day than what is known of the project changes nothing."""
        known = [one for one in self.projects if one.name == followed.name]
        others = tuple(one for one in self.projects if one.name != followed.name)
        last = max((*known, followed), key=lambda one: one.followed_on)
        last = followed if last.followed_on == followed.followed_on else last
        return replace(self, projects=(*others, last))

    def change(self, number: int) -> CentreChange | None:
        return next((one for one in self.changes if one.number == number), None)

    def changed(self, wanted: Particulars) -> "Centre":
        """The centre once a change holds."""
        return replace(
            self,
            builder=wanted.builder or self.builder,
            name=wanted.name or self.name,
            industry=wanted.industry or self.industry,
            particulars=self.particulars.with_changes(wanted),
        )

    def rectification(self, number: int) -> Rectification | None:
        return next((one for one in self.rectifications if one.number == number), None)

    def with_rectification(self, changed: Rectification) -> "Centre":
        others = tuple(one for one in self.rectifications if one.number != changed.number)
        return replace(self, rectifications=(*others, changed))

    def milestone(self, number: int) -> CentreMilestone | None:
        return next((one for one in self.milestones if one.number == number), None)

    def seat(self, day: date) -> str | None:
        return self.division

    def territory(self, name: str, day: date, places: Divisions) -> str | None:
        return self.owner if name == "owner" else self.division
