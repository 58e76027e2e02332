"""Whether a page of a statement continues what has come in: by its balances, else by file and page.

A page joins the stretch whose closing balance is its opening one; where the bank prints no
balances, the one that the page before it in the same file has ended. Any other lies where nothing
has come in yet, with a day between: what would leave lines out or bring them twice is refused.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from msgspec.structs import replace

from domain.bank_account.case import Stretch
from domain.money import in_yuan
from domain.refusal import Refusal, Text, file_rule

A_DAY = timedelta(days=1)


def follows(before: Stretch, after: Stretch) -> bool:
    """Whether `after` goes on where `before` ends."""
    if before.last_day > after.first_day:
        return False
    if before.closing is not None and after.opening is not None:
        return before.closing == after.opening
    return bool(after.file) and (before.file, before.page + 1) == (after.file, after.page)


def with_stretch(stretches: Sequence[Stretch], new: Stretch) -> tuple[Stretch, ...]:
    """The stretches with this one, joined to those that it goes on from and leads to."""
    before = one_before(stretches, new)
    after = one_after(stretches, new)
    others = [one for one in stretches if one is not before and one is not after]
    joined = joined_to(before, new) if before else new
    joined = joined_to(joined, after) if after else joined
    return tuple(sorted((*others, joined), key=lambda one: (one.first_day, one.last_day)))


def joined_to(before: Stretch, after: Stretch) -> Stretch:
    return replace(after, first_day=before.first_day, opening=before.opening)


def one_before(stretches: Sequence[Stretch], new: Stretch) -> Stretch | None:
    """The stretch that the new one goes on from: the last of those that it could."""
    return next((one for one in reversed(stretches) if follows(one, new)), None)


def one_after(stretches: Sequence[Stretch], new: Stretch) -> Stretch | None:
    """The stretch to which the new one leads."""
    before = one_before(stretches, new)
    return next((one for one in stretches if one is not before and follows(new, one)), None)


def against_the_stretches(stretches: Sequence[Stretch], new: Stretch) -> Iterable[Refusal]:
    """Why the new stretch cannot lie among those that there are."""
    joined = (one_before(stretches, new), one_after(stretches, new))
    for one in stretches:
        if any(one is each for each in joined):
            continue
        if one.first_day <= new.last_day and new.first_day <= one.last_day:
            yield overlapping(one, new)
        elif new.first_day - one.last_day == A_DAY:
            yield broken(one, new)
        elif one.first_day - new.last_day == A_DAY:
            yield broken(new, one)


def overlapping(there: Stretch, new: Stretch) -> Refusal:
    said = balances(there, new)
    return file_rule(
        "statement-overlap",
        "同一账户同一时段的流水只收一次",
        Text(
            f"本页 {new.first_day} 至 {new.last_day}，"
            f"已收 {there.first_day} 至 {there.last_day}{said.zh}",
            f"a page of {new.first_day} to {new.last_day}; {there.first_day} to "
            f"{there.last_day} has come in{said.en}",
        ),
        Text(
            f"接在 {there.last_day} 的最后一行之后，或者全部早于 {there.first_day}",
            f"after the last line of {there.last_day}, or all before {there.first_day}",
        ),
        "form",
        ("/lines",),
    )


def balances(before: Stretch, after: Stretch) -> Text:
    """The balances that should be the same, where both are known."""
    if before.closing is None or after.opening is None:
        return Text("", "")
    left, right = in_yuan(before.closing), in_yuan(after.opening)
    return Text(
        f"（收至余额 {left}，本页自余额 {right}）", f" (up to {left}; this one from {right})"
    )


def broken(before: Stretch, after: Stretch) -> Refusal:
    """Two neighbouring days whose balances do not meet: lines between them are missing."""
    said = balances(before, after)
    return file_rule(
        "statement-continuity",
        "流水前后相接，余额连续",
        Text(
            f"{before.last_day} 与 {after.first_day} 之间不相接{said.zh}",
            f"{before.last_day} and {after.first_day} do not meet{said.en}",
        ),
        Text(
            f"自 {before.last_day} 的最后一行起的全部流水",
            f"every line from the last one of {before.last_day} on",
        ),
        "form",
        ("/opening", "/lines"),
    )
