"""四川，省级以上单位直接申报: straight to the province, and filed with the bureau at home."""

from telling import publicity, registry
from telling.experts import reviewed
from telling.form import materials
from telling.road import draft, hand_in, registered, walk, withdraw
from telling.service import Json
from telling.sichuan import MIANYANG
from telling.steps import (
    LETTER,
    OPINION,
    acceptance_above,
    filing,
    pass_recheck,
    start_recheck,
)
from telling.story import Story
from telling.units import Applicant


def tell(story: Story, institute: Applicant, university: Applicant) -> None:
    story.chapter("四川直接申报（一）谁可以直接申请", "Sichuan, directly: who may")
    too_low(story, registered(story, institute))
    unit = registered(story, university)
    whole = draft(story, unit)
    told = unit.account, "直接申报却交到成都市局", "Hands in directly, but to the bureau of Chengdu"
    path = f"{unit.case}/submit-application"
    story.refuse(told, path, {"addressee": unit.city}, 409, "SC-07.3")
    submitted = hand_in(story, unit)
    [flag] = submitted["flags"]
    story.expect((flag["code"], flag["rule"]) == ("RULE_AMBIGUITY", "SC-07.7"), flag)
    story.chapter(
        "四川直接申报（二）市局无权受理，只收备案", "The bureau at home: no veto, but a filing"
    )
    no_veto(story, unit)
    filed(story, unit, whole)
    story.chapter("四川直接申报（三）评审、公示、认定", "Experts, publicity, recognition")
    reviewed(story, unit)
    listed = publicity.determine(story, f"{unit.batch}-direct", unit)
    publicity.run_out(story, publicity.publicise(story, unit, listed), unit)
    done = publicity.recognise(story, unit)
    there = registry.shown(story, unit, done["position"], "认定以后", "after the recognition")
    story.expect(there, done)


def too_low(story: Story, unit: Applicant) -> None:
    draft(story, unit)
    told = unit.account, "市级单位直接向省局申报", "A unit of prefecture level applies directly"
    path = f"{unit.case}/submit-application"
    story.refuse(told, path, {"addressee": unit.addressee}, 409, "SC-07.3")
    withdraw(story, unit, "改由市局推荐")


def no_veto(story: Story, unit: Applicant) -> None:
    told = unit.bureau, "备案以前查看案卷", "Looks at the case before it is filed here"
    story.withheld(told, unit.case)
    told = unit.bureau, "受理直接申报", "Accepts what came directly"
    story.refuse(told, f"{unit.case}/accept-application", {}, 403, "SC-07.3")
    told, path = (unit.bureau, "不予受理", "Wants to refuse it"), f"{unit.case}/refuse-acceptance"
    refusal = {
        "ground": "WRONG_CHANNEL",
        "reason": "未经本局推荐",
        "served_on": story.today.isoformat(),
        "remedies": "可以申请行政复议",
    }
    story.refuse(told, path, refusal, 403, "SC-07.3", document_no=LETTER)
    walk(story, unit, acceptance_above(unit))
    told, path = (
        (unit.bureau, "推荐直接申报", "Recommends it"),
        f"{unit.case}/recommend-application",
    )
    story.refuse(told, path, OPINION, 409, "IMPLICIT:step", document_no=LETTER)


def filed(story: Story, unit: Applicant, whole: Json) -> None:
    who, path = unit.account, f"{unit.case}/record-local-filing"
    walk(story, unit, start_recheck(unit))
    last = pass_recheck(unit)
    told = last.who, "未经备案就通过复核", "Passes the recheck without a filing"
    story.refuse(told, f"{unit.case}/{last.slug}", last.command or {}, 409, "SC-07.4")
    own = materials(whole)
    told = who, "备案材料与提交的不一致", "Files other papers than it handed in"
    story.refuse(told, path, filing(unit, story.today, [*own[1:], "f" * 64]), 409, "SC-07.4")
    elsewhere = filing(unit, story.today, own) | {"bureau": MIANYANG.removeprefix("pref.")}
    told = who, "成都的单位向绵阳市局备案", "A unit of Chengdu files with Mianyang"
    story.refuse(told, path, elsewhere, 409, "SC-07.4")
    told = who, f"全部 {len(own)} 份材料向所在地市局备案", f"Files all {len(own)} papers at home"
    story.act(told, path, filing(unit, story.today, own))
    story.begin(unit.bureau, "备案以后查看案卷", "Looks at the case once it is filed here")
    found = story.service.read(unit.case, unit.bureau)["state"]
    story.expect(found["stage"] == "RECHECK", found)
    story.note("看得到；办理阶段没有变化", "it is shown; its stage is the same as before")
    walk(story, unit, last)
