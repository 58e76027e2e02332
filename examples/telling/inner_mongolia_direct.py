"""内蒙古，自治区级以上单位自荐: two at once, a publicity that breaks off, one act for the list."""

from datetime import date, timedelta

from telling import publicity, registry
from telling.experts import reviewed
from telling.form import materials
from telling.inner_mongolia import HOHHOT
from telling.road import draft, hand_in, registered, walk
from telling.service import Json
from telling.steps import acceptance_above, filing, pass_recheck, start_recheck
from telling.story import Story
from telling.units import Applicant

RECEIPT = "满市监备〔2026〕3号"


def tell(story: Story, institute: Applicant, association: Applicant) -> None:
    story.chapter("内蒙古自荐（一）申报，向盟市局备案", "Inner Mongolia, directly: filed at home")
    first, second = registered(story, institute), registered(story, association)
    applied = [(one, submitted(story, one)) for one in (first, second)]
    receives(story, *applied[0])
    records(story, *applied[1])
    walk(story, first, start_recheck(first), pass_recheck(first))
    walk(story, second, start_recheck(second), pass_recheck(second))
    story.chapter("内蒙古自荐（二）一个评审组，两件申报", "One panel for two applications")
    reviewed(story, first, second)
    story.chapter(
        "内蒙古自荐（三）公示中断，恢复后重新计期", "A publicity breaks off and begins anew"
    )
    list_no = f"{first.batch}-direct"
    period = broken_off(story, list_no, first, second)
    publicity.run_out(story, period, first, second)
    as_one_act(story, list_no, first, second)


def submitted(story: Story, unit: Applicant) -> Json:
    """Answers the form. This text says twice who may apply directly, and the same both times."""
    whole = draft(story, unit)
    answer = hand_in(story, unit)
    story.expect(answer["flags"] == [], answer)
    story.note("没有需要注意的歧义", "there is no ambiguity to note here")
    walk(story, unit, acceptance_above(unit))
    return whole


def receives(story: Story, unit: Applicant, whole: Json) -> None:
    """The bureau of the place enters what it has received."""
    path = f"{unit.case}/receive-local-filing"
    received = {"materials": materials(whole), "filed_on": story.today.isoformat()}
    told = HOHHOT, "登记满洲里单位的备案", "Enters the filing of a unit of Manzhouli"
    story.refuse(told, path, received, 403, "IM-07.4", document_no="呼市监备〔2026〕9号")
    told = unit.bureau, "收到备案，编号登记", "Enters the filing under a number"
    story.act(told, path, received, document_no=RECEIPT)


def records(story: Story, unit: Applicant, whole: Json) -> None:
    """The unit itself says that it has filed."""
    told = unit.account, "向所在地市局备案", "Files with the bureau of its place"
    body = filing(unit, story.today, materials(whole))
    story.act(told, f"{unit.case}/record-local-filing", body)


def broken_off(story: Story, list_no: str, *units: Applicant) -> Json:
    """Answers the period that counts."""
    unit, path = units[0], f"batches/{units[0].batch}"
    listed = publicity.determine(story, list_no, *units)
    period = publicity.publicise(story, unit, listed)
    story.move_clock(unit.regime.clerk, date.fromisoformat(period["counted"][1]))
    told = unit.regime.clerk, "网站停机，公示中断", "The site is down: the publicity breaks off"
    reason = {"list_no": list_no, "reason": "公示网站停机"}
    story.act(told, f"{path}/interrupt-publicity", reason)
    story.move_clock(unit.regime.clerk, date.fromisoformat(period["ends"]) + timedelta(days=1))
    told = unit.regime.decider, "按原定期间认定名单", "Recognises as if it had run to its end"
    whole = {"list_no": list_no, "entries": [one.id for one in units]}
    paper = unit.regime.paper.format(27)
    story.refuse(told, f"{path}/recognise-list", whole, 409, "IM-07.8", document_no=paper)
    told = unit.regime.clerk, "恢复公示，期间从头计算", "Publishes it again, for the whole period"
    again: Json = story.act(told, f"{path}/restart-publicity", listed)["event"]["period"]
    story.period(again)
    return again


def as_one_act(story: Story, list_no: str, *units: Applicant) -> None:
    unit = units[0]
    told = unit.regime.decider, f"认定名单，{len(units)} 件一次办理", f"Recognises all {len(units)}"
    path, paper = f"batches/{unit.batch}/recognise-list", unit.regime.paper.format(28)
    answer = story.act(told, path, {"list_no": list_no}, document_no=paper)
    story.expect(answer["event"]["recognised"] == [one.id for one in units], answer)
    end = max(one["position"] for one in (answer, *answer["also"]))
    for one in units:
        story.expect(registry.shown(story, one, end, "认定以后", "after the act"), one.id)
