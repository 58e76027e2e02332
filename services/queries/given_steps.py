"""The steps that a regulation gives somebody, of those that cases wait for."""

from collections.abc import Sequence

from domain.context import Actor
from domain.regulation.model import Step
from domain.streams import STREAMS

ALL_COMMANDS = [command for stream in STREAMS.values() for command in stream.commands]
FOR_ANY_STAGE = frozenset(command.__name__ for command in ALL_COMMANDS if command.at_any_time)


def given_to(actor: Actor, steps: Sequence[Step]) -> list[Step]:
    """The steps that are this person's, of those that a case waits for."""
    return [step for step in steps if is_given_to(actor, step)]


def is_given_to(actor: Actor, step: Step) -> bool:
    return (
        actor.role in step.by
        and (step.duty is None or step.duty in actor.duties)
        and step.do not in FOR_ANY_STAGE
    )
