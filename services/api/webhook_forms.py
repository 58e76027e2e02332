"""What is asked and answered about webhooks over HTTP."""

from typing import Annotated

from msgspec import Meta, Struct

from adapters.webhooks.table import Webhook
from services.api.accounts import Short
from services.api.openapi_words import TEXT, Schema, ref
from services.webhooks.message import CONTENT_TYPE, CloudEvent
from services.webhooks.registration import GRACE_HOURS, LONGEST_GRACE
from services.webhooks.standing import webhook_standing

LogPosition = Annotated[int, Meta(ge=0, le=10**18 - 1)]


class WebhookAsked(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A webhook to be. `role`, `organ` and `duties` say for whom; an official leaves them out, for
    the own bureau. It is sent what comes after the position `after`."""

    name: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{0,31}\Z")]
    url: Annotated[str, Meta(min_length=1, max_length=1000)]
    after: LogPosition = 0
    role: Short | None = None
    organ: Short | None = None
    duties: tuple[Short, ...] = ()


class WebhookAdded(Struct, frozen=True):
    """The secret by which the receiver knows the messages; it is shown this once."""

    name: str
    secret: str


class SecretAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """For how many hours the secret that a webhook has signs beside the new one; none where others
    may know it."""

    grace_hours: Annotated[int, Meta(ge=0, le=LONGEST_GRACE)] = GRACE_HOURS


class SecretRotated(Struct, frozen=True):
    """The new secret; it is shown this once. Until `former_until` messages bear a signature by the
    one before it, too."""

    name: str
    secret: str
    former_until: str


class PlaceAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """The position in the log after which to go on."""

    after: LogPosition


class WebhookShown(Struct, frozen=True, kw_only=True):
    """A webhook: for whom, how far it has come, what keeps it; until when the secret that it had
    before signs, too."""

    name: str
    url: str
    role: str
    organ: str
    duties: tuple[str, ...]
    added_at: str
    added_by: str
    place: int
    behind: int
    failing_since: str | None
    tries: int
    trouble: str | None
    parked: bool
    former_until: str | None


def webhook_shown(webhook: Webhook, end: int) -> WebhookShown:
    at, bureau = webhook_standing(webhook, end), webhook.actor
    return WebhookShown(
        name=webhook.name,
        url=webhook.url,
        role=bureau.role,
        organ=bureau.organ,
        duties=bureau.duties,
        added_at=webhook.added_at.isoformat(),
        added_by=webhook.added_by,
        place=at.place,
        behind=at.behind,
        failing_since=at.failing_since,
        tries=at.tries,
        trouble=at.trouble,
        parked=at.parked,
        former_until=webhook.former.until.isoformat() if webhook.former else None,
    )


SIGNED = {
    "webhook-id": "the same for each try, and when it is sent again later",
    "webhook-timestamp": "when it was sent, in seconds since 1970",
    "webhook-signature": "v1, and base64 of HMAC-SHA-256 over id.timestamp.body under the secret;"
    " two of them with a space between while a new secret takes over",
}
POSTED_EVENT: Schema = {
    "operationId": "receiveEvent",
    "summary": "推送的事件 An event as it is posted to a webhook",
    "description": "按 Standard Webhooks 签名，逐件按序，至少一次。"
    " Signed as Standard Webhooks says; one after the other in the order of the log, at least once."
    " Any 2xx accepts it.",
    "tags": ["feed"],
    "security": [],
    "parameters": [
        {"name": name, "in": "header", "required": True, "description": said, "schema": TEXT}
        for name, said in SIGNED.items()
    ],
    "requestBody": {"required": True, "content": {CONTENT_TYPE: {"schema": ref(CloudEvent)}}},
    "responses": {"2XX": {"description": "accepted"}, "410": {"description": "no more of it"}},
}
"""What a receiver of webhooks is sent, for OpenAPI."""
