"""Drafts and submits an application with its form and evidence. SC 7(1)."""

from collections.abc import Iterable
from typing import ClassVar

from msgspec.structs import replace

from domain.application.accepting import AcceptApplication
from domain.application.case import Application
from domain.application.centre_file import not_its_own_centre
from domain.application.claiming import open_application
from domain.application.form import Form
from domain.application.known_place import place_not_listed
from domain.application.local_consent import AffixGovernmentStamp, GiveConsent, SeekConsent
from domain.application.organisations import named_twice
from domain.application.own_fields import ill_filled, left_empty
from domain.card import Card
from domain.case import CaseId, Command, stream_id
from domain.claim.lifecycle import ReserveClaim, held_by_another
from domain.context import Context
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule
from domain.running import Running
from domain.working_days import Period, count_as_known


class CreateDraft(Command, frozen=True, kw_only=True):
    """填报: open an application under a regime, in a batch, through a channel. `of_centre` is the
    file of the unit's own centre that it is about, where one runs already."""

    opens = True
    regime: CaseId
    channel: str
    batch: CaseId | None = None
    of_centre: CaseId | None = None
    form: Form = Form()

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        yield from place_not_listed(matter, self.form)
        yield from ill_filled(matter, self.form)
        yield from not_its_own_centre(matter, self.of_centre)

    def decide(self, matter: Matter[Application]) -> "DraftCreated":
        return self.as_event(DraftCreated, owner=matter.context.actor.organ)


class DraftOpened(Event, frozen=True, kw_only=True):
    """A draft is there, with its form as it stands so far."""

    added: ClassVar[tuple[str, ...]] = ("of_centre",)
    regime: str
    channel: str
    owner: str
    form: Form
    batch: str | None = None
    of_centre: str | None = None

    @property
    def card(self) -> Card:
        return replace(self.form.card, owner=self.owner)

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(
            case,
            regime=self.regime,
            channel=self.channel,
            owner=self.owner,
            batch=self.batch,
            of_centre=self.of_centre,
            form=self.form,
        )


class DraftCreated(DraftOpened, frozen=True, kw_only=True, tag="draft-created"):
    """The unit has begun it."""


class ReviseDraft(Command, frozen=True, kw_only=True):
    """修改草稿: the whole form anew; earlier versions stay in the record."""

    form: Form

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        yield from place_not_listed(matter, self.form)
        yield from ill_filled(matter, self.form)

    def decide(self, matter: Matter[Application]) -> "DraftRevised":
        return DraftRevised(form=self.form)


class DraftRevised(Event, frozen=True, kw_only=True, tag="draft-revised"):
    """The draft reads otherwise; a consent or a stamp was to what it said before."""

    undoes = (SeekConsent.__name__, GiveConsent.__name__, AffixGovernmentStamp.__name__)

    form: Form

    @property
    def card(self) -> Card:
        return self.form.card

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, form=self.form)


class SubmitApplication(Command, frozen=True, kw_only=True):
    """申报: hand the draft in. `addressee` is the bureau it is handed to; `batch` the batch, where
    the draft names none. SC 7(1)."""

    addressee: str
    batch: CaseId | None = None

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        yield from named_twice(matter.case.form)
        yield from left_empty(matter, matter.case.form)
        if holder := held_by_another(matter, *open_application(matter)):
            holder_id = holder.rpartition("/")[2]
            yield file_rule(
                "one-open-application",
                "同一建设主体同一产业同一层级同时只有一件在办申报",
                Text(f"在办申报 {holder_id}", f"open application {holder_id}"),
                Text("原申报办结后再申报", "once the other application has ended"),
                "fact",
                ("/form/industry",),
            )

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        yield from place_not_listed(matter, matter.case.form)
        if self.batch and matter.case.batch not in (None, self.batch):
            yield file_rule(
                "one-batch",
                "一件申报属于一个批次",
                Text(f"批次 {self.batch}", f"batch {self.batch}"),
                Text(f"草稿所列批次 {matter.case.batch}", f"the draft's: {matter.case.batch}"),
                "form",
                ("/batch",),
            )

    def decide(self, matter: Matter[Application]) -> "ApplicationSubmitted":
        claim = matter.reader.claim(*open_application(matter))
        return ApplicationSubmitted(
            addressee=self.addressee,
            claim=claim,
            answer=self.answer(matter),
            batch=None if matter.case.batch else self.batch,
        )

    def answer(self, matter: Matter[Application]) -> Period | None:
        """T2: the days for the bureau's answer, as far as the calendar knows them."""
        block = matter.rules.text.correction
        if block is None:
            return None
        calendar = matter.reader.work_calendar()
        return count_as_known(calendar, matter.day, block.answer_within, block.unit)

    def entails(self, matter: Matter[Application]) -> Iterable[tuple[str, Command]]:
        kind, *values = open_application(matter)
        holder = stream_id("applications", matter.id)
        yield (
            stream_id("claims", matter.reader.claim(kind, *values)),
            ReserveClaim(kind=kind, holder=holder),
        )


class ApplicationSubmitted(Event, frozen=True, kw_only=True, tag="application-submitted"):
    """The application is handed in, into a `batch` where its draft named none; `answer` are the
    days to accept, refuse, or ask for correction."""

    added: ClassVar[tuple[str, ...]] = ("answer", "batch")
    addressee: str
    claim: str
    answer: Period | None = None
    batch: str | None = None

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(
            case,
            submitted_on=case.submitted_on or context.occurred_on,
            submissions=case.submissions + 1,
            addressee=self.addressee,
            batch=self.batch or case.batch,
            holds=(self.claim,),
            answer=self.answer,
        )

    def opens(self) -> Iterable[Running]:
        """T2. Nothing happens by itself at its end: silence is not acceptance (A09b, off)."""
        if self.answer:
            yield answering_application(self.answer)


def answering_application(period: Period) -> Running:
    """T2: the bureau's days to accept, refuse, or ask for correction."""
    return Running(kind="answer", timer="T2", period=period, awaits=AcceptApplication.__name__)
