"""A unit that a centre may pass to, with a form that passes but for the changes."""

from typing import Any

from msgspec.structs import replace

from domain.application.case import Application
from domain.application.succeeding import AnnounceTransfer
from domain.party.lifecycle import Party
from tests.support.centre_life import CENTRE, CentreLife

SUCCESSOR, NAME = "51511800MJY0000164", "示例承继公司"


def of_successor(life: CentreLife, **changes: Any) -> AnnounceTransfer:
    """The transfer to a unit that is registered with this."""
    case = life.world.case("applications", CENTRE)
    assert isinstance(case, Application)
    whole = replace(case.form, **({"unit_name": NAME, "uscc": SUCCESSOR} | changes))
    life.world.states[f"parties/{SUCCESSOR}"] = Party(stage="REGISTERED", name=NAME)
    return AnnounceTransfer(successor=SUCCESSOR, form=whole, published_at="省局网站")
