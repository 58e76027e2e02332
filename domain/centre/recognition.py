"""A centre's case file: recognition, cancellation, annulment and restoration."""

from datetime import date

from msgspec import Struct
from msgspec.structs import asdict, replace

from domain.card import Card
from domain.case import Case, Command, Context, Event
from domain.divisions import Divisions
from domain.matter import Matter


class Branch(Struct, frozen=True, kw_only=True):
    """A branch of a centre that was registered, where its regime lets it."""

    name: str
    place: str
    since: date


class Centre(Case, frozen=True):
    """State of a centre: recognised on a day, or under construction since one (`started_on`) and
    not recognised. `division` is the code of the bureau that recommends for its place, or of the
    organ that stamps there; `stage_before_end` the stage that a reversal restores (Inv. 64)."""

    application: str = ""
    owner: str = ""
    name: str = ""
    builder: str = ""
    industry: str = ""
    division: str = ""
    level: str = ""
    recognised_on: date | None = None
    started_on: date | None = None
    stage_before_end: str | None = None
    branches: tuple[Branch, ...] = ()

    def seat(self, day: date) -> str | None:
        return self.division

    def territory(self, name: str, day: date, places: Divisions) -> str | None:
        return self.owner if name == "owner" else self.division


class OpenFile(Command, frozen=True, kw_only=True):
    """Opens a centre's file from the application that succeeded, as part of the act that makes the
    centre."""

    opens = True
    entailed = True
    regime: str
    regulation: str
    application: str
    owner: str
    name: str
    builder: str
    industry: str
    division: str
    level: str
    channel: str


class FileOpened(Event, frozen=True, kw_only=True):
    """A centre's file is open."""

    regime: str
    regulation: str
    application: str
    owner: str
    name: str
    builder: str
    industry: str
    division: str
    level: str
    channel: str

    @property
    def card(self) -> Card:
        return Card(
            owner=self.owner,
            title=self.builder,
            name=self.name,
            industry=self.industry,
            place=self.division,
        )

    def evolve(self, case: Centre, context: Context) -> Centre:
        return replace(
            case,
            regime=self.regime,
            regulation=self.regulation,
            channel=self.channel,
            application=self.application,
            owner=self.owner,
            name=self.name,
            builder=self.builder,
            industry=self.industry,
            division=self.division,
            level=self.level,
        )


class OpenCentreFile(OpenFile, frozen=True, kw_only=True):
    """建立中心案卷: the recognition of an application, on the centre's side. SC 7(3), 8."""

    def decide(self, matter: Matter[Centre]) -> "CentreRecognised":
        return CentreRecognised(recognised_on=matter.context.effective_on, **asdict(self))


class CentreRecognised(FileOpened, frozen=True, kw_only=True, tag="centre-recognised"):
    recognised_on: date

    def evolve(self, case: Centre, context: Context) -> Centre:
        return replace(super().evolve(case, context), recognised_on=self.recognised_on)


class QualificationCancelled(Event, frozen=True, kw_only=True, tag="qualification-cancelled"):
    """取消资格: from its effective day on. SC 13, 20."""

    ground: str
    reason: str

    def evolve(self, case: Centre, context: Context) -> Centre:
        return replace(case, stage_before_end=case.stage)


class RecognitionAnnulled(Event, frozen=True, kw_only=True, tag="recognition-annulled"):
    """撤销认定: back to the day of recognition; its effective day is that day. Domain.md 2.11."""

    reason: str

    def evolve(self, case: Centre, context: Context) -> Centre:
        return replace(case, stage_before_end=case.stage)


class QualificationRestored(Event, frozen=True, kw_only=True, tag="qualification-restored"):
    """恢复资格: the adverse decision was reversed; the stage before it returns. Domain.md C22."""

    reason: str

    def evolve(self, case: Centre, context: Context) -> Centre:
        return replace(case, stage_before_end=None)
