"""What a centre offers and does beside its yearly papers, in lines: catalogue, plans, prices,
activities, tasks, changes, a transfer; and what a bureau or anybody makes known of it. C04 to C08,
C19 to C21."""

from typing import Any

from services.demo.lives.lines import Said, StoryLine, after, iso_day
from services.demo.told_world import Applicant

THANKED = "三年促成专利转化四十项"


def act_line(day: str, do: str, said: Said, **more: Any) -> StoryLine:
    return StoryLine(iso_day(day), do, said, **more)


def catalogue(day: str, *services: str) -> list[StoryLine]:
    offered = [{"name": name, "for_whom": "产业链上的中小企业"} for name in services]
    return [
        act_line(day, "PublishServiceCatalogue", {"services": offered, "published_at": "中心网站"})
    ]


def service_plan(day: str, year: int) -> list[StoryLine]:
    plan: Said = {"year": year, "plan": "举办对接活动四场、培训六期，开放专利导航成果"}
    return [act_line(day, "FileYearlyServicePlan", plan)]


def priced(day: str) -> list[StoryLine]:
    products = [
        {"name": "专利检索分析报告", "price": "每份3000元"},
        {"name": "专利价值评估", "price": "每件5000元"},
    ]
    return [act_line(day, "PublishPriceList", {"products": products, "published_at": "中心网站"})]


def active(day: str, area: str, title: str, head_count: int, **more: Any) -> list[StoryLine]:
    done: Said = {"duty_area": area, "activity": "EVENT", "title": title, "held_on": day}
    done |= {
        "summary": "需求方和专利权人现场洽谈",
        "head_count": head_count,
        "public_service": True,
    }
    return [act_line(day, "RecordActivity", done | more)]


def tasked(day: str) -> list[StoryLine]:
    task: Said = {"title": "专利转化专项行动", "task": "支持产业链十家企业实施专利转化"}
    return [act_line(day, "AssignSpecialTask", task)]


def supervised(day: str, *rules: str) -> list[StoryLine]:
    """The local bureau's visit, with what it says under those provisions."""
    told = [{"rule": one, "text": "引导开展导航、对接、培训和维权"} for one in rules]
    seen: Said = {"findings": "场所、人员与申报一致", "advice": "加强与高校的对接"}
    return [act_line(day, "RecordLocalSupervision", seen | {"sections": told})]


def typical(day: str) -> list[StoryLine]:
    case: Said = {"title": "以专利池带动产业链协同", "story": "组建专利池，统一对外许可"}
    return [act_line(day, "PublishTypicalCase", case | {"cleared_by": "高原"})]


def recommended_upward(day: str) -> list[StoryLine]:
    """A draft of the unit for the national level follows by itself."""
    return [act_line(day, "RecommendToNational", {"achievements": THANKED})]


def address_filed(day: str) -> list[StoryLine]:
    """Another address is only filed."""
    wanted: Said = {"address": "产业园三期五号楼"}
    return [act_line(day, "RequestChange", {"wanted": wanted, "reason": "场所搬迁"})]


def run_by_another(day: str, number: int, granted: bool) -> list[StoryLine]:
    """Another operating unit is decided on."""
    wanted: Said = {"operating_unit": "示例知识产权服务有限公司"}
    asked = act_line(day, "RequestChange", {"wanted": wanted, "reason": "运营力量调整"})
    decided = after(day, 14).isoformat()
    if granted:
        return [asked, act_line(decided, "ApproveChange", {"number": number})]
    refused: Said = {"number": number, "reason": "受托单位条件不足", "served_on": decided}
    return [asked, act_line(decided, "RefuseChange", refused)]


def transferred(day: str, successor: Applicant) -> list[StoryLine]:
    """It passes to another builder, after an objection to that was answered."""
    objection: Said = {"number": 1, "facts": "承继单位没有产业背景"}
    answer: Said = {"number": 1, "answer": "经核查，承继单位从事该产业八年，异议不成立"}
    return [
        act_line(day, "AnnounceTransfer", {"published_at": "省局网站"}, to=successor),
        act_line(after(day, 2).isoformat(), "RecordTransferObjection", objection),
        act_line(after(day, 7).isoformat(), "AnswerTransferObjections", answer),
        act_line(after(day, 14).isoformat(), "TransferBuilder", {"number": 1}),
    ]


def branch_seen(day: str, place: str) -> list[StoryLine]:
    """Somebody has seen a plaque; that becomes a lead."""
    branch: Said = {"name": f"{place}分中心", "place": place, "manner": "PLAQUE"}
    return [
        act_line(
            day, "ReportBranch", {"branch": branch, "facts": "门前挂有分中心牌匾"}, role="PUBLIC"
        )
    ]


def sent_straight(year: int) -> list[StoryLine]:
    """A centre of the direct channel sends its paper straight, with the copy on the same day, and
    is evaluated."""
    day = f"{year}-12-10"
    paper: Said = {"year": year, "summary": f"{year}年度开展导航、对接和培训"}
    found: Said = {"year": year, "grade": "GOOD", "findings": "履职良好"}
    found |= {"joined_by": ["财政厅"], "experts": 5}
    return [
        act_line(day, "SendPaperStraight", paper),
        act_line(day, "CopyToLocalBureau", {"year": year}),
        act_line(f"{year + 1}-03-03", "EvaluateCentre", found),
    ]
