"""六件异议: objections by a person, a unit, nobody, two at once, for a wrong name, and too late.

    ANJUAN_DEMO_PASSWORD=... python3 examples/objections.py http://127.0.0.1:8000

against `make run`. Standard library only; everybody and everything in it is invented.
"""

import os
import sys
from datetime import date, timedelta
from hashlib import sha256
from secrets import token_hex
from typing import Any, NamedTuple

from recognition import determine, walk_all
from telling.fresh import Telling, told_out
from telling.service import Answer, Json, Service, Stopped
from telling.sichuan import CLERK, DECIDER, FIRST, PEOPLE, REVIEWER, RIVAL, Applicant
from telling.story import Story

DAY = timedelta(days=1)
LAST_START = date(2026, 11, 30)
OFFICER, ANYBODY = "prov.sc.objections", ""
OURS = PEOPLE | {OFFICER: "省局异议处理岗", ANYBODY: "公众 the public"}
PERSON = {"kind": "PERSON", "name": "沈知微", "contact": "13600000001"}
UNIT = {"kind": "UNIT", "name": "示例竞品科技有限公司", "contact": "028-86000009"}


class Objected(NamedTuple):
    """An objection as its objector holds it."""

    entry: Applicant
    no: int
    secret: str


def prepare(service: Service) -> tuple[Telling, list[Applicant]]:
    """A batch and four industries that no centre has yet."""
    story = Story(service, OURS)
    number = 1
    while service.call("GET", f"batches/objections-{number}", CLERK).status == 200:
        number += 1
    name = f"objections-{number}"
    catalogue = service.read("regulations/SC")["state"]["catalogues"][-1]["industries"]
    centres = service.read("registry/centres", limit=500)["items"]
    taken = {one["industry"] for one in centres}
    ours = [industry for industry in catalogue if industry not in taken][-4:]
    if len(ours) < 4:
        raise told_out("目录中的产业已经用完", "no industry of the catalogue is left")
    units = [
        unit._replace(id=f"{name}-{place}", industry=industry)
        for place, (unit, industry) in enumerate(
            zip((FIRST, RIVAL, FIRST, RIVAL), ours, strict=True), 1
        )
    ]
    first, second, third, _ = units
    return Telling(story, name, first, second, third), units


def call_for_applications(telling: Telling) -> None:
    story = telling.story
    story.chapter("一、批次和四件申报", "A batch and four applications")
    call = {
        "regime": "SC",
        "title": "异议示例批次",
        "window_from": "2026-01-01",
        "window_to": "2026-12-31",
    }
    told = CLERK, "发布申报通知", "The province calls for applications"
    story.act(told, "batches", call, "申报中 OPEN", id=telling.batch)
    if story.today > LAST_START:
        raise told_out(f"时钟已是 {story.today}", f"the clock is at {story.today}")
    for unit in (FIRST, RIVAL):
        if story.service.call("GET", f"parties/{unit.uscc}", CLERK).status == 404:
            told = unit.account, f"登记“{unit.name}”", f"Registers under {unit.uscc}"
            body = {"uscc": unit.uscc, "name": unit.name}
            story.act(told, "parties", body, "已登记 REGISTERED", id=unit.uscc)


def publicise(telling: Telling, entries: list[Applicant]) -> date:
    """Answers the last day of the publicity."""
    story = telling.story
    publicity = determine(telling, f"{telling.batch}-a", *entries)
    told = CLERK, "公示名单，载明异议渠道", "Publicises the list and where objections go"
    path = f"batches/{telling.batch}/start-publicity"
    event = story.act(told, path, publicity)["event"]
    story.period(event["period"])
    return date.fromisoformat(event["period"]["ends"])


def lodge(
    story: Story, entry: Applicant, told: tuple[str, str], facts: str, objector: Json | None
) -> tuple[Objected, Json]:
    """Anybody's objection, without a token; answers it with the event that it became."""
    story.begin(ANYBODY, *told)
    secret = token_hex(32)
    command: Json = {"facts": facts, "reply_key": sha256(secret.encode()).hexdigest()}
    if objector:
        command["objector"] = objector
    body = {"command": command}
    answer = story.service.call("POST", f"{entry.case}/lodge-objection", None, body)
    story.expect(answer.status == 201, answer.body)
    event: Json = answer.body["event"]
    return Objected(entry, event["no"], secret), event


def pends(story: Story, event: Json) -> None:
    story.expect(event["type"] == "objection-lodged", event)
    note = f"第 {event['no']} 号异议，异议处理中 OBJECTION_PENDING"
    story.note(note, f"objection {event['no']}: this entry waits, no other does")


def becomes_a_lead(story: Story, event: Json, ground: str) -> None:
    story.expect((event["type"], event["ground"]) == ("objection-kept-as-lead", ground), event)
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


def a_person(telling: Telling, entry: Applicant) -> None:
    story = telling.story
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


def a_unit(telling: Telling, entry: Applicant) -> None:
    story = telling.story
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


def two_at_once(telling: Telling, entry: Applicant) -> None:
    story = telling.story
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


def a_cure(telling: Telling, entry: Applicant) -> None:
    story = telling.story
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
    told3 = entry.account, "撤回申报，另行申报", "Withdraws, to apply anew"
    reason = {"reason": "更正名称后重新申报"}
    story.act(told3, f"{entry.case}/withdraw-application", reason, "已撤回 WITHDRAWN")


def too_late(telling: Telling, entries: list[Applicant], last: date) -> None:
    story, (good, _, other, _) = telling.story, entries
    story.chapter("六、公示期满，逾期来件", "The period is over; one comes too late")
    story.move_clock(CLERK, last + DAY)
    for entry in (good, other):
        zh, en = f"公示期满无异议：{entry.industry}", "The period is over, nothing is open"
        story.happens(zh, en, entry.case, CLERK, "公示期满无异议 PUBLICITY_CLEAR")
    told = "公示期满后来件", "Writes after the last day"
    _, event = lodge(story, good, told, "还想反映该单位的问题", PERSON)
    becomes_a_lead(story, event, "LATE")
    for _ in range(14):  # days of rest
        if not story.may(DECIDER, good.case, "recognise-centre"):
            story.move_clock(CLERK, story.today + DAY)
    told3 = DECIDER, f"认定“{good.centre_name}”", "Recognises the centre"
    paper = "川知识产权〔2026〕35号"
    story.act(told3, f"{good.case}/recognise-centre", {}, "已认定 RECOGNISED", document_no=paper)
    told3 = other.account, "撤回申报", "Withdraws"
    reason = {"reason": "另行申报"}
    story.act(told3, f"{other.case}/withdraw-application", reason, "已撤回 WITHDRAWN")


def tell(service: Service) -> Story:
    if service.call("POST", "demo/clock", CLERK, {"to": "2000-01-01"}).status == 404:
        raise Stopped("这不是演示服务，请用 make run\nThis is no demonstration: use `make run`")
    telling, entries = prepare(service)
    call_for_applications(telling)
    for entry in entries:
        walk_all(telling, entry)
    last = publicise(telling, entries)
    good, bad, other, curable = entries
    a_person(telling, good)
    a_unit(telling, bad)
    two_at_once(telling, other)
    a_cure(telling, curable)
    too_late(telling, entries, last)
    return telling.story


def main() -> int:
    if len(sys.argv) != 2:
        print("用法 usage: objections.py http://127.0.0.1:8000", file=sys.stderr)
        return 2
    try:
        story = tell(Service(sys.argv[1], os.environ.get("ANJUAN_DEMO_PASSWORD", "")))
    except Stopped as stopped:
        print(f"\n{stopped}")
        return 1
    print(
        f"\n共 {story.steps} 步，其中拒绝 {story.refusals} 次，全部如所述。"
        f"  {story.steps} steps, {story.refusals} of them refusals, all came out as told."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
