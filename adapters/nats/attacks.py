"""The known attacks on the stream, each in a form that does no harm where it gets through.

A request that is answered at all has got through, be it with an error: each carries a body that no
server acts on. A reply trick has got through where the server's answer comes out in the stream's
own account, on a subject there that is listened to.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final

from msgspec import Struct
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from adapters.nats.connection import COMMON_API, NatsAddress, NatsAway, tls_for
from adapters.nats.stream import STREAM

NO_BODY: Final = b"?"  # no JSON, and not empty: whatever is asked, the server refuses to do it
TIME_TO_ANSWER = 0.3  # seconds
IMPOSSIBLE: Final = {"Nats-Expected-Last-Sequence": str(1 << 60)}
FOREIGN_SUBJECT: Final = "cases.XX.000000.applications.forged.draft-created"
SUBSCRIPTIONS: Final = (
    *(">", "*", "*.>", "cases.>", "cases.*.*.>", "cases.*.*.*.*.*", "cases.*.*.applications.>"),
    *(
        "cases.*.*.violations.>",
        "$JS.>",
        "$JS.API.>",
        "$JS.EVENT.>",
        "$JS.ACK.>",
        f"$JS.ACK.{STREAM}.>",
    ),
    *("$SYS.>", "_R_.>", "_INBOX_other.>", "$NRG.>"),
)


def requests_against(consumer: str, api: str = COMMON_API) -> tuple[str, ...]:
    """Requests to the stream's administration, and about somebody else's consumer, as `api`
    begins them."""
    of_streams = (
        "INFO",
        "UPDATE",
        "DELETE",
        "PURGE",
        "MSG.GET",
        "MSG.DELETE",
        "SNAPSHOT",
        "RESTORE",
    )
    more = ("PEER.REMOVE", "LEADER.STEPDOWN", "CREATE")
    of_a_consumer = ("INFO", "DELETE", "PAUSE", "RESET", "UNPIN", "LEADER.STEPDOWN", "MSG.NEXT")
    return (
        *(f"{api}.STREAM.{one}.{STREAM}" for one in (*of_streams, *more)),
        *(f"{api}.{one}" for one in ("INFO", "STREAM.NAMES", "STREAM.LIST", "STREAM.CREATE.COPY")),
        *(f"{api}.DIRECT.GET.{STREAM}", f"{api}.DIRECT.GET.{STREAM}.cases.a.b.c.d.e"),
        *(f"{api}.CONSUMER.{one}.{STREAM}" for one in ("NAMES", "LIST", "CREATE")),
        *(f"{api}.CONSUMER.{one}.{STREAM}.{consumer}" for one in of_a_consumer),
        *(f"{api}.CONSUMER.CREATE.{STREAM}.{consumer}", f"{api}.CONSUMER.CREATE.{STREAM}.spy"),
        *(f"{api}.CONSUMER.CREATE.{STREAM}.spy.cases.>", f"{api}.META.LEADER.STEPDOWN"),
        *(
            f"{api}.CONSUMER.DURABLE.CREATE.{STREAM}.spy",
            f"{api}.ACCOUNT.STREAM.MOVE.ANJUAN.{STREAM}",
        ),
        *("$SYS.REQ.SERVER.PING", "$SYS.REQ.ACCOUNT.ANJUAN.CONNZ"),
    )


def tricks_with(consumer: str, api: str = COMMON_API) -> tuple[tuple[str, bytes], ...]:
    """Requests about one's own consumer, whose answers are asked for somewhere else: a wrong one,
    one for messages, one for the next with an acknowledgement."""
    return (
        (f"{api}.CONSUMER.MSG.NEXT.{STREAM}.{consumer}", NO_BODY),
        (f"{api}.CONSUMER.MSG.NEXT.{STREAM}.{consumer}", b'{"batch":1,"no_wait":true}'),
        (f"$JS.ACK.{STREAM}.{consumer}.1.1.1.1.1", b'+NXT {"batch":1,"no_wait":true}'),
    )


class GotThrough(Struct, frozen=True):
    """What of the attacks got through."""

    subscriptions: tuple[str, ...]
    requests: tuple[str, ...]
    publishes: bool


class Intruder:
    """A connection with somebody's key, and what the server has refused it."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.refused: list[str] = []

    async def note(self, error: Exception) -> None:
        self.refused.append(str(error).lower())


@asynccontextmanager
async def intruder(
    address: NatsAddress, seed: str, inbox: str = "_INBOX"
) -> AsyncIterator[Intruder]:
    """Connects with a key. Raises NatsAway where the server does not let it in."""
    client = Client()
    found = Intruder(client)
    try:
        await client.connect(
            list(address.servers),
            nkeys_seed_str=seed,
            inbox_prefix=inbox.encode(),
            allow_reconnect=False,
            max_reconnect_attempts=1,
            error_cb=found.note,
            tls=tls_for(address),
        )
        yield found
    except (NatsError, OSError, TimeoutError) as error:
        raise NatsAway(f"NATS is away: {error}") from error
    finally:
        await client.close()


async def attacked(by: Intruder, requests: Sequence[str]) -> GotThrough:
    """Tries the subscriptions, the requests, and to publish an event that no relay has written."""
    client = by.client
    inbox = client.new_inbox() + "."
    answered = await listening(client, f"{inbox}*")
    for number, request in enumerate(requests):
        await client.publish(request, NO_BODY, reply=f"{inbox}{number}")
    await client.publish(FOREIGN_SUBJECT, NO_BODY, reply=f"{inbox}publish", headers=IMPOSSIBLE)
    for subject in SUBSCRIPTIONS:
        await client.subscribe(subject)
    await client.subscribe("cases.>", queue="spies")
    await settled(client)
    through = {one.subject.removeprefix(inbox) for one in answered if not is_unheard(one)}
    heard = tuple(request for number, request in enumerate(requests) if str(number) in through)
    return GotThrough(accepted(by.refused), heard, "publish" in through)


def accepted(refused: Sequence[str]) -> tuple[str, ...]:
    """The subscriptions that the server has not refused."""
    told = [one for one in refused if "for subscription to" in one]
    taken = [
        one for one in SUBSCRIPTIONS if not any(f'to "{one.lower()}"' in each for each in told)
    ]
    queued = [each for each in told if 'using queue "spies"' in each]
    return (*taken, *(() if queued else ("cases.> (queue)",)))


async def tricked(client: Client, consumer: str, target: str, api: str = COMMON_API) -> None:
    """Asks for answers on `target`, and for a trace of the request there."""
    for request, body in tricks_with(consumer, api):
        await client.publish(request, body, reply=target)
        await client.publish(request, body, reply=target, headers={"Nats-Trace-Dest": target})
    await settled(client)


async def listening(client: Client, subject: str) -> list[Msg]:
    """What comes on a subject from now on."""
    found: list[Msg] = []

    async def heard(message: Msg) -> None:
        found.append(message)

    await client.subscribe(subject, cb=heard)
    return found


async def settled(client: Client) -> None:
    """The server has seen all, and had time to answer."""
    with suppress(NatsError):
        await client.flush()
    await asyncio.sleep(TIME_TO_ANSWER)


def is_unheard(message: Msg) -> bool:
    """Whether the server says that nobody answers to that subject."""
    return (message.headers or {}).get("Status") == "503"
