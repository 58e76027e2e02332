"""Seals the secrets of webhooks under a key of the house, and opens those by which one signs."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from adapters.personal_data.vault import NONCE_BYTES
from adapters.webhooks.signing import SigningSecrets
from adapters.webhooks.table import Webhook


class WebhookSecrets:
    """Seals the secrets of webhooks, and opens them."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, name: str, secret: str) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secret.encode(), name.encode())

    def open(self, webhook: Webhook) -> SigningSecrets | None:
        """What the webhook's messages are signed with; None where another key has sealed it."""
        current, former = self._opened(webhook.name, webhook.sealed), webhook.former
        if current is None:
            return None
        if former is None:
            return SigningSecrets(current)
        return SigningSecrets(current, self._opened(webhook.name, former.sealed), former.until)

    def _opened(self, name: str, sealed: bytes) -> str | None:
        nonce, box = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, box, name.encode()).decode()
        except InvalidTag:
            return None
