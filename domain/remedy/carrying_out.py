"""Carries out a reversal (执行撤销决定): what every act that restores what stood before shares, and
the facts that guards ask. Domain.md A33, C22.

The act names the remedy that was decided so (`remedy`). It may strike the decision that this remedy
is about, and what the remedy is about alone.
"""

from collections.abc import Iterable
from typing import Any

from domain.bookkeeping import DecidedAgainst
from domain.case import Command, stream_id
from domain.facts import Shortfall, explains, fact
from domain.matter import Matter
from domain.refusal import Text
from domain.remedy.case import REVERSED, Remedy, remedies_against
from domain.remedy.deciding import CloseRemedy
from domain.words import joined, value_words


def reversal_cited(matter: Matter[Any]) -> Remedy | None:
    """The remedy that a command's body names; None where it names none that there is."""
    named = getattr(matter.command, "remedy", None)
    found = matter.reader.state("remedies", named) if named else None
    return found if isinstance(found, Remedy) else None


def reversed_decision(matter: Matter[Any]) -> DecidedAgainst | None:
    """The decision of this case, still in force, that the remedy cited has reversed."""
    remedy, name = reversal_cited(matter), stream_id(matter.stream, matter.id)
    if remedy is None or remedy.stage != REVERSED:
        return None
    standing = matter.case.against_unit
    return next((one for one in standing if remedy.is_about(name, one.version)), None)


def closes_the_remedy(matter: Matter[Any]) -> Iterable[tuple[str, Command]]:
    """What an act entails that carries out the reversal which it cites."""
    yield stream_id("remedies", matter.command.remedy), CloseRemedy()  # type: ignore[union-attr]


@fact(
    "flag",
    "所依据的救济已经撤销本案现行的决定",
    "the remedy cited has reversed a decision of this case that stands",
    reads=("/remedy",),
)
def reversal_decided(matter: Matter[Any]) -> bool:
    return reversed_decision(matter) is not None


@explains(reversal_decided)
def why_not_reversed(matter: Matter[Any], value: Any) -> Shortfall:
    named, remedy = getattr(matter.command, "remedy", ""), reversal_cited(matter)
    stage = matter.rules.stage_called(remedy.stage) if remedy else Text("没有", "there is none")
    return Shortfall(
        Text(f"救济 {named}：{stage.zh}", f"remedy {named}: {stage.en}"),
        Text("就本案仍然有效的决定、结果为撤销的救济", "one that reversed a decision of this case"),
    )


@fact(
    "flag",
    "本案的决定没有停止执行，也没有被撤销",
    "no decision of this case is suspended or reversed",
)
def execution_not_suspended(matter: Matter[Any]) -> bool:
    return not any(bars_execution(one) for one in against_this_case(matter))


@explains(execution_not_suspended)
def why_suspended(matter: Matter[Any], value: Any) -> Shortfall:
    barred = [one for one in against_this_case(matter) if bars_execution(one)]
    stages = [matter.rules.stage_called(one.stage) for one in barred]
    zh, en = "、".join(one.zh for one in stages), ", ".join(one.en for one in stages)
    return Shortfall(
        Text(f"有停止执行或者撤销决定的救济：{zh}", f"execution is suspended by a remedy: {en}"),
        Text("救济办结，决定仍然有效", "once the remedies are over and the decision stands"),
    )


@fact(
    "flag",
    "针对本案决定的救济都已办结",
    "every remedy against a decision of this case is over",
)
def no_remedy_pending(matter: Matter[Any]) -> bool:
    return not any(one.pending for one in against_this_case(matter))


@explains(no_remedy_pending)
def why_pending(matter: Matter[Any], value: Any) -> Shortfall:
    pending = [one for one in against_this_case(matter) if one.pending]
    kinds = joined(value_words(one.channel or "", "channel") for one in pending)
    return Shortfall(
        Text(f"尚未办结：{kinds.zh}", f"not over yet: {kinds.en}"),
        Text("救济办结之后", "once the remedies are over"),
    )


def against_this_case(matter: Matter[Any]) -> list[Remedy]:
    name = stream_id(matter.stream, matter.id)
    decisions: tuple[DecidedAgainst, ...] = matter.case.against_unit
    return [one for each in decisions for one in remedies_against(matter.reader, name, each)]


def bars_execution(remedy: Remedy) -> bool:
    """Whether the decision may not be executed: that was ordered, or it has been reversed."""
    return (remedy.suspended and remedy.pending) or remedy.stage == REVERSED
