"""六件异议: objections by a person, a unit, nobody, two at once, for a wrong name, and too late.

    ANJUAN_DEMO_PASSWORD=... python3 examples/objections.py http://127.0.0.1:8000

against `make run`. Standard library only; everybody and everything in it is invented.
"""

import sys
from datetime import date
from secrets import token_urlsafe
from typing import Any, NamedTuple

from telling import fresh, publicity
from telling.road import call, registered, walk_all, withdraw
from telling.running import run
from telling.service import Answer, Json, Service
from telling.sichuan import FIRST, REVIEWER, RIVAL, SICHUAN
from telling.story import Story
from telling.units import Applicant

LAST_START = date(2026, 11, 30)
OFFICER, ANYBODY = "prov.sc.objections", ""
OURS = fresh.PEOPLE | {ANYBODY: "公众 the public"}
PERSON = {"kind": "PERSON", "name": "沈知微", "contact": "13600000001"}
UNIT = {"kind": "UNIT", "name": "示例竞品科技有限公司", "contact": "028-86000009"}


class Objected(NamedTuple):
    """An objection as its objector holds it."""

    entry: Applicant
    no: int
    secret: str


def prepare(service: Service) -> list[Applicant]:
    """Four applications of a new batch, for industries that no centre has yet."""
    fresh.only_a_demonstration(service)
    name = fresh.unused(service, "objections")
    ours = fresh.free(service, SICHUAN, 4, FIRST, RIVAL)
    parts = zip((FIRST, RIVAL, FIRST, RIVAL), ours, strict=True)
    return [
        unit._replace(id=f"{name}-{place}", batch=name, industry=industry)
        for place, (unit, industry) in enumerate(parts, 1)
    ]


def call_for_applications(story: Story, entries: list[Applicant]) -> list[Applicant]:
    """Answers the units under the names that are registered."""
    story.chapter("一、批次和四件申报", "A batch and four applications")
    call(story, SICHUAN, entries[0].batch)
    fresh.not_after(story.today, LAST_START)
    return [registered(story, entry) for entry in entries]


def lodge(
    story: Story, entry: Applicant, told: tuple[str, str], facts: str, objector: Json | None
) -> tuple[Objected, Json]:
    """Anybody's objection, without a token; answers it with the event that it became. The secret is
    of our own making: whoever sends none is told one in the answer, as `objection_key`, once."""
    story.begin(ANYBODY, *told)
    secret = token_urlsafe(32)
    command: Json = {"facts": facts}
    if objector:
        command["objector"] = objector
    body, path = {"command": command}, f"{entry.case}/lodge-objection"
    answer = story.service.call("POST", path, None, body, Objection_Key=secret)
    story.expect(answer.status == 201, answer.body)
    story.note("请妥善保存密钥，遗失不补", "keep the secret: nobody can tell it again")
    event: Json = answer.body["event"]
    return Objected(entry, event["no"], secret), event


def pends(story: Story, event: Json) -> None:
    story.expect(event["type"] == "objection-lodged", event)
    note = f"第 {event['no']} 号异议，异议处理中 OBJECTION_PENDING"
    story.note(note, f"objection {event['no']}: this entry waits, no other does")


def becomes_a_lead(story: Story, event: Json, ground: str) -> None:
    story.expect((event["type"], event["ground"]) == ("lead-registered", ground), event)
    story.note(f"不作为异议（{ground}），登记为线索", "no objection, but kept as a lead")


def officer(
    story: Story,
    one: Objected,
    slug: str,
    told: tuple[str, str],
    stage: str | None = None,
    **more: Any,
) -> None:
    """A step of the objection officer."""
    paper = {"document_no": "川知识产权〔2026〕31号"} if slug == "resolve-objection" else {}
    story.act((OFFICER, *told), f"{one.entry.case}/{slug}", {"no": one.no, **more}, stage, **paper)


def admit_and_investigate(story: Story, one: Objected) -> None:
    told = "形式审查，受理异议", "Admits the objection: ten working days for the answer"
    officer(story, one, "check-objection-form", told)
    told = "调查核实", "Investigates"
    officer(story, one, "start-investigation", told)


def resolution(story: Story, result: str, answer: str, **more: Any) -> Json:
    return {
        "result": result,
        "findings": "调取登记簿和合同核对",
        "answer": answer,
        "reason": answer,
        "served_on": story.today.isoformat(),
        **more,
    }


def asks(story: Story, one: Objected, secret: str) -> Answer:
    path = f"{one.entry.case}/objections/{one.no}"
    return story.service.call("GET", path, None, Objection_Key=secret)


def hears(story: Story, one: Objected, stand: str) -> None:
    """The objector looks, with the secret."""
    story.begin(ANYBODY, "异议人凭密钥查询", "The objector asks, with the secret")
    found = asks(story, one, one.secret)
    story.expect(found.status == 200 and found.body["stand"] == stand, found.body)
    story.note(f"{stand}：{found.body['answer'] or '尚未答复'}", f"due {found.body['answer_due']}")


def a_person(story: Story, entry: Applicant) -> None:
    story.chapter("二、个人提出异议，不成立", "A person objects; it is not upheld")
    told = "对专利权属提出异议", "Objects: a patent is somebody else's"
    one, event = lodge(story, entry, told, "所列第三件专利属他人所有", PERSON)
    pends(story, event)
    told3 = REVIEWER, "由复核人员受理该异议", "The official of the recheck takes it up"
    path = f"{entry.case}/check-objection-form"
    story.refuse(told3, path, {"no": one.no}, 403, "IMPLICIT:duty")
    officer(story, one, "check-objection-form", ("受理异议，十个工作日内答复", "Admits it"))
    told3 = OFFICER, "未经调查就答复", "Resolves it without an investigation"
    early = {"no": one.no, **resolution(story, "NOT_UPHELD", "不成立")}
    path, paper = f"{entry.case}/resolve-objection", "川知识产权〔2026〕30号"
    story.refuse(told3, path, early, 409, "IMPLICIT:objection", document_no=paper)
    officer(story, one, "start-investigation", ("调查核实", "Investigates"))
    statement = {"no": one.no, "statement": "该专利已于2025年受让，附登记簿副本"}
    who = entry.account
    told3 = who, "说明：专利已经受让", "The applicant: the patent was assigned to us"
    story.act(told3, f"{entry.case}/answer-objection", statement)
    story.begin(who, "申报单位查看异议人", "The applicant looks for the objector")
    seen = str(story.service.read(entry.case, who)["state"]["objections"])
    story.expect(PERSON["name"] not in seen and PERSON["contact"] not in seen, seen)
    story.note("看得到事实，看不到异议人", "it reads the facts and not who objects")
    answer = resolution(story, "NOT_UPHELD", "登记簿载明专利已经转让，异议不成立")
    told = "异议不成立，公示继续", "Not upheld: the publicity goes on"
    officer(story, one, "resolve-objection", told, "公示中 IN_PUBLICITY", **answer)
    hears(story, one, "NOT_UPHELD")


def a_unit(story: Story, entry: Applicant) -> None:
    story.chapter("三、单位提出异议，成立", "A unit objects; it is upheld")
    told = "对工作场所提出异议", "Objects: the premises are not there"
    one, event = lodge(story, entry, told, "申报书所列办公场所并不存在", UNIT)
    pends(story, event)
    admit_and_investigate(story, one)
    upheld = resolution(story, "UPHELD", "实地核查，场所不存在，异议成立")
    told3 = OFFICER, "未听取申报单位说明就认定成立", "Upholds it before the applicant is heard"
    path, paper = f"{entry.case}/resolve-objection", "川知识产权〔2026〕32号"
    body = {"no": one.no, **upheld}
    story.refuse(told3, path, body, 409, "IMPLICIT:objection", document_no=paper)
    heard = {"statement": "场所正在装修", "heard_on": story.today.isoformat()}
    officer(story, one, "hear-applicant", ("听取申报单位说明", "Hears the applicant"), **heard)
    told = "异议成立，不予认定", "Upheld: the entry is refused"
    officer(story, one, "resolve-objection", told, "不予认定 REFUSED", **upheld)
    hears(story, one, "UPHELD")


def two_at_once(story: Story, entry: Applicant) -> None:
    story.chapter("四、匿名来件；两件异议同时在办", "One without a name; then two at once")
    told = "匿名反映，不留姓名", "Writes without a name"
    _, event = lodge(story, entry, told, "反映该单位经费来源不实", None)
    becomes_a_lead(story, event, "ANONYMOUS")
    told = "个人提出异议", "A person objects"
    first, event = lodge(story, entry, told, "运营案例与事实不符", PERSON)
    pends(story, event)
    told = "单位也提出异议", "A unit objects, too"
    second, event = lodge(story, entry, told, "服务内容抄袭他人方案", UNIT)
    pends(story, event)
    withdrawal = {"no": first.no, "reason": "已经了解情况"}
    path = f"{entry.case}/withdraw-objection"
    told3 = ANYBODY, "他人冒充异议人撤回", "Somebody else withdraws it"
    story.refuse(told3, path, withdrawal, 404, headers={"Objection-Key": second.secret})
    story.begin(ANYBODY, "异议人凭密钥撤回", "The objector withdraws it, with the secret")
    body = {"command": withdrawal}
    answer = story.service.call("POST", path, None, body, Objection_Key=first.secret)
    story.expect(answer.status == 201 and "stage" not in answer.body["event"], answer.body)
    story.note("另一件尚未办结，仍在异议处理中", "the other one is open, so the entry waits")
    told = "没有具体事实，不予受理，告知理由", "The other is not admitted: no facts"
    refusal = {"ground": "NO_FACTS", "reason": "未列明抄袭的具体内容"}
    served = {"served_on": story.today.isoformat()}
    officer(story, second, "refuse-objection", told, "公示中 IN_PUBLICITY", **refusal, **served)


def a_cure(story: Story, entry: Applicant) -> None:
    story.chapter("五、部分成立，更正后重新公示", "Partly upheld: to be publicised anew")
    told = "公示的单位名称有误", "Objects: the published name is wrong"
    one, event = lodge(story, entry, told, "公示的建设主体名称与登记不一致", UNIT)
    pends(story, event)
    admit_and_investigate(story, one)
    heard = {"statement": "名称确有笔误", "heard_on": story.today.isoformat()}
    officer(story, one, "hear-applicant", ("听取申报单位说明", "Hears the applicant"), **heard)
    cure = resolution(story, "PARTLY_UPHELD", "名称有误，更正后重新公示", curable=True)
    told = "部分成立，退回拟认定名单", "Partly upheld: back to the list"
    officer(story, one, "resolve-objection", told, "拟认定 PROPOSED", **cure)
    withdraw(story, entry, "更正名称后重新申报")


def too_late(story: Story, entries: list[Applicant], period: Json) -> None:
    good, _, other, _ = entries
    story.chapter("六、公示期满，逾期来件", "The period is over; one comes too late")
    publicity.run_out(story, period, good, other)
    told = "公示期满后来件", "Writes after the last day"
    _, event = lodge(story, good, told, "还想反映该单位的问题", PERSON)
    becomes_a_lead(story, event, "LATE")
    publicity.recognise(story, good)
    withdraw(story, other, "另行申报")


def tell(service: Service) -> Story:
    entries, story = prepare(service), Story(service, OURS)
    entries = call_for_applications(story, entries)
    for entry in entries:
        walk_all(story, entry)
    listed = publicity.determine(story, f"{entries[0].batch}-a", *entries)
    period = publicity.publicise(story, entries[0], listed)
    good, bad, other, curable = entries
    a_person(story, good)
    a_unit(story, bad)
    two_at_once(story, other)
    a_cure(story, curable)
    too_late(story, entries, period)
    return story


if __name__ == "__main__":
    sys.exit(run(tell))
