"""An objection over HTTP, as a stranger lodges it and the officer handles it."""

from hashlib import sha256
from typing import Any

from httpx2 import Response

from tests.support.calling import Caller, done

SECRET = sha256(b"whoever objects in the tests").hexdigest()
KEY = {"Objection-Key": SECRET}
OBJECTOR = {
    "kind": "UNIT",
    "name": "独孤求是知识产权公司",
    "contact": "13687654321",
    "uscc": "91510100MA6T000134",
}
NAMED = tuple(value for name, value in OBJECTOR.items() if name != "kind")
FACTS = "申报书所列专利属第三人所有"
ANSWER = "独孤求是知识产权公司：经核实，不成立"
OFFICER, OTHER = "prov.sc.objections", "pref.510100.other"
RESOLUTION = {
    "no": 1,
    "result": "NOT_UPHELD",
    "findings": "登记簿载明已经转让",
    "answer": ANSWER,
    "reason": "专利权属清楚",
    "served_on": "2026-03-02",
}


def lodging(**changes: Any) -> dict[str, Any]:
    return {"objector": OBJECTOR, "facts": FACTS, **changes}


def lodge(
    call: Caller,
    who: str | None,
    id: str = "a1",
    key: dict[str, str] | None = KEY,
    **changes: Any,
) -> Response:
    body = lodging(**changes)
    return call.do(who, "applications", id, "lodge-objection", body, headers=key)


def officer(call: Caller, slug: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
    return done(call.do(OFFICER, "applications", "a1", slug, body, **more))


def in_publicity(call: Caller) -> Caller:
    call.walk("a1")
    call.publicise("a1")
    return call


def investigated(call: Caller, **asked: Any) -> None:
    officer(call, "check-objection-form", {"no": 1})
    officer(call, "start-investigation", {"no": 1, **asked})


def own(call: Caller, key: dict[str, str] | None = KEY, no: int = 1) -> Response:
    return call.get(None, f"/applications/a1/objections/{no}", key)
