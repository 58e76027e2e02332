"""Parts of a case that not everybody who sees the case may see."""

from enum import StrEnum


class Part(StrEnum):
    """A part of a case with readers of its own.

    EXPERTS: who reviews, how they were drawn, what each gave. DELIBERATION: how a list was made and
    who was dropped. LEADS: what came late or without a name. STAFF: people and papers about staff
    in a form. ACTS: what others did. READS: which other cases a decision looked at. EVIDENCE: which
    papers came with an objection. INQUIRY: leads, inquiries and transfers, but for what
    was notified to the unit.
    """

    EXPERTS = "experts"
    DELIBERATION = "deliberation"
    LEADS = "leads"
    STAFF = "staff"
    ACTS = "acts"
    READS = "reads"
    EVIDENCE = "evidence"
    INQUIRY = "inquiry"
