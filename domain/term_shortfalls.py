"""Says why a step may not be taken for a named period: not over yet, over already, or not to be
changed so."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.regulation.model import Step
from domain.regulation.timing import begun_by_decisions
from domain.running import NamedTerm
from domain.term_subjects import term_of
from domain.terms import called, known_end, latest
from domain.working_days import last_day


def not_yet_over(matter: Matter[Any], step: Step, name: str) -> Iterable[Refusal]:
    """Refuses a step that waits for the end of a named period: before it has begun to count, and
    through its last day. Raises CalendarUnknown."""
    term, words = term_of(matter, name), called(matter, name)
    if term is None and is_for_nothing(matter, name):
        return
    if term is None or term.period is None or term.stands_still:
        yield matter.rules.refuse(
            step.rule,
            not_counting(words, term),
            Text(f"{words.zh}届满后办理", f"once this is over: {words.en}"),
            "period",
        )
        return
    last = last_day(term.period, matter.reader.work_calendar())
    if matter.day <= last:
        yield matter.rules.refuse(
            step.rule,
            day_of_the_act(matter),
            Text(
                f"{words.zh}于 {last} 24时届满，次日起",
                f"after {last}, when this ends: {words.en}",
            ),
            "period",
        )


def is_for_nothing(matter: Matter[Any], name: str) -> bool:
    """Whether it is a term for remedies: where none has begun, nothing was decided against the
    unit, and there is nothing to wait for."""
    return name in begun_by_decisions(matter.rules.text)


def day_of_the_act(matter: Matter[Any]) -> Text:
    return Text(f"办理日 {matter.day}", f"day of the act {matter.day}")


def not_counting(words: Text, term: NamedTerm | None) -> Text:
    if term is None:
        return Text(f"{words.zh}尚未开始", f"has not begun: {words.en}")
    if term.stands_still:
        return Text(f"{words.zh}已中止", f"stands still: {words.en}")
    return Text(
        f"{words.zh}自送达之日起算，尚未记载送达日",
        f"counts from the day of receipt, and none is recorded yet: {words.en}",
    )


def run_out(matter: Matter[Any], step: Step) -> Iterable[Refusal]:
    """Refuses a step that may only be taken `within` a named period after its last day. Before the
    period counts it is not over: while nobody has begun it, or recorded the receipt that it counts
    from; nor is it while its clock stands still, or nobody knows its last day."""
    for name in dict.fromkeys((step.within, step.prolongs, step.stops)):
        term = term_of(matter, name) if name else None
        if term and (last := known_end(matter, term)) and matter.day > last:
            words = called(matter, term.name)
            yield matter.rules.refuse(
                step.rule,
                day_of_the_act(matter),
                Text(
                    f"{words.zh}于 {last} 届满，当日及以前",
                    f"by {last}, when this ends: {words.en}",
                ),
                "period",
                over=True,
            )


def not_to_be_changed(matter: Matter[Any], step: Step) -> Iterable[Refusal]:
    """Refuses to prolong or stop a period that does not run, and to let one go on that was not
    stopped."""
    for name, stopped in ((step.prolongs, False), (step.stops, False), (step.resumes, True)):
        term = term_of(matter, name) if name else None
        if name and not is_as(term, stopped):
            words = called(matter, name)
            wanted = Text("已中止", "was stopped") if stopped else Text("正在计算", "runs")
            yield matter.rules.refuse(
                step.rule,
                term_state(words, term),
                Text(f"{words.zh}{wanted.zh}时", f"while this {wanted.en}: {words.en}"),
                "order",
            )


def is_as(term: NamedTerm | None, stopped: bool) -> bool:
    counts = term is not None and term.period is not None and not term.over
    return counts and term is not None and (term.stopped_on is not None) is stopped


def term_state(words: Text, term: NamedTerm | None) -> Text:
    if term and term.over:
        return Text(f"{words.zh}已结束", f"over already: {words.en}")
    if term and term.period and not term.stands_still:
        return Text(f"{words.zh}未曾中止", f"was not stopped: {words.en}")
    return not_counting(words, term)


def ill_given(matter: Matter[Any], step: Step) -> Iterator[Refusal]:
    """Refuses a last day that the act gives to a period it begins or prolongs where it lies too
    early or too late, and an order that gives none. Raises CalendarUnknown."""
    until = matter.command.until if matter.command else None
    for name in step.begins:
        named = matter.rules.text.period.get(name)
        if named and named.given and matter.command and matter.command.until_each is None:
            most = latest(matter, matter.day, named.longest) if named.longest else None
            yield from outside(matter, step, name, matter.day, most)
    term = term_of(matter, step.prolongs) if step.prolongs else None
    if until and term and (last := known_end(matter, term)):
        named = matter.rules.text.period.get(term.name)
        more = named.extension if named else None
        yield from outside(
            matter, step, term.name, last, latest(matter, last, more) if more else None
        )


def outside(
    matter: Matter[Any], step: Step, name: str, after: date, most: date | None
) -> Iterator[Refusal]:
    until, words = matter.command.until if matter.command else None, called(matter, name)
    if until is None or until <= after or (most and until > most):
        to = Text(f"，不晚于 {most}", f" and not after {most}") if most else Text("", "")
        yield matter.rules.refuse(
            step.rule,
            Text(f"{words.zh}至 {until or '未填'}", f"until {until or 'no day'}: {words.en}"),
            Text(f"晚于 {after}{to.zh}", f"after {after}{to.en}"),
            "form",
            ("/until",),
        )
