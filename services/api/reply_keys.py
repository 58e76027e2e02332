"""The `Objection-Key` header: the reply key of an objection, given or generated when it is lodged,
required to read or withdraw it."""

from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from adapters.personal_data.reply_keys import digest_of, is_strong, key_fits, slow_hash
from domain.application.lodging import LodgeObjection
from domain.application.objection import Objection
from services.api.hashing import HashingPool
from services.api.problems import WrongForm
from services.api.rate_limit import Buckets, neighbour, take_turn
from services.runtime import Runtime

KEY_HEADER = "Objection-Key"
TRIES_PER_MINUTE = 10  # for one address, and for one objection from all addresses together


class ReplyKeys:
    """Verifies reply keys, few at a time, with rate limits for each address and each objection."""

    def __init__(self, per_minute: int = TRIES_PER_MINUTE) -> None:
        self.addresses, self.objections = Buckets(per_minute), Buckets(per_minute)
        self.hashing = HashingPool()

    async def keep(self, command: LodgeObjection, secret: str) -> LodgeObjection:
        """The objection with a slow salted hash of its reply key."""
        kept = await self.hashing.run(slow_hash, digest_of(secret))
        return replace(command, reply_key=kept)

    async def require(
        self, request: Request, runtime: Runtime, id: str, no: int, objection: Objection | None
    ) -> None:
        """404 unless the request shows the objection's reply key, and as slowly where there is no
        such objection; 429 for too many tries."""
        secret = request.headers.get(KEY_HEADER)
        if not secret:
            raise HTTPException(404)
        take_turn(self.addresses, neighbour(request))
        take_turn(self.objections, f"{id}#{no}")
        box = objection.reply_key if objection else None
        kept = str(await run_in_threadpool(runtime.vault.open, box)) if box else None
        if not await self.hashing.run(key_fits, kept, secret):
            raise HTTPException(404)


def secret_with(request: Request, command: LodgeObjection) -> str | None:
    """The reply key sent with an objection, or None. A weak one is refused, and so is a digest
    alone: whether its key is weak cannot be checked."""
    secret = request.headers.get(KEY_HEADER)
    if secret is None:
        if command.reply_key:
            raise WrongForm(
                "/command/reply_key",
                f"请在请求头 {KEY_HEADER} 中出示密钥本身，或者两者均不填，由系统生成"
                f" / send the secret itself in {KEY_HEADER}, or leave both out and one is made",
            )
        return None
    if not is_strong(secret):
        raise WrongForm(
            f"/{KEY_HEADER}",
            "密钥应为 256 位随机数（64 位十六进制或 43 位 base64）；不填则由系统生成"
            " / 256 random bits (64 hex digits or 43 of base64); without one, one is made",
        )
    if command.reply_key not in (None, digest_of(secret)):
        raise WrongForm(
            "/command/reply_key",
            f"应为 {KEY_HEADER} 的 SHA-256 / the SHA-256 of {KEY_HEADER}",
        )
    return secret
