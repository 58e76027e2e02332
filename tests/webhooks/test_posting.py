"""A message is signed, and posted once to the address that was judged, within bounds."""

import ssl
import time

import pytest
import trustme

from adapters.webhooks.addresses import Target
from adapters.webhooks.signing import new_webhook_secret, signature, signed_headers
from tests.support.receivers import posted, receiving, speaking


def test_a_signature_is_the_one_that_the_specification_gives_as_example() -> None:
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    signed = secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    assert signature(*signed) == "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_is_new_each_time_and_long_enough() -> None:
    one, other = new_webhook_secret(), new_webhook_secret()
    assert one != other and one.startswith("whsec_") and len(one) == len("whsec_") + 44
    assert set(signed_headers([one], "a", 1, b"")) == {
        "webhook-id",
        "webhook-timestamp",
        "webhook-signature",
    }


def test_messages_go_over_one_connection_which_is_made_anew_where_it_was_closed() -> None:
    with receiving() as desk:
        desk.answer = lambda one: (200, {"connection": "close"} if len(desk.taken) == 1 else {})
        assert [one.status for one in posted(desk.url, 4)] == [200] * 4
        assert [one.path for one in desk.delivered] == ["/events"] * 4


def test_a_redirect_is_not_followed() -> None:
    with receiving() as desk, receiving() as elsewhere:
        desk.answer = lambda _: (307, {"location": elsewhere.url})
        [outcome] = posted(desk.url)
        assert not outcome.accepted and "redirect" in outcome.words
        assert not elsewhere.delivered


def test_an_inward_address_is_not_connected_to_unless_it_is_allowed() -> None:
    with receiving() as desk:
        for host in ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
            [outcome] = posted(f"http://{host}:{desk.port}/", allowed=())
            assert outcome.status is None and "webhook_networks" in outcome.words, host
        assert not desk.delivered


def test_the_address_that_was_judged_is_the_one_connected_to() -> None:
    answers = [["127.0.0.1"], ["10.255.255.1"]]

    def changing(target: Target) -> list[str]:
        """A name server that says another address each time."""
        return answers.pop(0)

    with receiving() as desk:
        url = f"http://rebinding.example:{desk.port}/"
        first, second = posted(url, 2, addresses=changing)
        assert (first.status, second.status) == (204, 204)  # asked once: one connection
        assert desk.delivered[0].headers["host"] == f"rebinding.example:{desk.port}"
        desk.answer = lambda _: (204, {"connection": "close"})
        answers.insert(0, ["127.0.0.1"])
        first, second = posted(url, 2, addresses=changing)
        assert first.status == 204 and second.status is None
        assert "10.255.255.1" in second.words


def test_over_tls_the_receiver_is_known_by_its_name() -> None:
    authority, server = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("bureau.example").configure_cert(server)
    tls = ssl.create_default_context()
    authority.configure_trust(tls)
    with receiving(server) as desk:
        known, other = (f"https://{name}.example:{desk.port}/" for name in ("bureau", "other"))
        assert posted(known, addresses=here, tls=tls)[0].status == 204
        assert "CERTIFICATE_VERIFY_FAILED" in posted(other, addresses=here, tls=tls)[0].words
        assert "CERTIFICATE_VERIFY_FAILED" in posted(known, addresses=here)[0].words


def here(target: Target) -> list[str]:
    return ["127.0.0.1"]


HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"not HTTP\r\n\r\n",
        HEAD + b"x: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 99999 No\r\n\r\n",
        HEAD + b"content-length: 1\r\ncontent-length: 2\r\n\r\n",
    ],
)
def test_an_answer_that_is_none_is_not_taken_for_one(answer: bytes) -> None:
    with speaking(answer) as port:
        [outcome] = posted(f"http://127.0.0.1:{port}/")
        assert outcome.status is None


def test_an_answer_without_an_end_is_read_so_far_only() -> None:
    with speaking(HEAD + b"\r\n" + b"z" * 3_000_000) as port:
        [outcome] = posted(f"http://127.0.0.1:{port}/")
        assert outcome.accepted


def test_who_answers_ever_so_slowly_has_not_answered() -> None:
    with speaking(HEAD * 100, slowly=0.05) as port:
        begun = time.monotonic()
        [outcome] = posted(f"http://127.0.0.1:{port}/", within=0.3)
        assert not outcome.accepted and time.monotonic() - begun < 2


def test_a_receiver_may_say_when_to_come_again() -> None:
    with receiving() as desk:
        desk.answer = lambda _: (503, {"retry-after": "120"})
        assert posted(desk.url)[0].retry_after == 120
        desk.answer = lambda _: (503, {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"})
        assert posted(desk.url)[0].retry_after == 0
