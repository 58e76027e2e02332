"""The access policy: who may see which kind of case, which parts of it, and which lists.

Everything that answers somebody asks here: state, history, differences, lists, feed, files, reports
and NATS subjects. What no line of these tables allows is not shown. Who may act is decided with the
rules (domain/permitting.py). Part 3 of the specification; PIPL 6, 25.
"""

from enum import Enum, auto

from msgspec import Struct

from domain.hold.lifecycle import READERS_OF_LEADS
from domain.parts import Part
from domain.red_flag.case import INQUIRY_DUTY
from domain.words.actors import ROLES

EVERYBODY = frozenset(ROLES) - {"SYSTEM"}
SIGNED_IN = EVERYBODY - {"PUBLIC"}
UNITS = frozenset({"APPLICANT", "CENTRE"})
OFFICIALS = frozenset({"COUNTY", "PREF", "CITY", "PROV", "CNIPA"})
LOCAL = frozenset({"COUNTY", "PREF"})
EXPERT = frozenset({"EXPERT"})
REVIEWERS = frozenset({"REVIEW", "COURT"})
"""Those who decide on remedies from outside: each sees the kind that it has steps of."""
OTHERS = SIGNED_IN - UNITS - OFFICIALS - EXPERT
AUDITORS, LETTER = frozenset({"AUDIT"}), "letter"
"""Auditors read while a letter is in force, which gives them this duty (access/letters.py): the
cases and the record of acts of the area that their office audits."""
WITH_LETTER = frozenset({LETTER})
FINANCE = frozenset({"FINANCE"})
"""Finance departments see the accounts of the area in which they pay."""
PAYERS = frozenset({"FINANCE", "LOCALGOV"})
"""Those who pay to fund projects: each sees those that it has steps of."""
AUTHORITIES = frozenset({"PROV", "CITY", "CNIPA"})
"""Roles of those who act for the authority of a regime."""
INQUIRY_OFFICERS = frozenset({INQUIRY_DUTY})
"""The duty in which the authority's officials are shown red flags."""
KEEPERS = frozenset({"experts", "decision"})
"""The duties of those who may know the authority's experts by name (Inv. 58)."""


class Tie(Enum):
    """How a person must be tied to a case to be shown it."""

    ANYBODY = auto()
    OWNER = auto()  # the unit that owns the case
    NOTIFIED = auto()  # the unit that owns it, once it was notified
    AREA = auto()  # the bureau that has the case, or one above it, as the regime supervises
    PROVINCE = auto()  # a bureau in the province whose own case it is
    AUTHORITY = auto()  # the organ whose own case it is
    PANEL = auto()  # a member of its panel who has declared, while the review goes on
    ENTRY = auto()  # an expert in the pool
    STEP = auto()  # the organ to which the regime gives a step of it
    NAMED = auto()  # a person whom the case itself names


class Line(Struct, frozen=True):
    """One grant of the policy: roles, tie, and duties of which the person must hold one, if any are
    named."""

    roles: frozenset[str]
    tie: Tie
    duties: frozenset[str] = frozenset()


CASES: dict[str, tuple[Line, ...]] = {
    "calendars": (Line(EVERYBODY, Tie.ANYBODY),),
    "regulations": (Line(EVERYBODY, Tie.ANYBODY),),
    "stores": (Line(EVERYBODY, Tie.ANYBODY),),
    "batches": (Line(SIGNED_IN, Tie.ANYBODY),),
    "parties": (Line(OFFICIALS, Tie.ANYBODY), Line(UNITS, Tie.OWNER)),
    "applications": (
        Line(UNITS, Tie.OWNER),
        Line(OFFICIALS, Tie.AREA),
        Line(EXPERT, Tie.PANEL),
        Line(OTHERS, Tie.STEP),
        Line(AUDITORS, Tie.AREA, WITH_LETTER),
    ),
    "centres": (
        Line(UNITS, Tie.OWNER),
        Line(OFFICIALS, Tie.AREA),
        Line(AUDITORS, Tie.AREA, WITH_LETTER),
    ),
    "fund-projects": (
        Line(UNITS, Tie.OWNER),
        Line(OFFICIALS, Tie.AREA),
        Line(PAYERS, Tie.STEP),
        Line(AUDITORS, Tie.AREA, WITH_LETTER),
    ),
    "violations": (Line(AUTHORITIES, Tie.AUTHORITY, READERS_OF_LEADS), Line(UNITS, Tie.NOTIFIED)),
    "holds": (),
    "bank-accounts": (
        Line(UNITS, Tie.OWNER),
        Line(OFFICIALS, Tie.AREA),
        Line(FINANCE, Tie.AREA),
        Line(AUDITORS, Tie.AREA, WITH_LETTER),
    ),
    "relations": (
        Line(OFFICIALS, Tie.AREA),
        Line(FINANCE, Tie.AREA),
        Line(AUDITORS, Tie.AREA, WITH_LETTER),
    ),
    "flags": (
        Line(AUTHORITIES, Tie.AUTHORITY, INQUIRY_OFFICERS),
        Line(FINANCE, Tie.AREA),
        Line(AUDITORS, Tie.AREA, WITH_LETTER),
    ),
    "remedies": (
        Line(UNITS, Tie.OWNER),
        Line(OFFICIALS, Tie.AUTHORITY),
        Line(REVIEWERS, Tie.STEP),
    ),
    "expert-pools": (Line(OFFICIALS, Tie.AUTHORITY, KEEPERS), Line(EXPERT, Tie.ENTRY)),
    "claims": (),
}
"""Who is shown a case of each stream."""

PARTS: dict[Part, tuple[Line, ...]] = {
    Part.EXPERTS: (Line(OFFICIALS, Tie.AUTHORITY, KEEPERS),),
    Part.DELIBERATION: (Line(OFFICIALS, Tie.ANYBODY),),
    Part.LEADS: (Line(OFFICIALS, Tie.ANYBODY),),
    Part.STAFF: (Line(EVERYBODY - EXPERT, Tie.ANYBODY),),
    Part.ACTS: (Line(EVERYBODY - EXPERT, Tie.ANYBODY),),
    Part.READS: (Line(OFFICIALS, Tie.ANYBODY),),
    Part.EVIDENCE: (Line(OFFICIALS | {"DISCIPLINE"}, Tie.ANYBODY),),
    Part.INQUIRY: (Line(AUTHORITIES, Tie.ANYBODY, READERS_OF_LEADS),),
}
"""Who, of those who are shown a case, is shown its parts."""

FEED: dict[str, tuple[Line, ...]] = {
    "calendars": (Line(SIGNED_IN - UNITS, Tie.ANYBODY),),
    "regulations": (Line(SIGNED_IN - UNITS, Tie.ANYBODY),),
    "stores": (Line(SIGNED_IN - UNITS, Tie.ANYBODY),),
    "batches": (Line(LOCAL, Tie.PROVINCE), Line(OFFICIALS - LOCAL, Tie.AREA)),
    "applications": (Line(UNITS, Tie.OWNER), Line(OFFICIALS, Tie.AREA)),
    "centres": (Line(UNITS, Tie.OWNER), Line(OFFICIALS, Tie.AREA)),
    "fund-projects": (
        Line(UNITS, Tie.OWNER),
        Line(OFFICIALS, Tie.AREA),
        Line(PAYERS, Tie.STEP),
    ),
    "violations": (Line(AUTHORITIES, Tie.AUTHORITY, READERS_OF_LEADS), Line(UNITS, Tie.NOTIFIED)),
    "bank-accounts": (Line(UNITS, Tie.OWNER), Line(OFFICIALS, Tie.AREA)),
    "remedies": (
        Line(UNITS, Tie.OWNER),
        Line(OFFICIALS, Tie.AUTHORITY),
        Line(REVIEWERS, Tie.STEP),
    ),
}
"""Who receives the events of each stream; those that name experts reach nobody."""

LISTS: dict[str, tuple[Line, ...]] = {
    "registry": (Line(EVERYBODY, Tie.ANYBODY),),
    "publicity": (Line(EVERYBODY, Tie.ANYBODY),),
    "notices": (Line(EVERYBODY, Tie.ANYBODY),),
    "publications": (Line(EVERYBODY, Tie.ANYBODY),),
    "deadlines": (Line(OFFICIALS, Tie.AREA), Line(UNITS, Tie.OWNER)),
    "audit_trail": (Line(OFFICIALS, Tie.AREA), Line(AUDITORS, Tie.AREA, WITH_LETTER)),
    "statistics": (Line(OFFICIALS, Tie.AREA),),
    "step_times": (Line(OFFICIALS, Tie.AREA),),
    "worklist": (
        Line(OFFICIALS, Tie.AREA),
        Line(EXPERT, Tie.PANEL),
        Line(UNITS, Tie.OWNER),
        Line(OTHERS, Tie.STEP),
    ),
    "duties": (Line(OFFICIALS, Tie.AREA), Line(UNITS, Tie.OWNER)),
    "red_flags": (
        Line(AUTHORITIES, Tie.AREA, INQUIRY_OFFICERS),
        Line(FINANCE, Tie.AREA),
        Line(AUDITORS, Tie.AREA, WITH_LETTER),
    ),
}
"""Who is shown rows of each list, by the tie to the row's case."""

PUBLISHED_DOCUMENTS = frozenset(
    {"publicity", "publicity-result", "recognition", "certificate"}
    | {"cancellation", "annulment", "withdrawal", "exit"}
)
"""Kinds of official documents that anybody may have, as the public lists say all of it: notices,
recognitions, and what ended a recognised centre. Every other is for who is shown its event."""

READERS_OF_VOUCHERS = OFFICIALS | PAYERS | AUDITORS
"""Who opens the file of a voucher, where they are shown the project."""
UPLOADS: dict[str, frozenset[str]] = {
    "": SIGNED_IN - EXPERT - {"SYSADMIN"},
    "objection": UNITS | OFFICIALS | {"LOCALGOV", "PARTYGROUP"},
}
"""Who uploads files, by their use: proofs and documents of a case, or evidence of an objection.
Experts and system administrators bring none; officials bring objections that came on paper."""

INWARD_STREAMS = frozenset({"violations", "holds", "bank-accounts", "relations", "flags"})
WEBHOOK_ADMINISTRATORS = frozenset({"SYSADMIN"})
"""Who registers webhooks for any bureau, also with duties. Officials register those of their own
bureau, which hear what every official of it does: duties are persons', and end with them."""

"""Streams whose cases nobody is told of who may not see them, not even as read by a decision."""
PUBLIC_STREAMS = frozenset(
    name for name, lines in CASES.items() if any("PUBLIC" in line.roles for line in lines)
)
"""Streams whose cases anybody reads, without a token."""
