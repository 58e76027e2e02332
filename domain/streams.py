"""Table of streams: each with its state and the modules of its commands and events."""

from collections.abc import Iterable
from types import ModuleType
from typing import TypeVar

from msgspec import Struct

from domain import held_with_centre, passed_with_centre
from domain.application import (
    accepting,
    admitting,
    avoiding,
    consenting,
    constructing,
    correcting,
    day_shortfalls,
    drafting,
    ending,
    expert_review,
    expiring,
    facts,
    filing,
    form_facts,
    form_shortfalls,
    interruption,
    investigating,
    listing,
    local_consent,
    local_review,
    lodging,
    objection_facts,
    panelling,
    party_group,
    passing,
    recheck,
    recognising,
    recommended,
    reopening,
    republishing,
    resolving,
    righting_records,
    scoring,
    serving,
    shortfalls,
    succeeding,
)
from domain.application.case import Application
from domain.bank_account import correcting_lines, opening, reconciling, statement
from domain.bank_account.case import BankAccount
from domain.batch import (
    calling,
    declaring,
    dissolving,
    drawing,
    interrupting,
    publicity,
    recusing,
    republicising,
    shortlisting,
)
from domain.batch import consenting as batch_consenting
from domain.batch import facts as batch_facts
from domain.batch import recognising as recognising_lists
from domain.batch import shortfalls as batch_shortfalls
from domain.batch.case import Batch
from domain.calendar import lifecycle as calendars
from domain.calendar_file import CalendarFile
from domain.case import Case, Command
from domain.centre import (
    activities,
    afterwards,
    annual,
    assessing,
    branches,
    cancelling,
    change_facts,
    changing,
    commending,
    construction,
    cycle,
    ends,
    evaluated_out,
    evaluating,
    funds,
    hearing,
    milestones,
    offering,
    promoting,
    reassessing,
    recognition,
    rectifying,
    restoring,
    supervising,
    unrecognised,
    upward,
)
from domain.centre import righting_records as righting_centres
from domain.centre import setting_aside as setting_aside_on_centres
from domain.centre.case import Centre
from domain.claim import lifecycle as claims
from domain.claim.lifecycle import Claim
from domain.event import Event
from domain.expert_pool import keeping, relating
from domain.expert_pool.case import ExpertPool
from domain.fund_case import FundProject
from domain.fund_project import (
    applying,
    budgeting,
    contracting,
    disbursements,
    expenses,
    finishing,
    holding_back,
    matching,
    recovering,
    settling,
    tranches,
)
from domain.fund_project import correcting_lines as correcting_project_lines
from domain.fund_project import facts as fund_facts
from domain.fund_project import righting_records as righting_projects
from domain.hold import lifecycle as holds
from domain.hold.lifecycle import Hold
from domain.in_force import fold_in_force
from domain.party import lifecycle as parties
from domain.party.lifecycle import Party
from domain.record import Record
from domain.red_flag import answering as answering_flags
from domain.red_flag import raising as raising_flags
from domain.red_flag.case import RedFlag
from domain.regime import ending as regime_endings
from domain.regime import interpreting
from domain.regime import lifecycle as regimes
from domain.regime.lifecycle import RegimeFile
from domain.relation import page as relation_pages
from domain.relation.case import Relations
from domain.remedy import carrying_out
from domain.remedy import deciding as deciding_remedies
from domain.remedy import filing as filing_remedies
from domain.remedy import righting_records as righting_remedies
from domain.remedy import taken_elsewhere as recording_remedies
from domain.remedy.case import Remedy
from domain.store import keeping as store_keeping
from domain.store.case import StoreFile
from domain.violation import (
    concluding,
    funding,
    holding_projects,
    lead,
    notifying,
    transferring,
    triaging,
)
from domain.violation import facts as violation_facts
from domain.violation import righting_records as righting_violations
from domain.violation import setting_aside as setting_aside_on_conduct
from domain.violation.case import Violation

Act = TypeVar("Act", Command, Event)


class Stream(Struct, frozen=True):
    """A kind of case. `name` stands in paths and in the ids of histories; `file_rules` marks those
    that no regime governs but the rules of keeping files."""

    name: str
    state: type[Case]
    commands: tuple[type[Command], ...]
    events: tuple[type[Event], ...]
    file_rules: bool = False

    @property
    def opening(self) -> type[Command] | None:
        """The command with which callers open such a case; None where they cannot."""
        return next((c for c in self.commands if c.opens and not c.entailed), None)

    def command(self, name: str) -> type[Command] | None:
        return next((c for c in self.commands if c.__name__ == name), None)


def stream(name: str, state: type[Case], *modules: ModuleType, file_rules: bool = False) -> Stream:
    """A stream of these modules, in the order of the case's life. Modules that only register facts
    are named too, so that they are imported."""
    return Stream(name, state, acts(modules, Command), acts(modules, Event), file_rules)


def acts(modules: Iterable[ModuleType], kind: type[Act]) -> tuple[type[Act], ...]:
    """The commands, or events, that the modules define, in order; their common bases left out."""
    return tuple(one for module in modules for one in defined_in(module, kind))


def defined_in(module: ModuleType, kind: type[Act]) -> list[type[Act]]:
    own = [
        one
        for name, one in vars(module).items()
        if isinstance(one, type) and issubclass(one, kind) and one.__module__ == module.__name__
        if name == one.__name__ and not name.startswith("_")
    ]
    bases = {base for one in own for base in one.__mro__[1:]}
    return [one for one in own if one not in bases]


STREAMS = {
    entry.name: entry
    for entry in (
        stream(
            "batches",
            Batch,
            *(calling, drawing, dissolving, declaring, recusing, shortlisting, publicity),
            *(interrupting, republicising, recognising_lists, batch_consenting),
            *(batch_facts, batch_shortfalls),
        ),
        stream(
            "applications",
            Application,
            *(drafting, recommended, local_consent, filing, correcting, accepting, local_review),
            *(recheck, avoiding),
            *(panelling, scoring, expert_review, listing, interruption, republishing),
            *(party_group, constructing),
            *(recognising, lodging, admitting, investigating, resolving, ending, consenting),
            *(serving, expiring, reopening, righting_records),
            *(facts, form_facts, objection_facts, passing),
            *(shortfalls, form_shortfalls, day_shortfalls),
        ),
        stream(
            "centres",
            Centre,
            *(unrecognised, recognition, construction, milestones, annual, evaluating),
            *(rectifying, assessing, hearing, reassessing),
            *(cycle, cancelling, ends, restoring, afterwards),
            *(offering, activities, supervising, promoting),
            *(changing, change_facts, succeeding),
            *(upward, commending, evaluated_out, branches, righting_centres),
            *(setting_aside_on_centres, funds),
        ),
        stream(
            "fund-projects",
            FundProject,
            *(applying, budgeting, contracting, tranches, matching, expenses),
            *(disbursements, finishing, settling, holding_back, held_with_centre),
            *(passed_with_centre, holding_projects),
            *(recovering, correcting_project_lines),
            *(righting_projects, fund_facts),
        ),
        stream(
            "violations",
            Violation,
            *(lead, triaging, funding, notifying, concluding, transferring, violation_facts),
            *(righting_violations, setting_aside_on_conduct),
        ),
        stream("holds", Hold, holds),
        stream("bank-accounts", BankAccount, opening, statement, correcting_lines, reconciling),
        stream("relations", Relations, relation_pages),
        stream("flags", RedFlag, raising_flags, answering_flags),
        stream(
            "remedies",
            Remedy,
            *(
                filing_remedies,
                recording_remedies,
                deciding_remedies,
                carrying_out,
                righting_remedies,
            ),
        ),
        stream("expert-pools", ExpertPool, keeping, relating),
        stream("calendars", CalendarFile, calendars, file_rules=True),
        stream(
            *("regulations", RegimeFile, regimes, interpreting, regime_endings),
            file_rules=True,
        ),
        stream("parties", Party, parties, file_rules=True),
        stream("stores", StoreFile, store_keeping, file_rules=True),
        stream("claims", Claim, claims, file_rules=True),
    )
}


def replay(kind: str, records: Iterable[Record]) -> Case | None:
    """Folds a whole history into the case that it describes; None where there is none."""
    numbered = list(enumerate(records, 1))
    return fold_in_force(STREAMS[kind].state, lambda: numbered)
