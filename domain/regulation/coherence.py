"""Whether the parts of a regulation file fit together: names, periods, numbers, reachability."""

from collections.abc import Collection, Iterable, Iterator
from string import Formatter

from msgspec import Struct

from domain.case import Command
from domain.facts import FACTS, OPERATORS, Fact
from domain.regulation.locating import Lines
from domain.regulation.model import (
    NOTICE,
    RESULT_NOTICE,
    Comparison,
    Flag,
    Guard,
    Held,
    Regulation,
    Step,
)
from domain.words import DUTIES, ROLES, STAGES, STREAMS


class Fault(Struct, frozen=True):
    """What is wrong, at which line and key."""

    line: int
    key: str
    zh: str
    en: str

    def __str__(self) -> str:
        return f"第 {self.line} 行 {self.key}：{self.zh} / line {self.line} {self.key}: {self.en}"


def incoherences(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    yield from repeated(regulation, lines)
    yield from uncited(regulation, lines)
    for index, step in enumerate(regulation.step):
        yield from misnamed(step, index, lines)
    for index, guard in enumerate(regulation.guard):
        yield from misheld(regulation, guard, "guard", index, lines)
    for index, flag in enumerate(regulation.flag):
        yield from misheld(regulation, flag, "flag", index, lines)
    yield from missing_parts(regulation, lines)
    yield from nameless(regulation, lines)
    yield from unfit_panel(regulation, lines)
    yield from misworded(regulation, lines)
    yield from contradictions(regulation, lines)
    yield from unreachable(regulation, lines)


def commands(kind: type[Command] = Command) -> dict[str, type[Command]]:
    """Every command that the code knows, by name."""
    found = {kind.__name__: kind}
    for sub in kind.__subclasses__():
        found |= commands(sub)
    return found


def repeated(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    seen: set[object] = set()
    for index, rule in enumerate(regulation.rule):
        if rule.id in seen:
            yield Fault(
                lines.of("rule", index, "id"), "rule.id", f"规则 {rule.id} 重复", f"{rule.id} twice"
            )
        seen.add(rule.id)
    for index, step in enumerate(regulation.step):
        key = (step.stream, step.do, step.channel)
        anywhere = (step.stream, step.do, None)
        if key in seen or (anywhere in seen and step.channel):
            yield Fault(
                lines.of("step", index, "do"), "step.do", f"步骤 {step.do} 重复", f"{step.do} twice"
            )
        seen.add(key)


BLOCKS = (
    *("validity", "publicity", "correction", "objection"),
    *("name", "form", "annual", "supervision", "panel"),
)


def uncited(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Every part cites a rule that the file holds."""
    known = {rule.id for rule in regulation.rule}
    cited: list[tuple[str, int, str, str | None]] = [
        (name, 0, "rule", part.rule)
        for name in BLOCKS
        if (part := getattr(regulation, name)) is not None
    ]
    cited += [
        ("regulation", 0, "parent_rule", regulation.regulation.parent_rule),
        ("regulation", 0, "interpreted_rule", regulation.regulation.interpreted_rule),
    ]
    if regulation.validity:
        cited += [("validity", 0, "begins_rule", regulation.validity.begins_rule)]
    if regulation.supervision:
        cited += [("supervision", 0, "daily_rule", regulation.supervision.daily_rule)]
    for index, step in enumerate(regulation.step):
        cited += [("step", index, "rule", step.rule)]
        cited += [("step", index, "territory_rule", step.territory_rule)]
    cited += [("guard", index, "rule", part.rule) for index, part in enumerate(regulation.guard)]
    cited += [("flag", index, "rule", part.rule) for index, part in enumerate(regulation.flag)]
    cited += [("separate", i, "rule", part.rule) for i, part in enumerate(regulation.separate)]
    cited += [("criterion", i, "rule", part.rule) for i, part in enumerate(regulation.criterion)]
    for table, index, key, rule in cited:
        if rule is not None and rule not in known:
            yield Fault(
                lines.of(table, index, key),
                f"{table}.{key}",
                f"没有规则 {rule}",
                f"no rule {rule} in this file",
            )


def misnamed(step: Step, index: int, lines: Lines) -> Iterator[Fault]:
    """Names that the code does not know: commands, roles, stages, duties."""
    names = commands()
    wrong: list[tuple[str, str | None, Collection[str]]] = [
        ("stream", step.stream, STREAMS),
        ("do", step.do, names),
    ]
    wrong += [("duty", step.duty, DUTIES), ("to", step.to, STAGES)]
    results = names[step.do].outcomes if step.do in names else ()
    for name, outcome in step.outcomes.items():
        wrong += [("outcomes", name, results), ("outcomes", outcome.to, STAGES)]
    wrong += [("by", role, ROLES) for role in step.by]
    wrong += [("during", stage, STAGES) for stage in step.during]
    wrong += [("after", name, names) for name in step.after]
    wrong += [("unless", name, names) for name in step.unless]
    for key, value, known in wrong:
        if value is not None and value not in known:
            line = lines.of("step", index, key)
            yield Fault(line, f"step.{key}", f"未知的名称 {value}", f"unknown name {value}")


def misheld(
    regulation: Regulation, part: Guard | Flag, table: str, index: int, lines: Lines
) -> Iterator[Fault]:
    """A comparison on a step that is not there, an unknown fact, a misfit operator or value."""
    for do in part.on:
        if not any(meets(part, do, step) for step in regulation.step):
            line = lines.of(table, index, "on")
            yield Fault(line, f"{table}.on", f"没有步骤 {do}", f"no step {do}")
    for comparison in (part, *(part.either if isinstance(part, Guard) else ())):
        fact = FACTS.get(comparison.fact)
        if fact is None:
            line = lines.of(table, index, "fact")
            yield Fault(line, f"{table}.fact", f"未知的事实 {comparison.fact}", "unknown fact")
        elif comparison.op not in OPERATORS[fact.kind]:
            line = lines.of(table, index, "op")
            ops = ", ".join(OPERATORS[fact.kind])
            yield Fault(
                line, f"{table}.op", f"{fact.name} 只能用 {ops}", f"{fact.name} takes {ops}"
            )
        elif not fits(fact, comparison):
            line = lines.of(table, index, "value")
            yield Fault(
                line,
                f"{table}.value",
                f"值的类型不合 {fact.kind}",
                f"not a value for a {fact.kind}",
            )


def meets(part: Held, do: str, step: Step) -> bool:
    """Whether the comparison is ever asked at that step."""
    together = part.channel is None or step.channel in (None, part.channel)
    return (step.stream, step.do) == (part.stream, do) and together


def fits(fact: Fact, comparison: Comparison) -> bool:
    value = comparison.value
    if fact.kind == "flag":
        return isinstance(value, bool)
    if fact.kind in ("number", "money"):
        return isinstance(value, int) and not isinstance(value, bool)
    return (
        isinstance(value, tuple)
        if comparison.op in ("in", "covers", "within")
        else isinstance(value, str)
    )


MOST_POINTS = 10_000
"""100.00 points, the most that a result may have."""

NEEDED_BY_FACT = {
    "name_by_formula": "name",
    "commitment_exact": "form",
    "opinion_as_on_the_form": "form",
}
NEEDED_BY_STEP = {
    "RequestCorrection": "correction",
    "CheckObjectionForm": "objection",
    "StartPublicity": "publicity",
    "AppointPanel": "panel",
    "SubmitScore": "panel",
    "RestartPublicity": "publicity",
    "Republicise": "publicity",
    "ClearEntry": "publicity",
}


def missing_parts(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Blocks that steps and facts need, and periods that nothing opens."""
    opened = {step.opens.period for step in regulation.step if step.opens}
    for index, step in enumerate(regulation.step):
        needed = {NEEDED_BY_STEP.get(step.do), step.opens.period if step.opens else None}
        for part in sorted(needed - {None}, key=str):
            if getattr(regulation, str(part)) is None:
                yield without(part, lines.of("step", index, "do"), step.do)
        if step.elapsed and step.elapsed not in opened:
            yield Fault(
                lines.of("step", index, "elapsed"),
                "step.elapsed",
                f"没有步骤开始期间 {step.elapsed}",
                f"no step opens the period {step.elapsed}",
            )
    for index, guard in enumerate(regulation.guard):
        part = NEEDED_BY_FACT.get(guard.fact)
        if part and getattr(regulation, part) is None:
            yield without(part, lines.of("guard", index, "fact"), guard.fact)


def unfit_panel(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """A panel that can't be drawn or can't score: its numbers, criteria beyond 100.00 points."""
    panel, names = regulation.panel, [one.name for one in regulation.criterion]
    total = sum(one.most for one in regulation.criterion)
    if panel and panel.quorum.parts > panel.quorum.of:
        yield Fault(lines.of("panel", 0, "quorum"), "panel.quorum", "超过全体", "more than all")
    if panel and panel.odd and panel.least % 2 == 0:
        yield Fault(lines.of("panel", 0, "least"), "panel.least", "应为单数", "is not odd")
    if len(names) != len(set(names)):
        yield Fault(lines.of("criterion"), "criterion.name", "评分项重复", "a criterion twice")
    if panel and not 0 < total <= MOST_POINTS:
        found = f"合计 {total}", f"{total} in all"
        yield Fault(lines.of("criterion"), "criterion.most", *found)


def without(part: str | None, line: int, who: str) -> Fault:
    return Fault(line, str(part), f"{who} 需要 [{part}]", f"{who} needs [{part}]")


def nameless(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Roles that the code does not know, and rules about what the head does not name."""
    supervision, about = regulation.supervision, regulation.regulation
    named = [("supervision", "sees", role) for role in (supervision.sees if supervision else ())]
    named += [("words", "roles", role) for role in regulation.words.roles]
    for table, key, role in named:
        if role not in ROLES:
            line = lines.of(table, 0, key)
            yield Fault(line, f"{table}.{key}", f"未知的名称 {role}", f"unknown name {role}")
    for key, rule in (("parent", "parent_rule"), ("interpreted_by", "interpreted_rule")):
        if getattr(about, rule) and not getattr(about, key):
            yield without(f"regulation.{key}", lines.of("regulation", 0, rule), rule)


def misworded(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Notices with braces that nothing fills, or that lack what the public must be told."""
    block = regulation.publicity
    for key, known in (("notice", NOTICE), ("result_notice", RESULT_NOTICE)):
        if text := getattr(block, key, None):
            words = words_in(text)
            wrong = [f"{{{word}}}" for word in known if word not in words]
            wrong += [f"{{{word}}}" for word in sorted(words) if word not in known]
            for word in wrong:
                line = lines.of("publicity", 0, key)
                yield Fault(
                    line, f"publicity.{key}", f"缺少或者多余：{word}", f"not fitting: {word}"
                )


def words_in(template: str) -> set[str]:
    """What stands in braces, bare; broken braces are a word that nobody knows."""
    try:
        found = Formatter().parse(template)
        return {f"{word}{mark or ''}{how}" for _, word, how, mark in found if word is not None}
    except ValueError as error:
        return {str(error)}


def contradictions(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Hard numeric guards on one step that no number can pass together."""
    for index, guard in enumerate(regulation.guard):
        for other in regulation.guard[:index]:
            if clash(guard, other):
                yield Fault(
                    lines.of("guard", index, "value"),
                    "guard.value",
                    f"与 {other.rule} 的 {other.fact} {other.op} {other.value} 矛盾",
                    f"contradicts {other.fact} {other.op} {other.value} of {other.rule}",
                )


def clash(one: Guard, other: Guard) -> bool:
    apart = one.channel and other.channel and one.channel != other.channel
    together = one.hard and other.hard and not one.either and not other.either and not apart
    if not together or one.fact != other.fact or not set(one.on) & set(other.on):
        return False
    low, high = lower(one), upper(other)
    back_low, back_high = lower(other), upper(one)
    return empty(low, high) or empty(back_low, back_high) or flags_differ(one, other)


def flags_differ(one: Guard, other: Guard) -> bool:
    return one.op == other.op and one.op in ("is", "==") and one.value != other.value


def lower(guard: Guard) -> int | None:
    """The least number that passes."""
    if not isinstance(guard.value, int) or isinstance(guard.value, bool):
        return None
    return {">=": guard.value, ">": guard.value + 1, "==": guard.value}.get(guard.op)


def upper(guard: Guard) -> int | None:
    """The greatest number that passes."""
    if not isinstance(guard.value, int) or isinstance(guard.value, bool):
        return None
    return {"<=": guard.value, "<": guard.value - 1, "==": guard.value}.get(guard.op)


def empty(low: int | None, high: int | None) -> bool:
    return low is not None and high is not None and low > high


def unreachable(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Steps that no order of the others ever leads to."""
    known = commands()
    done: set[tuple[str, str]] = set()
    stages: set[tuple[str, str]] = set()
    pending = list(enumerate(regulation.step))
    moved = True
    while moved:
        moved = False
        for entry in list(pending):
            _, step = entry
            opens = step.do in known and known[step.do].opens
            if opens or open_to(step, stages, done):
                pending.remove(entry)
                done.add((step.stream, step.do))
                ends = (step.to, *(outcome.to for outcome in step.outcomes.values()))
                stages |= {(step.stream, end) for end in ends if end}
                moved = True
    for index, step in pending:
        yield Fault(
            lines.of("step", index, "do"),
            "step.do",
            f"步骤 {step.do} 永远走不到",
            f"step {step.do} can never be reached",
        )


def open_to(step: Step, stages: Iterable[tuple[str, str]], done: Iterable[tuple[str, str]]) -> bool:
    reached = not step.during or any((step.stream, stage) in stages for stage in step.during)
    return reached and all((step.stream, name) in done for name in step.after)
