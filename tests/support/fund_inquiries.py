"""An inquiry about the unit of a centre in Sichuan that has fund projects."""

from domain.deciding import Decided
from domain.refusal import Refusal
from tests.support.asking import (
    DEFEND,
    ESTABLISH,
    INQUIRE,
    NOTIFY,
    RELEASE_FUNDING,
    STOP_FUNDING,
    TIP,
    TRIAGE,
    Ask,
    do,
    refusals,
)
from tests.support.centre_life import CENTRE
from tests.support.fund_life import FundLife

BEFORE_CONCLUDING = (TRIAGE, INQUIRE)
CONCLUDED = (*BEFORE_CONCLUDING, NOTIFY, DEFEND, ESTABLISH)


def today(life: FundLife, ask: Ask) -> Ask:
    """The act as served on the day of the life."""
    return ask.saying(served_on=life.day) if hasattr(ask.command, "served_on") else ask


def on_inquiry(life: FundLife, ask: Ask, id: str = "v1") -> list[Decided]:
    return do(life.world, today(life, ask).on(id), life.day)


def against_on_inquiry(life: FundLife, ask: Ask, id: str = "v1") -> tuple[Refusal, ...]:
    return refusals(life.world, today(life, ask).on(id), life.day)


def inquired(life: FundLife, before: Ask = RELEASE_FUNDING, id: str = "v1") -> FundLife:
    """The life with an inquiry about its centre, as far as it is before a decision on the money."""
    on_inquiry(life, TIP.saying(centre=CENTRE, owner=None), id)
    for ask in CONCLUDED if before is STOP_FUNDING else BEFORE_CONCLUDING:
        on_inquiry(life, ask, id)
    return life
