"""The checks of `anjuan doctor`, in the order in which they are made. A new one is a line here."""

from collections.abc import Callable, Iterator

from msgspec import Struct

from adapters.event_store.codec import UnknownEvent
from adapters.personal_data.kek import KekRefused
from adapters.unavailable import DatabaseAway
from services.consistency.findings import Finding, NotLookedAt, unseen, wrong
from services.doctor import (
    accounts,
    belonging,
    bureaus,
    databases,
    events,
    files,
    keys,
    ledger,
    machine,
    projections,
    rules,
    snapshots,
    stream,
    webhooks,
)
from services.doctor.databases import RESTORE
from services.doctor.examination import Examination


class Check(Struct, frozen=True):
    """One check: what it looks at, for where it cannot, and how."""

    what: str
    look: Callable[[Examination], Iterator[Finding]]


CHECKS = (
    Check("databases", databases.databases),
    Check("kek", databases.key_encryption_key),
    Check("permissions", databases.permissions),
    Check("belonging", belonging.belonging),
    Check("events", events.look_at_events),
    Check("answers", events.answers),
    Check("projections", projections.projections),
    Check("ledger", ledger.look_at_ledger),
    Check("snapshots", snapshots.snapshots),
    Check("keys", keys.secrets),
    Check("personal-data", keys.sealed_boxes),
    Check("files", files.files),
    Check("accounts", accounts.look_at_accounts),
    Check("calendar", rules.calendar),
    Check("regulations", rules.regulations),
    Check("stream", stream.nats_stream),
    Check("bureaus", bureaus.look_at_bureaus),
    Check("webhooks", webhooks.look_at_webhooks),
    Check("clock", machine.clock),
    Check("space", machine.space),
)


def findings_of(check: Check, examination: Examination) -> Iterator[Finding]:
    """The findings of a check; what keeps it from looking is one too."""
    try:
        yield from check.look(examination)
    except NotLookedAt as reason:
        yield unseen(check.what, reason.words.zh, reason.words.en)
    except UnknownEvent as error:
        yield unseen(check.what, f"事件读不懂：{error}", f"an event cannot be read: {error}")
    except DatabaseAway as error:
        yield unseen(
            check.what, f"数据库无法使用：{error}", f"the database cannot be used: {error}"
        )
    except KekRefused as error:
        yield wrong(
            check.what, f"密钥无法使用：{error}", f"the keys cannot be used: {error}", RESTORE
        )
    except (
        Exception
    ) as error:  # what is garbled fails in any way; the rest is looked at all the same
        told = f"{type(error).__name__}: {error}"
        yield wrong(check.what, f"读不下去：{told}", f"cannot be read on: {told}", RESTORE)
