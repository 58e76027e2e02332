"""Walks the life of a case on every channel: from its opening to a centre, recognised or under
construction, or to some end."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from domain.regulation.fault import Fault, fault_at
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation, Step
from domain.scrutiny.commands import KNOWN_COMMANDS, MAKING_CENTRES
from domain.scrutiny.completeness import channels_of

OF_APPLICATIONS = "applications"
Numbered = tuple[int, Step]


class Walk(Struct, frozen=True):
    """What cases of one channel can come to: their steps, those that are ever taken, and the stages
    that are ever reached."""

    steps: tuple[Numbered, ...]
    taken: tuple[Numbered, ...]
    stages: frozenset[str]


def astray(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: a channel in which nothing is ever recognised, a stage that a case never leaves, a
    step that no case of its channel comes to."""
    said: set[tuple[str, int]] = set()
    for stream in dict.fromkeys(step.stream for step in regulation.step):
        for channel in channels_of(regulation, stream):
            walk = walk_of(regulation, stream, channel)
            for fault in (
                *unrecognised(regulation, walk, stream, channel, lines),
                *stuck(walk, lines),
                *never_taken(walk, lines),
            ):
                if (fault.zh, fault.line) not in said:
                    said.add((fault.zh, fault.line))
                    yield fault
    yield from unlike_ends(regulation, lines)


def walk_of(regulation: Regulation, stream: str, channel: str | None) -> Walk:
    """Every step in its turn, until none is left that can be taken."""
    steps = tuple(
        (index, step)
        for index, step in enumerate(regulation.step)
        if step.stream == stream and (channel is None or step.channel in (None, channel))
    )
    hosted = {
        other.__name__
        for step in regulation.step
        if (do := KNOWN_COMMANDS.get(step.do))
        for other in do.entailing
    }
    taken: list[Numbered] = []
    stages: set[str] = set()
    while fresh := [
        one
        for one in steps
        if one not in taken and can_be_taken(one[1], stages, {step.do for _, step in taken}, hosted)
    ]:
        taken += fresh
        stages |= {end for _, step in fresh for end in step.reaches}
    return Walk(steps, tuple(taken), frozenset(stages))


def can_be_taken(step: Step, stages: set[str], done: set[str], hosted: set[str]) -> bool:
    do = KNOWN_COMMANDS.get(step.do)
    if do is None:
        return False
    reached = do.opens or all(not stages.isdisjoint(group) for group in step.ways_in)
    brought = step.do in hosted if do.entailed else bool(step.by)
    return reached and brought and done.issuperset(step.after)


def unrecognised(
    regulation: Regulation, walk: Walk, stream: str, channel: str | None, lines: Lines
) -> Iterator[Fault]:
    """A fault where applications may be drafted, and no centre ever comes of them."""
    opened = [index for index, step in walk.taken if KNOWN_COMMANDS[step.do].opens]
    if stream != OF_APPLICATIONS or not opened:
        return
    if not any(step.do in MAKING_CENTRES for _, step in walk.taken):
        where = f"渠道 {channel} 的" if channel else ""
        furthest = "、".join(sorted(dead_ends(walk))) or "-"
        if is_cut_short(regulation):
            zh = f"{where}申报到此为止：认定程序的原文尚未取得（[unknown]）"
            en = "no application comes further: the text about recognition is unknown"
            yield fault_at(lines, ("step", opened[0], "do"), zh, en, warning=True)
            return
        zh = f"{where}申报永远走不到认定或者组织实施：停在 {furthest}"
        en = f"no application{f' in {channel}' if channel else ''} is ever recognised or built: "
        yield fault_at(lines, ("step", opened[0], "do"), zh, f"{en}they stop at {furthest}")


def is_cut_short(regulation: Regulation) -> bool:
    """Whether the file says that the text about what makes a centre is not at hand."""
    unknown = regulation.unknown
    return unknown is not None and not MAKING_CENTRES.isdisjoint(unknown.steps)


def ends(steps: Iterable[Numbered]) -> set[str]:
    """The stages in which a case is over."""
    return {one.to for _, step in steps for one in step.results if one.final and one.to}


def dead_ends(walk: Walk) -> set[str]:
    """Stages of the case from which no step ever leads to an end."""
    good = ends(walk.taken)
    while fresh := {
        stage
        for _, step in walk.taken
        if not good.isdisjoint(step.leads_to)
        for stage in step.during
        if stage not in good
    }:
        good |= fresh
    return {stage for stage in walk.stages if "/" not in stage} - good


def stuck(walk: Walk, lines: Lines) -> Iterator[Fault]:
    """Faults: stages that can be reached, and from which no case comes to any end; in streams whose
    cases do end."""
    if not any(one.final for _, step in walk.steps for one in step.results):
        return
    for stage in sorted(dead_ends(walk)):
        index = next(index for index, step in walk.taken if stage in step.leads_to)
        zh = f"案件到“{stage}”后没有任何步骤通向结束：写一条 during 含 {stage} 的步骤"
        en = f"a case is stuck for good at {stage}: a step with {stage} in during has to lead on"
        yield fault_at(lines, ("step", index, "to"), zh, en)


def never_taken(walk: Walk, lines: Lines) -> Iterator[Fault]:
    """Faults: steps that no case of this channel ever comes to, for a cause of their own; and
    stages named in `during` that no case comes to."""
    taken = {index for index, _ in walk.taken}
    for index, step in walk.taken:
        if KNOWN_COMMANDS[step.do].opens and step.stream == OF_APPLICATIONS:
            continue
        for stage in step.during:
            if stage not in walk.stages and step.channel is not None:
                zh = f"没有步骤通向 {stage}"
                yield fault_at(lines, ("step", index, "during"), zh, f"nothing leads to {stage}")
    for index, step in walk.steps:
        if index not in taken and step.channel is not None and is_own_cause(walk, step):
            zh = f"渠道 {step.channel} 的案件永远走不到 {step.do}"
            en = f"no case of {step.channel} ever comes to {step.do}"
            yield fault_at(lines, ("step", index, "do"), zh, en)


def is_own_cause(walk: Walk, step: Step) -> bool:
    """Whether the step would still not be taken if all others were."""
    stages = {end for _, one in walk.steps if one is not step for end in one.reaches}
    done = {one.do for _, one in walk.steps if one is not step}
    cut_off = any(stages.isdisjoint(group) for group in step.ways_in)
    return cut_off or not done.issuperset(step.after)


def unlike_ends(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: a stage that ends the case after one step and not after another; an end that leads
    nowhere."""
    over: dict[tuple[str, str], bool] = {}
    for index, step in enumerate(regulation.step):
        if step.final and not step.to:
            yield fault_at(
                lines, ("step", index, "final"), "结束须写明 to", "an end has a stage: to"
            )
        for one in step.results:
            if one.to and over.setdefault((step.stream, one.to), one.final) != one.final:
                right = "final = true" if over[step.stream, one.to] else "final = false"
                zh = f"别的步骤到 {one.to} 时写的是 {right}：同一状态应当一致"
                en = f"another step comes to {one.to} with {right}: one stage, one meaning"
                yield fault_at(lines, ("step", index, "final"), zh, en)
