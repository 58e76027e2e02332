"""Days of each step by regime and area: from the day on which a case came to a stage until the
decision by which it left it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from adapters.read_model.reader import Listed
from adapters.read_model.tallies import Tallies
from domain.context import UNITS
from projections.step_times import StepTimes, TakenStep
from services.access.scope import Conditions
from services.queries.pages import PagePlace, all_listed
from services.subscriptions.catalogue import STEP_TIMES

NO_OFFICE = UNITS | {"SYSTEM", "PUBLIC"}
"""Whose acts are no decisions: how long a unit takes is its own affair, and a timer takes none."""
CASES_AT_ONCE = 2_000


class TimedStep(NamedTuple):
    """A step of a regime: of an application, or of a kind of proceeding, the stage that it leads on
    from, and the command."""

    regulation: str
    proceeding: str
    stage: str
    command: str


DaysByStep = Mapping[TimedStep, Mapping[str, Sequence[int]]]


def days_of_steps(
    rows: Tallies,
    year: int,
    day: date,
    known: datetime | None,
    rights: Sequence[Conditions] | None,
) -> DaysByStep:
    """The days of each decision of a year, by step and division; as of a day, as known then."""

    def read(after: PagePlace | None, size: int) -> list[Listed]:
        return rows.page(
            STEP_TIMES,
            as_of=day,
            known_at=known,
            rights=rights,
            after=after or (f"{year:04}-", ""),  # what was moved in that year or later
            limit=size,
        )

    found: dict[TimedStep, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for listed in all_listed(read, CASES_AT_ONCE):
        row = STEP_TIMES.decoded(listed.row.decode())
        for one in decided_in(row, year):
            step = TimedStep(row.regulation, row.proceeding, one.stage, one.command)
            found[step][row.division].append(one.days)
    return found


def decided_in(row: StepTimes, year: int) -> Iterator[TakenStep]:
    """What offices have decided in that year."""
    return (one for one in row.steps if one.decided.year == year and one.role not in NO_OFFICE)
