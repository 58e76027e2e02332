"""Red flags over HTTP: finance lists, reads and answers them; what the centre and others are
answered is byte for byte what it was before."""

import pytest

from domain.context import SYSTEM
from domain.red_flag.case import LedgerLine
from domain.red_flag.raising import RaiseFlag
from services.api.routes import ROUTES
from services.commands.messages import CommandRequest
from tests.support.calling import Caller, done
from tests.support.page_reading import PageReader

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

RAISE = RaiseFlag(
    regime="SC",
    division="510100",
    centre="c1",
    project="p1",
    flag="DUPLICATE_INVOICE",
    found="/26510000000000000017",
    title_zh="同一发票重复列支",
    title_en="one invoice claimed more than once",
    articles=("会计法 第九条",),
    sha256="d" * 64,
    evidence=(LedgerLine(5, 1, "voucher", "c1", "p1"),),
)
OUTSIDE = ("centre.1", "pref.510100", None)
LISTS = [
    route.path
    for route in ROUTES
    if route.method == "GET" and "{" not in route.path and route.tag == "lists"
]
PATHS = (*LISTS, "/events", "/flags/f1", "/flags/f1/events", "/violations", "/centres/c1")


def answers(call: Caller) -> dict[tuple[str | None, str], tuple[int, bytes]]:
    """What everybody outside is answered on every list, and on the flag."""
    got = {(who, path): call.get(who, path) for who in OUTSIDE for path in PATHS}
    return {asked: (answer.status_code, answer.content) for asked, answer in got.items()}


def raised(call: Caller, id: str = "f1") -> int:
    request = CommandRequest(stream="flags", id=id, command=RAISE, actor=SYSTEM)
    [stored] = call.runtime.dispatcher.submit(request).result().events
    return stored.position


def test_the_centre_learns_nothing_and_finance_answers(shared: Caller) -> None:
    before = answers(shared)
    position = raised(shared)
    items = done(shared.get("finance.sc", "/flags", min_position=position), 200)["items"]
    [item] = [one for one in items if one["centre"] == "c1"]
    assert (item["id"], item["kind"], item["weight"]) == ("f1", "DUPLICATE_INVOICE", "LEAD")
    assert item["evidence"] == [[5, 1, "voucher", "c1", "p1"]]
    assert answers(shared) == before
    assert shared.get("finance.sc", "/flags", kind="SAME_FILE").json()["items"] == []
    assert shared.get("centre.1", "/flags").status_code == 403
    assert shared.get("centre.1", "/flags/f1").status_code == 404
    state = shared.state("finance.sc", "flags", "f1")
    assert state["state"]["evidence"] == item["evidence"]
    done(shared.do("finance.sc", "flags", "f1", "dismiss-flag", {"reason": "红字发票已冲销"}))
    dismissed = shared.runtime.log.end()
    assert dismissed
    again = done(
        shared.get("prov.sc.inquiry", "/flags", status="DISMISSED", min_position=dismissed[0]), 200
    )
    assert [one["id"] for one in again["items"]] == ["f1"]


def test_who_looks_at_money_reads_what_each_flag_asks(shared: Caller) -> None:
    items = done(shared.get("finance.sc", "/flag-rules"), 200)["items"]
    off = {one["id"]: one["missing"] for one in items if one["off"]}
    assert off == {"SPLIT_PAYMENTS": ["limit"], "BACKDATED": ["days"]}
    assert shared.get("centre.1", "/flag-rules").status_code == 403


def test_the_desk_leads_from_each_flag_to_its_evidence(shared: Caller) -> None:
    done(shared.get("finance.sc", "/flags", min_position=raised(shared, "f2")), 200)
    desk = PageReader(shared, "finance.sc").get("/flags").text
    assert 'href="/flags/f2"' in desk and 'href="/lines/5/1"' in desk
    assert "线索不是结论" in desk
    assert PageReader(shared, "centre.1").get("/flags").status_code == 403
