"""Sign-in: a token for user name and password, sign-out, another password; limits for guessing.

Who guesses is told to come again later, by address and by account. Nobody is kept out by what
others try: an address from which somebody has signed in has a limit of its own for that account,
and a thread of its own to be verified on; a new address may always try an account a few times.
"""

from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from typing import Annotated, TypeVar

import msgspec
import structlog
from msgspec import Meta, Struct
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from adapters.accounts import Accounts
from adapters.credentials.passwords import SHORTEST, is_weak
from domain.refusal import Text
from services.api.commands import body_of
from services.api.hashing import HashingPool
from services.api.openapi_words import Answered, one
from services.api.problems import WrongForm
from services.api.rate_limit import Buckets, neighbour, take_turn
from services.api.requests import actor_of, runtime_of, token_of
from services.api.route import Route
from services.commands.json_bodies import read_json
from services.runtime import Runtime

log = structlog.get_logger()
LONGEST_CREDENTIALS = 64 * 1024  # bytes of a request
FROM_AN_ADDRESS = 30  # wrong passwords in a minute, whatever the accounts
FOR_AN_ACCOUNT = 10  # in a minute, from addresses that have used up a newcomer's tries
FOR_A_NEWCOMER = 3  # in ten minutes from one address for one account, whatever others do
FROM_ONE_FOR_ONE = 10  # in a minute from one address for one account
MOST_KNOWN = 10_000  # addresses remembered as an account's own

Username = Annotated[str, Meta(min_length=1, max_length=128)]
Password = Annotated[str, Meta(min_length=1, max_length=1024)]

Body = TypeVar("Body", bound=Struct)


class Credentials(Struct, frozen=True, forbid_unknown_fields=True):
    username: Username
    password: Password


class NewPassword(Struct, frozen=True, forbid_unknown_fields=True):
    """Another password, beside the one that it replaces."""

    password: Password
    new_password: Password


class Token(Struct, frozen=True):
    token: str
    expires_at: datetime


class SignIn:
    """Verifies passwords on threads of its own, with limits by address and by account."""

    def __init__(self) -> None:
        self.addresses, self.accounts = Buckets(FROM_AN_ADDRESS), Buckets(FOR_AN_ACCOUNT)
        self.pairs, self.newcomers = Buckets(FROM_ONE_FOR_ONE), Buckets(FOR_A_NEWCOMER, over=600.0)
        self.strangers, self.regulars = HashingPool(threads=1), HashingPool(threads=1)
        self._known: OrderedDict[tuple[str, str], None] = OrderedDict()

    async def verify(self, request: Request, accounts: Accounts, given: Credentials) -> None:
        """401 for a wrong password or account; 429 with `Retry-After` for too many of them."""
        pair = given.username, neighbour(request)
        known = pair in self._known
        self._take_turns(pair, known)
        pool = self.regulars if known else self.strangers
        if not await pool.run(accounts.check, given.username, given.password):
            log.warning("sign-in failed", username=given.username, address=pair[1])
            raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
        self._succeeded(pair)

    def _take_turns(self, pair: tuple[str, str], known: bool) -> None:
        username, address = pair
        together = "\n".join(pair)
        take_turn(self.pairs, together)
        if known:
            return
        take_turn(self.addresses, address)
        if self.newcomers.take(together):
            take_turn(self.accounts, username)

    def _succeeded(self, pair: tuple[str, str]) -> None:
        """Remembers the address as the account's own; a right password counts against nobody."""
        self.pairs.forget("\n".join(pair))
        self.addresses.give_back(pair[1])
        self._known[pair] = None
        self._known.move_to_end(pair)
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)


async def tokens(request: Request) -> Response:
    """`POST /tokens`: a bearer token for a user name and a password."""
    given = await body_as(request, Credentials)
    runtime = runtime_of(request)
    await sign_in_of(request).verify(request, runtime.accounts, given)
    house = runtime.settings
    expires_at = datetime.now(UTC) + timedelta(hours=house.session_hours)
    idle = await run_in_threadpool(idle_of, runtime, given.username)
    token = await run_in_threadpool(runtime.accounts.token, given.username, expires_at, idle)
    body = msgspec.json.encode(Token(token, expires_at))
    return Response(body, 201, None, "application/json")


def idle_of(runtime: Runtime, username: str) -> timedelta | None:
    """How long a session may lie idle. Where there is a discipline vault, it watches over those of
    discipline inspection itself: no use of them is noted here."""
    house, actor = runtime.settings, runtime.accounts.actor(username)
    if house.vault_folder and actor and actor.role == "DISCIPLINE":
        return None
    return timedelta(minutes=house.idle_minutes)


async def sign_out(request: Request) -> Response:
    """`DELETE /tokens`: forgets the token that the request bears."""
    actor_of(request)
    await run_in_threadpool(runtime_of(request).accounts.sessions.end, token_of(request))
    return Response(status_code=204)


async def change_password(request: Request) -> Response:
    """`POST /password`: sets another password, and ends all sessions of the account."""
    actor, given = actor_of(request), await body_as(request, NewPassword)
    accounts = runtime_of(request).accounts
    old = Credentials(actor.person, given.password)
    await sign_in_of(request).verify(request, accounts, old)
    pool = sign_in_of(request).regulars
    if await pool.run(is_weak, given.new_password, actor.person, given.password):
        raise WrongForm("/new_password", TOO_WEAK)
    await pool.run(accounts.change_password, actor.person, given.new_password)
    log.info("password changed", username=actor.person)
    return Response(status_code=204)


TOO_WEAK = (
    f"口令至少 {SHORTEST} 个字符，且不易猜中（不用常见口令、姓名、日期、键盘顺序）"
    f" / at least {SHORTEST} characters, and not easily guessed"
)


async def body_as(request: Request, form: type[Body]) -> Body:
    body = await body_of(request, LONGEST_CREDENTIALS)
    return read_json(body, form, runtime_of(request).clock.today())


def sign_in_of(request: Request) -> SignIn:
    sign_in: SignIn = request.app.state.sign_in
    return sign_in


LIMITED = ("401", "413", "422", "429", "503")
NOTHING = Answered({}, status="204", description="done")
ROUTES = (
    Route(
        "POST",
        "/tokens",
        tokens,
        "tokens",
        one(Token, "201"),
        LIMITED,
        body=Credentials,
        words=Text("登录，领取令牌", "Sign in for a token"),
        tag="access",
        public=True,
    ),
    Route(
        "DELETE",
        "/tokens",
        sign_out,
        "signOut",
        NOTHING,
        ("401", "503"),
        words=Text("退出，作废令牌", "Sign out"),
        tag="access",
    ),
    Route(
        "POST",
        "/password",
        change_password,
        "changePassword",
        NOTHING,
        LIMITED,
        body=NewPassword,
        words=Text("修改口令", "Set another password"),
        tag="access",
    ),
)
