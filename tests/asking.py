"""Every command of the ordinary road, asked for properly: by the right person, on its document."""

from datetime import date
from typing import Any, Self

from msgspec import Struct
from msgspec.structs import replace

from domain.application.accepting import RefuseAcceptance
from domain.application.correcting import LapseCorrection, RequestCorrection, SupplyCorrection
from domain.application.drafting import CreateDraft, ReviseDraft
from domain.application.ending import (
    ChangeApplicationData,
    Consent,
    TerminateProcedure,
    WithdrawApplication,
)
from domain.application.listing import ClearEntry
from domain.application.local_review import DeclineRecommendation
from domain.application.recheck import FailRecheck
from domain.application.recognising import RecogniseCentre
from domain.batch.calling import OpenCallBatch
from domain.batch.interrupting import InterruptPublicity, RestartPublicity
from domain.batch.publicity import ClosePublicity, StartPublicity
from domain.batch.recognising import RecogniseList
from domain.batch.republicising import Republicise
from domain.batch.shortlisting import DetermineList, Dropped, Selected
from domain.case import SYSTEM, Actor, Case, Command
from domain.deciding import Decided
from domain.party.lifecycle import RenameParty
from domain.refusal import Refusal
from tests.regulations import SICHUAN_TEXT
from tests.sichuan import (
    APPLICANT,
    CHENGDU,
    CLERK,
    DECIDER,
    REVIEWER,
    ROAD,
    batch_open,
    form,
    named_after,
    registered,
    walk,
)
from tests.world import DAY, World, founded

OVER = date(2026, 3, 10)  # the day after a publicity of five working days that starts on DAY


class Ask(Struct, frozen=True, kw_only=True):
    """A command on a case, by somebody, on a document."""

    command: Command
    actor: Actor
    document_no: str | None = None
    stream: str = "applications"
    id: str = "a1"

    def by(self, actor: Actor) -> Self:
        return replace(self, actor=actor)

    def on(self, id: str) -> Self:
        return replace(self, id=id)

    def without_document(self) -> Self:
        return replace(self, document_no=None)

    def saying(self, **fields: Any) -> Self:
        return replace(self, command=replace(self.command, **fields))


def do(world: World, ask: Ask, on: date = DAY, **context: Any) -> list[Decided]:
    return world.act(ask.stream, ask.id, ask.command, ask.actor, on, ask.document_no, **context)


def refusals(world: World, ask: Ask, on: date = DAY, **context: Any) -> tuple[Refusal, ...]:
    return world.refusals(
        ask.stream, ask.id, ask.command, ask.actor, on, ask.document_no, **context
    )


def refused(world: World, ask: Ask, on: date = DAY, **context: Any) -> list[str]:
    return [refusal.rule for refusal in refusals(world, ask, on, **context)]


def stage(world: World, id: str = "a1", stream: str = "applications") -> str | None:
    return world.case(stream, id).stage


def state(world: World, id: str = "a1", stream: str = "applications") -> Case:
    return world.case(stream, id)


def ready(**changes: Any) -> World:
    """Regulation, calendar, an open batch, a registered unit."""
    return registered(batch_open(founded(**changes)))


def at(name: str, sichuan: str = SICHUAN_TEXT, **form_changes: Any) -> World:
    """The application a1 has come as far as the named step."""
    if name == "Founded":
        return registered(founded(sichuan=sichuan))
    world = ready(sichuan=sichuan)
    match name:
        case "OpenCallBatch":
            return world
        case "RequestCorrection":
            beginning, further = "SubmitApplication", [ASK_CORRECTION]
        case "DetermineList" | "StartPublicity" | "ClearEntry":
            beginning, further = "CompleteExpertReview", [LIST, PUBLICISE, CLEAR]
            further = further[: further.index(PROPER[name]) + 1]
        case "InterruptPublicity":
            beginning, further = "CompleteExpertReview", [LIST, PUBLICISE, INTERRUPT]
        case "RenameParty":
            beginning, further = "CompleteExpertReview", [LIST, PUBLICISE, RENAME]
        case _:
            beginning, further = name, []
    walk(world, "a1", beginning, **form_changes)
    for ask in further:
        do(world, ask, on=OVER if ask is CLEAR else DAY)
    return world


def with_another(world: World, id: str = "a2", industry: str = "白酒产业") -> World:
    """A second application of the same unit, for another industry, reviewed by the experts."""
    return walk(world, id, **named_after(industry))


def proper(command: Command, actor: Actor, document_no: str | None = None, **where: str) -> Ask:
    return Ask(command=command, actor=actor, document_no=document_no, **where)


BATCH = {"stream": "batches", "id": "b1"}
OPEN = proper(
    OpenCallBatch(
        regime="SC", title="首批", window_from=date(2026, 1, 1), window_to=date(2026, 12, 31)
    ),
    CLERK,
    **BATCH,
)
LIST = proper(
    DetermineList(list_no="L1", selected=(Selected(application="a1"),)),
    DECIDER,
    "川知〔2026〕1号",
    **BATCH,
)
PUBLICISE = proper(
    StartPublicity(
        list_no="L1", channel_url="https://example.invalid/", objection_channel="028-12345678"
    ),
    CLERK,
    **BATCH,
)
CLOSE = proper(ClosePublicity(list_no="L1"), SYSTEM, **BATCH)
INTERRUPT = proper(InterruptPublicity(list_no="L1", reason="网站停机"), CLERK, **BATCH)
RESTART = proper(
    RestartPublicity(
        list_no="L1", channel_url="https://example.invalid/", objection_channel="028-12345678"
    ),
    CLERK,
    **BATCH,
)
RENAME = proper(
    RenameParty(name="成都新名能源有限公司"),
    CHENGDU,
    "成市监〔2026〕9号",
    stream="parties",
    id=APPLICANT.organ,
)
REPUBLICISE = proper(
    Republicise(
        list_no="L1",
        application="a1",
        number="L1-2",
        channel_url="https://example.invalid/2",
        objection_channel="028-12345678",
        reason="单位更名",
        unit_name="成都新名能源有限公司",
    ),
    CLERK,
    **BATCH,
)
RECOGNISE_LIST = proper(RecogniseList(list_no="L1"), DECIDER, "川知〔2026〕3号", **BATCH)
DRAFT = proper(CreateDraft(regime="SC", channel="ORDINARY", batch="b1", form=form()), APPLICANT)
REVISE = proper(ReviseDraft(form=form()), APPLICANT)
STEPS = {name: proper(command, actor, number) for name, command, actor, number in ROAD}
SUBMIT, ACCEPT = STEPS["SubmitApplication"], STEPS["AcceptApplication"]
START_REVIEW, QUALIFY = STEPS["StartLocalReview"], STEPS["CompleteQualificationReview"]
AUDIT, RECOMMEND = STEPS["CompleteMaterialAudit"], STEPS["RecommendApplication"]
RECHECK, PASS_RECHECK = STEPS["StartRecheck"], STEPS["PassRecheck"]
EXPERT_REVIEW = STEPS["CompleteExpertReview"]
ASK_CORRECTION = proper(RequestCorrection(defects=("缺少证明",)), CHENGDU)
CORRECT = proper(SupplyCorrection(form=form(), answers=("已补充",)), APPLICANT)
LAPSE = proper(LapseCorrection(), SYSTEM)
TURN_AWAY = proper(
    RefuseAcceptance(ground="WRONG_CHANNEL", reason="渠道不符", served_on=DAY), CHENGDU, "2号"
)
DECLINE = proper(DeclineRecommendation(reason="不符合择优条件", served_on=DAY), CHENGDU, "3号")
FAIL_RECHECK = proper(FailRecheck(reason="材料不实", served_on=DAY), REVIEWER, "4号")
CLEAR = proper(ClearEntry(), SYSTEM)
RECOGNISE = proper(RecogniseCentre(), DECIDER, "川知〔2026〕2号")
WITHDRAW = proper(WithdrawApplication(reason="内部调整"), APPLICANT)
TERMINATE = proper(
    TerminateProcedure(ground="DISSOLVED", reason="单位注销", served_on=DAY), DECIDER, "5号"
)
CHANGE = proper(
    ChangeApplicationData(
        form=form(),
        reason="人员调整",
        consent=Consent(organ="省局", official="孙示例", document_no="6号"),
    ),
    APPLICANT,
)
PROPER = {
    type(ask.command).__name__: ask
    for ask in (
        *(OPEN, LIST, PUBLICISE, INTERRUPT, RESTART, REPUBLICISE, CLOSE, RECOGNISE_LIST),
        *(DRAFT, REVISE, *STEPS.values()),
        *(ASK_CORRECTION, CORRECT, LAPSE, TURN_AWAY, DECLINE, FAIL_RECHECK),
        *(CLEAR, RECOGNISE, WITHDRAW, TERMINATE, CHANGE),
    )
}
BEFORE = {
    "OpenCallBatch": "Founded",
    "DetermineList": "CompleteExpertReview",
    "StartPublicity": "DetermineList",
    "InterruptPublicity": "StartPublicity",
    "RestartPublicity": "InterruptPublicity",
    "Republicise": "RenameParty",
    "ClosePublicity": "StartPublicity",
    "RecogniseList": "ClearEntry",
    "CreateDraft": "OpenCallBatch",
    "ReviseDraft": "CreateDraft",
    "SubmitApplication": "CreateDraft",
    "RequestCorrection": "SubmitApplication",
    "SupplyCorrection": "RequestCorrection",
    "LapseCorrection": "RequestCorrection",
    "RefuseAcceptance": "SubmitApplication",
    "AcceptApplication": "SubmitApplication",
    "StartLocalReview": "AcceptApplication",
    "CompleteQualificationReview": "StartLocalReview",
    "CompleteMaterialAudit": "StartLocalReview",
    "RecommendApplication": "CompleteMaterialAudit",
    "DeclineRecommendation": "StartLocalReview",
    "StartRecheck": "RecommendApplication",
    "PassRecheck": "StartRecheck",
    "FailRecheck": "StartRecheck",
    "CompleteExpertReview": "PassRecheck",
    "ClearEntry": "StartPublicity",
    "RecogniseCentre": "ClearEntry",
    "WithdrawApplication": "SubmitApplication",
    "TerminateProcedure": "SubmitApplication",
    "ChangeApplicationData": "SubmitApplication",
}
"""The step after which each command has its turn."""

LIST_WITHOUT = LIST.saying(
    selected=(Selected(application="a2"),),
    dropped=(Dropped(application="a1", reason="名额所限"),),
    served_on=DAY,
)
HOSTS = {
    "ProposeEntry": LIST,
    "DropFromList": LIST_WITHOUT,
    "PublishEntry": PUBLICISE,
    "InterruptEntry": INTERRUPT,
    "RestartEntry": RESTART,
    "RepublishEntry": REPUBLICISE,
    "OpenCentreFile": RECOGNISE,
}
"""The act that brings each entailed step about."""


def asked_for(do: str) -> Ask:
    """The act that a step is, or is part of."""
    return HOSTS.get(do) or PROPER[do]


def before(do: str) -> str:
    return BEFORE[type(asked_for(do).command).__name__]


TIME = {
    "ClosePublicity": OVER,
    "ClearEntry": OVER,
    "RecogniseCentre": OVER,
    "RecogniseList": OVER,
    "LapseCorrection": date(2026, 3, 17),
}
"""The first day on which it may be done, where that is not DAY."""
