"""What follows from events in acts of their own (reactions): one table, by the type of the
event."""

from collections.abc import Callable, Iterable
from typing import Any

from domain.application.recommended import NATIONAL_DRAFT, OpenRecommendedDraft, draft_id
from domain.centre.upward import RecommendedToNational
from domain.event import Event
from domain.reaction import Reaction


def draft_above(event: RecommendedToNational, id: str, version: int) -> Iterable[Reaction]:
    """The unit's draft under the regime that its centre was recommended under."""
    draft = OpenRecommendedDraft(regime=event.under, of_centre=id, recommendation=version)
    yield Reaction(NATIONAL_DRAFT, "applications", draft_id(id, version), draft)


FOLLOWING: dict[type[Event], Callable[[Any, str, int], Iterable[Reaction]]] = {
    RecommendedToNational: draft_above,
}
"""For each type of event that something follows from: what, in the case of that id, from that
version."""


def reactions_to(event: Event, id: str, version: int) -> Iterable[Reaction]:
    """The reactions to an event of the case `id`."""
    follows = FOLLOWING.get(type(event))
    return follows(event, id, version) if follows else ()
