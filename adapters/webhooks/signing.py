"""Signs messages as Standard Webhooks does (standardwebhooks.com): HMAC-SHA-256 over id, time and
body, under a secret that begins with `whsec_`; under two of them while a new one takes over."""

import base64
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

PREFIX = "whsec_"
SECRET_BYTES = 32


class SigningSecrets(Struct, frozen=True):
    """The secret of a webhook, and the one that it had before, which signs, too, until a moment."""

    current: str
    former: str | None = None
    until: datetime | None = None

    def at(self, moment: datetime) -> list[str]:
        """The secrets that sign at a moment, the newest first."""
        if self.former and self.until and moment < self.until:
            return [self.current, self.former]
        return [self.current]

    def __repr__(self) -> str:
        return f"SigningSecrets(until={self.until})"


def new_webhook_secret() -> str:
    """A new secret: `whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed_headers(under: Iterable[str], id: str, moment: int, body: bytes) -> dict[str, str]:
    """The three headers of a message, signed under each of these secrets; `moment` is when it is
    sent, in seconds since 1970."""
    signatures = (f"v1,{signature(secret, id, moment, body)}" for secret in under)
    return {
        "webhook-id": id,
        "webhook-timestamp": str(moment),
        "webhook-signature": " ".join(signatures),
    }


def signature(secret: str, id: str, moment: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{id}.{moment}.".encode() + body
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
