"""A bureau without NATS registers a URL; it is sent what the feed tells it, signed, in order."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from adapters.data_folder import SENDING
from adapters.webhooks.sealing import WebhookSecrets
from services.queries.log_view import FollowedCases, FollowedLog
from services.runtime import Runtime
from services.webhooks.registration import secrets_of, webhooks_of
from services.webhooks.sender import SECRET_LOST, WebhookSender
from tests.support.calling import Caller, done, eventually
from tests.support.command_line import Terminal
from tests.support.receivers import LOOPBACK, receiving

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")
CHENGDU, DEYANG = "pref.510100", "pref.510600"


@pytest.fixture(autouse=True)
def allowed(shared: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Receivers of this machine may be reached; no webhook is left from another test."""
    settings = replace(shared.runtime.settings, webhook_networks="127.0.0.0/8")
    monkeypatch.setattr(shared.runtime, "settings", settings)
    webhooks = webhooks_of(settings)
    for one in webhooks.all():
        webhooks.remove(one.name)


def told(call: Caller, who: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = done(call.get(who, "/events", limit=1000), 200)["items"]
    return items


def add(call: Caller, who: str, name: str, url: str, **more: Any) -> str:
    answer = done(call.post(who, "/webhooks", {"name": name, "url": url, **more}), 201)
    return str(answer["secret"])


def replay(call: Caller, who: str, name: str, after: int, status: int = 204) -> None:
    headers, body = call.bearer(who), {"after": after}
    answer = call.client.put(f"/api/v1/webhooks/{name}/place", json=body, headers=headers)
    assert answer.status_code == status, answer.text


def listed(call: Caller, who: str = "sysadmin") -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in done(call.get(who, "/webhooks"), 200)["items"]}


@contextmanager
def sending(
    runtime: Runtime, secrets: WebhookSecrets | None = None, **more: Any
) -> Iterator[WebhookSender]:
    """A sender over the store, as the child process has it."""
    view = FollowedLog(
        runtime.log, FollowedCases(runtime.log), runtime.clock, runtime.vault.claim_id
    )
    folder = runtime.settings.data
    tables = webhooks_of(runtime.settings), secrets or secrets_of(runtime.vault)
    sender = WebhookSender(*tables, view, folder / SENDING, LOOPBACK, **more)
    sender.start()
    try:
        yield sender
    finally:
        sender.stop()


def level(sender: WebhookSender) -> None:
    """Everybody has everything, and it is noted."""
    eventually(lambda: sender.found and all(not one.behind for one in sender.found))


def test_a_bureau_is_sent_what_the_feed_tells_it_signed_and_in_order(shared: Caller) -> None:
    with receiving() as desk, receiving() as other:
        secret = add(shared, CHENGDU, "chengdu", desk.url)
        add(shared, "sysadmin", "deyang", other.url, role="PREF", organ="510600")
        with sending(shared.runtime) as sender:
            level(sender)
        assert desk.events == told(shared, CHENGDU) != []
        assert other.events == told(shared, DEYANG) != desk.events
        assert all(one.is_signed_with(secret) for one in desk.delivered)
        assert not other.delivered[0].is_signed_with(secret)
        assert desk.delivered[0].headers["content-type"] == "application/cloudevents+json"


def test_what_happens_later_is_sent_at_once_and_nothing_twice(shared: Caller, id: str) -> None:
    with receiving() as desk:
        add(shared, CHENGDU, "chengdu", desk.url, after=told(shared, CHENGDU)[-1]["position"])
        with sending(shared.runtime) as sender:
            level(sender)
            shared.walk(id, until="SubmitApplication")
            sender.wake()
            eventually(lambda: len(desk.taken) >= 1)
            level(sender)
        sent = [one["position"] for one in desk.events]
        assert sent == [one["position"] for one in told(shared, CHENGDU)][-len(sent) :]
        with sending(shared.runtime) as sender:
            level(sender)
        assert len(desk.delivered) == len(sent)


def test_one_that_does_not_answer_delays_nobody_else(shared: Caller) -> None:
    with receiving() as slow, receiving() as quick:
        held = threading.Event()
        slow.answer = lambda _: (204 if held.wait(30) else 500, {})
        add(shared, CHENGDU, "slow", slow.url)
        add(shared, CHENGDU, "quick", quick.url)
        with sending(shared.runtime) as sender:
            eventually(lambda: quick.events == told(shared, CHENGDU))
            assert len(slow.delivered) == 1
            held.set()
            level(sender)
        assert slow.events == quick.events


def test_one_that_is_parked_is_told_of_and_goes_on_from_where_it_is_sent(shared: Caller) -> None:
    with receiving() as desk:
        desk.answer = lambda _: (500, {})
        add(shared, CHENGDU, "chengdu", desk.url)
        with sending(shared.runtime, parked_after=timedelta()) as sender:
            eventually(lambda: any(one.parked for one in sender.found))
            [standing] = sender.found
            assert standing.notice and "HTTP 500" in standing.notice
            assert listed(shared)["chengdu"]["parked"]
            desk.answer = lambda _: (204, {})
            events = told(shared, CHENGDU)
            replay(shared, CHENGDU, "chengdu", events[2]["position"])
            eventually(lambda: desk.events == events[3:])
            replay(shared, "sysadmin", "chengdu", 0)
            eventually(lambda: len(desk.taken) == 2 * len(events) - 3)
            assert not listed(shared)["chengdu"]["parked"]


def test_one_that_is_removed_is_sent_nothing_more(shared: Caller) -> None:
    with receiving() as desk:
        desk.answer = lambda _: (500, {})
        add(shared, CHENGDU, "chengdu", desk.url)
        with sending(shared.runtime) as sender:
            eventually(lambda: desk.delivered)
            own = shared.bearer(CHENGDU)
            shared.client.delete("/api/v1/webhooks/chengdu", headers=own).raise_for_status()
            eventually(lambda: not sender.found)
        assert listed(shared) == {}


def test_of_two_senders_one_sends_and_the_other_when_that_is_gone(shared: Caller) -> None:
    with receiving() as desk:
        add(shared, CHENGDU, "chengdu", desk.url)
        with sending(shared.runtime) as second:
            with sending(shared.runtime) as first:
                level(first)
                level(second)
            assert len(desk.delivered) == len(told(shared, CHENGDU))


def rotated(call: Caller, who: str, name: str, status: int = 200, **asked: int) -> dict[str, Any]:
    path, headers = f"/api/v1/webhooks/{name}/secret", call.bearer(who)
    return done(call.client.put(path, json=asked, headers=headers), status)


def test_while_a_new_secret_takes_over_both_sign(shared: Caller) -> None:
    with receiving() as desk:
        first = add(shared, CHENGDU, "chengdu", desk.url)
        with sending(shared.runtime) as sender:
            level(sender)
            second = rotated(shared, CHENGDU, "chengdu")["secret"]
            replay(shared, CHENGDU, "chengdu", desk.events[-2]["position"])
            eventually(lambda: desk.delivered[-1].is_signed_with(second))
            assert desk.delivered[-1].is_signed_with(first)
            third = rotated(shared, CHENGDU, "chengdu", grace_hours=0)["secret"]
            before = len(desk.delivered)
            replay(shared, CHENGDU, "chengdu", desk.events[-2]["position"])
            eventually(lambda: len(desk.delivered) > before)
            eventually(lambda: desk.delivered[-1].is_signed_with(third))
            assert not desk.delivered[-1].is_signed_with(second)
            level(sender)
        assert desk.events == told(shared, CHENGDU)


def test_of_three_secrets_the_newest_two_sign_and_the_older_one_for_its_hours(
    shared: Caller,
) -> None:
    made = [add(shared, CHENGDU, "chengdu", "https://a.example/")]
    made += [rotated(shared, CHENGDU, "chengdu", grace_hours=2)["secret"] for _ in range(2)]
    [one] = webhooks_of(shared.runtime.settings).all()
    signing = secrets_of(shared.runtime.vault).open(one)
    assert signing and signing.until and made[-1] not in repr(signing)
    assert signing.at(signing.until - timedelta(seconds=1)) == made[:0:-1]
    assert signing.at(signing.until) == made[2:]
    shown = listed(shared)["chengdu"]
    assert shown["former_until"] == signing.until.isoformat()
    assert not any(secret in str(shown) for secret in made)


def test_a_secret_is_changed_by_those_whose_webhook_it_is(shared: Caller) -> None:
    add(shared, CHENGDU, "chengdu", "https://a.example/")
    rotated(shared, DEYANG, "chengdu", status=404)
    rotated(shared, "applicant.1", "chengdu", status=403)
    rotated(shared, CHENGDU, "chengdu", status=422, grace_hours=169)
    rotated(shared, "sysadmin", "chengdu")
    rotated(shared, "sysadmin", "nobody", status=404)


# Who may


def test_a_bureau_keeps_its_own_webhooks_and_an_administrator_all(shared: Caller) -> None:
    add(shared, CHENGDU, "chengdu", "https://chengdu.example/")
    add(shared, "sysadmin", "inquiry", "https://sc.example/", role="PROV", organ="510000")
    assert set(listed(shared)) == {"chengdu", "inquiry"}
    assert set(listed(shared, CHENGDU)) == {"chengdu"} and listed(shared, DEYANG) == {}
    assert "secret" not in str(listed(shared))
    replay(shared, DEYANG, "chengdu", 0, status=404)
    taken = {"name": "chengdu", "url": "https://other.example/"}
    assert shared.post(CHENGDU, "/webhooks", taken).status_code == 409


@pytest.mark.parametrize("more", [{"organ": "510600"}, {"role": "PROV"}, {"duties": ["inquiry"]}])
def test_an_official_names_no_other_bureau_and_no_duties(shared: Caller, more: Any) -> None:
    body = {"name": "more", "url": "https://a.example/", **more}
    assert shared.post(CHENGDU, "/webhooks", body).status_code == 403


@pytest.mark.parametrize("who", ["applicant.1", "expert.1", "audit.sc", "finance.sc"])
def test_who_is_no_bureau_has_no_webhooks(shared: Caller, who: str) -> None:
    assert shared.get(who, "/webhooks").status_code == 403
    assert shared.post(who, "/webhooks", {"name": "a", "url": "https://a"}).status_code == 403


@pytest.mark.parametrize(
    "url", ["https://10.0.0.1", "https://[::1]", "ftp://a", "https://999.1.1.1", "https://[:::::]"]
)
def test_a_url_that_may_not_be_reached_is_refused_at_once(shared: Caller, url: str) -> None:
    answer = shared.post(CHENGDU, "/webhooks", {"name": "a", "url": url})
    assert answer.status_code == 422 and answer.json()["errors"][0]["pointer"] == "/url"


def test_a_bureau_has_a_few_at_most(shared: Caller) -> None:
    for number in range(5):
        add(shared, CHENGDU, f"n{number}", "https://a.example/")
    more = {"name": "n5", "url": "https://a.example/"}
    assert shared.post(CHENGDU, "/webhooks", more).status_code == 409


# At rest, and on the command line


def test_the_secret_lies_nowhere_as_it_is(shared: Caller) -> None:
    secret = add(shared, CHENGDU, "chengdu", "https://a.example/")
    kept = b"".join(one.read_bytes() for one in shared.runtime.settings.data.glob("accounts.db*"))
    assert secret.encode() not in kept and secret.removeprefix("whsec_").encode() not in kept


def test_without_the_key_that_sealed_its_secret_it_is_parked(shared: Caller) -> None:
    with receiving() as desk:
        add(shared, CHENGDU, "chengdu", desk.url)
        with sending(shared.runtime, WebhookSecrets(bytes(32))) as sender:
            eventually(lambda: any(one.parked for one in sender.found))
            assert sender.found[0].trouble == SECRET_LOST
        assert not desk.delivered


def test_on_the_command_line(shared: Caller, tmp_path: Path) -> None:
    terminal, file = Terminal(shared.runtime.settings), tmp_path / "chengdu.whsec"
    add_one = ("bureau", "webhook", "add", "chengdu", "https://a.example/in", "--area", "510100")
    said = terminal.out(*add_one, "--secret", file)
    assert file.read_text().startswith("whsec_") and file.read_text() not in said
    assert file.stat().st_mode & 0o077 == 0
    [one] = terminal.lines("bureau", "webhook", "list")
    assert (one["name"], one["place"], one["parked"]) == ("chengdu", 0, False)
    renewed = tmp_path / "second.whsec"
    said = terminal.out("bureau", "webhook", "rotate", "chengdu", "--secret", renewed)
    assert renewed.read_text() not in (said, file.read_text()) and "UTC" in said
    terminal.run("bureau", "webhook", "rotate", "chengdu", "--secret", renewed, status=2)
    terminal.run("bureau", "webhook", "rotate", "none", "--secret", tmp_path / "n", status=1)
    terminal.out("bureau", "webhook", "replay", "chengdu", "--after", "7")
    assert terminal.lines("bureau", "webhook", "list")[0]["place"] == 7
    terminal.out("bureau", "webhook", "remove", "chengdu")
    assert terminal.lines("bureau", "webhook", "list") == []
    terminal.run("bureau", "webhook", "remove", "chengdu", status=1)
    inward = ("bureau", "webhook", "add", "in", "https://10.0.0.1/", "--area", "510100")
    terminal.run(*inward, "--secret", tmp_path / "in", status=2)
