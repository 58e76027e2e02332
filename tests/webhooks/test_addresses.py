"""Where webhooks may go: public addresses over TLS, and what the operator allows."""

from ipaddress import IPv4Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.webhooks.addresses import (
    AddressRefused,
    is_public,
    networks_in,
    permitted,
    target_of,
)
from services.settings import WrongSetting, read_settings

HTTPS, HTTP = target_of("https://bureau.example/in"), target_of("http://bureau.example/in")
INWARD = (
    *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "198.18.0.1"),
    *("::1", "::", "fe80::1", "fe80::1%2", "fc00::1", "fec0::1", "ff02::1"),
)


@pytest.mark.parametrize("address", INWARD)
def test_an_inward_address_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused, match="webhook_networks"):
        permitted(HTTPS, [address], ())


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="127.0.0.0/8"))
def test_an_inward_address_in_the_clothes_of_another_is_refused(inward: IPv4Address) -> None:
    number = int(inward)
    clothes = (0xFFFF << 32, 0x2002 << 112, 0x64FF9B << 96)
    for prefix in (clothes[0], clothes[2]):
        assert not is_public(ip_address(prefix | number)), prefix
    assert not is_public(ip_address(clothes[1] | number << 80))
    assert not is_public(ip_address(0x20010000 << 96 | number ^ 0xFFFFFFFF))


@pytest.mark.parametrize("address", ["1.1.1.1", "203.119.25.1", "2606:4700::1111"])
def test_a_public_address_is_for_https_alone(address: str) -> None:
    assert permitted(HTTPS, [address], ()) == address
    with pytest.raises(AddressRefused, match="https"):
        permitted(HTTP, [address], ())


def test_what_the_operator_allows_may_be_reached_also_by_http() -> None:
    allowed = networks_in("10.1.0.0/16, ::1")
    assert permitted(HTTP, ["10.1.2.3"], allowed) == "10.1.2.3"
    assert permitted(HTTPS, ["::1"], allowed) == "::1"
    with pytest.raises(AddressRefused):
        permitted(HTTPS, ["10.2.0.1"], allowed)
    assert networks_in(None) == () and networks_in("10.0.0.0/8") == (ip_network("10.0.0.0/8"),)


def test_of_several_addresses_only_one_that_may_be_reached_is_taken() -> None:
    assert permitted(HTTPS, ["127.0.0.1", "1.1.1.1"], ()) == "1.1.1.1"


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://a.example", "file:///etc/passwd", "gopher://a.example", "//a.example", "a", ""),
        *("https://user@a.example", "https://u:p@a.example", "https://a.example/#x", "https://"),
        *("https://a.example:0", "https://a.example:99999", "https://a.example/ b", "https://a/中"),
        *("https://a.example/\r\nHost: b", "https://[::1", f"https://a.example/{'x' * 1000}"),
        *("https://a b/", "https://é.example/", "https://a%20b/"),
    ],
)
def test_a_url_of_another_form_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        target_of(url)


def test_parts_of_a_url_are_told_apart() -> None:
    one = target_of("https://[2606:4700::1]:8443/in?x=1")
    assert (one.host, one.port, one.path) == ("2606:4700::1", 8443, "/in?x=1")
    assert one.authority == "[2606:4700::1]:8443"
    assert (HTTPS.authority, HTTPS.port, target_of("https://a.example").path) == (
        "bureau.example",
        443,
        "/",
    )


def test_a_network_that_is_none_is_a_wrong_setting() -> None:
    with pytest.raises(WrongSetting, match="webhook_networks"):
        read_settings({"webhook_networks": "intranet"}, environment={})
