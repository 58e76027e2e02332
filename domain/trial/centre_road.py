"""What a trial knows of a centre: the fields of acts on it, and which of its proceedings is
next."""

from datetime import date, timedelta
from typing import Any

from domain.case import Case
from domain.centre.case import Centre
from domain.centre.evaluating import AspectFound
from domain.centre.particulars import Particulars
from domain.centre.sections import Section
from domain.proceeding import Proceeding
from domain.regulation.model import Step
from domain.regulation.rules import Rules
from domain.running import NamedTerm

A_WHILE = timedelta(days=30)
JOINING, PANEL_SIZE = ("示例机构",), 5
OTHER_UNIT = Particulars(operating_unit="示例运营部")
"""A change on which the organ has to decide."""
EXAMPLE_OFFICIALS = ("示例甲", "示例乙")


def known_of_centre(rules: Rules, case: Case | None, step: Step, day: date) -> dict[str, Any]:
    """Fields of an act on a centre, as it stands: of the year or the rectification that is next."""
    if not isinstance(case, Centre):
        return {}
    about, number = key_for(case, step), max(1, len(case.rectifications))
    ordered = case.rectification(number)
    limit = (ordered.until if ordered else None) or day
    return {
        **of_regulation(rules),
        "year": int(about or day.year),
        "number": int(about or number),
        "rectification": number,
        "verified": tuple(range(1, 1 + len(ordered.items))) if ordered else (),
        "until": max(limit, day) + A_WHILE,
        "of": (case.version,),
        "dissolved_on": day,
        "wanted": OTHER_UNIT,
        "result": "PASS",
        "officials": EXAMPLE_OFFICIALS,
        "joined_by": JOINING,
        "experts": PANEL_SIZE,
    }


def of_regulation(rules: Rules) -> dict[str, Any]:
    """The ground of an order that needs no evaluation, that of a cancellation after it, and the
    best grade; sections of a yearly paper and aspects of an evaluation."""
    text = rules.text
    ordering = [one.code for one in text.ground if not one.evaluated]
    failing = [one.code for one in text.cancel if one.needs == "rectification"]
    wanted = (one for one in text.section if one.of == "annual" and one.obligatory)
    known: dict[str, Any] = {
        "grounds": tuple(ordering[:1]),
        "ground": next(iter(failing), ""),
        "sections": tuple(Section(one.rule, one.zh) for one in wanted),
        "aspects": tuple(AspectFound(one.name, one.zh) for one in text.aspect if not one.optional),
    }
    return known | ({"grade": text.evaluation.scale[0]} if text.evaluation else {})


def key_for(case: Case, step: Step) -> str:
    """Which year or rectification a step is about: that whose period it waits for, else the next
    that lets it; "" where it begins one."""
    of_proceeding = step.elapsed and step.proceeding
    term = term_running(case, step.elapsed or "") if of_proceeding else None
    found = next_proceeding(case, step)
    return (term.about if term else "") or (found.key if found else "")


def next_proceeding(case: Case, step: Step) -> Proceeding | None:
    """The one that a step of its kind is about: the first that lets it; None where it begins
    one."""
    own = (one for one in case.proceedings if one.kind == step.proceeding)
    return next((one for one in own if lets_now(one, step)), None)


def lets_now(found: Proceeding, step: Step) -> bool:
    """Whether stage and order of a proceeding let a step be taken now."""
    done = set(found.done)
    often = step.at_most is None or found.done.count(step.do) < step.at_most
    in_order = done.issuperset(step.after) and done.isdisjoint(step.unless)
    return found.stage in step.at and in_order and often


def is_next(case: Case, step: Step) -> bool:
    """Whether some proceeding lets a step be taken, or it may begin one."""
    return step.may_begin or next_proceeding(case, step) is not None


def term_running(case: Case, name: str) -> NamedTerm | None:
    """The period of that name that runs, whatever it is about; else the one that ran. Of terms in
    which the unit may act, the one that ends last."""
    own = [one for one in case.periods if one.name == name]
    if theirs := [one for one in own if one.owner and one.period]:
        return max(theirs, key=lambda one: one.period.ends if one.period else date.min)
    return next((one for one in own if not one.over), next(iter(own), None))
