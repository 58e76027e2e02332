"""Types of the demonstration's data: a province's round, its applicants, panels and lists."""

from datetime import date
from typing import NamedTuple


class DemoUnit(NamedTuple):
    """What differs from one applicant to another; `until` is its last act.

    Its acts fall on the working days from `first` on. `budget` in fen; `staff`: the contact first;
    `deed`: an operation case, its title, day and text.
    """

    number: int
    until: str
    first: date
    name: str
    nature: str
    builder: str
    level: str
    division: str
    address: str
    phone: str
    head: str
    staff: tuple[str, ...]
    industry: str
    entities: int
    leader: str
    budget: int
    source: str
    deed: tuple[str, date, str]
    channel: str = "ORDINARY"

    @property
    def id(self) -> str:
        return f"demo-{self.number}"

    @property
    def applicant(self) -> str:
        return f"applicant.{self.number}"

    @property
    def bureau(self) -> str:
        return f"pref.{self.division}"


class Bureau(NamedTuple):
    """A bureau's recommendation, or its refusal: number of the paper, and who signs it."""

    paper: str
    handler: str
    head: str
    phone: str


class DemoPaper(NamedTuple):
    """A proof that every applicant of a channel attaches. `shows`: its page's text, in ASCII;
    `field`: the form's own field for it, where it has one."""

    condition: str
    kind: str
    shows: str
    field: str = ""
    channel: str | None = None


class Sitting(NamedTuple):
    """A panel of five: `sheets` members have scored, and on the day `spoken` the chair's opinion.

    `nth` tells the acts of a round apart that have the same name.
    """

    panel_no: str
    applications: tuple[str, ...]
    drawn: date
    scores_by: date
    scored: date
    spoken: date | None
    sheets: int = 5
    nth: str = ""


class Against(NamedTuple):
    """An objection on paper."""

    application: str
    received: date
    name: str
    contact: str
    facts: str


class Listing(NamedTuple):
    """A list: determined and publicised on one day; recognised on the day `over`, where given."""

    list_no: str
    applications: tuple[str, ...]
    day: date
    papers: tuple[str, str]
    over: date | None = None
    objection: Against | None = None
    nth: str = ""


class Region(NamedTuple):
    """A province's round. `place` begins its centres' names; `office` its accounts' names;
    `contact_office` takes objections; `audited`: the bureaus audit the materials as well;
    `experts`: name and employer of each."""

    regime: str
    place: str
    office: str
    authority: str
    phone: str
    contact_office: str
    batch: str
    title: str
    reviewed: tuple[str, ...]
    audited: bool
    duty_tags: tuple[str, ...]
    papers: tuple[DemoPaper, ...]
    bureaus: dict[str, Bureau]
    experts: tuple[tuple[str, str], ...]
    units: tuple[DemoUnit, ...]
    work: tuple[Sitting | Listing, ...]

    def officer(self, duty: str = "") -> str:
        return f"prov.{self.office}{duty}"

    def centre_name(self, unit: DemoUnit) -> str:
        return f"{self.place}{unit.industry}知识产权运营中心"
