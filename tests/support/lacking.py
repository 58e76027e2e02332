"""What is answered to commands for which a text has no step: it is none of this regulation, or its
rule is not at hand."""

from collections.abc import Iterator

from domain.case import stream_id
from domain.context import Actor
from domain.deciding import CaseMissing
from domain.refusal import Refused
from domain.regulation.rules import rules_of
from domain.scrutiny.commands import KNOWN_COMMANDS, STREAM_OF
from domain.streams import STREAMS
from domain.trial.examples import reasons_told
from domain.trial.made_up import made_up
from domain.trial.road import Road
from domain.trial.walking import rules_against
from domain.trial.world import Request, TrialWorld

ASKING = ("PROV", "CNIPA")
ANY_CASE, NEW_CASE = "any", "new"

Answers = dict[tuple[str, str], tuple[str, ...]]


def answers_to_lacking(text: str) -> Answers:
    """By command and role, the rules that refuse it, and in which words."""
    return dict(answered(Road(text, None)))


def answered(road: Road) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    stated = {step.do for step in rules_of(road.text).text.step}
    world = with_a_case_of_each_stream(road)
    known = road.known(world, road.form, world.day)
    for do, command in KNOWN_COMMANDS.items():
        if do in stated or command.entailed:
            continue
        for role in ASKING:
            request = Request(
                stream=STREAM_OF[command],
                id=NEW_CASE if command.opens else ANY_CASE,
                command=made_up(command, known, world.day),
                actor=Actor("x", role, road.rules.about.authority),
            )
            try:
                world.act(request, world.day)
            except (Refused, CaseMissing) as error:
                yield (do, role), (*rules_against(error), *reasons_told(error))


def with_a_case_of_each_stream(road: Road) -> TrialWorld:
    """Cases that nothing is known of but the regulation by which they go."""
    world, about = road.beginning.copy(), road.rules.about
    for name, stream in STREAMS.items():
        if name not in ("regulations", "calendars", "parties"):
            case = stream.state(
                regime=about.code, regulation=road.rules.sha256, stage="ANY", version=1
            )
            world.put(name, ANY_CASE, case)
            world.versions[stream_id(name, ANY_CASE)] = 1
    return world
