"""内蒙古，经盟市局推荐: no number of staff, three papers on the industry, no material audit."""

from telling import experts, publicity, registry
from telling.inner_mongolia import MANZHOULI
from telling.road import draft, hand_in, registered, walk
from telling.steps import AUDIT, recheck, recommendation, review
from telling.story import Story
from telling.units import Applicant


def tell(story: Story, applicant: Applicant) -> None:
    story.chapter(
        "内蒙古（一）申报：四人即可，三份文件不可少", "Inner Mongolia: four staff, three papers"
    )
    unit = registered(story, applicant)
    drafting(story, unit)
    story.chapter("内蒙古（二）受理、审核、推荐", "Acceptance, review, recommendation")
    reviews(story, unit)
    story.chapter("内蒙古（三）评审、公示、认定", "Experts, publicity, recognition")
    experts.pool(story, unit.regime)
    experts.reviewed(story, unit)
    listed = publicity.determine(story, f"{unit.batch}-a", unit)
    period = publicity.publicise(story, unit, listed)
    told = unit.regime.decider, "公示当日就认定", "Recognises on the day of publication"
    path, paper = f"{unit.case}/recognise-centre", unit.regime.paper.format(25)
    story.refuse(told, path, {}, 409, "IM-07.8", document_no=paper)
    publicity.run_out(story, period, unit)
    done = publicity.recognise(story, unit)
    there = registry.shown(story, unit, done["position"], "认定以后", "after the recognition")
    story.expect(there, done)


def drafting(story: Story, unit: Applicant) -> None:
    who = unit.account
    revise, submit = f"{unit.case}/revise-draft", f"{unit.case}/submit-application"
    own = {"addressee": unit.addressee}
    whole = draft(story, unit, **dict.fromkeys(unit.regime.documents))
    told = (
        who,
        "四人申报，缺规划、政策、举措三份文件",
        "Four staff, but no plan, policy or measures",
    )
    only = story.refuse(told, submit, own, 409, "IM-05.4")
    story.expect(only == {"IM-05.4"}, only)
    story.note("四人不是理由：这里没有人数的规定", "four staff is no reason: no number is set here")
    short = unit.centre_name.replace("自治区", "", 1)
    told = who, f"补齐文件，但拟用名称写成“{short}”", "Adds the papers, but shortens the name"
    story.act(told, revise, {"form": whole | {"proposed_name": short}})
    told = who, "用简称申报", "Hands in under the short name"
    story.refuse(told, submit, own, 409, "IM-08")
    told = who, "改用规定的名称", "Now with the name of the formula"
    story.act(told, revise, {"form": whole})
    told = who, "呼和浩特的单位向满洲里市局申报", "A unit of Hohhot hands in to Manzhouli"
    story.refuse(told, submit, {"addressee": "150781"}, 409, "IM-07.1")
    hand_in(story, unit)


def reviews(story: Story, unit: Applicant) -> None:
    told = MANZHOULI, "受理呼和浩特的申报", "Manzhouli accepts an application of Hohhot"
    story.refuse(told, f"{unit.case}/accept-application", {}, 403, "IM-07.1")
    walk(story, unit, *review(unit))
    told = unit.bureau, "照四川的做法作材料审核", "Audits the materials, as Sichuan does"
    story.refuse(told, f"{unit.case}/complete-material-audit", AUDIT, 409, "IMPLICIT:step")
    walk(story, unit, *recommendation(unit), *recheck(unit))
