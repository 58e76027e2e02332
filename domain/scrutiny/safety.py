"""Checks that a regulation gives nobody more power than it means to: who, where, in which duty."""

from collections.abc import Iterator

from domain.case import Command
from domain.context import UNITS
from domain.regulation.fault import Fault, fault_at, unknown_name
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation, Step
from domain.scrutiny.commands import KNOWN_COMMANDS, MAKING_CENTRES
from domain.words.actors import DUTIES

UNGIVEN_ROLES = ("PUBLIC", "SYSTEM")
"""Roles that nobody is given: they have no place and no duty."""
OPEN_TO_ALL = "PUBLIC"
EXPERT_ROLE, SCORING, SUBMISSION, DECISION = "EXPERT", "scoring", "submission", "decision"
OF_OFFICIALS = ("recommending_unit", "authority", "division")
"""Territories of bureaus; a unit's own is `owner`."""


def unsafe(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: steps that somebody could take whom the regulation cannot mean."""
    by_timer = {period.then for period in regulation.period.values()}
    for index, step in enumerate(regulation.step):
        if do := KNOWN_COMMANDS.get(step.do):
            yield from by_nobody_or_anybody(step, do, index, lines)
            by_itself = do.timed or do.follows_event or step.do in by_timer
            yield from beside_the_timer(step, by_itself, index, lines)
            if do.recognises or do.deliberated or step.do in MAKING_CENTRES:
                yield from not_by_the_authority(regulation, step, index, lines)
            elif not do.entailed:
                yield from outside_own_place(step, do, index, lines)
    yield from idle_separations(regulation, lines)


def by_nobody_or_anybody(
    step: Step, do: type[Command], index: int, lines: Lines
) -> Iterator[Fault]:
    """Faults: a step that no one may take, or that is named for those who never take it."""
    place = ("step", index, "by")
    if do.entailed and (step.by or step.territory):
        where = ("step", index, "by" if step.by else "territory")
        zh = f"{step.do} 随主办事项办理，不问由谁：写 by = []，不写 territory"
        yield fault_at(lines, where, zh, f"{step.do} comes with another act: by = [], no territory")
    if not do.entailed and not step.by:
        zh = f"没有人可以办理 {step.do}：by 写明由谁办理"
        yield fault_at(lines, place, zh, f"nobody may do {step.do}: say who in by")
    if OPEN_TO_ALL in step.by and not open_to_all(do):
        zh = f"{step.do} 不向公众开放：by 不写 PUBLIC"
        yield fault_at(lines, place, zh, f"{step.do} is not for everybody: no PUBLIC in by")


def beside_the_timer(step: Step, timed: bool, index: int, lines: Lines) -> Iterator[Fault]:
    """Faults: a step for the system that no timer gives, or one that a timer cannot take."""
    place = ("step", index, "by")
    if "SYSTEM" in step.by and not timed:
        zh = f"{step.do} 不由系统自动办理：by 不写 SYSTEM"
        yield fault_at(lines, place, zh, f"no timer gives {step.do}: no SYSTEM in by")
    if timed and "SYSTEM" not in step.by:
        zh = f"期间届满时 {step.do} 由系统办理：by 加上 SYSTEM"
        yield fault_at(lines, place, zh, f"a timer gives {step.do}: add SYSTEM to by")


def open_to_all(do: type[Command]) -> bool:
    """Whether anybody may give the command, or one that brings it about."""
    return do.public or any(one.public and do in one.entailing for one in KNOWN_COMMANDS.values())


def not_by_the_authority(
    regulation: Regulation, step: Step, index: int, lines: Lines
) -> Iterator[Fault]:
    """Faults: a recognition or an approval by others than the authority's officials whose duty it
    is."""
    others = [role for role in step.by if role in (*UNGIVEN_ROLES, *UNITS, EXPERT_ROLE)]
    if others and OPEN_TO_ALL not in others:
        zh = f"认定、立项只由主管机关作出：by 不写 {'、'.join(others)}"
        yield fault_at(
            lines,
            ("step", index, "by"),
            zh,
            f"only the authority recognises or approves: not {', '.join(others)}",
        )
    for key, right in (("territory", "authority"), ("duty", DECISION)):
        if getattr(step, key) != right:
            zh = f'认定、立项由主管机关负责决定的人员作出：写 {key} = "{right}"'
            en = f'the authority decides this, in that duty: write {key} = "{right}"'
            yield fault_at(lines, ("step", index, key), zh, en)


def outside_own_place(step: Step, do: type[Command], index: int, lines: Lines) -> Iterator[Fault]:
    """Faults: a step of somebody whose own place or duty is not asked, or is another's."""
    roles = [role for role in step.by if role not in UNGIVEN_ROLES]
    if not roles or OPEN_TO_ALL in step.by or do.as_recorded:
        return
    if do.own_place:
        yield from for_units_and_officials(step, index, lines)
        return
    units, experts = [one for one in roles if one in UNITS], EXPERT_ROLE in roles
    if len({one in UNITS for one in roles}) > 1 or (experts and len(roles) > 1):
        zh = "申报单位、评审专家和机关的步骤各写一条"
        yield fault_at(
            lines, ("step", index, "by"), zh, "units, experts and officials have steps of their own"
        )
        return
    if experts:
        yield from unless_one_of(step, "duty", (SCORING,), index, lines)
        yield from unless_one_of(step, "territory", ("authority",), index, lines)
    elif units:
        yield from unless_one_of(step, "duty", (SUBMISSION,), index, lines)
        if not (do.opens and step.territory is None):
            yield from unless_one_of(step, "territory", ("owner",), index, lines)
    else:
        own = tuple(one for one in DUTIES if one != SUBMISSION)
        yield from unless_one_of(step, "duty", own, index, lines)
        places = ("authority",) if do.opens else OF_OFFICIALS
        if not do.own_organ:
            yield from unless_one_of(step, "territory", places, index, lines)


def for_units_and_officials(step: Step, index: int, lines: Lines) -> Iterator[Fault]:
    """Faults of a step whose command tells itself whose business it is, unit's or official's: it is
    no expert's, and asks for a duty that is neither an application's nor a panel's."""
    if EXPERT_ROLE in step.by:
        zh, en = "评审专家不办理这一步：by 不写 EXPERT", "not for experts: no EXPERT in by"
        yield fault_at(lines, ("step", index, "by"), zh, en)
    own = tuple(one for one in DUTIES if one not in (SUBMISSION, SCORING))
    yield from unless_one_of(step, "duty", own, index, lines)


def unless_one_of(
    step: Step, key: str, right: tuple[str, ...], index: int, lines: Lines
) -> Iterator[Fault]:
    """A fault where the step does not say what limits it to those whose business it is."""
    given = getattr(step, key)
    if given in right or (key == "duty" and given is not None and given not in DUTIES):
        return
    where = ("step", index, key)
    who, choice = "、".join(step.by), "、".join(f'{key} = "{one}"' for one in right)
    if given is None:
        zh = f"{step.do} 由 {who} 办理，没有限于本辖区、本职责：写 {choice} 之一"
        en = f"{step.do} is held to no {key}: write one of {choice.replace('、', ', ')}"
    else:
        zh = f'{who} 办理 {step.do} 时不能写 {key} = "{given}"：写 {choice} 之一'
        en = f"not for {', '.join(step.by)}: {given}; write one of {choice.replace('、', ', ')}"
    yield fault_at(lines, where, zh, en)


def idle_separations(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: a separated duty that is unknown, or that no step is done in, separates nobody."""
    done = {step.duty for step in regulation.step if step.duty}
    for index, part in enumerate(regulation.separate):
        place = ("separate", index, "duties")
        for duty in part.duties:
            if duty not in DUTIES:
                yield unknown_name(lines, place, duty, sorted(done) or DUTIES)
            elif duty not in done:
                zh = f'没有步骤写明 duty = "{duty}"，这项职责无从分离'
                yield fault_at(lines, place, zh, f"no step has duty = {duty}: nothing is separated")
        if len(set(part.duties)) < len(part.duties):
            yield fault_at(lines, place, "职责重复", "a duty twice")
