"""The claim to a centre's name: one at a time holds it (Inv. 29). A recognised centre's is unique
per level, and given up by an act of its own (C23); a project's is unique per authority, and free
once the project has ended."""

from collections.abc import Iterable

from domain.case import Command, stream_id
from domain.centre.case import Centre
from domain.claim.lifecycle import Claim, ReleaseClaim, ReserveClaim
from domain.matter import Matter


def name_claimed(matter: Matter[Centre], name: str) -> tuple[str, str, str]:
    """The claim to a name of this centre."""
    if matter.case.recognised_on is None:
        return "project-name", matter.rules.about.authority, name
    return "centre-name", matter.case.level, name


def name_holder(matter: Matter[Centre]) -> tuple[str, str | None]:
    """The id of the claim to the centre's own name, and the stream that holds it."""
    id = matter.reader.claim(*name_claimed(matter, matter.case.name))
    held = matter.reader.state("claims", id)
    return id, held.holder if isinstance(held, Claim) else None


def own_streams(matter: Matter[Centre]) -> tuple[str, str]:
    """A project's name is held by its application, or after a change by its file."""
    own = stream_id(matter.stream, matter.id)
    return own, stream_id("applications", matter.case.application or matter.id)


def name_taken_by(matter: Matter[Centre]) -> str | None:
    """Who else holds the centre's name."""
    _, holder = name_holder(matter)
    return None if holder in (None, *own_streams(matter)) else holder


def release_name(matter: Matter[Centre]) -> Iterable[tuple[str, Command]]:
    """Releases the centre's name, where it has it."""
    id, holder = name_holder(matter)
    if holder in own_streams(matter):
        yield stream_id("claims", id), ReleaseClaim()


def release_name_of_project(matter: Matter[Centre]) -> Iterable[tuple[str, Command]]:
    """What the end of a project entails; a recognised centre keeps its name for now."""
    if matter.case.recognised_on is None and matter.case.name:
        yield from release_name(matter)


def take_name_again(matter: Matter[Centre]) -> Iterable[tuple[str, Command]]:
    """Reserves the centre's name anew, where it was given up."""
    kind, *_ = name_claimed(matter, matter.case.name)
    id, holder = name_holder(matter)
    if holder is None and matter.reader.state("claims", id):
        own = stream_id(matter.stream, matter.id)
        yield stream_id("claims", id), ReserveClaim(kind=kind, holder=own)
