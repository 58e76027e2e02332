"""Checks that a regulation file has the parts that its steps need, each fit for its use."""

from collections.abc import Iterator
from string import Formatter

from domain.regulation.blocks import NOTICE, RESULT_NOTICE
from domain.regulation.fault import Fault, missing_part
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation
from domain.regulation.names import commands
from domain.regulation.timing import BLOCK_PERIODS, begun_by_decisions

MOST_POINTS = 10_000
"""100.00 points, the most that a result may have."""

NEEDED_BY_FACT = {
    "name_by_formula": "name",
    "commitment_exact": "form",
    "opinion_as_on_the_form": "form",
}


def missing_parts(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: blocks that steps and facts need, and periods that no step opens."""
    known = commands()
    opened = {name for step in regulation.step for name in step.begins}
    opened |= begun_by_decisions(regulation)
    for index, step in enumerate(regulation.step):
        own = known[step.do].block if step.do in known else None
        needed = {own, *(name for name in step.begins if name in BLOCK_PERIODS)}
        for part in sorted(needed - {None}, key=str):
            if getattr(regulation, str(part)) is None:
                yield missing_part(part, lines.of("step", index, "do"), step.do)
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
            yield missing_part(part, lines.of("guard", index, "fact"), guard.fact)


def unfit_panel(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: a panel that can't be drawn or can't score, or criteria beyond 100.00 points."""
    panel, names = regulation.panel, [one.name for one in regulation.criterion]
    total = sum(one.most for one in regulation.criterion)
    if panel and panel.quorum.parts > panel.quorum.of:
        yield Fault(lines.of("panel", 0, "quorum"), "panel.quorum", "超过全体", "more than all")
    if panel and panel.odd and panel.least % 2 == 0:
        yield Fault(lines.of("panel", 0, "least"), "panel.least", "应为单数", "is not odd")
    if len(names) != len(set(names)):
        yield Fault(lines.of("criterion"), "criterion.name", "评分项重复", "a criterion twice")
    if panel and not 0 < total <= MOST_POINTS:
        words = f"合计 {total}", f"{total} in all"
        yield Fault(lines.of("criterion"), "criterion.most", *words)


def repeated_aspects(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: aspects of an evaluation that have one name, or that no evaluation looks into."""
    names = [one.name for one in regulation.aspect]
    if len(names) != len(set(names)):
        yield Fault(lines.of("aspect"), "aspect.name", "评价事项重复", "an aspect twice")
    if names and regulation.evaluation is None:
        yield missing_part("evaluation", lines.of("aspect"), "aspect")


def misworded(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: notice templates with unknown placeholders, or without what must be published."""
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
    """The placeholders of a template, as written; for broken braces, one that no list knows."""
    try:
        pieces = Formatter().parse(template)
        return {f"{word}{mark or ''}{how}" for _, word, how, mark in pieces if word is not None}
    except ValueError as error:
        return {str(error)}
