"""Says what stands at the beginning of a centre's file, from the application that succeeded."""

from domain.application.case import Application
from domain.matter import Matter


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
