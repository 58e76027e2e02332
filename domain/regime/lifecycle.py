"""Issues regulations in versions, and publishes the industry catalogues beside them; a version
that has a last day starts its timer (T5)."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Annotated, Any

from msgspec import Meta, Struct
from msgspec.structs import replace

from domain.case import Case, CaseId, Command
from domain.context import Context, Reason
from domain.event import Event
from domain.folding import folded
from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule
from domain.regulation.checking import faults_in
from domain.regulation.rules import Rules, Term, rules_of
from domain.running import Running
from domain.working_days import until_fixed, years_later

HOUSE = "HOUSE"


class Version(Struct, frozen=True):
    """One issued text, the term in which it is in force, its SHA-256, the regime that it rests on,
    and who interprets it. `over`: its last day has passed, or its regulation was repealed."""

    sha256: str
    text: str
    term: Term
    parent: str | None = None
    interpreted_by: str | None = None
    over: bool = False


class Catalogue(Struct, frozen=True):
    """A dated list of key industries. `assumed`: a sample that no organ has issued."""

    title: str
    issued_on: date
    industries: tuple[str, ...]
    assumed: bool = False

    def has_one_of(self, spelt: Iterable[str]) -> bool:
        """Whether an industry under one of these names is in the list, however it is spelt."""
        return not _folded(self.industries).isdisjoint(map(folded, spelt))


@lru_cache(maxsize=16)
def _folded(industries: tuple[str, ...]) -> frozenset[str]:
    """Folding hundreds of names takes longer than all else that a draft is held against."""
    return frozenset(map(folded, industries))


class Interpretation(Struct, frozen=True):
    """What the organ that the text names has said in interpretation of some provisions."""

    document_no: str
    issued_on: date
    rules: tuple[str, ...]
    text: str


class RegimeFile(Case, frozen=True):
    """State of a regime: the versions of its regulation, its catalogues, and what was said in
    interpretation of it. `closed_on` is its last day where it was repealed or superseded, and
    `successor` the regime that took its place."""

    versions: tuple[Version, ...] = ()
    catalogues: tuple[Catalogue, ...] = ()
    interpretations: tuple[Interpretation, ...] = ()
    closed_on: date | None = None
    successor: str | None = None

    def pinned(self, sha256: str) -> Version | None:
        return next((v for v in self.versions if v.sha256 == sha256), None)

    def applicable(self, day: date) -> Version | None:
        """The version issued last among those that had begun by that day, expired or not."""
        begun = [v for v in self.versions if v.term.begins <= day]
        return max(reversed(begun), key=lambda v: v.term.begins, default=None)

    def interpreting(self, rule: str, day: date) -> tuple[Interpretation, ...]:
        """What had been said by a day in interpretation of a provision."""
        return tuple(
            one for one in self.interpretations if rule in one.rules and one.issued_on <= day
        )

    def rules_on(self, day: date) -> Rules | None:
        """The rules of the version applicable on that day."""
        version = self.applicable(day)
        return rules_of(version.text) if version else None

    def catalogue(self, day: date) -> Catalogue | None:
        known = [c for c in self.catalogues if c.issued_on <= day]
        return max(reversed(known), key=lambda c: c.issued_on, default=None)


def regime_in(file: Case | None) -> RegimeFile:
    """The regime in a case file; one without versions where there is no file."""
    return file if isinstance(file, RegimeFile) else RegimeFile()


class IssueRegime(Command, frozen=True, kw_only=True):
    """印发规定: a regulation, whole; its term follows from its own text. SC 22. A further version
    may begin on a later day (`begins`) than the text itself says."""

    opens = True
    regime: CaseId
    text: Annotated[str, Meta(min_length=1, max_length=1_000_000)]
    begins: date | None = None

    def check(self, matter: Matter[Any]) -> Iterable[Refusal]:
        for fault in faults_in(self.text):
            yield file_rule(
                "regulation",
                "规定文件应当完整、无矛盾",
                Text(str(fault), str(fault)),
                Text("通过 anjuan regulation check", "passes anjuan regulation check"),
                "form",
                ("/text",),
            )
            return
        about = rules_of(self.text).about
        yield from not_the_issuer(matter, about.authority)
        yield from begins_too_early(matter, self.begins)
        code = about.code
        if code != self.regime or matter.id != code:
            yield file_rule(
                "regulation",
                "规定归入其自身的案卷",
                Text(f"规定 {code} → 案卷 {matter.id}", f"regulation {code} into {matter.id}"),
                Text(f"案卷 {code}", f"file {code}"),
                "form",
                ("/regime", "/id"),
            )

    def decide(self, matter: Matter[Any]) -> "RegimeIssued":
        rules = rules_of(self.text)
        issued, validity = self.begins or rules.about.issued_on, rules.text.validity
        years = validity.years if validity else None
        standing: tuple[Version, ...] = matter.case.versions
        return self.as_event(
            RegimeIssued,
            sha256=rules.sha256,
            effective_from=issued,
            effective_to=years_later(issued, years) if years else None,
            parent=rules.about.parent,
            interpreted_by=rules.about.interpreted_by,
            area=f"{rules.about.code}.{rules.about.authority}" if years else "",
            alerts=validity.alerts if validity else (),
            displaces=tuple(one.sha256 for one in standing if reaches(one, issued)),
        )


def reaches(version: Version, begins: date) -> bool:
    """Whether the end of a version would come once the one that begins that day has replaced it."""
    ends = version.term.ends
    return not version.over and ends is not None and ends >= begins


def not_the_issuer(matter: Matter[Any], authority: str) -> Iterable[Refusal]:
    """Refuses any organ but the issuing one; the system itself enters the texts shipped with it."""
    actor = matter.context.actor
    if actor.role != "SYSTEM" and actor.organ != authority:
        yield file_rule(
            "issue",
            "规定由印发机关登记",
            Text(f"登记机关 {actor.organ}", f"entered by {actor.organ}"),
            Text(f"印发机关 {authority}", f"the issuing organ, {authority}"),
            "who",
        )


def begins_too_early(matter: Matter[Any], begins: date | None) -> Iterable[Refusal]:
    """Refuses a version that would begin before it is issued: what was done stands under what was
    known (立法法第一百零四条)."""
    if begins and matter.case.versions and begins < matter.day:
        yield file_rule(
            "issue",
            "新版本自印发之日或者以后施行",
            Text(f"施行日 {begins}", f"in force from {begins}"),
            Text(f"不早于 {matter.day}", f"{matter.day} or later"),
            "period",
            ("/begins",),
        )


def validity_key(version: str) -> str:
    """Key of a version's validity among the periods of its regime."""
    return f"validity-{version[:12]}"


class RegimeIssued(Event, frozen=True, kw_only=True, tag="regime-issued"):
    """A version was issued. `area` is where its end is watched, `alerts` are days before it;
    `displaces` are the versions in whose place it comes before they end."""

    added = ("area", "alerts", "displaces")
    regime: str
    text: str
    sha256: str
    effective_from: date
    effective_to: date | None = None
    parent: str | None = None
    interpreted_by: str | None = None
    area: str = ""
    alerts: tuple[int, ...] = ()
    displaces: tuple[str, ...] = ()

    def opens(self) -> Iterable[Running]:
        """T5, where the text says how long it is valid."""
        if self.effective_to:
            yield Running(
                kind="validity",
                timer="T5",
                period=until_fixed(self.effective_from, self.effective_to),
                key=validity_key(self.sha256),
                fires="ExpireRegime",
                about=self.sha256,
                alerts=self.alerts,
                area=self.area,
            )

    def closes(self) -> Iterable[str]:
        yield from super().closes()
        yield from map(validity_key, self.displaces)

    def evolve(self, case: RegimeFile, context: Context) -> RegimeFile:
        term = Term(self.effective_from, self.effective_to)
        version = Version(self.sha256, self.text, term, self.parent, self.interpreted_by)
        return replace(case, versions=(*case.versions, version))


class PublishCatalogue(Command, frozen=True, kw_only=True):
    """公布产业目录: the dated list of key industries that a regime refers to. SC 5(2)1."""

    title: Reason
    issued_on: date
    industries: tuple[Reason, ...]
    assumed: bool = False

    @classmethod
    def beforehand(cls, matter: Matter[Any]) -> Iterable[Refusal]:
        if version := matter.case.versions[-1:]:
            yield from not_the_issuer(matter, rules_of(version[0].text).about.authority)

    def decide(self, matter: Matter[Any]) -> "CataloguePublished":
        return self.as_event(CataloguePublished)


class CataloguePublished(Event, frozen=True, kw_only=True, tag="catalogue-published"):
    title: str
    issued_on: date
    industries: tuple[str, ...]
    assumed: bool = False

    def evolve(self, case: RegimeFile, context: Context) -> RegimeFile:
        catalogue = Catalogue(self.title, self.issued_on, self.industries, self.assumed)
        return replace(case, catalogues=(*case.catalogues, catalogue))
