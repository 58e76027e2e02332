"""Answers for what a regulation has and its text at hand does not say, and labels what is done
under a procedure that was assumed in its place."""

from collections.abc import Iterator
from typing import Any

from domain.case import Raised
from domain.matter import Matter
from domain.refusal import Refusal, Text

ASSUMED_PROCEDURE = "ASSUMED_PROCEDURE"


def not_at_hand(matter: Matter[Any], do: str) -> Refusal:
    """The refusal of a step whose rule is unknown; of somebody who cannot be meant, for that."""
    rules, unknown = matter.rules, matter.rules.text.unknown
    assert unknown is not None
    only, role = unknown.only.get(do), matter.context.actor.role
    if only and unknown.only_rule and role not in only:
        return rules.refuse(unknown.only_rule, rules.roles((role,)), rules.roles(only), "who")
    words, about = rules.step_called(do), rules.about
    return rules.refuse(
        unknown.rule,
        Text(
            f"办理“{words.zh}”：规定有此一节，原文尚未取得",
            f"{words.en}: the regulation has a rule on it, and its text is not at hand",
        ),
        Text(
            f"取得《{about.title}》全文，作为新版本登记后办理；或者另按标明的假定程序申报",
            f"once the whole of {about.title_en} is entered as a new version; or an application"
            " under a procedure that is labelled as assumed",
        ),
        "unknown",
    )


def assumed(matter: Matter[Any]) -> Iterator[Raised]:
    """The flag on whatever is done under an assumed procedure."""
    if variant := matter.rules.text.variant:
        yield Raised(ASSUMED_PROCEDURE, variant.rule, variant.zh, variant.en)
