"""Who acts on a bank account: the unit whose it is, or a bureau or finance department there."""

from collections.abc import Iterable
from typing import Any

from domain.bank_account.case import BankAccount
from domain.centre.case import Centre
from domain.context import UNITS
from domain.matter import Matter
from domain.places import organ_words
from domain.refusal import Refusal, file_rule

OWN_OR_ITS_AREA = "账户由本单位或者本辖区的机关办理"


def outside_the_area(matter: Matter[BankAccount]) -> Iterable[Refusal]:
    """Refuses whoever has nothing to do with the account: another unit, another place's organ."""
    account, actor = matter.case, matter.context.actor
    owner = account.territory("owner", matter.day, matter.rules.places)
    if not speaks_for(matter, owner, account.division):
        asked, allowed = organ_words(matter, actor.organ), organ_words(matter, account.division)
        yield file_rule("account-area", OWN_OR_ITS_AREA, asked, allowed, "who")


def speaks_for(matter: Matter[Any], owner: str | None, division: str) -> bool:
    """Whether the one who acts is of that unit, or of an organ over that division."""
    actor, rules = matter.context.actor, matter.rules
    if actor.role in UNITS:
        return actor.organ == owner
    return actor.organ in (*rules.places.above(division, matter.day), rules.about.authority)


def centre_spoken_for(matter: Matter[Any], id: str, regime: str) -> Centre | None:
    """The centre of that id under that regime, where the one who acts may speak for it."""
    found = matter.reader.state("centres", id)
    if not isinstance(found, Centre) or found.regime != regime:
        return None
    return found if speaks_for(matter, found.owner, found.division) else None
