"""Parts of a regulation file about time and number: named periods, the yearly paper, quotas."""

from typing import Annotated, Literal

from msgspec import Meta, field

from domain.refusal import Text
from domain.regulation.block import Block
from domain.working_days import Unit

Length = Annotated[int, Meta(ge=1, le=3660)]
Months = Annotated[int, Meta(ge=1, le=1200)]


class Lasting(Block, frozen=True, kw_only=True):
    """A length in one of four units. Months and years end on the corresponding day (Civil Code
    202)."""

    days: Length | None = None
    working_days: Length | None = None
    months: Months | None = None
    years: Months | None = None

    @property
    def lengths(self) -> dict[str, int]:
        """The units that the file gives a length in; a sound one has exactly one."""
        return {unit: n for unit in LENGTHS if (n := getattr(self, unit)) is not None}


class FixedDay(Block, frozen=True, kw_only=True):
    """A day of every year, or the "last" of its month; it ends at 24:00 in China and is never
    moved by a rest day."""

    month: Annotated[int, Meta(ge=1, le=12)]
    day: Annotated[int, Meta(ge=1, le=31)] | Literal["last"]


class NamedPeriod(Lasting, frozen=True, kw_only=True):
    """`[period.NAME]`: a period that only this regime has. It lasts some days, working days, months
    or years; or until a `fixed` day of the year, which may be that of `[annual]`; or until the day
    that the act itself gives (`given`), at most the `longest` time. A step begins it by
    `opens = { period = "NAME" }`, others name it in `elapsed` or `within`, or change it: `prolongs`
    (by at most the `extension`), `stops`, `resumes`, `closes`.

    `from` is the day that it counts from: that of the act, or that on which the act was received
    (送达), or that of the decision's service: such a period (救济期限) is begun by every decision
    against a unit, unless a step begins it; where the decision names no remedies, it lasts as long
    as `untold` says. When it is over, the timer gives the command `then`; where a person is to act
    by then, `awaits` names the command. `alerts` are numbers of days before its last day, from
    each of which on the lists remind of it. One that is `about` a year or a proceeding runs once
    for each, side by side in one case; at the end of one about the next year comes what begins
    that year. One with `begun_by` begins only with an act on or before that day of the year. `zh`
    and `en` are what it is called.
    """

    fixed: FixedDay | Literal["annual"] | None = None
    given: bool = False
    longest: Lasting | None = None
    extension: Lasting | None = None
    untold: Lasting | None = None
    alerts: tuple[Length, ...] = ()
    about: Literal["case", "year", "next_year", "proceeding"] = "case"
    begun_by: FixedDay | None = None
    count_first_day: bool = False
    roll_to_working_day: bool = True
    begins: Literal["act", "receipt", "service"] = field(name="from", default="act")
    then: str | None = None
    awaits: str | None = None
    zh: str | None = None
    en: str | None = None
    rule: str

    @property
    def ways_to_last(self) -> list[str]:
        """The keys that say how long it lasts; a sound one has exactly one."""
        fixed = ["fixed"] if self.fixed else []
        return [*self.lengths, *fixed, *(["given"] if self.given else [])]

    def called(self, name: str) -> Text:
        return Text(self.zh or name, self.en or name)


class Annual(FixedDay, frozen=True, kw_only=True):
    """`[annual]`: the fixed day of the year by which the yearly paper must be received, or the
    "last" of its month; and which year the paper is `about`."""

    about: Literal["same_year", "previous_year"] = "same_year"
    rule: str


class Evaluation(Block, frozen=True, kw_only=True):
    """`[evaluation]`: 年度评价. The grades from the best to the worst; whether other units and
    experts take part; with `best` and `failing` among the grades: what a centre needs to be held up
    as a model or recommended upwards, and what is unsatisfactory."""

    scale: Annotated[tuple[str, ...], Meta(min_length=2)]
    best: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    with_others: bool = False
    with_experts: bool = False
    rule: str


class Aspect(Block, frozen=True, kw_only=True):
    """`[[aspect]]`: what an evaluation of a centre has to say something about, one by one; an
    `optional` one only where there is something to say. `zh` and `en` are what it is called."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    optional: bool = False
    zh: str
    en: str
    rule: str

    @property
    def called(self) -> Text:
        return Text(self.zh, self.en)


class RectificationGround(Block, frozen=True, kw_only=True):
    """`[[ground]]`: a ground on which rectification may be ordered; `evaluated` is the grade that
    the last evaluation must have had for it."""

    code: Annotated[str, Meta(pattern=r"^[A-Z][A-Z_]{0,31}\Z")]
    zh: str
    en: str
    evaluated: str | None = None
    rule: str

    @property
    def called(self) -> Text:
        return Text(self.zh, self.en)


class Quota(Block, frozen=True, kw_only=True):
    """`[quota]`: 名额. At most `most` applications pass the step `at`, `per` bureau, district,
    industry, batch or year, and of these `each` batch or year anew. The steps `returned_by` give
    the place back; other ends of an application have used it up."""

    per: Literal["bureau", "district", "industry", "batch", "year"]
    each: Literal["batch", "year"] | None = None
    most: Annotated[int, Meta(ge=1, le=100_000)]
    at: Literal["RecommendApplication", "SubmitApplication", "ProposeEntry", "RecogniseCentre"] = (
        "RecommendApplication"
    )
    returned_by: tuple[str, ...] = ("WithdrawApplication",)
    rule: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the applications are counted by."""
        return (self.per, self.each) if self.each else (self.per,)


LENGTHS: dict[str, Unit] = {
    "days": "calendar_day",
    "working_days": "working_day",
    "months": "calendar_month",
    "years": "calendar_year",
}
"""The keys of a length, and the unit of each."""
