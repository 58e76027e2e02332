"""Says which file a centre has, by the application that succeeded, and what stands there first."""

from collections.abc import Iterable

from domain.application.case import Application
from domain.case import stream_id
from domain.centre.case import Centre
from domain.centre.recognition import OpenCentreFile
from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule


def file_fields(matter: Matter[Application]) -> dict[str, str]:
    """The fields of the command that opens the file."""
    case, form = matter.case, matter.case.form
    return {
        "regime": case.regime or "",
        "regulation": case.regulation or "",
        "application": matter.id,
        "owner": case.owner,
        "name": form.proposed_name or "",
        "builder": form.unit_name or "",
        "industry": form.industry or "",
        "division": case.place(matter.day, matter.rules.places),
        "level": matter.rules.about.level,
        "channel": case.channel or "",
    }


def file_of_centre(matter: Matter[Application]) -> str:
    """The file on which the centre is recognised: that of the centre that the application is about,
    where nobody has recognised it yet; else one of its own. A centre that is recognised at another
    level keeps that file and gets a second one: each recognition has a life of its own."""
    about = matter.case.of_centre
    centre = matter.reader.state("centres", about) if about else None
    step = matter.rules.step("centres", OpenCentreFile.__name__, matter.channel)
    unrecognised = centre is not None and step is not None and centre.stage in step.during
    return about if about and unrecognised else matter.id


def not_its_own_centre(matter: Matter[Application], of_centre: str | None) -> Iterable[Refusal]:
    """Refuses to draft about a centre that is not the unit's own, or that there is none of."""
    if of_centre is None:
        return
    centre = matter.reader.state("centres", of_centre)
    if not isinstance(centre, Centre) or centre.owner != matter.context.actor.organ:
        file = stream_id("centres", of_centre)
        yield file_rule(
            "own-centre",
            "申报所涉的中心为本单位的中心",
            Text(f"本单位没有中心案卷 {file}", f"the unit has no such file: {file}"),
            Text("本单位中心案卷的编号，或者不填", "the id of the unit's own centre, or none"),
            "form",
            ("/of_centre",),
        )
