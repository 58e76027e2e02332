"""What waits once a violation is established: that the qualification of the unit's centre be
cancelled, where the regulation has a ground for it. SC 20, IM 11, 18."""

from collections.abc import Callable, Iterable, Iterator

from adapters.read_model.reader import Rows
from domain.centre.cancelling import CancelQualification
from domain.context import Actor
from domain.regulation.cancelling import CancelGround
from domain.regulation.model import Regulation
from projections.open_case import OpenCase
from services.queries.given_steps import given_to
from services.subscriptions.catalogue import WORKLIST

Centres = Callable[[OpenCase], Iterable[OpenCase]]
"""The centres of the unit that a violation is about, under the same regime."""
CENTRES_LOOKED_AT = 100


def upon_conduct(actor: Actor, row: OpenCase, text: Regulation, centres: Centres) -> Iterator[str]:
    """The cancellation of a centre that the conduct of its unit lets this person decide on; it
    waits until it is decided, or the violation is closed."""
    if not any(is_ground(one, row) for one in text.cancel):
        return
    cancelling = (s for s in given_to(actor, text.step) if s.do == CancelQualification.__name__)
    for step in cancelling:
        if any(centre.stage in step.during for centre in centres(row)):
            yield step.do


def is_ground(ground: CancelGround, row: OpenCase) -> bool:
    return ground.needs == "violation" and row.found in ground.types and ground.grave <= row.grave


def centres_of(readmodel: Rows, row: OpenCase) -> Iterator[OpenCase]:
    where = {
        "stream": ["centres"],
        "owner": [row.owner],
        "regulation": [row.regulation],
        "proceeding_kind": [""],
    }
    for listed in readmodel.page(WORKLIST, where=where, limit=CENTRES_LOOKED_AT):
        yield WORKLIST.decoded(listed.row.decode())
