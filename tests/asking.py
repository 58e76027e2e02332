"""Every command of the ordinary road, asked for properly: by the right person, on the right paper."""

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
from domain.batch.publicity import ClosePublicity, StartPublicity
from domain.batch.shortlisting import DetermineList, Selected
from domain.case import SYSTEM, Actor, Case, Command
from domain.deciding import Decided
from domain.refusal import Refusal
from tests.sichuan import (
    APPLICANT,
    CHENGDU,
    CLERK,
    DECIDER,
    REVIEWER,
    ROAD,
    batch_open,
    form,
    publicised,
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


def at(name: str, sichuan: str | None = None, **form_changes: Any) -> World:
    """The application a1 has come as far as the named step."""
    world = ready(sichuan=sichuan) if sichuan else ready()
    if name in {"StartPublicity", "ClearEntry"}:
        publicised(walk(world, "a1", **form_changes), "a1")
        return ready_to_recognise(world) if name == "ClearEntry" else world
    if name in {"RequestCorrection", "DetermineList"}:
        before = {"RequestCorrection": "SubmitApplication"}.get(name, "CompleteExpertReview")
        do(walk(world, "a1", before, **form_changes), PROPER[name])
        return world
    return walk(world, "a1", name, **form_changes)


def ready_to_recognise(world: World) -> World:
    do(world, CLEAR, on=OVER)
    return world


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
ENTAILED = frozenset({"ProposeEntry", "DropFromList", "PublishEntry"})
PROPER = {
    type(ask.command).__name__: ask
    for ask in (
        *(OPEN, LIST, PUBLICISE, CLOSE, DRAFT, REVISE, *STEPS.values()),
        *(ASK_CORRECTION, CORRECT, LAPSE, TURN_AWAY, DECLINE, FAIL_RECHECK),
        *(CLEAR, RECOGNISE, WITHDRAW, TERMINATE, CHANGE),
    )
}
