"""Opens a centre's case file on its recognition. SC 7(3), 8."""

from datetime import date

from msgspec.structs import asdict, replace

from domain.card import Card
from domain.case import Command
from domain.centre.case import Centre
from domain.context import Context
from domain.event import Event
from domain.matter import Matter


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


def centre_card(owner: str, builder: str, name: str, industry: str, division: str) -> Card:
    """What lists show of a centre."""
    return Card(owner=owner, title=builder, name=name, industry=industry, place=division)


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
        return centre_card(self.owner, self.builder, self.name, self.industry, self.division)

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
