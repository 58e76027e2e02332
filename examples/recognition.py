"""认定的全过程: one application from draft to recognition, with what is refused on the way.

    ANJUAN_DEMO_PASSWORD=... python3 examples/recognition.py http://127.0.0.1:8000

against `make run`. Standard library only; everybody and everything in it is invented.
"""

import os
import sys
from datetime import date, datetime, timedelta
from typing import Any

from telling.experts import reviewed
from telling.fresh import Telling, prepare, told_out
from telling.service import Json, Service, Stopped
from telling.sichuan import (
    CLERK,
    DECIDER,
    MIANYANG,
    OPINION,
    PROOF,
    PROVINCE,
    RECOMMEND,
    RECOMMENDATION,
    REVIEW,
    SAMPLE_NOTICE,
    SKILLS,
    Applicant,
    Step,
    form,
    team,
)
from telling.story import Story

DAY = timedelta(days=1)
LAST_START, YEAR_END = date(2026, 12, 11), date(2026, 12, 28)


def call_and_registration(telling: Telling) -> None:
    story = telling.story
    story.chapter("一、发布通知，登记单位", "The call, and the units")
    call = {
        "regime": "SC",
        "title": "2026年四川省产业知识产权运营中心申报（示例批次）",
        "window_from": "2026-01-01",
        "window_to": "2026-12-31",
    }
    told = CLERK, "发布申报通知", "The province calls for applications"
    story.act(told, "batches", call, "申报中 OPEN", id=telling.batch)
    if story.today > LAST_START:
        raise told_out(f"时钟已是 {story.today}", f"the clock is at {story.today}")
    for unit in (telling.first, telling.rival, telling.late):
        if story.service.call("GET", f"parties/{unit.uscc}", CLERK).status == 404:
            told = unit.account, f"登记“{unit.name}”", f"Registers under {unit.uscc}"
            body = {"uscc": unit.uscc, "name": unit.name}
            story.act(told, "parties", body, "已登记 REGISTERED", id=unit.uscc)


def draft(telling: Telling, unit: Applicant, **changes: Any) -> Json:
    """Drafts with these changes to the form; answers the form without them."""
    story = telling.story
    story.begin(unit.account, "上传证明材料（PDF）", "Uploads a proof")
    proof = story.service.call("POST", "files", unit.account, PROOF)
    story.expect(proof.status == 201, proof.body)
    story.note(f"SHA-256 {proof.body['hash']}", f"{proof.body['size']} bytes, kept encrypted")
    whole = form(unit, story.today, proof.body["hash"])
    opening = {"regime": "SC", "channel": "ORDINARY", "batch": telling.batch}
    told = unit.account, f"填报“{unit.centre_name}”", "Drafts an application"
    command = opening | {"form": whole | changes}
    story.act(told, "applications", command, "草稿 DRAFT", id=unit.id)
    return whole


def drafting(telling: Telling) -> None:
    story, unit, who = telling.story, telling.first, telling.first.account
    story.chapter("二、申报", "The application")
    revise, submit = f"{unit.case}/revise-draft", f"{unit.case}/submit-application"
    own, key = {"addressee": unit.city}, f"{unit.id}-revision"
    whole = draft(telling, unit, team=team()[:4])
    others = tuple(skill for skill in SKILLS if skill != "知识产权金融")
    short = {"form": whole | {"team": team(others)}}
    told = who, "申报，工作人员只有四名", "Hands in with four staff"
    story.refuse(told, submit, own, 409, "SC-05.7")
    told = who, "补足五名，但无人熟悉知识产权金融", "Five now, but none of them knows IP finance"
    story.act(told, revise, short, key=key)
    told = who, "申报，队伍缺一项业务", "Hands in with a skill missing"
    story.refuse(told, submit, own, 409, "SC-05.8")
    told = who, "网络中断，重发同一修改", "Sends the same revision again after a broken line"
    story.act(told, revise, short, key=key)
    told = who, "同一编号，另一内容", "The same key with another body"
    story.refuse(told, revise, {"form": whole}, 422, headers={"Idempotency-Key": key})
    told = who, "在第 1 版上修改，而案卷已是第 2 版", "Revises version 1, but it is at version 2"
    story.refuse(told, revise, {"form": whole}, 412, headers={"If-Match": '"1"'})
    told = who, "补齐六项业务", "Now all six skills are there"
    story.act(told, revise, {"form": whole})
    told = who, "成都的单位向绵阳市局申报", "A unit of Chengdu hands in to Mianyang"
    story.refuse(told, submit, {"addressee": "510700"}, 409, "SC-07.1")
    told = who, "向成都市局申报", "Hands in to Chengdu"
    story.act(told, submit, own, "已提交 SUBMITTED")


def walk(telling: Telling, unit: Applicant, steps: tuple[Step, ...]) -> None:
    for step in steps:
        paper = {"document_no": step.paper} if step.paper else {}
        told = step.who or unit.bureau, step.zh, step.en
        telling.story.act(told, f"{unit.case}/{step.slug}", step.command or {}, step.stage, **paper)


def walk_all(telling: Telling, unit: Applicant) -> None:
    """From draft to the experts' result, without a hitch."""
    draft(telling, unit)
    hand_in = Step(
        "submit-application",
        "申报",
        "Hands in",
        "已提交 SUBMITTED",
        {"addressee": unit.city},
        unit.account,
    )
    walk(telling, unit, (hand_in, *REVIEW, *RECOMMENDATION, *PROVINCE))
    reviewed(telling.story, telling.batch, unit)


def reviews(telling: Telling) -> None:
    story, unit = telling.story, telling.first
    story.chapter("三、受理、审查、推荐、评审", "Acceptance, review, recommendation, experts")
    accept = f"{unit.case}/accept-application"
    told = unit.account, "受理自己的申报", "Accepts its own application"
    story.refuse(told, accept, {}, 403, "SC-07.1")
    told = MIANYANG, "受理成都的申报", "Mianyang accepts an application of Chengdu"
    story.refuse(told, accept, {}, 403, "SC-07.1")
    walk(telling, unit, REVIEW)
    told, path = (unit.bureau, "未作材料审核就推荐", "Recommends before the audit"), RECOMMEND.slug
    paper = RECOMMEND.paper
    story.refuse(told, f"{unit.case}/{path}", OPINION, 409, "SC-07.5", document_no=paper)
    walk(telling, unit, (*RECOMMENDATION, *PROVINCE))
    reviewed(story, telling.batch, unit, hastily=True)
    story.chapter("四、另一单位申报同一产业", "Another unit applies for the same industry")
    walk_all(telling, telling.rival)


def determine(telling: Telling, list_no: str, *units: Applicant) -> Json:
    """Determines a list of these; answers what its publicity is to be."""
    selected = [{"application": unit.id} for unit in units]
    told = DECIDER, f"确定名单，{len(units)} 件", f"Determines a list of {len(units)}"
    path, paper = f"batches/{telling.batch}/determine-list", "川知识产权〔2026〕21号"
    telling.story.act(told, path, {"list_no": list_no, "selected": selected}, document_no=paper)
    return {
        "list_no": list_no,
        "channel_url": "https://example.invalid/gongshi",
        "objection_channel": "知识产权运用处，电话 028-86000001",
    }


def publicity_and_recognition(telling: Telling) -> Json:
    """Answers what the service answered to the recognition."""
    story, unit, rival = telling.story, telling.first, telling.rival
    story.chapter("五、公示五个工作日，认定", "Five working days of publicity, then recognition")
    publicity = determine(telling, f"{telling.batch}-a", unit, rival)
    told = CLERK, "公示名单", "Publicises the list"
    event = story.act(told, f"batches/{telling.batch}/start-publicity", publicity)["event"]
    story.period(event["period"])
    recognise, paper = f"{unit.case}/recognise-centre", "川知识产权〔2026〕25号"
    for nth, day in enumerate(event["period"]["counted"], 1):
        story.move_clock(CLERK, date.fromisoformat(day))
        told = DECIDER, f"公示第 {nth} 日就认定", f"Recognises on day {nth} of the publicity"
        story.refuse(told, recognise, {}, 409, "SC-07.9", f"办理日 {day}", document_no=paper)
    story.move_clock(CLERK, date.fromisoformat(event["period"]["ends"]) + DAY)
    for one in (unit, rival):
        zh, en = f"公示期满无异议：{one.name}", "The period is over, with no objection"
        story.happens(zh, en, one.case, CLERK, "公示期满无异议 PUBLICITY_CLEAR")
    for _ in range(14):  # days of rest
        if not story.may(DECIDER, unit.case, "recognise-centre"):
            story.move_clock(CLERK, story.today + DAY)
    told = DECIDER, f"认定“{unit.centre_name}”", "Recognises the centre"
    done = story.act(told, recognise, {}, "已认定 RECOGNISED", document_no=paper)
    told = DECIDER, f"认定{rival.name}为同名中心", "Recognises a second centre of that name"
    path = f"{rival.case}/recognise-centre"
    story.refuse(told, path, {}, 409, "SC-08", document_no=paper)
    told = rival.account, "撤回申报", "Withdraws"
    reason = {"reason": "所申报产业已认定运营中心"}
    story.act(told, f"{rival.case}/withdraw-application", reason, "已撤回 WITHDRAWN")
    return done


def registry(telling: Telling, recognised: Json) -> None:
    story, name, day = telling.story, telling.first.centre_name, telling.story.today
    story.chapter("六、名录：哪天有效，何时所知", "The registry as of a day, as known then")
    recorded = datetime.fromisoformat(recognised["receipt"]["recorded_at"])
    before = recorded - timedelta(microseconds=1)
    asked: tuple[tuple[str, str, bool, Json], ...] = (
        ("认定前一日", "the day before", False, {"as_of": day - DAY}),
        ("认定当日", "the day of the recognition", True, {"as_of": day}),
        ("一年以后", "a year later", True, {"as_of": day + 365 * DAY}),
        (
            "认定当日，按记载前一刻所知",
            "that day, as known just before it was recorded",
            False,
            {"as_of": day, "known_at": before.isoformat()},
        ),
    )
    for zh, en, there, query in asked:
        story.begin(CLERK, f"查名录：{zh}", f"The registry: {en}")
        own = {"q": name, "min_position": recognised["position"]}
        found = story.service.read("registry/centres", **own, **query)["items"]
        active = [centre["name"] for centre in found if centre["active"]]
        story.expect(active == ([name] if there else []), found)
        told = (f"有：{name}", "it is there") if there else ("没有这个中心", "it is not there")
        story.note(*told)


def year_end(telling: Telling) -> None:
    story, unit = telling.story, telling.late
    story.chapter("七、年末：下一年的放假安排尚未公布", "Year's end: no notice for 2027 yet")
    story.move_clock(CLERK, YEAR_END)
    walk_all(telling, unit)
    publicity = determine(telling, f"{telling.batch}-b", unit)
    path = f"batches/{telling.batch}/start-publicity"
    told = CLERK, "公示名单", "Publicises the list"
    story.refuse(told, path, publicity, 409, "SC-07.8")
    told = CLERK, "登记2027年放假安排（虚构的示例）", "Enters an invented sample notice for 2027"
    story.act(told, "calendars/CN/publish-calendar", SAMPLE_NOTICE, "已公布 PUBLISHED")
    told = CLERK, "再次公示名单", "Publicises the list again"
    story.period(story.act(told, path, publicity)["event"]["period"])


def tell(service: Service) -> Story:
    telling = prepare(service)
    call_and_registration(telling)
    drafting(telling)
    reviews(telling)
    recognised = publicity_and_recognition(telling)
    registry(telling, recognised)
    year_end(telling)
    return telling.story


def main() -> int:
    if len(sys.argv) != 2:
        print("用法 usage: recognition.py http://127.0.0.1:8000", file=sys.stderr)
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
