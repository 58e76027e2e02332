"""Looks at the bureaus on NATS: whether each hears what is its own, and whether the server keeps
everybody to that, by trying the known attacks with every key that the service has."""

import asyncio
from collections.abc import Iterator

from adapters.data_folder import ACCOUNTS_DB
from adapters.nats.accounts import requests_of
from adapters.nats.attacks import GotThrough, attacked, intruder, requests_against
from adapters.nats.connection import COMMON_API, SERVICE_API, NatsAddress, linked
from adapters.nats.keys import NatsUser, ServiceKeys
from adapters.read_only.accounts import stored_bureaus
from services.bureaus.consumers import bureau_consumers, regimes_in, subjects_heard
from services.bureaus.renewing import Following, followings
from services.consistency.findings import Finding, NotLookedAt, right, wrong
from services.doctor.examination import Examination
from services.doctor.stream import stream_reached
from services.outbox.reconciliation import AWAY

USERS: tuple[NatsUser, ...] = ("relay", "reader", "administration")
STRANGER = "a-bureau"


def look_at_bureaus(examination: Examination) -> Iterator[Finding]:
    """Each bureau hears what the policy gives it; no key does more than it is for."""
    if not stored_bureaus(examination.file(ACCOUNTS_DB)):
        yield right("bureaus", "没有订阅机关", "there are no bureaus")
        return
    with stream_reached(examination) as address:
        try:
            yield from map(heard_by_bureau, asyncio.run(followed(examination, address)))
            yield from tried_with_each(address)
        except AWAY as error:
            raise NotLookedAt(f"NATS 无法使用：{error}", f"NATS cannot be used: {error}") from error


async def followed(examination: Examination, address: NatsAddress) -> list[Following]:
    regimes, day = regimes_in(examination.cases), examination.clock.today()
    every = stored_bureaus(examination.file(ACCOUNTS_DB))
    filters = {one.name: subjects_heard(one, regimes, day) for one in every}
    async with linked(address, "anjuan doctor", "reader") as link:
        return followings(await bureau_consumers(link), filters)


def heard_by_bureau(one: Following) -> Finding:
    if one.trouble:
        return wrong(f"bureaus {one.name}", one.trouble, one.trouble, "anjuan bureau list")
    waits = f"{one.pending}"
    return right(f"bureaus {one.name}", f"待取 {waits} 件", f"{waits} events wait for it")


def tried_with_each(address: NatsAddress) -> Iterator[Finding]:
    """The attacks with each key of the service's own; a bureau's is not here to be tried with."""
    if address.keys is None:
        zh = "NATS 只有一个账号，什么都可以做：请各服务器载入 accounts.conf"
        en = "NATS has one user, who may do everything: have its servers include accounts.conf"
        yield wrong("attacks", zh, en, "anjuan bureau list")
        return
    for user in USERS:
        yield told_of_attacks(user, asyncio.run(got_through(address, address.keys, user)))


async def got_through(address: NatsAddress, keys: ServiceKeys, user: NatsUser) -> list[str]:
    """What gets through with this key, and should not."""
    through: list[str] = []
    for api in (COMMON_API, SERVICE_API):
        async with intruder(address, getattr(keys, user)) as one:
            found = await attacked(one, requests_against(STRANGER, api))
        through += unmeant(found, user, api)
    return through


def unmeant(found: GotThrough, user: NatsUser, api: str) -> Iterator[str]:
    yield from found.subscriptions
    if found.publishes and user != "relay":
        yield "publish"
    for request in found.requests:
        if not any(matches(request.replace(api, COMMON_API, 1), one) for one in requests_of(user)):
            yield request


def matches(subject: str, pattern: str) -> bool:
    """Whether a subject is one of a pattern's, by NATS wildcards."""
    tokens, wanted = subject.split("."), pattern.split(".")
    if wanted[-1] == ">":
        return len(tokens) >= len(wanted) and fit(tokens, wanted[:-1])
    return len(tokens) == len(wanted) and fit(tokens, wanted)


def fit(tokens: list[str], wanted: list[str]) -> bool:
    return all(want in ("*", token) for token, want in zip(tokens, wanted, strict=False))


def told_of_attacks(user: NatsUser, through: list[str]) -> Finding:
    if through:
        listed = "、".join(through[:5])
        zh, en = f"得逞 {len(through)} 项：{listed}", f"{len(through)} got through: {listed}"
        return wrong(f"attacks {user}", zh, en, "anjuan bureau list")
    return right(f"attacks {user}", "已知的攻击均未得逞", "none of the known attacks gets through")
