"""An act as its document tells it: the record, the case after it, and what was known then.

All that a document says follows from the log up to its event, so that it says the same for ever.
"""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from adapters.event_store.cases import CaseStore
from adapters.event_store.codec import decode
from adapters.event_store.log import Stored, receipt_hash
from domain.application.case import Application
from domain.case import Case
from domain.centre.case import Centre
from domain.context import Actor
from domain.party.lifecycle import Party
from domain.record import Record
from domain.regime.lifecycle import regime_in
from domain.regulation.rules import Rules, rules_of
from domain.words.documents import SIGNED_AS

Content = dict[str, Any]
"""What a template is given: plain values by name."""
SIGNING_BUREAUS = ("COUNTY", "PREF", "CITY", "PROV", "CNIPA")
"""Roles that sign as the bureau of their division."""
SHOWN_DIGITS = 16
"""Hexadecimal digits of the receipt that a document shows: 64 bits that nobody can guess."""


class UnreadableAct(Exception):
    """An event that has no regulation under which a document could be drawn up."""


class DocumentedAct(Struct, frozen=True):
    """A recorded act, the `case` after it, the `rules` it was done under; `known` gives other cases
    as they were known when it was recorded."""

    stored: Stored
    record: Record
    case: Case
    rules: Rules
    known: Callable[[str], Case | None]

    @property
    def mark(self) -> str:
        """What a document is verified by: the event's position, and the beginning of its
        receipt."""
        return f"{self.stored.position}-{receipt_hash(self.stored).hex()[:SHOWN_DIGITS]}"

    @property
    def unit(self) -> str:
        """The unit whose case it is, by the name that it had then."""
        if isinstance(self.case, Application):
            return self.case.form.unit_name or ""
        if isinstance(self.case, Centre):
            return self.case.builder
        return self.party(self.owner)

    @property
    def owner(self) -> str:
        return getattr(self.case, "owner", "")

    def party(self, code: str) -> str:
        party = self.known(f"parties/{code}")
        return party.name if isinstance(party, Party) else code

    @property
    def centre_name(self) -> str:
        """The name of the centre, or the one that is proposed for it."""
        if isinstance(self.case, Application):
            return self.case.form.proposed_name or ""
        return getattr(self.case, "name", "")

    @property
    def organ(self) -> str:
        return signature_of(self.rules, self.record.context.actor, self)


def signature_of(rules: Rules, actor: Actor, act: DocumentedAct) -> str:
    """How the organ that acts signs: as its regulation says, else by its place and role."""
    row = rules.places.row_of(actor.organ, act.record.context.occurred_on)
    if row and row.organ and row.code == actor.organ and actor.role in SIGNING_BUREAUS:
        return row.organ
    place = row.name if row else ""
    return SIGNED_AS.get(actor.role, "{}").format(place) or actor.organ


def documented_act(store: CaseStore, stored: Stored) -> DocumentedAct:
    """The act of a stored event. Raises UnreadableAct."""
    record = decode(stored.topic, stored.state)
    case = store.at_version(stored.stream, stored.version)
    moment = stored.recorded_at
    if case is None:
        raise UnreadableAct(stored.stream)

    def known(name: str) -> Case | None:
        return store.at_moment(name, None, moment)

    return DocumentedAct(stored, record, case, rules_under(store, record, case), known)


def rules_under(store: CaseStore, record: Record, case: Case) -> Rules:
    """The rules that an act was done under. Raises UnreadableAct where there are none."""
    if record.regulation is None:
        raise UnreadableAct(record.area)
    regime, _, _ = record.area.partition(".")
    held, _ = store.held(f"regulations/{case.regime or regime}")
    text = regime_in(held).pinned(record.regulation)
    if text is None:
        raise UnreadableAct(record.area)
    return rules_of(text.text)
