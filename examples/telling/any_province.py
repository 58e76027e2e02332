"""A province of one's own: what its officers, its papers and its road are, read off its text."""

import tomllib
from typing import Any, NamedTuple

from telling.service import Json, Service, Stopped
from telling.steps import AUDIT, LETTER, OPINION, Step
from telling.story import Story
from telling.units import Applicant, Regime

UNIT = "91420100MA4K00001U"
ROAD = (
    *("AcceptApplication", "StartLocalReview", "CompleteQualificationReview"),
    *("CompleteMaterialAudit", "RecommendApplication", "StartRecheck", "PassRecheck"),
)
"""Steps from the application to the experts; each text has its part of them."""
DESKS = {"recheck": "reviewer", "experts": "experts", "decision": "decider"}
"""Desks of the authority by their duty; the others are its clerk's."""


class Province(NamedTuple):
    """A text in force, by its parts, and a place where a unit applies."""

    text: Json
    place: str

    @property
    def code(self) -> str:
        code: str = self.text["regulation"]["code"]
        return code

    @property
    def channel(self) -> str:
        begun = [step for step in self.text["step"] if step["do"] == "CreateDraft"]
        return "ORDINARY" if any(one.get("channel") == "ORDINARY" for one in begun) else "DIRECT"

    @property
    def bureau(self) -> str:
        """The division whose bureau recommends for the place."""
        rows = {row["code"]: row for row in self.text.get("division", ())}
        return str(rows.get(self.place, {}).get("bureau", self.place))

    @property
    def proofs(self) -> tuple[str, ...]:
        guards = [one for one in self.text["guard"] if one["fact"] == "evidenced_conditions"]
        own = [one for one in guards if one.get("channel") in (None, self.channel)]
        return tuple(dict.fromkeys(rule for one in own for rule in one["value"])) or ("证明",)

    @property
    def reviewed(self) -> tuple[str, ...]:
        guards = [one for one in self.text["guard"] if "CompleteQualificationReview" in one["on"]]
        return tuple(dict.fromkeys(one["rule"] for one in guards))

    def step(self, do: str) -> Json | None:
        """The text's step of that name, for this channel."""
        fits = (None, self.channel)
        return next(
            (s for s in self.text["step"] if s["do"] == do and s.get("channel") in fits), None
        )

    def who(self, step: Json) -> str:
        """The account of who does a step, as the tutorial names them."""
        if step.get("territory") == "division":
            return f"county.{self.place}"
        if step.get("territory") == "recommending_unit":
            return f"pref.{self.bureau}"
        desk = DESKS.get(step.get("duty", ""))
        return f"prov.{self.code.lower()}" + (f".{desk}" if desk else "")

    @property
    def addressee(self) -> str:
        """The division of the organ that accepts."""
        where = str((self.step("AcceptApplication") or {}).get("territory"))
        authority: str = self.text["regulation"]["authority"]
        return {"division": self.place, "recommending_unit": self.bureau}.get(where, authority)


def province(service: Service, code: str, place: str) -> Province:
    answer = service.call("GET", f"regulations/{code}")
    if answer.status != 200:
        raise Stopped(f"没有登记规定 {code}\nThe regulation {code} has not been issued")
    return Province(tomllib.loads(answer.body["state"]["versions"][-1]["text"]), place)


def regime(own: Province) -> Regime:
    """Its officers are called as the tutorial calls their accounts."""
    about, name = own.text["regulation"], f"prov.{own.code.lower()}"
    desks = (name, *(f"{name}.{desk}" for desk in DESKS.values()))
    people = dict.fromkeys(desks, "认定机关") | dict.fromkeys(
        [f"pref.{own.bureau}", f"county.{own.place}"], "地方机关"
    )
    people |= {f"unit.{own.code.lower()}": "申报单位", "system": "本系统"}
    people |= dict.fromkeys(experts(own.code), "评审专家")
    return Regime(
        code=own.code,
        authority=about["authority"],
        title=f"{about['title']}首批申报",
        centre=own.text["name"]["formula"].replace("{industry}", "{}"),
        paper="知产〔2026〕{}号",
        bureau=("受理机关", "the organ that accepts"),
        upper=("认定机关", "the authority"),
        proofs=own.proofs,
        documents=(),
        reviewed=own.reviewed,
        audits=own.step("CompleteMaterialAudit") is not None,
        people=people,
    )


def applicant(own: Province, industry: str, batch: str) -> Applicant:
    return Applicant(
        regime=regime(own),
        account=f"unit.{own.code.lower()}",
        uscc=UNIT,
        name="示例智造有限公司",
        nature="ENTERPRISE_PRIVATE",
        kind="ENTERPRISE_LEADER",
        city=own.place,
        channel=own.channel,
        id=f"{batch}-1",
        batch=batch,
        industry=industry,
    )


def experts(code: str) -> tuple[str, ...]:
    return tuple(f"expert.{code.lower()}.{number}" for number in range(1, 4))


def gather(story: Story, own: Province, unit: Applicant) -> None:
    """Opens the authority's pool, and adds its experts."""
    officer, pool = unit.regime.experts, f"expert-pools/{unit.regime.authority}"
    told = officer, "建立专家库", "Opens the pool of experts"
    story.act(told, "expert-pools", {"regime": own.code}, id=unit.regime.authority)
    for number, account in enumerate(experts(own.code), 1):
        person: Json = {"expert": account, "name": f"专家{number}", "phone": f"1390000000{number}"}
        person |= {"fields": ["知识产权运营"], "employer_name": f"示例研究所{number}"}
        told = officer, f"{account} 入库", "Adds an expert"
        story.act(told, f"{pool}/add-expert", person)


def steps(own: Province, unit: Applicant) -> list[Step]:
    """The text's steps from acceptance to the experts, by whom it says, with what they carry."""
    answers = [{"rule": one, "result": "PASS", "evidence": "已核对"} for one in own.reviewed]
    said: dict[str, tuple[str, Any]] = {
        "AcceptApplication": ("受理", None),
        "StartLocalReview": ("开始审查，无利害关系", {"no_conflict": True}),
        "CompleteQualificationReview": (f"资格审查，{len(answers)} 项", {"answers": answers}),
        "CompleteMaterialAudit": ("材料审核", AUDIT),
        "RecommendApplication": ("择优推荐", OPINION),
        "StartRecheck": ("开始复核", None),
        "PassRecheck": ("复核通过", {"findings": "复核属实"}),
    }
    found = [(do, step) for do in ROAD if (step := own.step(do))]
    return [
        Step(
            who=own.who(step),
            slug=slug(do),
            zh=said[do][0],
            en=slug(do).replace("-", " ").capitalize(),
            command=said[do][1],
            paper=LETTER if "document_no" in step.get("needs", ()) else None,
        )
        for do, step in found
    ]


def slug(do: str) -> str:
    return "".join(f"-{char.lower()}" if char.isupper() else char for char in do).lstrip("-")
