"""The steps from acceptance to the recheck, as each regime and channel has them."""

from datetime import date
from typing import NamedTuple

from telling.service import Json
from telling.units import Applicant


class Step(NamedTuple):
    """`who` is an account."""

    who: str
    slug: str
    zh: str
    en: str
    stage: str | None = None
    command: Json | None = None
    paper: str | None = None


OPINION = {
    "opinion": "同意推荐，建议组织复核评审。",
    "merit_rank": 1,
    "recommender_handler": {"name": "何平", "phone": "028-86000002"},
    "recommender_head": {"name": "郭涛"},
}
AUDIT: Json = {"findings": "材料真实、完整", "passed": True}
LETTER = "市监知〔2026〕12号"


def review(unit: Applicant) -> tuple[Step, ...]:
    """Until the bureau has answered each condition."""
    rules = unit.regime.reviewed
    answers = [{"rule": one, "result": "PASS", "evidence": "已核对原件"} for one in rules]
    who = unit.bureau
    return (
        Step(who, "accept-application", "受理", "Accepts", "已受理 ACCEPTED"),
        Step(
            who,
            "start-local-review",
            "开始审查，无利害关系",
            "Begins the review, free of conflict",
            "地方审查中 LOCAL_REVIEW",
            {"no_conflict": True},
        ),
        Step(
            who,
            "complete-qualification-review",
            f"资格审查，{len(rules)} 项条件逐条作答",
            f"Answers each of the {len(rules)} conditions",
            command={"answers": answers},
        ),
    )


def recommendation(unit: Applicant) -> tuple[Step, ...]:
    audit = Step(
        unit.bureau, "complete-material-audit", "材料审核", "Audits the materials", command=AUDIT
    )
    recommend = Step(
        unit.bureau,
        "recommend-application",
        "择优推荐",
        "Recommends on merit",
        "已推荐 RECOMMENDED",
        OPINION,
        LETTER,
    )
    return (audit, recommend) if unit.regime.audits else (recommend,)


def filing(unit: Applicant, day: date, materials: list[str]) -> Json:
    """What a unit that applies directly has filed with the bureau of its place."""
    return {"bureau": unit.city, "materials": materials, "filed_on": day.isoformat()}


def acceptance_above(unit: Applicant) -> Step:
    """Of what came directly."""
    who = unit.regime.clerk
    return Step(who, "accept-application", "直接受理", "Accepts it directly", "已受理 ACCEPTED")


def start_recheck(unit: Applicant) -> Step:
    who = unit.regime.reviewer
    return Step(who, "start-recheck", "开始复核", "Begins the recheck", "复核中 RECHECK")


def pass_recheck(unit: Applicant) -> Step:
    return Step(
        unit.regime.reviewer,
        "pass-recheck",
        "复核通过",
        "The recheck is passed",
        "专家评审中 EXPERT_REVIEW",
        {"findings": "复核属实"},
    )


def recheck(unit: Applicant) -> tuple[Step, ...]:
    return (start_recheck(unit), pass_recheck(unit))
