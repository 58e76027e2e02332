"""An expert review over HTTP: its people, their papers and their score sheets."""

from typing import Any

from services.demo.sichuan import SICHUAN_EXPERTS as IN_THE_POOL
from tests.support.calling import Caller, as_body
from tests.support.sichuan import MEMBERS, sheet

NAMES, EMPLOYERS = zip(*IN_THE_POOL, strict=True)
OFFICER, DECIDER = "prov.sc.experts", "prov.sc.decider"
OTHERS = ("applicant.1", "applicant.5", "pref.510100", "prov.sc", "prov.sc.reviewer", "prov.im")
EXPERTS = tuple(member.person for member in MEMBERS)
OPINION = "只有本人知道的意见"
PAPERS = [
    {"condition": "SC-05.7", "kind": "名册", "file": "1" * 64},
    {"condition": "SC-05.5", "kind": "员工社保证明", "file": "2" * 64},
    {"condition": "SC-05.5", "kind": "章程", "file": "3" * 64},
]


def score(call: Caller, who: str, points: int = 2250, id: str = "p1") -> Any:
    body = {"panel_no": f"P-{id}", "sheet": marks(points), "opinion": OPINION}
    return call.do(who, "applications", id, "submit-score", body)


def marks(points: int) -> Any:
    return [as_body(mark) for mark in sheet(*[points] * 4)]


def assigned(call: Caller, until: str = "DeclareNoConflict") -> None:
    call.walk("p1", until, attachments=PAPERS + evidence(), contact_name="夏侯甲")


def evidence() -> list[dict[str, str]]:
    others = ("SC-05.4", "SC-05.6", "SC-05.9")
    return [{"condition": one, "kind": "证明", "file": "0" * 64} for one in others]
