"""Makes up the consents of partner organs that a joint act waits for."""

from collections.abc import Callable, Mapping
from datetime import date

from domain.context import Actor
from domain.regulation.model import Step
from domain.scrutiny.commands import KNOWN_COMMANDS
from domain.trial.made_up import made_up
from domain.trial.world import TRIAL_DOCUMENT, Request


def consents_to(
    step: Step,
    steps: Mapping[str, Step],
    case: str,
    about: str,
    organ_of: Callable[[str], str],
    day: date,
) -> list[Request]:
    """One consent of each partner, as the regulation's step for consents has it; on a batch, to an
    act `about` one application."""
    own = next((steps[do] for do in steps if is_consent(do, step.stream)), None)
    if own is None:
        return []
    said = {"act": step.do, "applications": (about,)}
    organ, duties = organ_of(own.do), (own.duty,) if own.duty else ()
    return [
        Request(
            stream=step.stream,
            id=case,
            command=made_up(KNOWN_COMMANDS[own.do], said, day),
            actor=Actor(f"{role}.{organ}", role, organ, duties),
            document_no=TRIAL_DOCUMENT,
        )
        for role in step.joint_with
    ]


def is_consent(do: str, stream: str) -> bool:
    return KNOWN_COMMANDS[do].consents_on == stream
