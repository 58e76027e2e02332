"""Facts of a violation case, and of one that a command on another case names (`violation`)."""

from typing import Any

from domain.facts import Found, fact
from domain.matter import Matter
from domain.violation.case import EstablishedConduct, Violation


@fact(
    "text",
    "违法违规类型",
    "type of violation",
    reads=("/violation_type",),
    values="violation_type",
)
def violation_type(matter: Matter[Violation]) -> Found:
    return getattr(matter.command, "violation_type", None)


@fact(
    "flag",
    "不涉嫌犯罪，或者已经移送公安机关",
    "no crime is suspected, or the case was transferred to the police",
    reads=("/suspected_crime",),
)
def suspicion_transferred(matter: Matter[Violation]) -> bool:
    sent = any(one.kind == "PUBLIC_SECURITY" for one in matter.case.transfers)
    return sent or not getattr(matter.command, "suspected_crime", False)


@fact("flag", "没有仍在暂停拨付的资金", "no funding is still on hold")
def no_funding_on_hold(matter: Matter[Violation]) -> bool:
    return matter.case.funding_held is None


def established_against(matter: Matter[Any], id: str, owner: str) -> Violation | None:
    """The violation case of that id, where it was established against that unit, and this person
    may know of it."""
    case = matter.named("violations", id)
    fits = isinstance(case, Violation) and case.established is not None and case.owner == owner
    return case if isinstance(case, Violation) and fits else None


def named_finding(matter: Matter[Any]) -> EstablishedConduct | None:
    """What was established in the violation case that a command on a centre names."""
    id = getattr(matter.command, "violation", None)
    found = established_against(matter, id, matter.territory("owner") or "") if id else None
    return found.established if found else None


@fact(
    "flag",
    "所列违法违规案件对该单位已认定成立",
    "the violation named is established against the unit",
    reads=("/violation",),
)
def named_violation_established(matter: Matter[Any]) -> bool:
    return named_finding(matter) is not None


@fact(
    "text",
    "所列案件的违法违规类型",
    "type of the violation named",
    reads=("/violation",),
    values="violation_type",
)
def named_violation_type(matter: Matter[Any]) -> Found:
    found = named_finding(matter)
    return found.violation_type if found else None


@fact(
    "flag",
    "所列案件认定造成严重后果",
    "the violation named had grave consequences",
    reads=("/violation",),
)
def named_violation_grave(matter: Matter[Any]) -> bool:
    found = named_finding(matter)
    return found is not None and found.grave


@fact("date", "所列案件行为起始日", "first day of the conduct named", reads=("/violation",))
def named_conduct_from(matter: Matter[Any]) -> Found:
    found = named_finding(matter)
    return found.conduct_from.isoformat() if found else None


@fact("date", "所列案件行为终止日", "last day of the conduct named", reads=("/violation",))
def named_conduct_to(matter: Matter[Any]) -> Found:
    found = named_finding(matter)
    return found.conduct_to.isoformat() if found else None
