"""Who acts on a bank account: the unit whose it is, or a bureau or finance department there."""

from collections.abc import Iterable

from domain.bank_account.case import BankAccount
from domain.context import UNITS
from domain.matter import Matter
from domain.places import organ_words
from domain.refusal import Refusal, file_rule


def outside_the_area(matter: Matter[BankAccount]) -> Iterable[Refusal]:
    """Refuses whoever has nothing to do with the account: another unit, another place's organ."""
    actor, account = matter.context.actor, matter.case
    if actor.role in UNITS:
        organs: tuple[str, ...] = (account.owner,) if account.holder != "OTHER" else ()
    else:
        above = matter.rules.places.above(account.division, matter.day)
        organs = (account.division, *above, matter.rules.about.authority)
    if actor.organ not in organs:
        asked, allowed = organ_words(matter, actor.organ), organ_words(matter, account.division)
        yield file_rule("account-area", "账户由本单位或者本辖区的机关办理", asked, allowed, "who")
