"""Figures of one year, regime by regime: applications and recognitions, rectifications, ends,
remedies. Counted for an area with all its figures, for the public without small ones."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from adapters.read_model.reader import Listed
from adapters.read_model.tallies import Tallies
from domain.refusal import Text
from domain.regulation.rules import Rules
from domain.words import event_words, proceeding_stage_words, stage_words
from projections.duties import CENTRE
from services.access.scope import Conditions
from services.queries.pages import PagePlace, all_listed
from services.subscriptions.catalogue import CENTRE_DUTIES, STATISTICS

SMALLEST_PUBLIC = 5
"""A smaller number of cases is not told to everybody: one could know which they were."""
COUNTED_AT_ONCE = 5_000
Counted = Literal["applications", "remedies", "rectifications", "ends"]
COUNTED_EVENTS: dict[str, Counted] = {
    "application-submitted": "applications",
    "application-recognised": "applications",
    "remedy-filed": "remedies",
    "decision-upheld": "remedies",
    "decision-reversed": "remedies",
}
OF_WHAT: dict[Counted, Text] = {
    "applications": Text("申报和认定", "applications and recognitions"),
    "remedies": Text("救济", "remedies"),
    "rectifications": Text("限期整改", "rectifications"),
    "ends": Text("资格终止", "ends"),
}


class YearlyFigure(Struct, frozen=True, kw_only=True):
    """How often something was so in a year under a regime. `code` is an event, or the stage at
    which a rectification or a centre is. `count` is null where it is `small` and not told."""

    regulation: str
    year: int
    counted: Counted
    counted_words: Text
    code: str
    code_words: Text
    count: int | None
    small: bool = False


class YearRights(Struct, frozen=True):
    """Of which rows somebody is counted the duties, and the events; None: of all."""

    duties: Sequence[Conditions] | None = None
    events: Sequence[Conditions] | None = None


def figures_of(
    rows: Tallies, regimes: Mapping[str, Rules], year: int, day: date, rights: YearRights
) -> Iterator[YearlyFigure]:
    """All figures of a year: of duties as they stand on the day, of events as they were done."""
    by_event = events_counted(rows, year, rights.events)
    for code, rules in regimes.items():
        for type, counted in COUNTED_EVENTS.items():
            if count := by_event[code, type]:
                yield figure(code, year, counted, type, event_words(type), count)
        for stage, count in stages_counted(rows, code, "rectification", year, day, rights).items():
            words = proceeding_stage_words("rectification", stage)
            yield figure(code, year, "rectifications", stage, words, count)
        for stage, count in stages_counted(rows, code, CENTRE, year, day, rights).items():
            words = rules.stage_called(stage) or stage_words(stage)
            yield figure(code, year, "ends", stage, words, count)


def figure(
    code: str, year: int, counted: Counted, what: str, words: Text, count: int
) -> YearlyFigure:
    return YearlyFigure(
        regulation=code,
        year=year,
        counted=counted,
        counted_words=OF_WHAT[counted],
        code=what,
        code_words=words,
        count=count,
    )


def stages_counted(
    rows: Tallies, code: str, kind: str, year: int, day: date, rights: YearRights
) -> dict[str, int]:
    """How many rectifications ordered in that year are at which stage, or centres have ended in it:
    by the day from which they have, which of an annulment is that of the recognition."""
    where = {"regulation": [code], "proceeding_kind": [kind], "year": [str(year)]}
    where |= {"ended": ["yes"]} if kind == CENTRE else {}
    return rows.tally(CENTRE_DUTIES, "stage", as_of=day, where=where, rights=rights.duties)


def events_counted(
    rows: Tallies, year: int, rights: Sequence[Conditions] | None
) -> Counter[tuple[str, str]]:
    """How many events of each kind that is counted there were, by regime. A row for each area,
    kind and month is read, and no more."""
    found: Counter[tuple[str, str]] = Counter()

    def read(after: PagePlace | None, size: int) -> list[Listed]:
        return rows.page(
            STATISTICS,
            where={"type": [*COUNTED_EVENTS]},
            rights=rights,
            after=after or (f"{year}-", ""),
            until=f"{year}-12",
            limit=size,
        )

    for listed in all_listed(read, COUNTED_AT_ONCE):
        row = STATISTICS.decoded(listed.row.decode())
        found[row.regulation, row.type] += row.count
    return found


def for_the_public(figures: Iterable[YearlyFigure]) -> Iterator[YearlyFigure]:
    """The figures without the small ones: of these only that there are some. There is no sum by
    which one could be found out; applications are left out, because `/statistics/totals` tells
    everybody their number in a year under all regimes together."""
    for one in figures:
        if one.counted == "applications":
            continue
        small = one.count is not None and one.count < SMALLEST_PUBLIC
        yield replace(one, count=None, small=True) if small else one
