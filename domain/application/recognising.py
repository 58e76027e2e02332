"""Recognises a centre under its statutory name. SC 7(3), 8."""

from collections.abc import Iterable

from msgspec.structs import replace

from domain.application.case import Application
from domain.application.centre_file import file_fields, file_of_centre
from domain.application.claiming import centre_name, let_go, name_in_use
from domain.case import Command, stream_id
from domain.centre.recognition import OpenCentreFile
from domain.claim.lifecycle import ReserveClaim, held_by_another
from domain.context import Context
from domain.event import Event
from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule


class RecogniseCentre(Command, frozen=True, kw_only=True):
    """认定: in one act the application succeeds, the centre's file opens, its name is claimed. A
    centre that ran before, recognised by nobody, keeps its file."""

    entailing = (OpenCentreFile,)
    recognises = True

    @classmethod
    def beforehand(cls, matter: Matter[Application]) -> Iterable[Refusal]:
        return name_taken(matter)

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        if matter.context.effective_on < matter.day:
            yield file_rule(
                "effective",
                "认定自作出之日起生效",
                Text(f"生效日 {matter.context.effective_on}", f"{matter.context.effective_on}"),
                Text(f"{matter.day} 或以后", f"on or after {matter.day}"),
                "form",
                ("/effective_on",),
            )

    def decide(self, matter: Matter[Application]) -> "ApplicationRecognised":
        name = matter.case.form.proposed_name or ""
        return ApplicationRecognised(name=name, centre=file_of_centre(matter))

    def entails(self, matter: Matter[Application]) -> Iterable[tuple[str, Command]]:
        file = stream_id("centres", file_of_centre(matter))
        yield file, OpenCentreFile(**file_fields(matter))
        kind, *values = centre_name(matter)
        yield (
            stream_id("claims", matter.reader.claim(kind, *values)),
            ReserveClaim(kind=kind, holder=file),
        )
        yield from let_go(matter)


def name_taken(matter: Matter[Application]) -> Iterable[Refusal]:
    """Refuses a name that is another centre's already (Inv. 29)."""
    naming = matter.rules.text.name
    if held_by_another(matter, *centre_name(matter)):
        step = matter.step(RecogniseCentre.__name__)
        assert step is not None
        rule = naming.rule if naming else step.rule
        yield name_in_use(matter, rule, "未被使用的名称", "a name that no active centre bears")


class ApplicationRecognised(Event, frozen=True, kw_only=True, tag="application-recognised"):
    name: str
    centre: str

    def evolve(self, case: Application, context: Context) -> Application:
        return replace(case, holds=(), centre=self.centre)
