"""Webhooks in the AsyncAPI document: the same events, posted one by one; and how a message on NATS
is read as the feed's event, which a webhook bears as its data."""

from services.api.openapi_words import REF, Schema
from services.api.webhook_forms import SIGNED
from services.webhooks.message import CONTENT_TYPE

RECEIVER: Schema = {
    "host": "{receiver}",
    "protocol": "https",
    "description": "机关登记的网址 the URL that a bureau has registered",
    "variables": {"receiver": {"description": "the bureau's own host"}},
    "security": [{"$ref": "#/components/securitySchemes/signature"}],
}
SIGNATURE: Schema = {
    "type": "httpApiKey",
    "in": "header",
    "name": "webhook-signature",
    "description": "Standard Webhooks: v1 and base64 of HMAC-SHA-256 over id.timestamp.body under a"
    " secret that is shown once; two of them, with a space between, while a secret is changed",
}
CHANNEL: Schema = {
    "title": "推送地址 webhooks",
    "description": "POST to the path of the registered URL; any 2xx accepts",
    "servers": [{"$ref": "#/servers/receiver"}],
    "messages": {"event": {"$ref": "#/components/messages/PostedEvent"}},
}
OPERATION: Schema = {
    "action": "receive",
    "channel": {"$ref": "#/channels/webhook"},
    "summary": "收取推送的事件 Receive the events of one's own area by POST",
    "description": "One after the other, at least once; the same event has the same webhook-id",
    "bindings": {"http": {"method": "POST", "bindingVersion": "0.3.0"}},
}
MESSAGE: Schema = {
    "name": "posted-event",
    "title": "PostedEvent",
    "summary": "A CloudEvent in structured JSON; its data is the feed's own event",
    "contentType": CONTENT_TYPE,
    "headers": {"$ref": REF.format(name="WebhookHeaders")},
    "payload": {"$ref": REF.format(name="CloudEvent")},
}
WEBHOOK_HEADERS: Schema = {
    "type": "object",
    "properties": {name: {"type": "string", "description": said} for name, said in SIGNED.items()},
    "required": list(SIGNED),
}
READ_AS_FED: Schema = {
    "schema": {"$ref": REF.format(name="FeedEvent")},
    "position": "ce-position, as a number",
    "stream": "ce-subject, percent-decoded, before its first /",
    "id": "ce-subject, percent-decoded, after its first /",
    "version": "ce-sequence, as a number: the store's own count, the same for all who hear the"
    " message. The feed counts the events of the case that its reader is shown, so where some are"
    " kept from them its number is lower; so are those by which an event names others of its case",
    "type": "ce-type, percent-decoded",
    "recorded_at": "ce-time, with +00:00 for Z, and without a fraction that is all zeros",
    "occurred_on": "context.occurred_on of the body",
    "effective_on": "context.effective_on of the body",
    "area": "area of the body: regulation before its last dot, division after it",
    "event": "event of the body; a sealed field (an object whose $ is sealed) reads as the text"
    " ［已封存 sealed］, and the members reply_key and decided_version are left out, at any depth",
    "basis": "basis of the body; [] where it has none",
    "document_no": "context.document_no of the body; null where it has none",
    "sha256": "ce-sha256: of the salt and the body's own bytes",
    "salt": "ce-salt",
}
"""Each field of the feed's event in a message on NATS; `event_heard` does so."""
