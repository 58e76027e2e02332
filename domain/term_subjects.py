"""What a named period is about, where a case has one for each year or proceeding; and on which
fixed day one of a year ends."""

from datetime import date
from typing import Any

from domain.annual import next_due, paper_due, year_of_paper
from domain.case import Case
from domain.matter import Matter
from domain.regulation.limits import Annual, FixedDay, NamedPeriod
from domain.running import NamedTerm


def own_subject(matter: Matter[Any]) -> str:
    """The year or proceeding that an act is about; "" where it is about the whole case."""
    field = matter.command.about_field if matter.command else None
    return matter.within.partition("/")[2] or (str(getattr(matter.command, field)) if field else "")


def subject(matter: Matter[Any], name: str) -> str:
    """What the period of that name is about that an act waits for, keeps to or changes; "" where a
    case has one such period."""
    named = matter.rules.text.period.get(name)
    return "" if named is None or named.about == "case" else own_subject(matter)


def term_of(matter: Matter[Any], name: str) -> NamedTerm | None:
    """The period of that name that this act is about; where nobody acts yet, the one begun last. Of
    the terms for remedies against several decisions, the one that ends last."""
    named = matter.rules.text.period.get(name)
    if named and named.begins == "service":
        counted = [one for one in matter.case.periods if one.name == name and one.period]
        return max(counted, key=lambda one: one.period.ends, default=None)
    case: Case = matter.case
    if matter.command is None and not matter.within:
        of_name = (one for one in reversed(case.periods) if one.name == name)
        return next(of_name, None)
    return case.named_term(name, subject(matter, name))


def subject_begun(matter: Matter[Any], named: NamedPeriod) -> str:
    """What a period is about that an act begins. One that a year's act begins for the next year is
    about that, however late the act: no year is left out."""
    own = own_subject(matter)
    match named.about:
        case "case":
            return ""
        case "proceeding":
            return own
        case "year":
            return own or str(first_year(matter, named))
    return str((int(own) if own else first_year(matter, named)) + 1)


def first_year(matter: Matter[Any], named: NamedPeriod) -> int:
    """The year that a case's first period is about: that of its fixed day."""
    fixed = fixed_day(matter, named)
    if fixed is None:
        return matter.day.year
    due = next_due(fixed, matter.day)
    return year_of_paper(fixed, due) if isinstance(fixed, Annual) else due.year


def fixed_end(matter: Matter[Any], named: NamedPeriod, fixed: FixedDay) -> date:
    """The fixed day on which a period ends: that of the year it is about, or the next one."""
    if named.about not in ("year", "next_year"):
        return next_due(fixed, matter.day)
    year = int(subject_begun(matter, named)) - (named.about == "next_year")
    late = isinstance(fixed, Annual) and fixed.about == "previous_year"
    return paper_due(fixed, year + late)


def fixed_day(matter: Matter[Any], named: NamedPeriod) -> FixedDay | None:
    return matter.rules.text.annual if named.fixed == "annual" else named.fixed
