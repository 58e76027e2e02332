"""Demonstration data: the accounts of those who act in whole lives, besides the usual ones."""

from collections.abc import Iterator

from domain.context import Actor
from services.demo.lives.centres import LIFE_STORIES
from services.demo.lives.units import SUCCESSOR
from services.demo.people import LOCAL_OFFICIALS, MONEY_DUTIES, PROVINCES, accounts

POOLS = {"sc": "510000", "im": "150000", "sz": "320500", "nat": "100000"}
SEATS = range(1, 10)
ORGANS = {"city.320500": ("CITY", "320500"), "cnipa": ("CNIPA", "100000")}
DUTIES_BY_SUFFIX = {
    ".supervision": ("evaluation", "order"),
    ".inspection": ("inspection",),
    ".assessment": ("assessment", "hearing"),
    ".decider": ("decision",),
    ".reviewer": ("recheck",),
    ".experts": ("experts",),
    ".publicity": ("acceptance", "publicity"),
    ".funds": ("funds", "fund_request"),
    ".approver": ("fund_approval",),
}


def lives_accounts() -> dict[str, Actor]:
    """All accounts, the usual ones first: user name to actor."""
    further = [*centre_accounts(), *expert_accounts(), *official_accounts(), *outside_accounts()]
    return accounts() | {one.person: one for one in further}


def centre_accounts() -> Iterator[Actor]:
    for who in (*(story.who for story in LIFE_STORIES), SUCCESSOR):
        yield Actor(f"applicant.{who.id}", "APPLICANT", who.code, ("submission",))
        yield Actor(f"centre.{who.id}", "CENTRE", who.code, ("submission",))


def expert_accounts() -> Iterator[Actor]:
    for name, organ in POOLS.items():
        for number in SEATS:
            yield Actor(f"expert.{name}.{number}", "EXPERT", organ, ("scoring",))


def official_accounts() -> Iterator[Actor]:
    """Of the authorities that the usual demonstration has do less; and the provinces' as those who
    recommend to the national level."""
    for name, (role, organ) in ORGANS.items():
        for suffix, duties in DUTIES_BY_SUFFIX.items():
            yield Actor(f"{name}{suffix}", role, organ, duties)
    for name, code in PROVINCES.items():
        yield Actor(f"prov.{name}.national", "PROV", code, LOCAL_OFFICIALS)
    yield Actor("finance.320500", "FINANCE", "320500", MONEY_DUTIES)


def outside_accounts() -> Iterator[Actor]:
    for code in PROVINCES.values():
        yield Actor(f"review.{code}", "REVIEW", code, ("remedies",))
        yield Actor(f"court.{code}", "COURT", code, ("remedies",))
