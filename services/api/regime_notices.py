"""What a bureau is told on its work list about the regulation of a case: that it has ended, or will
soon. Nothing follows from it for the case (Inv. 41)."""

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct

from domain.case import Case
from domain.refusal import Text
from domain.regime.lifecycle import RegimeFile, Version, regime_in
from domain.regulation.rules import rules_of
from domain.running import alert_reached


class RegimeNotice(Struct, frozen=True):
    """The last day of a regulation, the provision that says so, and what that means."""

    regulation: str
    last_day: date
    rule: str
    zh: str
    en: str


def notices_by_regime(
    regimes: Mapping[str, Case], today: date
) -> dict[str, tuple[RegimeNotice, ...]]:
    """The notices of each regime that has any."""
    found = {code: tuple(notices(code, regime_in(file), today)) for code, file in regimes.items()}
    return {code: told for code, told in found.items() if told}


def notices(code: str, file: RegimeFile, today: date) -> Iterator[RegimeNotice]:
    version = file.applicable(today)
    last = version.term.ends if version else None
    if version is None or last is None:
        return
    rule = ending_rule(file, version)
    if last < today:
        by = Text(f"，由 {file.successor} 代替" if file.successor else "", "")
        zh = f"规定已于 {last} 失效{by.zh}：不再受理新的申报，在办案件照常办理，中心不受影响"
        en = f"not in force after {last}: nothing new is accepted, cases and centres go on"
        yield RegimeNotice(code, last, rule, zh, en)
    elif alert_reached(alerts_of(version), last, today):
        zh = f"规定将于 {last} 24时届满：其后不再受理新的申报"
        yield RegimeNotice(code, last, rule, zh, f"in force until {last}: nothing new after that")


def ending_rule(file: RegimeFile, version: Version) -> str:
    validity = rules_of(version.text).text.validity
    return validity.rule if validity and not file.closed_on else "IMPLICIT:ending"


def alerts_of(version: Version) -> tuple[int, ...]:
    validity = rules_of(version.text).text.validity
    return validity.alerts if validity else ()
