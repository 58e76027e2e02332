"""四川，经市（州）局推荐: the ordinary road of Sichuan, and two units after one centre's name."""

from datetime import date
from typing import NamedTuple

from telling import publicity, registry
from telling.form import SKILLS, team
from telling.panel_apart import reviewed_with_care
from telling.road import draft, hand_in, registered, walk, walk_all, withdraw
from telling.service import Json
from telling.sichuan import CLERK, DECIDER, MIANYANG
from telling.steps import LETTER, OPINION, recheck, recommendation, review
from telling.story import Story
from telling.units import Applicant


class Rivals(NamedTuple):
    first: Applicant
    rival: Applicant


def tell(story: Story, first: Applicant, rival: Applicant) -> None:
    story.chapter("四川（一）申报", "Sichuan: the application")
    both = Rivals(registered(story, first), registered(story, rival))
    drafting(story, both.first)
    reviews(story, both)
    recognised = publicity_and_recognition(story, both)
    story.chapter("四川（四）名录：哪天有效，何时所知", "The registry as of a day, as known then")
    registry.on_two_clocks(story, both.first, recognised)


def drafting(story: Story, unit: Applicant) -> None:
    who = unit.account
    revise, submit = f"{unit.case}/revise-draft", f"{unit.case}/submit-application"
    own, key = {"addressee": unit.city}, f"{unit.id}-revision"
    whole = draft(story, unit, team=team(4))
    others = tuple(skill for skill in SKILLS if skill != "知识产权金融")
    short = {"form": whole | {"team": team(5, others)}}
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
    hand_in(story, unit)


def reviews(story: Story, both: Rivals) -> None:
    unit = both.first
    story.chapter("四川（二）受理、审查、推荐、评审", "Acceptance, review, recommendation, experts")
    accept = f"{unit.case}/accept-application"
    told = unit.account, "受理自己的申报", "Accepts its own application"
    story.refuse(told, accept, {}, 403, "SC-07.1")
    told = MIANYANG, "受理成都的申报", "Mianyang accepts an application of Chengdu"
    story.refuse(told, accept, {}, 403, "SC-07.1")
    walk(story, unit, *review(unit))
    told = unit.bureau, "未作材料审核就推荐", "Recommends before the audit"
    path = f"{unit.case}/recommend-application"
    story.refuse(told, path, OPINION, 409, "SC-07.5", document_no=LETTER)
    walk(story, unit, *recommendation(unit), *recheck(unit))
    reviewed_with_care(story, unit)
    story.chapter("四川（三）另一单位申报同一产业；公示，认定", "A rival; publicity; recognition")
    walk_all(story, both.rival)


def publicity_and_recognition(story: Story, both: Rivals) -> Json:
    """Answers what the service answered to the recognition."""
    unit, rival = both
    listed = publicity.determine(story, f"{unit.batch}-a", unit, rival)
    period = publicity.publicise(story, unit, listed)
    recognise, paper = f"{unit.case}/recognise-centre", unit.regime.paper.format(25)
    for nth, day in enumerate(period["counted"], 1):
        story.move_clock(CLERK, date.fromisoformat(day))
        told = DECIDER, f"公示第 {nth} 日就认定", f"Recognises on day {nth} of the publicity"
        story.refuse(told, recognise, {}, 409, "SC-07.9", f"办理日 {day}", document_no=paper)
    publicity.run_out(story, period, unit, rival)
    done = publicity.recognise(story, unit)
    told = DECIDER, f"认定{rival.name}为同名中心", "Recognises a second centre of that name"
    path = f"{rival.case}/recognise-centre"
    story.refuse(told, path, {}, 409, "SC-08", document_no=paper)
    withdraw(story, rival, "所申报产业已认定运营中心")
    return done
