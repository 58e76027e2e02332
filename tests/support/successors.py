"""A unit that a centre may pass to, with a form that passes but for the changes."""

from typing import Any

from msgspec.structs import replace

from domain.application.case import Application
from domain.application.form import Form
from domain.application.succeeding import AnnounceTransfer
from domain.party.lifecycle import Party
from tests.support.centre_life import CENTRE, CentreLife

SUCCESSOR, NAME = "51511800MJY0000164", "示例承继公司"


def of_successor(life: CentreLife, **changes: Any) -> AnnounceTransfer:
    """The transfer to a unit that is registered with this."""
    life.world.states[f"parties/{SUCCESSOR}"] = Party(stage="REGISTERED", name=NAME)
    return of_registered(life, **changes)


def of_registered(life: CentreLife, **changes: Any) -> AnnounceTransfer:
    """The same, where the unit is registered already."""
    whole = replace(form_of(life), **({"unit_name": NAME, "uscc": SUCCESSOR} | changes))
    return AnnounceTransfer(successor=SUCCESSOR, form=whole, published_at="省局网站")


def back_to_the_first(life: CentreLife) -> AnnounceTransfer:
    """The transfer to the unit that the centre was recognised for."""
    form = form_of(life)
    return AnnounceTransfer(successor=form.uscc or "", form=form, published_at="省局网站")


def form_of(life: CentreLife) -> Form:
    case = life.world.case("applications", CENTRE)
    assert isinstance(case, Application)
    return case.form
