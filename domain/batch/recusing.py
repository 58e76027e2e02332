"""Recusal of an expert: no part in the batch any more, as if never drawn. Domain.md A19."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from domain.application.case import Application
from domain.application.listing import ProposeEntry
from domain.application.panelling import ReopenExpertReview
from domain.batch.case import Batch
from domain.batch.drawing import panel_refusal
from domain.case import CaseId, Command, stream_id
from domain.context import Context, Reason
from domain.event import Event
from domain.expert_pool.case import ExpertPool, RelationGround
from domain.expert_pool.relating import unexplained
from domain.matter import Matter
from domain.panel import Panel, Recused
from domain.parts import Part
from domain.refusal import Refusal


class Substitute(Struct, frozen=True):
    """Who takes a free place on a panel; None: nobody is left, and the place stays empty."""

    panel_no: str
    expert: str | None = None


class Recusal(Command, frozen=True, kw_only=True):
    """Recuses an expert from the whole batch and all its panels: the expert's scores are void, the
    next substitutes take the places, and results that rest on such scores are made again."""

    entailing = (ReopenExpertReview,)

    ground: RelationGround
    note: Reason | None = None

    if TYPE_CHECKING:

        def leaves(self, matter: Matter[Batch]) -> Recused:
            """Who is recused, on which ground, at whose instance."""
            ...

    def check(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        return unexplained(self.ground, self.note)

    def decide(self, matter: Matter[Batch]) -> "ExpertRecused":
        left = self.leaves(matter)
        return ExpertRecused(
            expert=left.expert,
            ground=left.ground,
            source=left.source,
            note=left.note,
            panels=tuple(one.panel_no for one in matter.case.standing if left.expert in one.order),
            substitutes=tuple(substitutes(matter.case, left)),
        )

    def entails(self, matter: Matter[Batch]) -> Iterable[tuple[str, Command]]:
        for panel in seats_of(matter.case, self.leaves(matter).expert):
            for id in panel.applications:
                if result_may_be_made_again(matter, panel, id):
                    reopened = ReopenExpertReview(panel_no=panel.panel_no)
                    yield stream_id("applications", id), reopened


def seats_of(batch: Batch, person: str) -> tuple[Panel, ...]:
    """The panels that the expert sits on now."""
    return tuple(panel for panel in batch.standing if person in batch.members(panel))


def substitutes(batch: Batch, left: Recused) -> Iterable[Substitute]:
    """The substitute for each place that becomes free."""
    after = batch.after(left)
    for panel in seats_of(batch, left.expert):
        new = set(after.members(panel)) - set(batch.members(panel))
        yield Substitute(panel.panel_no, next(iter(new), None))


def result_may_be_made_again(matter: Matter[Batch], panel: Panel, id: str) -> bool:
    """Whether the panel has given its result, and no list rests on that yet."""
    case = matter.reader.state("applications", id)
    return (
        isinstance(case, Application)
        and case.panel == panel.panel_no
        and case.reviewed
        and not case.final
        and ProposeEntry.__name__ not in case.done
    )


def pointless(
    matter: Matter[Batch], person: str, fields: tuple[str, ...] = ()
) -> Iterable[Refusal]:
    """Refuses a recusal of nobody in the pool, of somebody recused already, or of somebody whose
    panels have done their work; `fields` says who is meant, where it is not the one who asks."""
    pool = matter.reader.state("expert-pools", matter.rules.about.authority)
    known = isinstance(pool, ExpertPool) and pool.expert(person) is not None
    seats = seats_of(matter.case, person)
    if not known or matter.case.is_recused(person):
        yield panel_refusal(
            matter,
            f"专家 {person} 不在库中，或者已经回避",
            f"{person} is not in the pool, or recused already",
            "尚未回避的专家",
            "an expert who still takes part",
            fields,
            "form" if fields else "who",
        )
    elif seats and not any(work_left(matter, panel) for panel in seats):
        yield panel_refusal(
            matter,
            "评审已经结束",
            "the review is over",
            "评审结束以前",
            "before the review is over",
            fields,
            "form" if fields else "order",
            over=True,
        )


def work_left(matter: Matter[Batch], panel: Panel) -> bool:
    for id in panel.applications:
        case = matter.reader.state("applications", id)
        if isinstance(case, Application) and case.under_review:
            return True
        if result_may_be_made_again(matter, panel, id):
            return True
    return False


class RecuseExpert(Recusal, frozen=True, kw_only=True):
    """决定专家回避: on the organ's own motion, or because an applicant has asked for it."""

    expert: CaseId
    source: Literal["ORGAN", "APPLICANT_REQUEST"]

    def check(self, matter: Matter[Batch]) -> Iterable[Refusal]:
        yield from super().check(matter)
        yield from pointless(matter, self.expert, ("/expert",))

    def leaves(self, matter: Matter[Batch]) -> Recused:
        return Recused(self.expert, self.ground, self.source, matter.day, self.note)


class RecuseOneself(Recusal, frozen=True, kw_only=True):
    """专家自行回避: an expert leaves the batch."""

    @classmethod
    def beforehand(cls, matter: Matter[Batch]) -> Iterable[Refusal]:
        return pointless(matter, matter.context.actor.person)

    def leaves(self, matter: Matter[Batch]) -> Recused:
        person = matter.context.actor.person
        return Recused(person, self.ground, "EXPERT", matter.day, self.note)


class ExpertRecused(Event, frozen=True, kw_only=True, tag="expert-recused"):
    """An expert is recused; `panels` are those whose draw names them, also as a substitute."""

    part = Part.EXPERTS
    expert: str
    ground: str
    source: str
    panels: tuple[str, ...] = ()
    substitutes: tuple[Substitute, ...] = ()
    note: str | None = None

    def evolve(self, case: Batch, context: Context) -> Batch:
        left = Recused(self.expert, self.ground, self.source, context.occurred_on, self.note)
        return replace(case, recused=(*case.recused, left))
