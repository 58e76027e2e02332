"""Whether a page of a statement continues what has come in: by its balances, else by file and page.

A page joins the stretch whose closing balance is its opening one; where the bank prints no
balances, the one that the page before it in the same file has ended. Any other lies where nothing
has come in yet, with a day between: what would leave lines out or bring them twice is refused.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from msgspec.structs import replace

from domain.bank_account.case import StatementStretch
from domain.money import in_yuan
from domain.page_reason import PageReason
from domain.refusal import Refusal, Text

NEXT_DAY = timedelta(days=1)
OVERLAPPING = PageReason(
    "statement-overlap",
    "同一账户同一时段的流水只收一次",
    Text(
        "本页 {new.first_day} 至 {new.last_day}；已收 {there.first_day} 至 {there.last_day}{zh}",
        "a page of {new.first_day} to {new.last_day}; {there.first_day} to {there.last_day} "
        "has come in{en}",
    ),
    Text(
        "接在 {there.last_day} 的最后一行之后，或者全部早于 {there.first_day}",
        "after the last line of {there.last_day}, or all before {there.first_day}",
    ),
    ("/lines",),
)
DO_NOT_MEET = PageReason(
    "statement-continuity",
    "流水前后相接，余额连续",
    Text(
        "{before.last_day} 与 {after.first_day} 之间不相接{zh}",
        "{before.last_day} and {after.first_day} do not meet{en}",
    ),
    Text(
        "自 {before.last_day} 的最后一行起的全部流水",
        "every line from the last one of {before.last_day} on",
    ),
    ("/opening", "/lines"),
)


def goes_on(before: StatementStretch, after: StatementStretch) -> bool:
    """Whether `after` goes on where `before` ends."""
    return joins_on(before, after) and before.last_day <= after.first_day


def joins_on(before: StatementStretch, after: StatementStretch) -> bool:
    """By balances where both are known, else by file and page."""
    if before.closing is None or after.opening is None:
        return bool(after.file) and (before.file, before.page + 1) == (after.file, after.page)
    return before.closing == after.opening


def with_stretch(
    stretches: Sequence[StatementStretch], new: StatementStretch
) -> tuple[StatementStretch, ...]:
    """The stretches with this one, joined to those that it goes on from and leads to."""
    before, after = neighbours(stretches, new)
    others = [one for one in stretches if one is not before and one is not after]
    joined = joined_to(before, new) if before else new
    joined = joined_to(joined, after) if after else joined
    return tuple(sorted((*others, joined), key=lambda one: one.days))


def joined_to(before: StatementStretch, after: StatementStretch) -> StatementStretch:
    return replace(after, first_day=before.first_day, opening=before.opening)


def neighbours(
    stretches: Sequence[StatementStretch], new: StatementStretch
) -> tuple[StatementStretch | None, StatementStretch | None]:
    """The stretches that the new one goes on from, and leads to."""
    before = next((one for one in reversed(stretches) if goes_on(one, new)), None)
    others = (one for one in stretches if one is not before)
    return before, next((one for one in others if goes_on(new, one)), None)


def against_the_stretches(
    stretches: Sequence[StatementStretch], new: StatementStretch
) -> Iterable[Refusal]:
    """Why the new stretch cannot lie among those that there are."""
    near = neighbours(stretches, new)
    for one in stretches:
        if one is not near[0] and one is not near[1]:
            yield from against_each_other(one, new)


def against_each_other(there: StatementStretch, new: StatementStretch) -> Iterable[Refusal]:
    """Days that both hold, or neighbouring days with lines missing between them."""
    if there.first_day <= new.last_day and new.first_day <= there.last_day:
        yield OVERLAPPING.said(there=there, new=new, **balances_that_meet(there, new))
    elif new.first_day - there.last_day == NEXT_DAY:
        yield DO_NOT_MEET.said(before=there, after=new, **balances_that_meet(there, new))
    elif there.first_day - new.last_day == NEXT_DAY:
        yield DO_NOT_MEET.said(before=new, after=there, **balances_that_meet(new, there))


def balances_that_meet(before: StatementStretch, after: StatementStretch) -> dict[str, str]:
    """The balances that should be the same, in words, where both are known."""
    if before.closing is None or after.opening is None:
        return {"zh": "", "en": ""}
    left, right = in_yuan(before.closing), in_yuan(after.opening)
    return {"zh": f"（余额 {left}，其后自 {right}）", "en": f" (balances {left}, then {right})"}
