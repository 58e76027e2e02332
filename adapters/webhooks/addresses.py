"""Which addresses a webhook may reach: public ones, and the networks that the operator allows.

A URL that somebody else chooses must not let them reach what only this machine reaches (SSRF). So
it is the address that is judged, after its name was looked up, and just that one is connected to.
"""

import re
import socket
from collections.abc import Iterable, Iterator, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

from domain.refusal import Text

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
LONGEST_URL = 1000
HOST = re.compile(r"[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}")
LITERAL = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
PATH = re.compile(r"[!-~]*\Z")
PORTS = {"https": 443, "http": 80}
NAT64 = ip_network("64:ff9b::/96")
URL_FORM = Text(
    "应为 https:// 开头的网址，不含用户名、口令和 #",
    "a URL that begins with https://, without user name, password and #",
)
IS_CLOSED = Text(
    "是内部地址；确需推送的，请系统管理员在 webhook_networks 中写明",
    "is no public address; the operator may allow it in webhook_networks",
)
NOT_SECURE = Text(
    "http:// 只用于 webhook_networks 中的地址，其他用 https://",
    "http:// is for addresses in webhook_networks alone: use https://",
)


class AddressRefused(Exception):
    """A URL that no webhook may have, or whose host is nowhere that one may reach."""

    def __init__(self, words: Text) -> None:
        self.words = words
        super().__init__(f"{words.zh} / {words.en}")


class Target(Struct, frozen=True):
    """Where a webhook posts to."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The value of the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(url: str) -> Target:
    """The parts of a URL. Raises AddressRefused for one of another form."""
    try:
        split = urlsplit(url)
        port = split.port
    except ValueError:
        raise AddressRefused(URL_FORM) from None
    if len(url) > LONGEST_URL or not PATH.match(url) or not has_the_form(split) or port == 0:
        raise AddressRefused(URL_FORM)
    path = (split.path or "/") + (f"?{split.query}" if split.query else "")
    return Target(split.scheme, split.hostname or "", port or PORTS[split.scheme], path)


def has_the_form(split: SplitResult) -> bool:
    plain = split.username is None and split.password is None and not split.fragment
    return split.scheme in PORTS and plain and bool(HOST.fullmatch(split.hostname or ""))


def networks_in(text: str | None) -> tuple[Network, ...]:
    """Networks that a setting names, with commas between. Raises ValueError."""
    return tuple(ip_network(one.strip()) for one in text.split(",")) if text else ()


def is_literal(host: str) -> bool:
    """Whether a host is an address in the usual form, and no name."""
    return bool(LITERAL.fullmatch(host)) or ":" in host


def permitted(target: Target, found: Iterable[str], allowed: Sequence[Network]) -> str:
    """The first address, of those found for the host, that may be connected to. Raises
    AddressRefused where there is none."""
    addresses = [ip_address(one) for one in found]
    named = next((one for one in addresses if is_among(one, allowed)), None)
    if named is not None:
        return str(named)
    outside = next((one for one in addresses if is_public(one)), None)
    if outside is None:
        closed = f"{target.host} ({', '.join(map(str, addresses[:3]))})"
        raise AddressRefused(Text(f"{closed} {IS_CLOSED.zh}", f"{closed} {IS_CLOSED.en}"))
    if target.scheme != "https":
        raise AddressRefused(NOT_SECURE)
    return str(outside)


def is_among(address: Address, allowed: Sequence[Network]) -> bool:
    return any(one in network for one in (address, *meant_by(address)) for network in allowed)


def is_public(address: Address) -> bool:
    """Whether an address, and each that it stands for, is anybody's to reach."""
    every = (address, *meant_by(address))
    return all(one.is_global and not one.is_multicast and not is_of_a_site(one) for one in every)


def is_of_a_site(address: Address) -> bool:
    return address.version == 6 and address.is_site_local


def meant_by(address: Address) -> Iterator[IPv4Address]:
    """The IPv4 addresses that an IPv6 address stands for, on its way through a gateway."""
    if isinstance(address, IPv4Address):
        return
    teredo = address.teredo or ()
    for one in (address.ipv4_mapped, address.sixtofour, *teredo):
        if one is not None:
            yield one
    if address in NAT64:
        yield IPv4Address(int(address) & 0xFFFFFFFF)


def look_up(target: Target) -> list[str]:
    """The addresses of a host. Raises OSError where it has none."""
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
