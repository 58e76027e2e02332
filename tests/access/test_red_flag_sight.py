"""Red flags are for finance, for auditors with a letter, and for who inquires for the authority."""

import pytest

from domain.context import Actor
from domain.matter import CaseReader
from domain.words.actors import BY_LETTER, DUTIES, ROLES
from services.access.policy import FEED, INWARD_STREAMS, LISTS, Tie
from services.access.scope import is_listed
from services.access.sight import sees
from services.access.ties import Subject
from services.access.visibility import is_hidden
from services.subscriptions.catalogue import RED_FLAGS
from tests.domain.test_red_flags import flag, raised
from tests.support.citing import invariant
from tests.support.statements import KEEPER
from tests.support.world import DAY, claim

ORGANS = ("510000", "510100", "510700", "150000", KEEPER.organ)


def may_see_it(actor: Actor) -> bool:
    """The centre of the flag sits in Chengdu, 510100."""
    inside = actor.organ in ("510000", "510100")
    match actor.role:
        case "FINANCE":
            return inside
        case "AUDIT":
            return inside and "letter" in actor.duties
        case "PROV" | "CITY" | "CNIPA":
            return actor.organ == "510000" and "inquiry" in actor.duties
    return False


@invariant(57)
@pytest.mark.parametrize("role", sorted(ROLES))
def test_of_each_role_and_duty_only_those_who_look_at_money_see_a_flag(role: str) -> None:
    world = raised()
    subject = Subject("flags", flag(world), DAY, CaseReader(world.load, claim))
    for organ in ORGANS:
        for duty in (*DUTIES, *BY_LETTER, None):
            actor = Actor("p", role, organ, (duty,) if duty else ())
            assert (sees(actor, subject) is not None) == may_see_it(actor), actor
            if role in ("CENTRE", "APPLICANT", "PREF", "EXPERT", "LOCALGOV", "SYSADMIN", "PUBLIC"):
                assert is_hidden(actor, subject) or "inquiry" in actor.duties, actor


def test_no_feed_and_no_row_tells_of_one() -> None:
    assert "flags" not in FEED
    assert "flags" in INWARD_STREAMS
    assert not any(line.roles & {"CENTRE", "APPLICANT", "PREF"} for line in LISTS["red_flags"])
    reviewer = Actor("prov.sc.reviewer", "PROV", "510000", ("review",))
    assert not is_listed(reviewer, RED_FLAGS, Tie.AREA)
