"""Ends a regulation: it expires on its last day, or is repealed or superseded by another.

No case changes by it: what was accepted goes on under its version, and the last version goes on
governing the centres (Inv. 41). What ends is that new applications are accepted.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from msgspec.structs import replace

from domain.case import CaseId, Command
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule
from domain.regime.lifecycle import (
    HOUSE,
    RegimeFile,
    Version,
    not_the_issuer,
    regime_in,
    validity_key,
)
from domain.regulation.rules import Term, rules_of

EXPIRED, FOLLOWED = "EXPIRED", "FOLLOWED"


class ExpireRegime(Command, frozen=True, kw_only=True):
    """规定期满: the last day of a version has passed. SC 22; timer T5."""

    about_field = "sha256"
    outcomes = (EXPIRED, FOLLOWED)
    sha256: str

    def check(self, matter: Matter[RegimeFile]) -> Iterable[Refusal]:
        version = matter.case.pinned(self.sha256)
        if version is None or version.over or version.term.ends is None:
            asked = Text("没有这样的版本，或者已经失效", "no such version, or over already")
            allowed = Text("在有效期内的版本", "a version whose term runs")
            yield ill_ended(asked, allowed, "/sha256")
        elif matter.day <= version.term.ends:
            yield still_valid(version, matter.day)

    def decide(self, matter: Matter[RegimeFile]) -> "RegimeExpired":
        others = (one for one in matter.case.versions if one.sha256 != self.sha256)
        follows = any(later(one, matter.day) for one in others)
        return RegimeExpired(sha256=self.sha256, followed=follows)


def later(version: Version, day: date) -> bool:
    """Whether a version is in force on that day, or will be."""
    return not version.over and (version.term.ends is None or day <= version.term.ends)


def still_valid(version: Version, day: date) -> Refusal:
    """The refusal of an end before its day, under the provision that says how long it is valid."""
    rules, ends = rules_of(version.text), version.term.ends
    asked = Text(f"办理日 {day}", f"day of the act {day}")
    allowed = Text(f"{ends} 24时届满，次日起", f"after {ends}, its last day")
    validity = rules.text.validity
    assert validity, "a version with a last day says how long it is valid"
    return rules.refuse(validity.rule, asked, allowed, "period")


def ill_ended(asked: Text, allowed: Text, field: str) -> Refusal:
    phrase = "规定因期满、废止或者被代替而失效，在办案件和中心不受影响"
    return file_rule("ending", phrase, asked, allowed, "form", (field,))


class RegimeExpired(Event, frozen=True, kw_only=True, tag="regime-expired"):
    """The term of a version is over. `followed`: another version is in force, or will be."""

    sha256: str
    followed: bool = False

    @property
    def outcome(self) -> str:
        return FOLLOWED if self.followed else EXPIRED

    def closes(self) -> Iterable[str]:
        yield from super().closes()
        yield validity_key(self.sha256)

    def evolve(self, case: RegimeFile, context: Context) -> RegimeFile:
        versions = (
            replace(one, over=True) if one.sha256 == self.sha256 else one for one in case.versions
        )
        return replace(case, versions=tuple(versions))


class CloseRegime(Command, frozen=True, kw_only=True):
    """Ends a whole regulation by an act of its issuer; `final_day` is its last day in force."""

    final_day: date
    reason: Reason

    @classmethod
    def beforehand(cls, matter: Matter[RegimeFile]) -> Iterable[Refusal]:
        if version := matter.case.versions[-1:]:
            yield from not_the_issuer(matter, rules_of(version[0].text).about.authority)
        if matter.id == HOUSE:
            asked = Text("废止案卷规则", "to end the house rules")
            yield ill_ended(asked, Text("各机关的规定", "a regulation of an organ"), "/id")

    def check(self, matter: Matter[RegimeFile]) -> Iterable[Refusal]:
        first = min((one.term.begins for one in matter.case.versions), default=matter.day)
        if self.final_day < max(first, matter.day):
            asked = Text(f"最后施行日 {self.final_day}", f"last day in force {self.final_day}")
            allowed = Text(f"不早于 {max(first, matter.day)}", f"{max(first, matter.day)} or later")
            yield ill_ended(asked, allowed, "/final_day")


class RegimeClosed(Event, frozen=True, kw_only=True):
    """A regulation is in force until its `final_day` and no longer; `cut_short` are its versions
    that would have been."""

    final_day: date
    reason: str
    cut_short: tuple[str, ...] = ()

    def closes(self) -> Iterable[str]:
        yield from super().closes()
        yield from map(validity_key, self.cut_short)

    def evolve(self, case: RegimeFile, context: Context) -> RegimeFile:
        versions = tuple(ended_by(one, self.final_day) for one in case.versions)
        return replace(case, versions=versions, closed_on=self.final_day)


def ended_by(version: Version, last: date) -> Version:
    term = version.term
    if version.over or (term.ends is not None and term.ends <= last):
        return version
    return replace(version, over=True, term=Term(term.begins, last))


def versions_cut_short(matter: Matter[RegimeFile], last: date) -> tuple[str, ...]:
    """The versions whose own end will not come any more."""
    return tuple(one.sha256 for one in matter.case.versions if ended_by(one, last) is not one)


class RepealRegime(CloseRegime, frozen=True, kw_only=True):
    """废止规定: by the organ that issued it."""

    def decide(self, matter: Matter[RegimeFile]) -> "RegimeRepealed":
        short = versions_cut_short(matter, self.final_day)
        return RegimeRepealed(final_day=self.final_day, reason=self.reason, cut_short=short)


class RegimeRepealed(RegimeClosed, frozen=True, kw_only=True, tag="regime-repealed"):
    pass


class SupersedeRegime(CloseRegime, frozen=True, kw_only=True):
    """以新规定代替: another regulation, which is issued already, takes its place."""

    successor: CaseId

    def check(self, matter: Matter[RegimeFile]) -> Iterable[Refusal]:
        yield from super().check(matter)
        issued = regime_in(matter.reader.state("regulations", self.successor)).versions
        if not issued or self.successor in (matter.id, HOUSE):
            asked = Text(f"代替的规定：{self.successor}", f"in its place: {self.successor}")
            allowed = Text("另一个已登记的规定", "another regulation that has been issued")
            yield ill_ended(asked, allowed, "/successor")

    def decide(self, matter: Matter[RegimeFile]) -> "RegimeSuperseded":
        return self.as_event(RegimeSuperseded, cut_short=versions_cut_short(matter, self.final_day))


class RegimeSuperseded(RegimeClosed, frozen=True, kw_only=True, tag="regime-superseded"):
    successor: str

    def evolve(self, case: RegimeFile, context: Context) -> RegimeFile:
        return replace(super().evolve(case, context), successor=self.successor)


def no_longer_in_force(matter: Matter[Any]) -> Iterable[Refusal]:
    """Refuses what begins under a regulation that was repealed or superseded; its successor is
    named."""
    file = regime_in(matter.reader.state("regulations", matter.case.regime or ""))
    if file.closed_on and matter.day > file.closed_on:
        by = Text("", "")
        if file.successor:
            by = Text(f"，由 {file.successor} 代替", f", superseded by {file.successor}")
        asked = Text(f"办理日 {matter.day}", f"day of the act {matter.day}")
        allowed = Text(
            f"规定施行至 {file.closed_on}{by.zh}", f"in force until {file.closed_on}{by.en}"
        )
        yield file_rule("regime", "案件适用已印发的规定", asked, allowed, "period", over=True)
