"""The application as the facts so far describe it."""

from datetime import date
from typing import Any

from msgspec import Struct

from domain.application.form import Form
from domain.case import Case
from domain.divisions import recommending_unit
from domain.refusal import Text
from domain.working_days import Period, WorkCalendar, last_day

NOBODY = "000000"


class Round(Struct, frozen=True):
    """A correction asked for: every defect, and the applicant's term."""

    defects: tuple[str, ...]
    term: Period


class Publicised(Struct, frozen=True):
    """Where and how long this entry is publicised. `number` is that of its own publicity, where it
    was publicised anew; an interrupted one does not count as run."""

    batch: str
    list_no: str
    period: Period
    number: str | None = None
    interrupted: bool = False


class Application(Case, frozen=True):
    """`owner` is the applicant's credit code; `holds` are the claims to give back at the end."""

    owner: str = ""
    batch: str | None = None
    form: Form = Form()
    submitted_on: date | None = None
    submissions: int = 0
    correction: Round | None = None
    publicised: Publicised | None = None
    score: int | None = None
    holds: tuple[str, ...] = ()

    def territory(self, name: str, day: date) -> str | None:
        """The owner, the division itself, or the bureau that it maps to on the day of submission
        (Inv. 1)."""
        match name:
            case "owner":
                return self.owner
            case "division":
                return self.form.division_code
        return recommending_unit(self.form.division_code or "", self.submitted_on or day)

    def seat(self, day: date) -> str | None:
        """A draft is before nobody yet."""
        if self.submitted_on is None:
            return NOBODY
        return self.territory("recommending_unit", day)

    def ends(self, period: str, calendar: WorkCalendar, command: Any) -> tuple[date, ...]:
        running = {
            "publicity": self.publicised and self.publicised.period,
            "correction": self.correction and self.correction.term,
        }[period]
        return (last_day(running, calendar),) if running else ()

    def wanting(self, period: str) -> Text | None:
        """A publicity that never was, or that was interrupted, is not over (Inv. 27)."""
        if period != "publicity":
            return None
        if self.publicised is None:
            return Text("未经公示", "never publicised")
        return (
            Text("公示已中断", "the publicity is interrupted")
            if self.publicised.interrupted
            else None
        )
