"""The registry over HTTP: who was a recognised centre on which day, as known at which moment."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from httpx2 import Response

from domain.centre.case import Centre
from projections import registry
from projections.recorded import RecordedEvent
from projections.two_clocks import definition
from services.api import positions
from services.demo import people
from services.subscriptions.catalogue import CENTRES
from services.subscriptions.projector import decode_event
from tests.support.calling import Caller, done, draft, eventually
from tests.support.citing import invariant, rule
from tests.support.sichuan import INDUSTRY, named_after

pytest_plugins = ["tests.support.http_fixtures"]

LIQUOR = "白酒产业"
OVER = date(2026, 3, 10)  # the day after five working days of publicity that starts on 2 March


@pytest.fixture(scope="module")
def round_(shared: Caller) -> Caller:
    """Two applications of one unit on their whole road; the demonstration has two centres."""
    shared.walk("a1")
    shared.walk("a2", **named_after(LIQUOR))
    shared.publicise("a1", "a2")
    assert listed(shared) == ["demo-5", "demo-9"]
    shared.move(OVER)
    for id in ("a1", "a2"):
        eventually(partial(cleared, shared, id))
    done(shared.recognise("a1"))
    shared.move(date(2026, 3, 12))
    late: dict[str, Any] = {"occurred_on": "2026-03-11", "effective_on": "2026-03-11"}
    path = ("prov.sc.decider", "applications", "a2", "recognise-centre")
    last = done(shared.do(*path, document_no="川知识产权〔2026〕22号", **late))
    done(registry_of(shared, min_position=last["position"]), 200)
    return shared


def cleared(caller: Caller, id: str) -> bool:
    return caller.stage("applications", id) == "PUBLICITY_CLEAR"


def registry_of(caller: Caller, **query: Any) -> Response:
    return caller.get(None, "/registry/centres", **query)


def listed(caller: Caller, **query: Any) -> list[str]:
    """The ids on the page that anybody sees."""
    return [one["id"] for one in done(registry_of(caller, **query), 200)["items"]]


@rule("SC-08")
def test_anybody_sees_a_recognised_centre_under_its_statutory_name(round_: Caller) -> None:
    [found] = done(registry_of(round_, q=LIQUOR), 200)["items"]
    assert found == {
        "id": "a2",
        "name": "四川省白酒产业知识产权运营中心",
        "builder": "成都示例新能源有限公司",
        "industry": LIQUOR,
        "division": "510100",
        "regulation": "SC",
        "level": "PROVINCIAL",
        "level_words": {"zh": "省级", "en": "provincial level"},
        "status": "ACTIVE",
        "status_words": {"zh": "有效", "en": "active"},
        "recognised_on": "2026-03-11",
        "started_on": None,
        "since": "2026-03-11",
        "document": "川知识产权〔2026〕22号",
        "ground": "",
        "reason": "",
        "assumed": False,
        "active": True,
    }


def test_a_centre_is_there_from_the_day_of_its_recognition(round_: Caller) -> None:
    assert set(listed(round_)) == {"a1", "a2", "demo-5", "demo-9"}
    assert listed(round_, as_of="2026-02-08") == []
    assert listed(round_, as_of="2026-02-09") == ["demo-5"]
    assert listed(round_, as_of="2026-03-09") == ["demo-5", "demo-9"]
    assert listed(round_, as_of="2026-03-10") == ["demo-5", "demo-9", "a1"]
    assert listed(round_, as_of="2026-03-11") == ["demo-5", "demo-9", "a1", "a2"]


def test_a_centre_was_not_known_before_its_recognition_was_recorded(round_: Caller) -> None:
    def known(moment: str) -> list[str]:
        return listed(round_, as_of="2026-03-11", known_at=moment)

    assert known("2026-03-12T23:00:00+08:00") == ["demo-5", "demo-9", "a1", "a2"]
    assert known("2026-03-11T23:00:00+08:00") == ["demo-5", "demo-9", "a1"]
    assert known("2026-03-10T01:00:00+00:00") == ["demo-5", "demo-9"]
    assert known("2020-01-01T00:00:00Z") == []


@invariant(34)
def test_every_day_and_moment_is_answered_as_the_events_define_it(round_: Caller) -> None:
    names = round_.runtime.log.streams("centres/")
    dated = {}
    for name in names:
        stored = round_.runtime.log.history(name)
        dated[name.split("/")[1]] = [
            (event, event.effective_on, event.recorded_at) for event in map(decode_event, stored)
        ]
    turns = [moment for events in dated.values() for _, _, moment in events]
    instant = timedelta(microseconds=1)
    moments = [turn + step for turn in turns for step in (-instant, 0 * instant, instant)]
    days = [date(2026, 2, 7) + timedelta(days=n) for n in range(36)]
    for day in days:
        for known in moments:
            expected = {
                id: row
                for id, events in dated.items()
                if (row := definition(events, day, known, project))
            }
            page = round_.runtime.readmodel.page(CENTRES, as_of=day, known_at=known, limit=10)
            assert {one.key: CENTRES.decoded(one.row.decode()) for one in page} == expected


def project(row: registry.Row | None, event: RecordedEvent) -> registry.Row | None:
    return registry.project(row, event)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"regulation": "SC"}, {"a1", "a2", "demo-5"}),
        ({"regulation": "IM"}, {"demo-9"}),
        ({"division": "510100"}, {"a1", "a2"}),
        ({"division": ["510100", "510700"]}, {"a1", "a2", "demo-5"}),
        ({"industry": INDUSTRY}, {"a1"}),
        ({"status": "ACTIVE", "industry": LIQUOR}, {"a2"}),
        ({"status": "CANCELLED"}, set()),
        ({"q": "动力电池"}, {"a1"}),
        ({"q": "成都示例"}, {"a1", "a2"}),
        ({"q": "知识产权运营中心"}, {"a1", "a2", "demo-5", "demo-9"}),
        ({"q": "没有这个"}, set()),
        ({"q": "%"}, set()),
        ({"q": "成都", "industry": LIQUOR}, {"a2"}),
    ],
)
def test_a_list_holds_what_was_asked_for(
    round_: Caller, query: dict[str, Any], found: set[str]
) -> None:
    assert set(listed(round_, **query)) == found
    assert done(registry_of(round_, **query, total="true"), 200)["total"] == len(found)


def test_the_total_comes_only_when_asked_for(round_: Caller) -> None:
    assert set(done(registry_of(round_), 200)) == {"items", "next"}
    page = done(registry_of(round_, total="1", limit=1), 200)
    assert (len(page["items"]), page["total"]) == (1, 4)
    assert "total" not in done(registry_of(round_, total="false"), 200)


@pytest.mark.parametrize("sort", ["recognised_on", "-recognised_on", "name", "-name"])
def test_pages_in_any_order_hold_everything_once(round_: Caller, sort: str) -> None:
    whole = done(registry_of(round_, sort=sort), 200)["items"]
    values = [one[sort.removeprefix("-")] for one in whole]
    assert values == sorted(values, reverse=sort.startswith("-"))
    paged, query = [], dict[str, Any]()
    while True:
        page = done(registry_of(round_, sort=sort, limit=1, **query), 200)
        paged += page["items"]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert paged == whole


@pytest.mark.parametrize(
    "query",
    [
        {"sort": "builder"},
        {"sort": "row; DROP TABLE x"},
        {"limit": 0},
        {"limit": 501},
        {"cursor": "@@"},
        {"as_of": "2026-13-01"},
        {"known_at": "2026-03-10"},
        {"min_position": -1},
        {"total": "null"},
        {"q": "\0"},
        {"division": "\0"},
    ],
)
def test_a_question_that_makes_no_sense_is_a_wrong_form(
    round_: Caller, query: dict[str, Any]
) -> None:
    response = registry_of(round_, **query)
    assert response.status_code == 422
    assert response.json()["errors"]


def test_who_waits_for_what_nobody_has_written_is_asked_to_come_again(
    round_: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(positions, "LONGEST_POSITION_WAIT", 0.1)
    for path, who in (("/registry/centres", None), ("/deadlines", "prov.sc")):
        response = round_.get(who, path, min_position=10**9)
        assert (response.status_code, response.headers["Retry-After"]) == (503, "1")


def test_an_acts_own_position_can_be_waited_for(round_: Caller) -> None:
    for _ in range(10):
        position = done(round_.open("applicant.1", "applications", draft()))["position"]
        assert registry_of(round_, min_position=position).status_code == 200
        assert round_.service.subscription.checkpoints["registry"] >= position


@rule("SC-11.1")
def test_a_centres_page_shows_what_it_has_published_on_a_day(round_: Caller) -> None:
    catalogue = {
        "services": [{"name": "专利导航", "for_whom": "中小企业"}],
        "published_at": "中心网站",
    }
    path = (owner_of(round_, "demo-5"), "centres", "demo-5", "publish-service-catalogue")
    position = done(round_.do(*path, catalogue))["position"]
    page = done(round_.get(None, "/registry/centres/demo-5", min_position=position), 200)
    shown = page["published"]["catalogue"]
    assert page["status"] == "ACTIVE" and page["published"]["transfers"] == []
    assert (shown["edition"], shown["services"]) == (1, catalogue["services"])
    assert shown["publication_words"]["zh"] == "公共服务目录" and "builder" not in shown
    before = done(round_.get(None, "/registry/centres/demo-5", as_of="2026-02-09"), 200)
    assert before["published"]["catalogue"] is None
    [row] = done(round_.get(None, "/publications", id="demo-5"), 200)["items"]
    assert (row["name"], row["publication"]) == (page["name"], "CATALOGUE")


def owner_of(call: Caller, id: str) -> str:
    """The account of a centre of the demonstration."""
    case, _ = call.runtime.store.current(f"centres/{id}")
    assert isinstance(case, Centre)
    mine = people.accounts().items()
    return next(name for name, one in mine if (one.organ, one.role) == (case.owner, "CENTRE"))


def test_the_notices_are_listed_word_for_word(round_: Caller) -> None:
    [*listed_notices] = done(round_.get(None, "/notices", regulation="SC"), 200)["items"]
    assert listed_notices and all(one["text"] and one["began"] for one in listed_notices)


def test_what_came_and_what_changed_between_two_moments_is_told_with_why(round_: Caller) -> None:
    def changes(**query: Any) -> list[dict[str, Any]]:
        return list(done(round_.get(None, "/registry/changes", **query), 200)["items"])

    came = changes(**{"from": "2026-02-08", "to": "2026-03-10", "industry": INDUSTRY})
    assert [(one["id"], one["change"], one["before"]) for one in came] == [("a1", "CAME", None)]
    assert came[0]["why"]["zh"].startswith("自2026-03-10起有效，依据")
    went = changes(**{"from": "2026-03-11", "to": "2026-03-10", "regulation": "SC"})
    assert [(one["id"], one["change"]) for one in went] == [("a2", "WENT")]
    early, late = "2026-03-11T23:00:00+08:00", "2026-03-12T23:00:00+08:00"
    both = {"from": "2026-03-11", "to": "2026-03-11"}
    learnt = changes(**both, known_from=early, known_to=late)
    assert [(one["id"], one["change"]) for one in learnt] == [("a2", "CAME")]
    assert changes(**both) == []
    since: dict[str, Any] = {"from": "2026-02-08"}
    first = done(round_.get(None, "/registry/changes", **since, limit=1), 200)
    rest = changes(**since, cursor=first["next"])
    assert [one["id"] for one in (*first["items"], *rest)] == ["a1", "a2", "demo-5", "demo-9"]
    assert round_.get(None, "/registry/changes", known_from="2026-03-11").status_code == 422
