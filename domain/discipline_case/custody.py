"""Seals an evidence package by its hash (封存) and keeps its chain of custody: handed, opened,
returned, each with who, why and on which letter."""

from collections.abc import Iterable
from typing import Annotated, ClassVar

from msgspec import Meta
from msgspec.structs import replace

from domain.case import Command
from domain.context import Context
from domain.discipline_case.case import (
    CustodyAct,
    CustodyEntry,
    DisciplineCase,
    EvidencePackage,
    PackageHash,
)
from domain.discipline_case.named_persons import HandlersCommand
from domain.event import Event
from domain.matter import Matter
from domain.own_step import StepReason, under_own_step
from domain.personal import HoldsPersons, Personal, Sealed, Subject
from domain.refusal import Refusal, Text
from domain.violation.case import Told

HeldCount = Annotated[int, Meta(ge=0)]
CustodyParty = Annotated[str, Meta(min_length=1, max_length=200)] | Sealed
CUSTODY_SUBJECTS: tuple[Subject, ...] = (
    Subject(fields=("recipient", "why"), identity=(), purpose="discipline"),
)

KEPT_OR_OUT = {
    False: Text("证据包在保管中", "the package is in keeping"),
    True: Text("证据包已移交或者已开启，未归还", "the package is handed over or open"),
}


class PackageCustody(Event, frozen=True, kw_only=True):
    """An entry in the chain of custody of one package."""

    inward = True
    act: ClassVar[CustodyAct]

    sha256: str
    recipient: Personal
    why: Personal

    def entry(self, context: Context) -> CustodyEntry:
        return CustodyEntry(
            act=self.act,
            person=context.actor.person,
            on=context.occurred_on,
            recipient=self.recipient,
            why=self.why,
            letter=context.document_no,
        )

    def evolve(self, case: DisciplineCase, context: Context) -> DisciplineCase:
        entry = self.entry(context)
        packages = (
            replace(one, custody=(*one.custody, entry)) if one.sha256 == self.sha256 else one
            for one in case.packages
        )
        return replace(case, packages=tuple(packages))


class EvidencePackageSealed(PackageCustody, frozen=True, kw_only=True, tag="package-sealed"):
    act = "PACKAGE_SEALED"

    events_held: int
    files_held: int
    log_upto: int

    def evolve(self, case: DisciplineCase, context: Context) -> DisciplineCase:
        made = EvidencePackage(
            sha256=self.sha256,
            events_held=self.events_held,
            files_held=self.files_held,
            log_upto=self.log_upto,
            custody=(self.entry(context),),
        )
        return replace(case, packages=(*case.packages, made))


SEALED_ALREADY = StepReason(
    Text("这个证据包已经封存", "this package is sealed already"),
    Text("每个证据包封存一次", "each package is sealed once"),
    ("/sha256",),
)
NOT_SEALED_HERE = StepReason(
    Text("本案没有这个证据包", "this case has no such package"),
    Text("本案已封存的证据包", "a package that was sealed in this case"),
    ("/sha256",),
)


class SealEvidencePackage(HoldsPersons, HandlersCommand, frozen=True, kw_only=True):
    """封存证据包: the package with this hash, up to a position of the case service's log, and who
    has it in keeping."""

    at_any_time = True
    recorded_as = EvidencePackageSealed
    subjects: ClassVar[tuple[Subject, ...]] = CUSTODY_SUBJECTS

    sha256: PackageHash
    events_held: HeldCount
    files_held: HeldCount
    log_upto: HeldCount
    recipient: CustodyParty
    why: Told

    def check(self, matter: Matter[DisciplineCase]) -> Iterable[Refusal]:
        if matter.case.package(self.sha256):
            yield from SEALED_ALREADY.said(matter)


class CustodyCommand(HoldsPersons, Command, frozen=True, kw_only=True):
    """What is done with a sealed package: to or for whom, and why."""

    at_any_time = True
    subjects: ClassVar[tuple[Subject, ...]] = CUSTODY_SUBJECTS
    when_out: ClassVar[bool]
    """Whether it is done with a package that is out, or with one in keeping."""

    sha256: PackageHash
    recipient: CustodyParty
    why: Told

    def check(self, matter: Matter[DisciplineCase]) -> Iterable[Refusal]:
        package = matter.case.package(self.sha256)
        if package is None:
            yield from NOT_SEALED_HERE.said(matter)
        elif package.is_out != self.when_out:
            now, wanted = KEPT_OR_OUT[package.is_out], KEPT_OR_OUT[self.when_out]
            yield from under_own_step(matter, now, wanted, "order")


class PackageHanded(PackageCustody, frozen=True, kw_only=True, tag="package-handed"):
    act = "PACKAGE_HANDED"


class HandPackage(CustodyCommand, frozen=True, kw_only=True):
    """移交证据包: to whom, on which letter."""

    recorded_as = PackageHanded
    when_out = False


class PackageOpened(PackageCustody, frozen=True, kw_only=True, tag="package-opened"):
    act = "PACKAGE_OPENED"


class OpenPackage(CustodyCommand, frozen=True, kw_only=True):
    """开启证据包: its content may be read by who opened it until it is returned."""

    recorded_as = PackageOpened
    when_out = False


class PackageReturned(PackageCustody, frozen=True, kw_only=True, tag="package-returned"):
    act = "PACKAGE_RETURNED"


class ReturnPackage(CustodyCommand, frozen=True, kw_only=True):
    """归还证据包: from whom, and in what state it came back."""

    recorded_as = PackageReturned
    when_out = True
