"""Accounts of a NATS server, as text of its configuration: who may do what on the stream EV.

The stream's account has one user, who publishes. Everybody else is in an account of their own and
reaches the stream through private imports of the requests that they may make: what a server answers
then goes to their account, and never onto a subject of the stream, whatever reply is asked for.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from adapters.nats.connection import COMMON_API, SERVICE_API
from adapters.nats.keys import NatsUser, ServiceKeys, public_key
from adapters.nats.stream import STREAM, SUBJECTS

PUBLISHED: Final = (
    SUBJECTS,
    f"$JS.API.STREAM.INFO.{STREAM}",
    f"$JS.API.STREAM.MSG.GET.{STREAM}",
)
READ: Final = (
    f"$JS.API.STREAM.INFO.{STREAM}",
    f"$JS.API.STREAM.MSG.GET.{STREAM}",
    f"$JS.API.CONSUMER.CREATE.{STREAM}.*",
    f"$JS.API.CONSUMER.INFO.{STREAM}.*",
    f"$JS.API.CONSUMER.LIST.{STREAM}",
    f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.*",
    f"$JS.ACK.{STREAM}.>",
)
ADMINISTERED: Final = (
    f"$JS.API.STREAM.INFO.{STREAM}",
    f"$JS.API.STREAM.CREATE.{STREAM}",
    f"$JS.API.CONSUMER.CREATE.{STREAM}.>",
    f"$JS.API.CONSUMER.INFO.{STREAM}.*",
    f"$JS.API.CONSUMER.LIST.{STREAM}",
    f"$JS.API.CONSUMER.DELETE.{STREAM}.*",
)
SERVICE_NAMES: Final = (SERVICE_API,)
BUREAU_NAMES: Final = (COMMON_API, SERVICE_API)
"""A bureau's own server, as a leaf node, passes on nothing that begins with `$JS.API`."""
MIRROR_ANSWERS: Final = "$JSC.R.*"
"""Where a server is answered that mirrors by a consumer; in a bureau's account, its own alone."""
READER, ADMINISTRATION = "READER", "ADMINISTRATION"
FIRST_LINE = "# Written anew by Anjuan whenever a bureau is added, removed or given another key."


class BureauAccount(Struct, frozen=True):
    """A bureau as the server knows it: its name, and the public half of its key."""

    name: str
    key: str

    @property
    def account(self) -> str:
        return f"BUREAU_{self.name}"

    @property
    def consumer(self) -> str:
        return consumer_of(self.name)

    @property
    def requests(self) -> tuple[str, ...]:
        return (*requests_to(self.consumer), *requests_of_mirror(leaf_consumer_of(self.name)))


class Tenant(Struct, frozen=True):
    """An account with one user, who may make some requests of the stream's account; `prefixes` are
    what they begin with there in place of the usual `$JS.API`, each request under each of them.
    `delivered` is the subject on which it is sent events unasked, if any."""

    account: str
    key: str
    requests: tuple[str, ...]
    inbox: str
    denied: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = (COMMON_API,)
    delivered: str | None = None

    @property
    def heard(self) -> list[str]:
        """The subjects that its user may listen to."""
        sent = [self.delivered, MIRROR_ANSWERS] if self.delivered else []
        return [f"{self.inbox}.>", *sent]

    def named(self, requests: Sequence[str]) -> list[tuple[str, str]]:
        """The requests as this account names them: each name with its request."""
        return [(name, one) for one in requests for name in self.names(one)]

    def names(self, request: str) -> list[str]:
        if not request.startswith(COMMON_API):
            return [request]
        return [prefix + request.removeprefix(COMMON_API) for prefix in self.prefixes]


def consumer_of(name: str) -> str:
    """The durable consumer of a bureau."""
    return f"bureau_{name}"


def leaf_consumer_of(name: str) -> str:
    """The durable consumer by which a bureau's own server mirrors what is the bureau's."""
    return f"leaf_{name}"


def leaf_subject_of(name: str) -> str:
    """The subject on which that consumer delivers."""
    return f"ANJUAN.LEAF.{name}"


def inbox_of(name: str) -> str:
    """The beginning of the subjects on which a bureau is answered."""
    return f"_INBOX_{name}"


def requests_to(consumer: str) -> tuple[str, ...]:
    """What it takes to read by a consumer: the next messages, and to say that they are here."""
    return (f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}.{consumer}", f"$JS.ACK.{STREAM}.{consumer}.>")


def requests_of_mirror(consumer: str) -> tuple[str, ...]:
    """What it takes to mirror by a consumer: to have it begin where the mirror ends, and to say how
    far the mirror is."""
    return (f"$JS.API.CONSUMER.RESET.{STREAM}.{consumer}", f"$JS.FC.{STREAM}.{consumer}.>")


def requests_of(user: NatsUser) -> tuple[str, ...]:
    """What a user of the service may ask of the stream's account, under the usual names."""
    return {"relay": PUBLISHED, "reader": READ, "administration": ADMINISTERED}[user]


def accounts_text(keys: ServiceKeys, bureaus: Sequence[BureauAccount]) -> str:
    """The accounts of a server's configuration, to be included in it."""
    tenants = [*service_tenants(keys, bureaus), *map(tenant_of, bureaus)]
    lines = [FIRST_LINE, "system_account: SYS", "accounts {", "  SYS { }"]
    lines += holder(public_key(keys.relay), tenants)
    for tenant in tenants:
        lines += tenant_lines(tenant)
    return "\n".join([*lines, "}", ""])


def service_tenants(keys: ServiceKeys, bureaus: Sequence[BureauAccount]) -> Iterator[Tenant]:
    """The service's users that do not publish; what is a bureau's alone is denied to the reader."""
    consumers = (one for each in bureaus for one in (each.consumer, leaf_consumer_of(each.name)))
    foreign = tuple(one for consumer in consumers for one in denied_of(consumer))
    yield Tenant(READER, public_key(keys.reader), READ, "_INBOX", foreign, SERVICE_NAMES)
    yield Tenant(
        ADMINISTRATION, public_key(keys.administration), ADMINISTERED, "_INBOX", (), SERVICE_NAMES
    )


def denied_of(consumer: str) -> tuple[str, ...]:
    return (*requests_to(consumer), f"$JS.API.CONSUMER.CREATE.{STREAM}.{consumer}")


def tenant_of(bureau: BureauAccount) -> Tenant:
    inbox = inbox_of(bureau.name)
    return Tenant(
        *(bureau.account, bureau.key, bureau.requests, inbox),
        prefixes=BUREAU_NAMES,
        delivered=leaf_subject_of(bureau.name),
    )


def exported_to(tenants: Iterable[Tenant]) -> Mapping[str, list[str]]:
    """Each request with the accounts that may make it."""
    accounts: dict[str, list[str]] = {}
    for tenant in tenants:
        for request in tenant.requests:
            accounts.setdefault(request, []).append(tenant.account)
    return accounts


def holder(key: str, tenants: Sequence[Tenant]) -> Iterator[str]:
    yield "  ANJUAN {"
    yield "    jetstream: enabled"
    yield f"    users: [ {user(key, PUBLISHED, ['_INBOX.>'])} ]"
    yield "    exports: ["
    for request, accounts in exported_to(tenants).items():
        streamed = ', response_type: "stream"' if ".MSG.NEXT." in request else ""
        service = f"service: {in_quotes(request)}, accounts: {in_brackets(accounts)}"
        yield f"      {{ {service}{streamed} }}"
    for one in tenants:
        if one.delivered:
            to = in_brackets([one.account])
            yield f"      {{ stream: {in_quotes(one.delivered)}, accounts: {to} }}"
    yield "    ]"
    yield "  }"


def tenant_lines(tenant: Tenant) -> Iterator[str]:
    yield f"  {tenant.account} {{"
    named = tenant.named(tenant.requests)
    denied = [name for name, _ in tenant.named(tenant.denied)]
    allowed = [name for name, _ in named]
    yield f"    users: [ {user(tenant.key, allowed, tenant.heard, denied)} ]"
    yield "    imports: ["
    for name, request in named:
        service = f"{{ account: ANJUAN, subject: {in_quotes(request)} }}"
        yield f"      {{ service: {service}, to: {in_quotes(name)} }}"
    if tenant.delivered:
        yield f"      {{ stream: {{ account: ANJUAN, subject: {in_quotes(tenant.delivered)} }} }}"
    yield "    ]"
    yield "  }"


def user(key: str, publish: Sequence[str], heard: Sequence[str], denied: Sequence[str] = ()) -> str:
    deny = f", deny: {in_brackets(denied)}" if denied else ""
    return (
        f"{{ nkey: {key}, permissions {{ publish {{ allow: {in_brackets(publish)}{deny} }},"
        f" subscribe {{ allow: {in_brackets(heard)} }} }} }}"
    )


def in_brackets(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(in_quotes, texts))}]"


def in_quotes(text: str) -> str:
    return json.dumps(text)
