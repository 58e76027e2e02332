"""Claims of an application: its place among open applications, and the centre's name."""

from collections.abc import Iterable

from domain.application.case import Application
from domain.case import Command, stream_id
from domain.claim.lifecycle import ReleaseClaim
from domain.matter import Matter


def open_application(matter: Matter[Application]) -> tuple[str, str, str, str]:
    """The claim to be the one open application per builder, industry and level (Inv. 30)."""
    form, about = matter.case.form, matter.rules.about
    return ("open-application", matter.case.owner, form.industry or "", f"{about.level}")


def centre_name(matter: Matter[Application]) -> tuple[str, str, str]:
    """The claim to a centre's name: active names are unique per level (Inv. 29)."""
    return ("centre-name", matter.rules.about.level, matter.case.form.proposed_name or "")


def let_go(matter: Matter[Application]) -> Iterable[tuple[str, Command]]:
    """Releases what the application holds, when it ends."""
    for claim in matter.case.holds:
        yield stream_id("claims", claim), ReleaseClaim()
