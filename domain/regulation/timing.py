"""Checks the named periods of a regulation file: one length each, begun, counted, followed."""

from collections.abc import Container, Iterator, Mapping

from msgspec.structs import fields

from domain.case import Command
from domain.regulation.fault import Fault
from domain.regulation.lasting import given_by_nobody, ill_lasting, no_such_day
from domain.regulation.limits import NamedPeriod
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation, Step
from domain.regulation.names import commands
from domain.regulation.nearest import known_ones

BLOCK_PERIODS = ("publicity", "correction", "objection")
"""Periods that the code counts, each by the block of its name."""


def misused_periods(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults of the named periods, and of the steps that begin, await or keep one."""
    opened = opened_on(regulation)
    for name, named in regulation.period.items():
        yield from ill_lasting(regulation, name, named, lines)
        yield from ill_followed(regulation, name, named, lines)
        yield from never_counted(regulation, name, named, opened, lines)
        yield from told_apart_by_nothing(name, named, lines)
    for index, step in enumerate(regulation.step):
        yield from unknown_period(regulation, step, index, lines)
        yield from given_by_nobody(regulation, step, index, lines)
    for index, step in enumerate(regulation.step):
        yield from begun_elsewhere(regulation, step, index, opened, lines)
    yield from no_such_day("annual", regulation.annual, lines)
    if counts_from_receipt(regulation) and not has_receipt(regulation):
        key = lines.of("correction", 0, "from")
        yield without_receipt("correction.from", key)


def ill_followed(
    regulation: Regulation, name: str, named: NamedPeriod, lines: Lines
) -> Iterator[Fault]:
    """What follows at the end: a step of this file; by itself only what needs no words."""
    table, known = f"period.{name}", commands()
    steps = sorted({step.do for step in regulation.step})
    for key, do in (("then", named.then), ("awaits", named.awaits)):
        if do and do not in steps:
            near = known_ones(do, steps)
            line = lines.of(table, 0, key)
            yield Fault(line, f"{table}.{key}", f"没有步骤 {do}{near.zh}", f"no step {do}{near.en}")
    if named.then in steps and not by_the_system(regulation, named.then):
        yield Fault(
            lines.of(table, 0, "then"),
            f"{table}.then",
            f'步骤 {named.then} 的 by 应含 "SYSTEM"，期间届满时由本系统办理',
            f'{named.then} needs "SYSTEM" in `by`: the system takes it when the period is over',
        )
    if named.then in known and not needs_no_body(known[named.then]):
        ready = sorted(do for do in steps if do in known and needs_no_body(known[do]))
        near = known_ones(named.then, ready)
        yield Fault(
            lines.of(table, 0, "then"),
            f"{table}.then",
            f"{named.then} 须由人填写内容，不能自动办理{near.zh}",
            f"{named.then} has fields that somebody must fill in{near.en}",
        )


def by_the_system(regulation: Regulation, do: str) -> bool:
    return any(step.do == do and "SYSTEM" in step.by for step in regulation.step)


def needs_no_body(kind: type[Command]) -> bool:
    """Whether a timer can give a command by its name, and what it is about."""
    needed = {field.name for field in fields(kind) if field.required}
    return not kind.entailed and needed <= {kind.about_field}


def never_counted(
    regulation: Regulation, name: str, named: NamedPeriod, opened: Container[str], lines: Lines
) -> Iterator[Fault]:
    table = f"period.{name}"
    if name not in opened and named.begins != "service":
        yield Fault(
            lines.of(table),
            table,
            f'没有步骤开始期间 {name}；在一个步骤写 opens = {{ period = "{name}" }}',
            f'no step begins {name}: a step says opens = {{ period = "{name}" }}',
        )
    if named.begins == "receipt" and not has_receipt(regulation):
        yield without_receipt(f"{table}.from", lines.of(table, 0, "from"))


def told_apart_by_nothing(name: str, named: NamedPeriod, lines: Lines) -> Iterator[Fault]:
    """A period that a case has several of, at whose end comes a command that is about none."""
    kind = commands().get(named.then or "")
    if kind and named.about != "case" and kind.about_field is None:
        yield Fault(
            lines.of(f"period.{name}", 0, "about"),
            f"period.{name}.about",
            f"{named.then} 不区分年度或者事项，不能接在这样的期间之后",
            f"{named.then} is about no year or proceeding, and cannot follow such a period",
        )


def without_receipt(key: str, line: int) -> Fault:
    recording = " ".join(recording_receipt())
    zh = f"自送达之日起算，须有步骤 {recording}（记载送达）"
    return Fault(line, key, zh, f"counts from receipt: a step {recording} has to record it")


def recording_receipt() -> list[str]:
    """The commands that record the receipt of a paper."""
    return [name for name, kind in commands().items() if kind.records_receipt]


def counts_from_receipt(regulation: Regulation) -> bool:
    return regulation.correction is not None and regulation.correction.begins == "receipt"


def has_receipt(regulation: Regulation) -> bool:
    return any(step.do in recording_receipt() for step in regulation.step)


def opened_on(regulation: Regulation) -> dict[str, set[str]]:
    """The periods that steps begin, each with the kinds of case that it is begun in."""
    found: dict[str, set[str]] = {}
    for step in regulation.step:
        for name in step.begins:
            found.setdefault(name, set()).add(step.stream)
    return found


def begun_by_decisions(regulation: Regulation) -> set[str]:
    """The periods that every decision against a unit begins, and no step (救济期限)."""
    by_steps = opened_on(regulation)
    from_service = (name for name, one in regulation.period.items() if one.begins == "service")
    return {name for name in from_service if name not in by_steps}


def unknown_period(regulation: Regulation, step: Step, index: int, lines: Lines) -> Iterator[Fault]:
    """A step may begin or await those of a block and the named ones; keep and change named ones."""
    known = {
        "opens": (*BLOCK_PERIODS, *regulation.period),
        "elapsed": (*BLOCK_PERIODS, *regulation.period),
    }
    named = tuple(regulation.period)
    given = [("opens", name) for name in step.begins]
    given += [("elapsed", step.elapsed or ""), *changing(step)]
    for key, name in given:
        if name and name not in known.get(key, named):
            near = known_ones(name, known.get(key, named))
            yield Fault(
                lines.of("step", index, key),
                f"step.{key}",
                f"没有期间 {name}{near.zh}",
                f"no period {name}{near.en}",
            )


def changing(step: Step) -> list[tuple[str, str]]:
    """The keys that name a period of the file, with what stands there."""
    keys = ("within", "prolongs", "stops", "resumes", "closes")
    return [(key, name) for key in keys if (name := getattr(step, key))]


def begun_elsewhere(
    regulation: Regulation,
    step: Step,
    index: int,
    opened: Mapping[str, set[str]],
    lines: Lines,
) -> Iterator[Fault]:
    """A named period is begun in the case that it is awaited in."""
    for key, name in (("elapsed", step.elapsed or ""), *changing(step)):
        streams = opened.get(name, set())
        if name in regulation.period and streams and step.stream not in streams:
            yield Fault(
                lines.of("step", index, key),
                f"step.{key}",
                f"期间 {name} 不在本类案卷（{step.stream}）中开始，而在 {'、'.join(streams)}",
                f"{name} is not begun in {step.stream} but in {', '.join(sorted(streams))}",
            )


def repeated_and_forbidden(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: a step that may be done several times, and may not be done once it was."""
    for index, step in enumerate(regulation.step):
        if step.at_most is not None and step.do in step.unless:
            yield Fault(
                lines.of("step", index, "at_most"),
                "step.at_most",
                f"unless 已写明 {step.do} 只办一次；去掉其中一项",
                f"`unless` already lets {step.do} be done only once: say one of the two",
            )
