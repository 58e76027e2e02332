"""Signs messages as Standard Webhooks does (standardwebhooks.com): HMAC-SHA-256 over id, time and
body, under a secret that begins with `whsec_`."""

import base64
import hmac
import secrets

PREFIX = "whsec_"
SECRET_BYTES = 32


def new_webhook_secret() -> str:
    """A new secret: `whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed_headers(secret: str, id: str, moment: int, body: bytes) -> dict[str, str]:
    """The three headers of a message; `moment` is when it is sent, in seconds since 1970."""
    return {
        "webhook-id": id,
        "webhook-timestamp": str(moment),
        "webhook-signature": f"v1,{signature(secret, id, moment, body)}",
    }


def signature(secret: str, id: str, moment: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{id}.{moment}.".encode() + body
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
