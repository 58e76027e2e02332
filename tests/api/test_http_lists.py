"""Over HTTP: a list with its notices, interrupted, begun anew, recognised as one act."""

from datetime import date
from typing import Any

import pytest

from services.demo.round import SICHUAN_BATCH
from tests.support.calling import PAPER, Caller, done, eventually, ours, rules
from tests.support.citing import invariant, rule
from tests.support.sichuan import USCC, named_after

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

LAST, OVER = date(2026, 3, 9), date(2026, 3, 10)
CHANNEL = {"channel_url": "https://example.invalid/again", "objection_channel": "028-86000009"}


@pytest.fixture
def two(call: Caller) -> Caller:
    """a1 and a2 are publicised on Monday 2 March."""
    call.walk("a1")
    call.walk("a2", **named_after("白酒产业"))
    call.publicise("a1", "a2")
    return call


def batch(caller: Caller, who: str, slug: str, more: dict[str, Any], **envelope: Any) -> Any:
    return caller.do(who, "batches", SICHUAN_BATCH, slug, {"list_no": "L9", **more}, **envelope)


def publicity(caller: Caller) -> dict[str, Any]:
    """As the public reads it, no earlier than what was last stored."""
    end = caller.runtime.log.end()
    assert end is not None
    return done(caller.get(None, "/publicity", min_position=end[0], list_no="L9"), 200)


def statuses(caller: Caller) -> dict[str, str]:
    return {item["application"]: item["status"] for item in publicity(caller)["items"]}


def deadlines(caller: Caller, **asked: Any) -> list[dict[str, Any]]:
    end = caller.runtime.log.end()
    assert end is not None
    page = done(caller.get("prov.sc", "/deadlines", min_position=end[0], timer="T1", **asked), 200)
    found: list[dict[str, Any]] = page["items"]
    return [one for one in found if ours(one["id"])]


@rule("SC-07.8")
def test_anybody_reads_the_notice_word_for_word_once_for_all_its_entries(two: Caller) -> None:
    page = publicity(two)
    assert {item["notice"] for item in page["items"]} == {f"{SICHUAN_BATCH}#L9"}
    [(key, notice)] = page["notices"].items()
    stored = two.state("prov.sc", "batches", SICHUAN_BATCH)["state"]["lists"][-1]["notice"]
    assert (key, notice["text"]) == (f"{SICHUAN_BATCH}#L9", stored)
    assert "公示期：2026年3月3日至2026年3月9日" in stored and "028-86000009" in stored
    for item in page["items"]:
        assert (item["ends"], item["runs_until"]) == (str(LAST), str(LAST))


@rule("IMPLICIT:publicity", "SC-07.8")
def test_an_interrupted_publicity_fires_nothing_until_its_new_period_is_over(two: Caller) -> None:
    done(batch(two, "prov.sc", "interrupt-publicity", {"reason": "网站停机"}))
    assert statuses(two) == {"a1": "INTERRUPTED", "a2": "INTERRUPTED"}
    for one in deadlines(two):
        assert (one["interrupted"], one["fires_from"], one["over"]) == (True, None, False)
    assert {one["running"] for one in deadlines(two)} == {"no"}
    assert not deadlines(two, running="yes") and deadlines(two, running="no")
    two.move(OVER)
    two.service.timers.tick()
    assert [one for one in two.service.timers.due() if ours(one.id)] == []
    assert statuses(two) == {"a1": "INTERRUPTED", "a2": "INTERRUPTED"}
    offered = two.state("prov.sc", "applications", "a1")["actions"]
    [clearing] = [action for action in offered if action["slug"] == "clear-entry"]
    assert not clearing["allowed"] and clearing["refusals"][0]["rule"] == "SC-07.9"
    done(batch(two, "prov.sc", "restart-publicity", CHANNEL))
    assert {one["due"] for one in deadlines(two)} == {"2026-03-17"}
    assert statuses(two) == {"a1": "RUNNING", "a2": "RUNNING"}
    two.move(date(2026, 3, 18))
    eventually(lambda: set(statuses(two).values()) == {"CLEAR"})


@invariant(26)
@rule("IMPLICIT:publicity", "SC-07.9")
def test_a_renamed_unit_is_publicised_anew_and_the_list_is_recognised_without_it(
    call: Caller,
) -> None:
    call.walk("a1")
    call.walk("a2", **named_after("白酒产业"))
    call.publicise("a1", "a2")
    name = {"name": "成都新名能源有限公司"}
    done(call.do("pref.510100", "parties", USCC, "rename-party", name, document_no=PAPER))
    anew = {"number": "L9-2", "reason": "单位更名", "unit_name": name["name"], **CHANNEL}
    for place, id in enumerate(("a1", "a2")):
        call.move(date(2026, 3, 3 + place))
        numbered = {**anew, "application": id, "number": f"L9-{id}"}
        done(batch(call, "prov.sc", "republicise", numbered))
    page = publicity(call)
    assert {one["number"]: one["replaces"] for one in page["items"]} == {
        "L9-a1": "L9",
        "L9-a2": "L9",
    }
    assert all(name["name"] in notice["text"] for notice in page["notices"].values())
    call.move(date(2026, 3, 11))  # a1 is over since the 10th, a2 runs until the 11th
    eventually(lambda: statuses(call) == {"a1": "CLEAR", "a2": "RUNNING"})
    done(batch(call, "prov.sc.decider", "recognise-list", {}, document_no=PAPER))
    assert statuses(call) == {"a1": "RECOGNISED", "a2": "RUNNING"}
    early = batch(call, "prov.sc.decider", "recognise-list", {"entries": ["a2"]}, document_no=PAPER)
    assert (early.status_code, set(rules(early))) == (409, {"SC-07.9"})
    assert "申报案 a2" in early.json()["detail"]


@rule("SC-07.9")
def test_a_list_is_recognised_in_one_answer_with_a_receipt_for_every_event(two: Caller) -> None:
    two.move(OVER)
    eventually(lambda: set(statuses(two).values()) == {"CLEAR"})
    answer = done(batch(two, "prov.sc.decider", "recognise-list", {}, document_no=PAPER))
    assert answer["event"]["recognised"] == ["a1", "a2"]
    places = [answer["position"], *(one["position"] for one in answer["also"])]
    assert places == list(range(places[0], places[0] + 9))
    end = done(two.get(None, "/registry/centres", min_position=places[-1]), 200)
    assert {"a1", "a2"} <= {item["id"] for item in end["items"]}
    result = eventually(lambda: publicity(two)["notices"][f"{SICHUAN_BATCH}#L9"]["result"])
    assert result.count(" — ") == 2 and "撤回申报或者已办结：\n无" in result


def test_why_an_entry_was_left_or_publicised_anew_is_for_the_administration(two: Caller) -> None:
    done(batch(two, "prov.sc", "interrupt-publicity", {"reason": "网站停机"}))
    done(batch(two, "prov.sc", "restart-publicity", CHANNEL))
    two.move(OVER)
    eventually(lambda: set(statuses(two).values()) == {"CLEAR"})
    only = {"entries": ["a2"]}
    done(batch(two, "prov.sc.decider", "recognise-list", only, document_no=PAPER))

    def types(who: str) -> set[str]:
        items = done(two.get(who, f"/batches/{SICHUAN_BATCH}/events"), 200)["items"]
        return {one["type"] for one in items}

    hidden = {"list-recognised", "list-determined"}
    assert hidden <= types("prov.sc")
    assert types("applicant.2") == types("prov.sc") - hidden
