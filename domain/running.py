"""Running periods of a case (期间): kind, days, and what follows when they are over."""

from datetime import date

from msgspec import Struct

from domain.refusal import Text
from domain.working_days import Period

MAIN = ""
"""Key of the case's own period: one at a time, closed by the end of the case."""


class Running(Struct, frozen=True, kw_only=True):
    """A period that begins with an event, or goes on changed.

    `kind` is the name that a regulation's `opens` and `elapsed` use, `timer` that of the list of
    timers (domain.md 2.12). `key` tells apart what runs side by side in one case: a list, an
    objection. `then` is the command that the timer gives when the period is over, or `fires` names
    one that has no fields; where a person acts, `awaits` names the command. A `held` period is
    interrupted: it does not end until it is opened again. `called` is what the regulation calls it,
    where it is one of its own. `alerts` are days before the last, from each of which on the lists
    remind of it. `about` is the value of the field by which the command that `fires` is told what
    it is about (a year, a rectification). `again` is the version of the event that opened it, where
    one with the same end had run out under the same key: its timer is another one. `area` is the
    regime and bureau that watch it ("SC.510000"), where they are not those of its record. `owner`
    is the unit that may act until then, where nobody has to.
    """

    kind: str
    timer: str
    period: Period
    key: str = MAIN
    then: Struct | None = None
    fires: str = ""
    awaits: str = ""
    held: bool = False
    called: Text | None = None
    alerts: tuple[int, ...] = ()
    about: str = ""
    again: int = 0
    area: str = ""
    owner: str = ""

    @property
    def follows(self) -> str:
        """The name of the command that is due when the period is over."""
        return type(self.then).__name__ if self.then else self.fires or self.awaits

    @property
    def by_itself(self) -> bool:
        """Whether the timer gives that command."""
        return bool(self.then or self.fires)


class NamedTerm(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A period that a regulation names, begun in a case. Without `period` nobody has recorded yet
    that the act was received, from which it counts. `then`, `awaits` and `alerts` are as the
    regulation said when it began. `over`: what it waited for was done, or the case has ended.
    `about` tells apart those of one name that run side by side in a case: the year, the
    rectification. `stopped_on`: the day on which its clock was stopped, until it goes on; `held`:
    the case ended while it ran. `again` and `owner` are as in `Running`."""

    name: str
    opened_on: date
    period: Period | None = None
    then: str = ""
    awaits: str = ""
    over: bool = False
    called: Text | None = None
    about: str = ""
    alerts: tuple[int, ...] = ()
    stopped_on: date | None = None
    held: bool = False
    again: int = 0
    owner: str = ""

    @property
    def own_name(self) -> str:
        """Its name among the periods of its case: `annual/2026`."""
        return f"{self.name}/{self.about}" if self.about else self.name

    @property
    def stands_still(self) -> bool:
        return self.held or self.stopped_on is not None

    @property
    def running(self) -> Running | None:
        """The running period; None before it counts and once it is over."""
        if self.period is None or self.over:
            return None
        return Running(
            kind=self.name,
            timer=self.name,
            period=self.period,
            key=term_key(self.own_name),
            fires=self.then,
            awaits=self.awaits,
            held=self.stands_still,
            called=self.called,
            alerts=self.alerts,
            about=self.about,
            again=self.again,
            owner=self.owner,
        )


class TermElsewhere(Struct, frozen=True):
    """A period of another case: `case` is its stream with the id, `term` the period's own name
    there (`remedy/qualification-cancelled/2026-07-20`)."""

    case: str
    term: str


def alert_reached(alerts: tuple[int, ...], last: date, today: date) -> int | None:
    """The alert that holds on a day: the smallest number of days before the last one that has come;
    None before the first, and once the period is over."""
    days_left = (last - today).days
    return min((n for n in alerts if 0 <= days_left <= n), default=None)


def term_key(own_name: str) -> str:
    """Key of a named period among those of its case."""
    return f"period-{own_name}"
