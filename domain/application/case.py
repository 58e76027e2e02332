"""State of an application, folded from its events."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any

from msgspec import Struct

from domain.application.form import Avoid, Form
from domain.application.objection import Objections
from domain.application.score_sheet import Mark, Sheet
from domain.case import Case, Command
from domain.context import Actor
from domain.divisions import Divisions
from domain.folding import folded
from domain.refusal import Text
from domain.working_days import Period, WorkCalendar, last_day

NOBODY = "000000"


class Round(Struct, frozen=True):
    """A correction that was requested: every defect, and the applicant's term. `asked_on` is the
    day of the request while nobody has recorded that it was received, from which its term of
    `length` days counts."""

    defects: tuple[str, ...]
    term: Period | None = None
    asked_on: date | None = None
    length: int = 0


class Publicised(Struct, frozen=True):
    """The publicity of an entry: where and how long. `number` is that of its own publicity, where
    it was publicised anew; an interrupted one does not count as run."""

    batch: str
    list_no: str
    period: Period
    number: str | None = None
    interrupted: bool = False

    @property
    def name(self) -> tuple[str, date]:
        """What tells one publicity of an entry from another."""
        return self.number or self.list_no, self.period.began


class LocalFiling(Struct, frozen=True):
    """备案: which bureau holds which files (SHA-256) of this application since when. `receipt` is
    the hash of the paper it gave."""

    bureau: str
    materials: tuple[str, ...]
    filed_on: date
    receipt: str | None = None


class SoughtConsent(Struct, frozen=True):
    """Whose consent to the application the unit has asked for: an organ, and the roles of those who
    give it there. They may read the draft."""

    organ: str
    roles: tuple[str, ...]

    def is_from(self, actor: Actor) -> bool:
        return actor.organ == self.organ and actor.role in self.roles


class Application(Case, frozen=True, dict=True):
    """State of one application. `owner` is the applicant's credit code, `sought` whose consent it
    has asked for, `addressee` the organ that it was handed to, `answer` the days that this organ
    has to accept it, refuse it or ask for correction; `centre` is the file that its recognition
    opened, `approved_on` the day on which its project was approved, `of_centre` that of the unit's
    centre that it is about, which ran before; `holds` are the claims to give back at the end;
    `marks` are the panel's averages by criterion, where the regulation holds them against a value;
    `panel` is the batch's panel that reviews it, `sheets` what its experts have given so far."""

    owner: str = ""
    batch: str | None = None
    form: Form = Form()
    submitted_on: date | None = None
    submissions: int = 0
    answer: Period | None = None
    addressee: str | None = None
    sought: SoughtConsent | None = None
    filing: LocalFiling | None = None
    centre: str | None = None
    approved_on: date | None = None
    of_centre: str | None = None
    correction: Round | None = None
    publicised: Publicised | None = None
    score: int | None = None
    marks: tuple[Mark, ...] = ()
    panel: str | None = None
    sheets: tuple[Sheet, ...] = ()
    recusal_requests: tuple[Avoid, ...] = ()
    holds: tuple[str, ...] = ()
    objections: Objections = ()

    @cached_property
    def bodies(self) -> frozenset[str]:
        """Names and codes, folded, of the builder, its co-builders and the unit that will operate;
        kept, since every sheet of a batch is held against all of them."""
        named = [self.owner, self.form.uscc, self.form.unit_name]
        named += [name for unit in self.form.co_builders for name in (unit.name, unit.uscc)]
        if self.form.operating_unit and self.form.operating_unit.kind == "LEGAL_ENTITY":
            named.append(self.form.operating_unit.name)
        return frozenset(folded(name) for name in named if name)

    @property
    def uncured(self) -> bool:
        """Whether an upheld objection stands against the entry as it was last publicised."""
        under = self.publicised.name if self.publicised else None
        return any(one.uncured(under) for one in self.objections)

    @property
    def reviewed(self) -> bool:
        """Whether the expert panel has given its result."""
        return "CompleteExpertReview" in self.done

    @property
    def under_review(self) -> bool:
        """Whether it is before a panel that has not given its result yet."""
        return self.panel is not None and not self.reviewed and not self.final

    def sheet(self, expert: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.expert == expert), None)

    def territory(self, name: str, day: date, places: Divisions) -> str | None:
        """The owner, the division itself, or the bureau that it maps to on the day of submission
        (Inv. 1)."""
        match name:
            case "owner":
                return self.owner
            case "division":
                return self.form.division_code
        code = self.form.division_code or ""
        return places.bureau_for(self.owner, code, self.submitted_on or day)

    def is_open_to(self, actor: Actor) -> bool:
        shown = self.sought is not None and self.sought.is_from(actor)
        return self.submitted_on is not None or actor.organ == self.owner or shown

    def seat(self, day: date) -> str | None:
        """The organ that the case is before: nobody for a draft (000000); until recognition the
        bureau that it is filed with; else its addressee."""
        if self.submitted_on is None:
            return NOBODY
        return self.filing.bureau if self.filing and self.centre is None else self.addressee

    def place(self, day: date, places: Divisions) -> str:
        """The division shown to the public: that of the recommending bureau, where there is one."""
        return self.territory("recommending_unit", day, places) or self.seat(day) or ""

    def ends(self, period: str, calendar: WorkCalendar, command: Any) -> tuple[date, ...]:
        running = {
            "publicity": (self.publicised and self.publicised.period,),
            "correction": (self.correction and self.correction.term,),
            "objection": tuple(one.term for one in self.objections if one.open),
        }[period]
        return tuple(last_day(one, calendar) for one in running if one)

    def own_values(self, command: Command | None) -> Mapping[str, Any]:
        form: Form = getattr(command, "form", None) or self.form
        return form.own

    def points(self, criterion: str) -> int | None:
        return next((mark.points for mark in self.marks if mark.criterion == criterion), None)

    def wanting(self, period: str) -> Text | None:
        """A publicity that never was, or that was interrupted, is not over (Inv. 27); nor a term to
        correct that does not count yet."""
        if period == "correction" and self.correction and self.correction.term is None:
            return Text("补正告知尚未记载送达日", "no receipt of the request is recorded yet")
        if period != "publicity":
            return None
        if self.publicised is None:
            return Text("未经公示", "never publicised")
        return (
            Text("公示已中断", "the publicity is interrupted")
            if self.publicised.interrupted
            else None
        )
