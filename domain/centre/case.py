"""State of a centre's case file, and what is kept of each of its years."""

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from domain.case import Case
from domain.divisions import Divisions
from domain.typed_text import ActDay, ShortText


class CentreYear(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a centre has filed about a year, and how it was evaluated. `late`: its paper came when
    it was overdue; `sent_straight_on` is the day of one that was not sent through the local
    bureau."""

    year: int
    paper_on: date | None = None
    sent_straight_on: date | None = None
    late: bool = False
    grade: str | None = None
    evaluated_on: date | None = None


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


class Centre(Case, frozen=True):
    """State of a centre: recognised on a day, or under construction since one (`started_on`) and
    not recognised, with the `milestones` of its timetable. One that runs without a recognition says
    since when, or by which `letter` it is supported; a later recognition leaves both there. It
    keeps no version of the regulation: what is done about it is decided under the one in force on
    the day. `division` is the code of the bureau that recommends for its place, or of the organ
    that stamps there."""

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
    milestones: tuple[CentreMilestone, ...] = ()

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
