"""State of a centre's case file, and what is kept of each of its years."""

from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from domain.case import Case
from domain.divisions import Divisions


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


class Centre(Case, frozen=True):
    """State of a centre: recognised on a day, or under construction since one (`started_on`) and
    not recognised. It keeps no version of the regulation: what is done about it is decided under
    the one in force on the day. `division` is the code of the bureau that recommends for its
    place, or of the organ that stamps there; `stage_before_end` the stage that a reversal restores
    (Inv. 64)."""

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
    stage_before_end: str | None = None
    years: tuple[CentreYear, ...] = ()

    def year(self, year: int) -> CentreYear:
        """What is kept of a year; of one about which nothing was done, nothing."""
        kept = (one for one in self.years if one.year == year)
        return next(kept, CentreYear(year=year))

    def with_year(self, changed: CentreYear) -> "Centre":
        others = (one for one in self.years if one.year != changed.year)
        return replace(self, years=tuple(sorted((*others, changed), key=lambda one: one.year)))

    def seat(self, day: date) -> str | None:
        return self.division

    def territory(self, name: str, day: date, places: Divisions) -> str | None:
        return self.owner if name == "owner" else self.division
