"""Turns what a sweep came to into commands on the cases of red flags: raised, extended, fallen.

A flag's case is found by its rule, its lead and the regulation of the centres concerned: a lead
that crosses regulations has one case under each. What a case says already is not said again, so
that a sweep may be repeated, and two may run at once.
"""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from msgspec import Struct

from domain.case import Command
from domain.red_flag.case import FlagLimit, LedgerLine, RedFlag
from domain.red_flag.raising import ExtendFlag, NoLongerStands, RaiseFlag
from projections.red_flags import ListedFlag
from services.red_flags.asking import EvidenceLine, Lead
from services.red_flags.rules import RedFlagRule
from services.red_flags.sweeping import LeadKey, RaisedLead

EVIDENCE_KEPT_AT_MOST = 5000
Places = Mapping[str, tuple[str, str]]


class WantedCommand(Struct, frozen=True):
    """A command that a sweep gives on the case of a flag, with its idempotency key."""

    id: str
    command: Command
    key: str


def flag_id(rule: str, name: str, regulation: str) -> str:
    """The id of a flag's case: a hash, the same however often it is found."""
    return sha256("\0".join((rule, name, regulation)).encode()).hexdigest()[:32]


def by_regulation(lead: Lead, places: Places) -> dict[str, EvidenceLine]:
    """The regulations that a lead concerns, each with the first evidence under it."""
    first: dict[str, EvidenceLine] = {}
    for one in lead.evidence:
        if one.centre in places:
            first.setdefault(places[one.centre][0], one)
    return first


def raised_flag(rule: RedFlagRule, lead: Lead, first: EvidenceLine, places: Places) -> RaiseFlag:
    regulation, division = places[first.centre]
    return RaiseFlag(
        regime=regulation,
        division=division,
        centre=first.centre,
        project=first.project,
        flag=rule.id,
        found=lead.name,
        title_zh=rule.text.zh,
        title_en=rule.text.en,
        articles=rule.text.article,
        hint=rule.hint,
        limits=tuple(FlagLimit(name, value) for name, value in rule.limits.items()),
        sha256=rule.sha256,
        evidence=kept_evidence(lead),
    )


def kept_evidence(lead: Lead) -> tuple[LedgerLine, ...]:
    return tuple(
        LedgerLine(one.position, one.line, one.role, one.centre, one.project)
        for one in lead.evidence[:EVIDENCE_KEPT_AT_MOST]
    )


def command_for(case: RedFlag | None, told: RaiseFlag) -> Command | None:
    """What is to be said of a lead that stands, where its case does not say it; else None."""
    if case is None or case.stage in (None, "FALLEN"):
        return told
    if case.stands and case.evidence == told.evidence:
        return None
    return ExtendFlag(evidence=told.evidence)


def known_leads(rows: Iterable[ListedFlag]) -> dict[LeadKey, RaisedLead]:
    """The leads that stand, by their rule and name; several cases of one are one lead."""
    return {lead.key: lead for lead in map(raised_lead, rows)}


def raised_lead(row: ListedFlag) -> RaisedLead:
    evidence = tuple(sorted(evidence_listed(row)))
    return RaisedLead(row.kind, row.found, evidence, row.stands == "yes")


def evidence_listed(row: ListedFlag) -> Iterator[EvidenceLine]:
    for one in row.evidence:
        yield EvidenceLine(one.position, one.line, one.role, one.centre, one.project)


def wanted_command(id: str, case: RedFlag | None, command: Command) -> WantedCommand:
    """A command with a key that names the version it was decided on, so that however many sweeps
    give it, it is stored once."""
    version = case.version if case else 0
    return WantedCommand(id, command, f"flag:{id}:{type(command).__name__}:{version}")


def fallen_command(case: RedFlag | None) -> Command | None:
    """What is to be said of a lead that has lost its ground; None where its case says so."""
    return NoLongerStands() if case and case.stands and case.stage != "FALLEN" else None
