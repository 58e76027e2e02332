"""Holds back the payment of a project that began after a decision which holds, or stops, the unit's
funding (暂停拨付、停止拨付). Those that went on then are held themselves; a later one is not known
to the decision.
"""

from collections.abc import Iterable

from domain.case import stream_and_id
from domain.fund_case import FundProject
from domain.hold.lifecycle import hold_on
from domain.holding import why
from domain.matter import Matter
from domain.refusal import Refusal
from domain.violation.case import Violation


def held_by_inquiry(matter: Matter[FundProject]) -> Iterable[Refusal]:
    """Refuses while an open case about the unit, under this regulation, has its funding on hold or
    stopped. In words that say nothing of an inquiry, but to those who may know of it."""
    block, held = matter.rules.text.hold, hold_on(matter.reader, matter.case.owner)[1]
    for name in held.inquiries if block else ():
        case = matter.reader.state(*stream_and_id(name))
        if isinstance(case, Violation) and holds_funding(case, matter.case):
            assert block is not None
            yield matter.rules.refuse(block.rule, *why(matter, held), "fact")
            return


def holds_funding(inquiry: Violation, project: FundProject) -> bool:
    stopped = any(one.kind == "STOP" for one in inquiry.decisions)
    return inquiry.regime == project.regime and (stopped or inquiry.funding_held is not None)
