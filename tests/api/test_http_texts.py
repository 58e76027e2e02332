"""Over HTTP: other spellings are the same name, stray characters are named, blanks are nothing."""

import codecs
from typing import Any

import msgspec
import pytest
from httpx2 import Response

from domain.credit_code import is_credit_code
from tests.support.calling import Caller, done, draft, rules, whole_form
from tests.support.citing import rule
from tests.support.sichuan import USCC

pytest_plugins = ["tests.support.http_fixtures"]
pytestmark = pytest.mark.twin("soak")

SUBMIT = {"addressee": "510100"}
NAME = str(whole_form()["unit_name"])
TEAM: list[dict[str, Any]] = [
    {key: value for key, value in one.items() if key != "id_number"} for one in whole_form()["team"]
]


def faults(response: Response) -> dict[str, str]:
    assert response.status_code == 422, response.text
    return {error["pointer"]: error["detail"] for error in response.json()["errors"]}


def named(*names: str) -> list[dict[str, Any]]:
    return [{**TEAM[n % len(TEAM)], "name": name} for n, name in enumerate(names)]


def submitted(call: Caller, **changes: Any) -> Response:
    call.register()
    done(call.open("applicant.1", "applications", draft(**changes), id="t1"))
    return call.do("applicant.1", "applications", "t1", "submit-application", SUBMIT)


def test_a_unit_is_itself_however_its_name_is_typed(call: Caller) -> None:
    typed = "　".join((NAME[:2], NAME[2:].replace("长", "⻓")))
    done(submitted(call, unit_name=typed))


@rule("SC-05.7")
def test_one_person_under_five_spellings_is_one(call: Caller) -> None:
    team = named("许诺", "许　诺", "许 诺", " 许诺", "许\t诺")
    assert "SC-05.7" in rules(submitted(call, team=team))


def test_five_nameless_persons_make_no_team(call: Caller) -> None:
    team = named("许诺", *("　" * n for n in range(2, 6)))
    where = [f"/command/form/team/{n}/name" for n in range(1, 5)]
    told = faults(call.open("applicant.1", "applications", draft(team=team), id="t1"))
    assert list(told) == where
    assert all("未填写" in detail for detail in told.values())


def test_a_name_that_nobody_could_type_again_is_not_registered(call: Caller) -> None:
    before = call.runtime.log.end()
    unit = {"uscc": USCC, "name": f"{NAME[:3]}\u200b{NAME[3:]}"}
    told = faults(call.open("applicant.1", "parties", unit, id=USCC))
    assert "U+200B 零宽空格" in told["/command/name"]
    assert call.runtime.log.end() == before


def test_every_stray_text_of_a_body_is_told_at_once(call: Caller) -> None:
    form = draft(industry="白酒\u202e产业", duty_tags=["甲", " "], unit_name="\ue000公司")
    told = faults(call.open("applicant.1", "applications", form, document_no="\x07", id="t1"))
    under = "/command/form"
    assert set(told) == {f"{under}/{name}" for name in ("industry", "duty_tags/1", "unit_name")}


def test_what_is_blank_is_asked_for_at_submission(call: Caller) -> None:
    response = submitted(call, office_conditions="　 ", working_mechanism="\n\n")
    [refusal] = [one for one in response.json()["refusals"] if "工作机制" in one["asked"]]
    assert "/form/working_mechanism" in refusal["fields"]
    assert call.state("applicant.1", "applications", "t1")["state"]["form"].get("base_rules")


def test_a_blank_reason_is_none(call: Caller) -> None:
    done(submitted(call))
    withdrawn = call.do(
        "applicant.1", "applications", "t1", "withdraw-application", {"reason": " "}
    )
    assert list(faults(withdrawn)) == ["/command/reason"]


def test_a_leading_enterprise_stands_once_in_the_list(call: Caller) -> None:
    twice = [{"name": "示例一（集团）公司"}, {"name": "示例二公司"}, {"name": "示例一 (集团)公司"}]
    response = submitted(call, leading_enterprises=twice)
    [refusal] = [one for one in response.json()["refusals"] if "同一企业" in one["asked"]]
    assert refusal["fields"] == ["/form/leading_enterprises/2"]


def test_a_byte_order_mark_before_a_body_is_no_part_of_it(call: Caller) -> None:
    assert is_credit_code(USCC)
    body = msgspec.json.encode({"command": {"uscc": USCC, "name": NAME}, "id": USCC})
    done(call.post("applicant.1", "/parties", codecs.BOM_UTF8 + body))
