"""Says who stands on either side of a posting: what kind, and the last digits of the account."""

from collections.abc import Iterable

from domain.refusal import Text
from projections.tracing.statement import MOVED_UNSEEN
from services.queries.tracing.held_accounts import (
    HOLDERS,
    NOT_NAMED,
    PARTY_KINDS,
    SEEN_NOWHERE,
    HeldAccounts,
    PartyShown,
)
from services.queries.tracing.ledger_moment import LedgerMoment

PARTIES = "SELECT party, kind, tail FROM {party} WHERE party"


def parties_shown(
    ledger: LedgerMoment, held: HeldAccounts, names: Iterable[str]
) -> dict[str, PartyShown]:
    """Each name of a trace in words; the last that was recorded of a party counts."""
    wanted = {*names}
    refs = {one.party if (one := held.named(name)) else name for name in wanted}
    found = {party: (kind, tail) for party, kind, tail in ledger.known_among(PARTIES, refs)}
    return {name: _shown(name, held, found) for name in sorted(wanted)}


def _shown(name: str, held: HeldAccounts, found: dict[str, tuple[str, str]]) -> PartyShown:
    if not name:
        return PartyShown(NOT_NAMED, "UNKNOWN")
    if name.startswith(MOVED_UNSEEN):
        return PartyShown(SEEN_NOWHERE, "UNSEEN")
    own = held.named(name)
    kind, tail = found.get(own.party if own else name, ("UNKNOWN", ""))
    words = HOLDERS[own.holder] if own else PARTY_KINDS.get(kind, PARTY_KINDS["UNKNOWN"])
    ending = tail or f"#{name[:6]}"
    shown = Text(f"{words.zh}（{ending}）", f"{words.en} ({ending})")
    return PartyShown(
        shown, own.holder if own else kind, own is not None, own.centre if own else ""
    )
