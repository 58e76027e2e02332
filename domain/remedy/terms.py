"""The terms for remedies (救济期限): until which day one may be filed, by which provision."""

from datetime import date
from typing import Any

from domain.bookkeeping import DecidedAgainst
from domain.case import Case, stream_id
from domain.from_service import term_from_service
from domain.matter import Matter
from domain.remedy.case import Remedy, RemedyKind
from domain.running import NamedTerm, TermElsewhere
from domain.working_days import CalendarUnknown, Period, last_day

TERMS: dict[RemedyKind, str] = {
    "REVIEW": "internal_review",
    "RECONSIDERATION": "reconsideration",
    "SUIT": "remedy",
}
"""The period of the regulation in which each kind is filed; the longest is that of all remedies."""
AFTER_RECONSIDERATION = "suit_after_reconsideration"


def last_day_to_file(
    matter: Matter[Any], kind: RemedyKind, case: Case, decision: DecidedAgainst, after: str | None
) -> tuple[date, str] | None:
    """The last day to file, and the rule of the term; None where the regulation has none, or nobody
    knows the day yet."""
    name = AFTER_RECONSIDERATION if kind == "SUIT" and after else TERMS[kind]
    named = matter.rules.text.period.get(name)
    if named is None:
        return None
    earlier = matter.reader.state("remedies", after) if after else case
    announced = announced_term(earlier, name, decision) if earlier else None
    period = announced or term_from_service(matter, named, decision.served)
    try:
        return last_day(period, matter.reader.work_calendar()), named.rule
    except CalendarUnknown:
        return None


def term_to_file_in(
    kind: RemedyKind, case: str, decision: str, served_on: date, after: str | None
) -> TermElsewhere:
    """The term in which a remedy is filed: that of the decision in its own case, or that of a suit
    after the reconsideration."""
    if kind == "SUIT" and after:
        return TermElsewhere(stream_id("remedies", after), AFTER_RECONSIDERATION)
    return TermElsewhere(case, f"{TERMS[kind]}/{decision}/{served_on}")


def announced_term(case: Case, name: str, decision: DecidedAgainst) -> Period | None:
    """The term as it was announced when it began: with the decision, or with the decision on its
    reconsideration."""
    for term in case.periods:
        if term.name == name and (isinstance(case, Remedy) or is_of(term, decision)):
            return term.period
    return None


def is_of(term: NamedTerm, decision: DecidedAgainst) -> bool:
    return term.about == f"{decision.event}/{decision.served.on}"
