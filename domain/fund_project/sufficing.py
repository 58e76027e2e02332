"""Refuses an amount that is more than there is, or than may be: no balance is ever negative.

Inv. 51. It goes by the order in which things are recorded. What was recorded late may have been
short on its day, and is taken.
"""

from collections.abc import Iterable

from domain.fund_case import BookedSums, FundProject
from domain.matter import Matter
from domain.money import in_yuan
from domain.own_step import under_own_step
from domain.refusal import Refusal, Text

AT_MOST_YUAN = Text("不超过 {most} 元", "at most {most} yuan")


def beyond(
    matter: Matter[FundProject], wanted: int, most: int, zh: str, en: str, *fields: str
) -> Iterable[Refusal]:
    """Refuses so much where at most so much may be."""
    if wanted > most:
        asked = Text(f"{zh} {in_yuan(wanted)} 元", f"{en}: {in_yuan(wanted)} yuan")
        allowed = AT_MOST_YUAN.with_found(most=in_yuan(max(most, 0)))
        yield from under_own_step(matter, asked, allowed, "form", fields)


def overdrawn(matter: Matter[FundProject], after: BookedSums, *fields: str) -> Iterable[Refusal]:
    """Refuses what would leave a balance below nothing, pay more than was issued, or have less paid
    than was ordered back."""
    case, before = matter.case, matter.case.sums
    left = (
        ("专项资金余额", "special money left", after.special_left, before.special_left),
        ("配套资金余额", "matching money left", after.match_left, before.match_left),
        ("预算余额", "budget left", case.issued - after.disbursed, case.issued - before.disbursed),
        *ordered_back(case, before, after),
    )
    for zh, en, rest, had in left:
        if rest < 0 and rest < had:
            asked = Text(f"{zh}不足，差 {in_yuan(-rest)} 元", f"{en}: {in_yuan(-rest)} yuan short")
            allowed = Text(f"{zh} {in_yuan(had)} 元以内", f"within the {in_yuan(had)} yuan of {en}")
            yield from under_own_step(matter, asked, allowed, "fact", fields)


def ordered_back(
    case: FundProject, before: BookedSums, after: BookedSums
) -> Iterable[tuple[str, str, int, int]]:
    """What was paid beyond what was ordered back, before and after."""
    principal, words = case.recovery.principal, ("已拨未责令退回", "paid and not ordered back")
    yield *words, after.disbursed - principal, before.disbursed - principal
