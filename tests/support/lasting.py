"""A made-up centre under a made-up measure, with periods of every kind, acted out by the decider's
own parts: what no shipped regulation needs yet is tried on it."""

from collections.abc import Iterable
from datetime import date

from domain.calendar_file import CalendarFile
from domain.case import Case, Command
from domain.centre.case import Centre
from domain.context import SYSTEM, Context
from domain.deciding import case_after, decide_event
from domain.event import Event
from domain.matter import CaseReader, Matter
from domain.record import Record
from domain.recording import record_of
from domain.refusal import Refusal, Refused
from domain.regulation.checking import faults_in
from domain.regulation.rules import rules_of
from domain.resuming import with_periods_resumed
from domain.working_days import WorkCalendar
from projections import deadlines
from projections.deadlines import Deadline
from projections.recorded import recorded
from tests.support.calendars import PUBLISHED
from tests.support.folded import MOMENT
from tests.support.world import claim

MEASURE = """
[regulation]
code = "P"
title = "示例期间办法"
title_en = "An invented measure of periods"
authority = "510000"
level = "PROVINCIAL"
issued_on = 2025-01-01
[annual]
month = 12
day = 31
rule = "P-1"
[[rule]]
id = "P-1"
article = "第一条"
phrase = "期间"
gloss = "Periods"
kept = "step"
[period.annual]
fixed = "annual"
about = "year"
then = "TriedMissPaper"
awaits = "TriedFilePaper"
alerts = [60, 30, 15, 5]
rule = "P-1"
[period.year]
fixed = { month = 12, day = 31 }
about = "next_year"
then = "TriedOpenYear"
rule = "P-1"
[period.rectification]
given = true
longest = { days = 90 }
extension = { days = 30 }
about = "proceeding"
awaits = "TriedReport"
rule = "P-1"
[period.cycle]
years = 3
roll_to_working_day = false
rule = "P-1"
[period.hearing]
working_days = 5
rule = "P-1"
"""
STEPS = {
    "TriedOpenYear": 'opens = [{ period = "annual" }, { period = "year" }]',
    "TriedOpenPaper": 'opens = { period = "annual" }',
    "TriedOpenCycle": 'opens = [{ period = "cycle" }, { period = "hearing" }]',
    "TriedFilePaper": 'within = "annual"',
    "TriedMissPaper": 'elapsed = "annual"',
    "TriedOrder": 'opens = { period = "rectification" }',
    "TriedExtend": 'prolongs = "rectification"',
    "TriedReport": 'within = "rectification"',
    "TriedStop": 'stops = "hearing"',
    "TriedResume": 'resumes = "hearing"',
    "TriedWait": 'elapsed = "hearing"',
    "TriedClose": 'final = true\nto = "ANNULLED"',
    "TriedRestore": "during = ['ANNULLED']",
}
STEP = '[[step]]\ndo = "{do}"\nstream = "centres"\nby = ["SYSTEM"]\nrule = "P-1"\n{more}\n'
TEXT = MEASURE + "".join(STEP.format(do=do, more=more) for do, more in STEPS.items())


class Happened(Event, frozen=True, kw_only=True, tag="test-happened"):
    pass


class Struck(Event, frozen=True, kw_only=True, tag="test-struck"):
    of: tuple[int, ...]

    @property
    def strikes(self) -> tuple[int, ...]:
        return self.of


class TriedOpenYear(Command, frozen=True, kw_only=True):
    recorded_as = Happened
    about_field = "year"
    year: int


class TriedOpenPaper(TriedOpenYear, frozen=True, kw_only=True):
    pass


class TriedFilePaper(TriedOpenYear, frozen=True, kw_only=True):
    pass


class TriedMissPaper(TriedOpenYear, frozen=True, kw_only=True):
    pass


class TriedOrder(Command, frozen=True, kw_only=True):
    recorded_as = Happened
    about_field = "number"
    number: str
    until: date


class TriedExtend(TriedOrder, frozen=True, kw_only=True):
    pass


class TriedReport(Command, frozen=True, kw_only=True):
    recorded_as = Happened
    about_field = "number"
    number: str


class TriedOpenCycle(Command, frozen=True, kw_only=True):
    recorded_as = Happened


class TriedStop(TriedOpenCycle, frozen=True, kw_only=True):
    pass


class TriedResume(TriedOpenCycle, frozen=True, kw_only=True):
    pass


class TriedWait(TriedOpenCycle, frozen=True, kw_only=True):
    pass


class TriedClose(TriedOpenCycle, frozen=True, kw_only=True):
    pass


class TriedRestore(Command, frozen=True, kw_only=True):
    recorded_as = Struck
    of: tuple[int, ...]


COMMANDS = (
    TriedOpenYear,
    TriedOpenPaper,
    TriedFilePaper,
    TriedMissPaper,
    TriedOrder,
    TriedExtend,
    TriedReport,
    TriedOpenCycle,
    TriedStop,
    TriedResume,
)


class Life:
    """The centre, act by act, and the rows of its deadlines."""

    def __init__(self, calendar: WorkCalendar = PUBLISHED, case: Case | None = None) -> None:
        self.calendar, self.case = calendar, case or Centre(stage="ACTIVE")
        self.rows: dict[str, Deadline] = {}
        self.text, self.past = TEXT, list[Record]()

    def load(self, stream: str) -> tuple[Case | None, int]:
        if stream == "centres/c1":
            return self.case, len(self.past)
        return CalendarFile(calendar=self.calendar), 1

    def history(self, stream: str, upto: int) -> list[tuple[int, Record]]:
        return [*enumerate(self.past, 1)]

    def act(self, command: Command, on: date) -> Record:
        rules = rules_of(self.text)
        context = Context(actor=SYSTEM, occurred_on=on, effective_on=on, command_id="c")
        reader = CaseReader(self.load, claim, self.history)
        matter = Matter("centres", "c1", self.case, context, reader, rules, command)
        event, step = decide_event(matter)
        assert event
        record = record_of(matter, event, step)
        after = case_after(matter, record)
        if event.strikes:
            record, after = with_periods_resumed(matter, record, after)
        self.case = after
        self.past.append(record)
        self.follow(record)
        return record

    def follow(self, record: Record) -> None:
        name, version = "centres/c1", self.case.version
        told = recorded(version, name, version, "test-happened", MOMENT, record)
        for key in deadlines.keys(told):
            row = deadlines.project(self.rows.pop(key, None), told, key)
            self.rows |= {key: row} if row else {}

    def refusals(self, command: Command, on: date) -> tuple[Refusal, ...]:
        try:
            self.act(command, on)
        except Refused as refused:
            return refused.refusals
        return ()

    def allowed(self, command: Command, on: date) -> bool:
        return not self.refusals(command, on)

    def ends(self) -> dict[str, str]:
        """The last day of each running period, by its own name."""
        return {key.partition("#period-")[2]: row.due for key, row in self.rows.items()}


def faults_of(more: str) -> Iterable[str]:
    """The faults of the measure with one more part, but for what its made-up steps bring."""
    before = {str(fault).partition(":")[2] for fault in faults_in(TEXT)}
    return [str(one) for one in faults_in(TEXT + more) if str(one).partition(":")[2] not in before]
