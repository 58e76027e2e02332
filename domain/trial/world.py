"""A small world in memory, where a regulation is in force and acts are decided as ever."""

from collections.abc import Iterable
from datetime import date, timedelta
from hashlib import sha256
from importlib.resources import files

from msgspec import Struct

from domain.calendar_file import CALENDAR, CalendarFile, calendar_in
from domain.case import Case, Command, stream_id
from domain.context import Actor, Context, Override
from domain.deciding import Decided, decide
from domain.matter import CaseReader
from domain.party.lifecycle import RegisterParty, RenameParty
from domain.record import Record
from domain.regime.lifecycle import HOUSE, Catalogue, RegimeFile, Version
from domain.regulation.rules import Term, rules_of
from domain.working_days import WorkCalendar, YearNotice, years_later

HOUSE_TEXT = (files("domain") / "regulations" / "house.toml").read_text("utf-8")
YEARS_KNOWN = 6
TRIAL_DOCUMENT = "示例〔2026〕1号"
AFTER_ISSUE = 60
"""Days after its issue on which a regulation is tried."""


def first_day(issued_on: date) -> date:
    """The first day of a trial: a Monday when the regulation is in force."""
    begun = issued_on + timedelta(days=AFTER_ISSUE)
    return begun + timedelta(days=-begun.weekday() % 7)


class Request(Struct, frozen=True, kw_only=True):
    """A command on a case, by somebody, with a document or a body's minutes where one is wanted."""

    stream: str
    id: str
    command: Command
    actor: Actor
    document_no: str | None = None
    evidence: tuple[str, ...] = ()
    minutes_on: date | None = None


class TrialWorld:
    """The cases of a trial by stream, under one regulation's text. Weekends alone are days off;
    `exceptions` are the rules that are set aside."""

    exceptions: tuple[str, ...]

    def __init__(self, text: str, industries: tuple[str, ...]) -> None:
        self.rules, self.acts, self.exceptions = rules_of(text), 0, ()
        self.states: dict[str, Case] = {
            stream_id("regulations", HOUSE): issued(HOUSE_TEXT, ()),
            stream_id("regulations", self.rules.about.code): issued(text, industries),
            stream_id("calendars", CALENDAR): plain_calendar(self.day.year),
        }
        self.versions: dict[str, int] = dict.fromkeys(self.states, 1)
        self.records: dict[str, list[tuple[int, Record]]] = {}

    @property
    def day(self) -> date:
        return first_day(self.rules.about.issued_on)

    def load(self, stream: str) -> tuple[Case | None, int]:
        return self.states.get(stream), self.versions.get(stream, 0)

    def past(self, stream: str, upto: int) -> Iterable[tuple[int, Record]]:
        return (one for one in self.records.get(stream, ()) if one[0] <= upto)

    def act(self, request: Request, on: date) -> list[Decided]:
        """Decides and keeps what comes of it. Raises Refused, CaseMissing, CalendarUnknown."""
        self.acts += 1
        context = Context(
            actor=request.actor,
            occurred_on=on,
            effective_on=on,
            command_id=f"c{self.acts}",
            document_no=request.document_no,
            evidence=request.evidence,
            minutes_no="示例纪要" if request.minutes_on else None,
            minutes_on=request.minutes_on,
            overrides=tuple(Override(one, "例外", "示例甲") for one in self.exceptions),
        )
        reader = CaseReader(self.load, claim, self.past)
        decided = decide(request.stream, request.id, request.command, context, reader)
        for one in decided:
            self.states[one.stream], self.versions[one.stream] = one.after, one.version
            self.records.setdefault(one.stream, []).append((one.version, one.record))
        return decided

    def register(self, code: str, name: str, on: date) -> None:
        command = RegisterParty(uscc=code, name=name)
        actor = Actor("unit", "APPLICANT", code)
        self.act(Request(stream="parties", id=code, command=command, actor=actor), on)

    def rename(self, code: str, name: str, on: date) -> None:
        """The unit has another name from now on: what was published of it is no longer so."""
        actor = Actor("registrar", "PROV", self.rules.about.authority)
        self.act(
            Request(
                stream="parties",
                id=code,
                command=RenameParty(name=name),
                actor=actor,
                document_no="示例〔2026〕9号",
            ),
            on,
        )

    @property
    def calendar(self) -> WorkCalendar:
        return calendar_in(self.case("calendars", CALENDAR))

    def case(self, stream: str, id: str) -> Case | None:
        return self.states.get(stream_id(stream, id))

    def put(self, stream: str, id: str, case: Case) -> None:
        """Puts another state in the place of a case's own."""
        self.states[stream_id(stream, id)] = case

    def copy(self) -> "TrialWorld":
        other = TrialWorld.__new__(TrialWorld)
        other.rules, other.acts, other.exceptions = self.rules, self.acts, ()
        other.states, other.versions = dict(self.states), dict(self.versions)
        other.records = {name: [*past] for name, past in self.records.items()}
        return other


def issued(text: str, industries: tuple[str, ...]) -> RegimeFile:
    """A regime whose regulation is issued, with these industries in its catalogue."""
    rules = rules_of(text)
    begins, validity = rules.about.issued_on, rules.text.validity
    years = validity.years if validity else None
    term = Term(begins, years_later(begins, years) if years else None)
    version = Version(rules.sha256, text, term)
    catalogue = Catalogue("trial", begins, industries)
    return RegimeFile(stage="ISSUED", version=1, versions=(version,), catalogues=(catalogue,))


def plain_calendar(year: int) -> CalendarFile:
    years = range(year - 1, year + YEARS_KNOWN)
    notices = tuple(YearNotice(one, "trial", (), ()) for one in years)
    return CalendarFile(stage="PUBLISHED", version=1, calendar=WorkCalendar(notices))


def claim(kind: str, *values: str) -> str:
    return sha256("\0".join((kind, *values)).encode()).hexdigest()[:32]
