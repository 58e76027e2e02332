"""Publicises one entry anew because what was published has changed. Inv. 26."""

from collections.abc import Iterable

from msgspec.structs import asdict, replace

from domain.application.case import Application, Publicised
from domain.application.form import Form
from domain.application.listing import PublishEntry, entry_of, entry_publicity
from domain.card import Card
from domain.case import Command
from domain.context import Context
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule
from domain.running import Running
from domain.working_days import Period


class RepublishEntry(Command, frozen=True, kw_only=True):
    """列入重新公示: part of the batch's act; a new builder's name or centre's name where given."""

    starts = "publicity"
    entailed = True
    batch: str
    list_no: str
    number: str
    period: Period
    unit_name: str | None = None
    proposed_name: str | None = None

    def corrected(self, form: Form) -> Form:
        """The form with the names under which the entry is publicised now."""
        return replace(
            form,
            unit_name=self.unit_name or form.unit_name,
            proposed_name=self.proposed_name or form.proposed_name,
        )

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        form = matter.case.form
        to_publish = matter.step(PublishEntry.__name__)
        proposed_again = to_publish and matter.case.stage in to_publish.during
        if matter.case.publicised is None:
            yield reason(
                "尚未公示过", "never publicised before", "名单公示", "its list's publicity"
            )
        elif self.corrected(form) == form and not proposed_again:
            yield reason(
                "公示内容没有变化",
                "nothing published has changed",
                "变更后的单位名称或者拟用名称",
                "a changed name of the unit or of the centre",
            )

    def decide(self, matter: Matter[Application]) -> "EntryRepublished":
        before = matter.case.publicised
        assert before is not None
        case = replace(matter.case, form=self.corrected(matter.case.form))
        return EntryRepublished(
            batch=self.batch,
            list_no=self.list_no,
            number=self.number,
            replaces=before.number or before.list_no,
            period=self.period,
            **asdict(entry_of(case, matter)),
        )


def reason(zh: str, en: str, allowed_zh: str, allowed_en: str) -> Refusal:
    return file_rule(
        "republication",
        "内容变化的重新公示",
        Text(zh, en),
        Text(allowed_zh, allowed_en),
        "form",
        ("/unit_name", "/proposed_name"),
    )


class EntryRepublished(Event, frozen=True, kw_only=True, tag="entry-republished"):
    """An entry is publicised anew; `replaces` is the list or the number under which it was
    publicised before."""

    batch: str
    list_no: str
    number: str
    replaces: str
    period: Period
    builder: str
    name: str
    industry: str
    division: str

    @property
    def card(self) -> Card:
        return Card(title=self.builder, name=self.name)

    def evolve(self, case: Application, context: Context) -> Application:
        form = replace(case.form, unit_name=self.builder, proposed_name=self.name)
        publicised = Publicised(self.batch, self.list_no, self.period, self.number)
        return replace(case, form=form, publicised=publicised)

    def opens(self) -> Iterable[Running]:
        return (entry_publicity(self.period),)
