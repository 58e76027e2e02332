"""Table of official documents (公文): which event has which kinds, and on what template each is
set."""

from msgspec import Struct

from domain.case import Case
from domain.event import Event
from domain.record import Record
from domain.refusal import Text
from domain.remedy.case import Remedy
from domain.words.documents import DOCUMENTS

NOTICE_OF_REMEDIES = "rights"
"""The notice of remedies (救济告知), beside every decision that was served on a unit."""


class DocumentKind(Struct, frozen=True):
    """A kind of official document: its name, and the template under templates/."""

    name: str
    template: str

    @property
    def title(self) -> Text:
        return DOCUMENTS[self.name]


SET_ON = {
    "acceptance": ("acceptance",),
    "correction": ("correction",),
    "recommendation": ("recommendation",),
    "review": ("review-report",),
    "list": ("list", "recognition-list"),
    "publicity": ("publicity", "publicity-result"),
    "recognition": ("recognition",),
    "certificate": ("certificate",),
    "evaluation": ("evaluation",),
    "rectification": ("rectification",),
    "intended": ("intended-cancellation", "intended-decision"),
    "exit": ("exit",),
    "remedy": ("remedy-refusal", "upholding", "reversal"),
    "rights": (NOTICE_OF_REMEDIES,),
    "decision": (
        *("refusal", "no-recommendation", "recheck-failure", "no-entry", "no-recognition"),
        *("no-approval", "termination", "rectification-failure", "cancellation", "annulment"),
        *("withdrawal", "exit-on-evaluation", "cycle-end", "project-end", "change-refusal"),
        *("transfer-refusal", "funding-stop", "recovery", "violation"),
    ),
    "notice": (
        *("objection-result", "reopening", "construction", "rectification-extension"),
        *("rectification-reminder", "rectification-pass", "dissolution", "cycle-renewal"),
        *(
            "assessment-reversal",
            "setting-aside",
            "restoration",
            "reinstatement",
            "special-task",
            "typical-case",
            "change-approval",
        ),
        *("transfer-announcement", "transfer-answer", "transfer-approval", "commendation"),
        *("national-recommendation", "no-violation", "referral"),
        *("remedy-admission", "remedy-extension", "suspension"),
    ),
}
"""Each template with the kinds that are set on it."""

DOCUMENT_KINDS = {
    name: DocumentKind(name, template) for template, names in SET_ON.items() for name in names
}

OF_EVENTS = {
    "application-accepted": "acceptance",
    "correction-requested": "correction",
    "acceptance-refused": "refusal",
    "application-recommended": "recommendation",
    "recommendation-declined": "no-recommendation",
    "recheck-failed": "recheck-failure",
    "expert-review-completed": "review-report",
    "list-determined": "list",
    "dropped-from-list": "no-entry",
    "publicity-started": "publicity",
    "publicity-restarted": "publicity",
    "entry-republicised": "publicity",
    "publicity-closed": "publicity-result",
    "objection-resolved": "objection-result",
    "entry-refused-for-objection": "no-recognition",
    "rejected-by-party-group": "no-approval",
    "procedure-terminated": "termination",
    "application-reopened": "reopening",
    "construction-started": "construction",
    "application-recognised": "recognition",
    "list-recognised": "recognition-list",
    "centre-recognised": "certificate",
    "centre-evaluated": "evaluation",
    "rectification-ordered": "rectification",
    "rectification-extended": "rectification-extension",
    "rectification-reminded": "rectification-reminder",
    "rectification-passed": "rectification-pass",
    "rectification-failed": "rectification-failure",
    "assessment-reversed": "assessment-reversal",
    "cancellation-intended": "intended-cancellation",
    "qualification-cancelled": "cancellation",
    "recognition-annulled": "annulment",
    "recognition-withdrawn": "withdrawal",
    "centre-exited": "exit",
    "exited-on-evaluation": "exit-on-evaluation",
    "builder-dissolved": "dissolution",
    "cycle-renewed": "cycle-renewal",
    "cycle-ended": "cycle-end",
    "project-ended": "project-end",
    "centre-decision-set-aside": "setting-aside",
    "conduct-decision-set-aside": "setting-aside",
    "qualification-restored": "restoration",
    "end-reinstated": "reinstatement",
    "special-task-assigned": "special-task",
    "typical-case-published": "typical-case",
    "change-approved": "change-approval",
    "change-refused": "change-refusal",
    "transfer-announced": "transfer-announcement",
    "transfer-objections-answered": "transfer-answer",
    "builder-transferred": "transfer-approval",
    "transfer-refused": "transfer-refusal",
    "recommended-to-national": "national-recommendation",
    "centre-commended": "commendation",
    "funding-stopped": "funding-stop",
    "recovery-ordered": "recovery",
    "intended-decision-notified": "intended-decision",
    "violation-established": "violation",
    "violation-not-established": "no-violation",
    "referred-to-finance": "referral",
    "referred-to-audit": "referral",
    "referred-to-discipline": "referral",
    "transferred-to-public-security": "referral",
    "remedy-admitted": "remedy-admission",
    "remedy-refused": "remedy-refusal",
    "remedy-extended": "remedy-extension",
    "execution-suspended": "suspension",
    "decision-upheld": "upholding",
    "decision-reversed": "reversal",
}
"""The document of each event that has one, by its tag. A decision that was served on a unit has the
notice of remedies too."""

OTHERS_OWN = "the number is that of a paper that another organ has drawn up and signed"
OF_THE_BOOKS = "the number is that of a budget, a contract or a voucher, drawn up by who pays"
INQUIRY = "internal to an inquiry: the unit hears of it by the notice of what is intended"
WITHOUT = {
    "consent-given": OTHERS_OWN,
    "consent-refused": OTHERS_OWN,
    "government-stamp-affixed": OTHERS_OWN,
    "local-filing-recorded": OTHERS_OWN,
    "act-consented": OTHERS_OWN,
    "batch-act-consented": OTHERS_OWN,
    "remedy-filed": OTHERS_OWN,
    "transfer-reply-received": OTHERS_OWN,
    "panel-dissolved": "an internal minute, which names the experts and is served on nobody",
    "inquiry-opened": INQUIRY,
    "funding-held": INQUIRY,
    "funding-released": INQUIRY,
    "violation-closed": "the file is put away: what was decided has its own paper",
    "inquiry-discontinued": "an internal end: nobody was notified of the inquiry",
    **dict.fromkeys(
        (
            *("project-reviewed", "budget-issued", "contract-signed", "tranche-disbursed"),
            *("match-pledged", "match-funded", "match-returned", "balance-carried-over"),
            *("balance-returned", "funds-settled", "project-accepted", "acceptance-failed"),
            *("project-closed", "project-funding-held", "project-funding-released"),
            *("project-terminated", "repayment-ordered", "repayment-received"),
            "repayment-written-off",
        ),
        OF_THE_BOOKS,
    ),
}
"""Events that may carry a document's number and have no document here, each with the reason."""

EXAMINERS = ("REVIEW",)
"""Roles that decide on remedies from outside and draw up their decisions here; a court writes its
own."""


def kinds_of(tag: str, record: Record, case: Case) -> tuple[DocumentKind, ...]:
    """The documents of an event of a case; the one that is meant unless another is named first."""
    if (name := OF_EVENTS.get(tag)) is None or not drawn_up_here(record, case):
        return ()
    served = bool(record.event.served) and name != "objection-result"
    return (
        (DOCUMENT_KINDS[name], DOCUMENT_KINDS[NOTICE_OF_REMEDIES])
        if served
        else (DOCUMENT_KINDS[name],)
    )


def drawn_up_here(record: Record, case: Case) -> bool:
    """Whether the organ that acted has decided itself: one that records what a reconsideration
    organ or a court has decided does not draw up their paper."""
    outside = isinstance(case, Remedy) and case.channel != "REVIEW"
    return not outside or record.context.actor.role in EXAMINERS


def may_have_one(event: type[Event]) -> bool:
    """Whether events of this type have a document, or are named as having none."""
    tag = str(event.__struct_config__.tag)
    return tag in OF_EVENTS or tag in WITHOUT
