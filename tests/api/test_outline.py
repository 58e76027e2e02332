"""The outline of a history: who did what and when, without the bodies, for the same eyes."""

from timeit import repeat
from typing import Any

import pytest

from services.api.history import outlined, whole
from tests.support.calling import Caller, done
from tests.support.citing import invariant
from tests.support.scored_over_http import OFFICER, OTHERS, assigned, score

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

SHARED = ("position", "version", "type", "recorded_at", "command", "basis")
CASES = ("applications/demo-5", "applications/demo-3", "centres/demo-5", "batches/sc-2026-1")


def both(call: Caller, who: str, name: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    path = f"/{name}/events"
    history = done(call.get(who, path, limit=1000), 200)["items"]
    return history, done(call.get(who, path, limit=1000, outline=1), 200)["items"]


def test_an_outline_tells_the_same_acts_in_the_same_words(shared: Caller) -> None:
    for who in ("prov.sc", "pref.510700", "applicant.5"):
        for name in CASES:
            if shared.get(who, f"/{name}").status_code == 404:
                continue
            history, outline = both(shared, who, name)
            assert [[one[key] for key in SHARED] for one in outline] == [
                [one[key] for key in SHARED] for one in history
            ]
            for short, long in zip(outline, history, strict=True):
                for key in ("actor", "occurred_on", "effective_on"):
                    assert short[key] == long["context"][key]
                assert short["document_no"] == long["context"].get("document_no")
                assert "event" not in short and "context" not in short


@invariant(57, 58)
def test_an_outline_names_no_expert_to_whom_it_is_not_for(call: Caller) -> None:
    assigned(call)
    done(score(call, "expert.1"))
    for who in OTHERS:
        answer = call.get(who, "/applications/p1/events", outline=1)
        assert "expert." not in answer.text and "score-submitted" not in answer.text
    assert "expert.1" in call.get(OFFICER, "/batches/sc-2026-1/events", outline=1).text


def test_pages_of_an_outline_go_on_like_those_of_the_history(shared: Caller) -> None:
    _, outline = both(shared, "prov.sc", CASES[0])
    paged: list[dict[str, Any]] = []
    query: dict[str, Any] = {"outline": 1, "limit": 2}
    while True:
        page = done(shared.get("prov.sc", f"/{CASES[0]}/events", **query), 200)
        paged += page["items"]
        if not page["next"]:
            break
        query["cursor"] = page["next"]
    assert paged == outline


def test_an_outline_is_read_in_a_fraction_of_the_time(shared: Caller) -> None:
    """Of the drafts, whose bodies are the largest."""
    events = shared.runtime.log.history("applications/demo-5")[:1] * 100
    slow = min(repeat(lambda: [whole(one) for one in events], number=1, repeat=5))
    fast = min(repeat(lambda: [outlined(one) for one in events], number=1, repeat=5))
    assert fast < slow / 2
