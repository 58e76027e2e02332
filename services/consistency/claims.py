"""Finds under which ids the store holds claims and leads, where these keys would give others: after
the keys were lost, or when names are folded in another way than they were.
"""

from collections.abc import Iterator
from hashlib import sha256
from inspect import getsource

import structlog
from msgspec import Struct

from adapters.event_store.cases import CaseStore
from adapters.event_store.codec import told
from adapters.personal_data.keystore import Keystore
from adapters.personal_data.vault import Vault
from domain import folding
from domain.application.case import Application
from domain.case import Case, stream_and_id
from domain.centre.case import Centre
from domain.claim.lifecycle import Claim
from domain.hold.lifecycle import HOLD, Hold
from domain.regime.lifecycle import regime_in
from domain.regulation.model import About
from domain.regulation.rules import rules_of
from domain.violation.case import Violation

log = structlog.get_logger()
MADE_BY = ""
"""Stands among the names of claims for the keys and the folding that they were found by."""
STREAMS_AT_ONCE = 1000
ClaimValues = tuple[str, ...]


class ClaimsFound(Struct, frozen=True):
    """By the id that is asked for now, the id that the store has; and the claims whose text nobody
    knows any more, or that two cases hold in one spelling."""

    kept: dict[str, str]
    unknown: tuple[str, ...] = ()


def keep_claims(store: CaseStore, keystore: Keystore, vault: Vault) -> tuple[str, ...]:
    """Finds all claims anew where keys or folding have changed since; gives those that cannot be
    found any more."""
    made_by = f"{keystore.mark()} {folding_fingerprint()}"
    if keystore.claims.kept_as(MADE_BY) == made_by:
        return ()
    log.info("claims are looked through: keys or the folding of names have changed")
    found = claims_found(store, vault)
    keystore.claims.keep(found.kept | {MADE_BY: made_by})
    return found.unknown


def folding_fingerprint() -> str:
    return sha256(getsource(folding).encode()).hexdigest()


def claims_found(store: CaseStore, vault: Vault) -> ClaimsFound:
    kept: dict[str, str] = {}
    unknown: list[str] = []
    for id, values in ids_and_values(store):
        asked = vault.claim_of(*values) if values else id
        if values is None or kept.get(asked, id) != id:
            unknown.append(id)
        elif asked != id:
            kept[asked] = id
    return ClaimsFound(kept, tuple(unknown))


def ids_and_values(store: CaseStore) -> Iterator[tuple[str, ClaimValues | None]]:
    """The id of each claim that is held, of each hold, and of each lead from an objection, with
    the values that it is made of; None where they are not known."""
    for name in stream_names(store, "claims/"):
        claim, _ = store.current(name)
        if isinstance(claim, Claim) and claim.holder:
            holder, _ = store.current(claim.holder)
            yield stream_and_id(name)[1], values_of(store, reserved_kind(store, name), holder)
    for name in stream_names(store, "holds/"):
        held, _ = store.current(name)
        if isinstance(held, Hold) and held.inquiries:
            about, _ = store.current(held.inquiries[0])
            values = (HOLD, about.owner) if isinstance(about, Violation) else None
            yield stream_and_id(name)[1], values
    for name in stream_names(store, "violations/"):
        lead, _ = store.current(name)
        if isinstance(lead, Violation) and lead.application and lead.objection is not None:
            yield stream_and_id(name)[1], ("lead", lead.application, str(lead.objection))


def stream_names(store: CaseStore, prefix: str) -> Iterator[str]:
    after = ""
    while found := store.log.streams(prefix, after, STREAMS_AT_ONCE):
        yield from found
        after = found[-1]


def reserved_kind(store: CaseStore, name: str) -> str:
    """For what a claim was reserved last."""
    events = [told(stored.state)[0] for stored in store.log.history(name)]
    return str([event["kind"] for event in events if "kind" in event][-1])


def values_of(store: CaseStore, kind: str, holder: Case | None) -> ClaimValues | None:
    """What a claim was made of, as its holder tells it now."""
    match kind, holder:
        case "open-application", Application(owner=owner, form=form):
            about = about_of(store, holder)
            return (kind, owner, form.industry or "", about.level) if about else None
        case "project-name", Application(form=form):
            about = about_of(store, holder)
            return (kind, about.authority, form.proposed_name or "") if about else None
        case "centre-name", Centre(level=level, name=str(name)):
            return (kind, level, name)
    return None


def about_of(store: CaseStore, case: Case) -> About | None:
    """Whose regulation a case has pinned."""
    file, _ = store.current(f"regulations/{case.regime}")
    version = regime_in(file).pinned(case.regulation or "")
    return rules_of(version.text).about if version else None
