"""Permission checks that do not rest on the body: role, duty, territory, stage, order, periods."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from domain.case import Case, Command
from domain.consenting import unconsented
from domain.folding import is_blank
from domain.holding import held_back
from domain.matter import Matter
from domain.papers import missing_papers, undeliberated
from domain.places import organ_words
from domain.proceeding_checks import wrong_proceeding
from domain.quota import used_up
from domain.refusal import Refusal, Text, file_rule
from domain.regulation.model import Step
from domain.term_shortfalls import not_to_be_changed, not_yet_over, run_out
from domain.terms import is_named
from domain.words import duty_words, joined
from domain.working_days import CalendarUnknown

NOBODYS = ("SYSTEM", "PUBLIC")
"""Roles without a territory and without separated duties."""


def against_the_person(matter: Matter[Any], step: Step) -> Iterable[Refusal]:
    """Checks role, separated duty, territory, and duties done before by the same person."""
    actor, rules = matter.context.actor, matter.rules
    if actor.role not in step.by:
        yield rules.refuse(step.rule, rules.roles((actor.role,)), rules.roles(step.by), "who")
        return
    if actor.role in NOBODYS:
        return
    if step.duty and step.duty not in actor.duties:
        held, words = joined(map(duty_words, actor.duties)), duty_words(step.duty)
        asked = Text(f"本人职责：{held.zh or '无'}", f"own duties: {held.en or 'none'}")
        allowed = Text(f"职责：{words.zh}", f"duty: {words.en}")
        yield file_rule("duty", "职责分离", asked, allowed, "who")
    yield from outside_territory(matter, step)
    yield from clashing_duties(matter, step)


def outside_territory(matter: Matter[Any], step: Step) -> Iterable[Refusal]:
    if step.territory is None or (step.territory != "authority" and is_new(matter, step)):
        return
    organ, seat = matter.context.actor.organ, matter.territory(step.territory)
    if organ != seat:
        rule = step.territory_rule or step.rule
        asked, allowed = organ_words(matter, organ), organ_words(matter, seat)
        yield matter.rules.refuse(rule, asked, allowed, "who")


def is_new(matter: Matter[Any], step: Step) -> bool:
    """Whether there is no such case yet, or it is another's under the id that somebody opens a case
    with: they are not told whose it is."""
    opens = matter.command is not None and matter.command.opens and not step.during
    return matter.case.stage is None or opens


def clashing_duties(matter: Matter[Any], step: Step) -> Iterable[Refusal]:
    """Checks that one person does no two duties in one case that exclude each other."""
    if step.duty is None:
        return
    person, conflicting = matter.context.actor.person, matter.rules.conflicting(step.duty)
    for who, duty in duties_met(matter, step):
        if who == person and duty in conflicting:
            done, asked = duty_words(duty), duty_words(step.duty)
            yield matter.rules.refuse(
                conflicting[duty],
                Text(
                    f"本人已办理本案的{done.zh}，又办理{asked.zh}",
                    f"did {done.en} in this case and now {asked.en}",
                ),
                Text("由其他人员办理", "another person"),
                "who",
            )


def duties_met(matter: Matter[Any], step: Step) -> tuple[tuple[str, str], ...]:
    """Who acted before in which duty: in the proceeding of the step; for a step of the case, in the
    case and in the proceeding that the command rests on."""
    of_case = () if step.proceeding else matter.case.duties
    return (*of_case, *(matter.proceeding.duties if matter.proceeding else ()))


def against_the_case(matter: Matter[Any], do: type[Command], step: Step) -> Iterable[Refusal]:
    """Checks stage, order of steps, periods, what the act must carry, and the order of days."""
    case = matter.case
    if case.stage is not None and do.opens and not step.during:
        yield file_rule(
            "open",
            "一案一卷",
            Text("案卷已存在", "the case file exists already"),
            Text("新的编号", "another id"),
            "stage",
            over=True,
        )
        return
    yield from wrong_stage(matter, do, step)
    yield from wrong_proceeding(matter, step)
    yield from wrong_order(matter, step)
    yield from done_too_often(matter, step)
    yield from period_running(matter, step)
    yield from run_out(matter, step)
    yield from not_to_be_changed(matter, step)
    yield from used_up(matter, step)
    yield from missing_papers(matter, step)
    yield from undeliberated(matter, step)
    yield from held_back(matter, step)
    yield from unconsented(matter, step)
    yield from out_of_time(matter)


def wrong_stage(matter: Matter[Any], do: type[Command], step: Step) -> Iterable[Refusal]:
    case: Case = matter.case
    if case.stage is None and do.opens:
        return
    at_end = case.final and case.stage not in step.during
    if at_end or (step.during and case.stage not in step.during):
        called = matter.rules.stage_called
        now, stages = called(case.stage), joined(map(called, step.during))
        what = matter.rules.step_called(step.do)
        yield matter.rules.refuse(
            step.rule,
            Text(
                f"案件处于“{now.zh}”，请求办理“{what.zh}”", f"{what.en} while the case is {now.en}"
            ),
            Text(
                "案件处于：" + (stages.zh or "未结"),
                "stage: " + (stages.en or "not ended"),
            ),
            "stage",
            over=case.final or not can_still_come(matter, step),
        )


def can_still_come(matter: Matter[Any], step: Step) -> bool:
    """Whether the case may yet reach a stage in which the step can be taken."""
    case = matter.case
    if case.stage is None:
        return True
    ahead = matter.rules.ahead(
        matter.stream, matter.channel, case.stage, case.done, partial(spent, case)
    )
    return not ahead.isdisjoint(step.during)


def wrong_order(matter: Matter[Any], step: Step) -> Iterable[Refusal]:
    for name in step.after:
        if name not in matter.done(step):
            words = matter.rules.step_called(name)
            yield cited(
                matter,
                name,
                step,
                Text(f"“{words.zh}”尚未办理", f"not done yet: {words.en}"),
                Text(f"先办理“{words.zh}”", f"do first: {words.en}"),
            )
    for name in step.unless:
        if name in matter.done(step):
            words = matter.rules.step_called(name)
            yield cited(
                matter,
                name,
                step,
                Text(f"“{words.zh}”已经办理", f"done already: {words.en}"),
                Text(f"未办理过“{words.zh}”", f"only before: {words.en}"),
                over=True,
            )


def done_too_often(matter: Matter[Any], step: Step) -> Iterable[Refusal]:
    """Checks how often a step was done in this case already."""
    times = matter.times_done(step)
    if step.at_most is not None and times >= step.at_most:
        words = matter.rules.step_called(step.do)
        yield matter.rules.refuse(
            step.rule,
            Text(f"“{words.zh}”已经办理 {times} 次", f"done {times} times already: {words.en}"),
            most_often(step),
            "order",
            over=True,
        )


def most_often(step: Step) -> Text:
    if step.proceeding:
        return Text(f"至多办理 {step.at_most} 次", f"at most {step.at_most} times")
    return Text(f"一案至多办理 {step.at_most} 次", f"at most {step.at_most} times in one case")


def spent(case: Case, step: Step) -> bool:
    """Whether a step was done as often as it may be done in one case."""
    return step.at_most is not None and case.times_done(step.do) >= step.at_most


def cited(
    matter: Matter[Any], name: str, step: Step, asked: Text, allowed: Text, over: bool = False
) -> Refusal:
    """A refusal about another step, under the rule of that step."""
    other = matter.step(name)
    rule = other.rule if other else step.rule
    return matter.rules.refuse(rule, asked, allowed, "order", over=over)


def period_running(matter: Matter[Any], step: Step) -> Iterable[Refusal]:
    """Checks that a period is over: its announced last day, or a later one by today's calendar."""
    if step.elapsed is None:
        return
    if is_named(matter, step.elapsed):
        try:
            yield from not_yet_over(matter, step, step.elapsed)
        except CalendarUnknown as unknown:
            yield unknown_day(matter, step.rule, unknown)
        return
    if wanting := matter.case.wanting(step.elapsed):
        whole = Text("期间完整届满后办理", "after the whole period has run")
        yield matter.rules.refuse(step.rule, wanting, whole, "period")
        return
    try:
        ends = matter.case.ends(step.elapsed, matter.reader.work_calendar(), matter.command)
    except CalendarUnknown as unknown:
        yield unknown_day(matter, step.rule, unknown)
        return
    for last in ends:
        if matter.day <= last:
            yield matter.rules.refuse(
                step.rule,
                Text(f"办理日 {matter.day}", f"day of the act {matter.day}"),
                Text(f"期间 {last} 24时届满，次日起", f"after {last}, when the period ends"),
                "period",
            )


def unknown_day(matter: Matter[Any], rule: str, unknown: CalendarUnknown) -> Refusal:
    """Refuses where a day may or may not be a working day: nobody guesses (Inv. 25)."""
    return matter.rules.refuse(
        rule,
        Text(unknown.zh, unknown.en),
        Text(
            f"国务院办公厅公布{unknown.day.year}年放假安排后再办",
            f"wait for the State Council's notice for {unknown.day.year}",
        ),
        "period",
    )


def out_of_time(matter: Matter[Any]) -> Iterable[Refusal]:
    """Checks that an act is not before the case's last one, unless recorded late with a reason."""
    last = matter.case.last_day
    if matter.day < last and is_blank(matter.context.late_reason or ""):
        yield file_rule(
            "late",
            "按时间先后记载；补记须说明理由",
            Text(f"办理日 {matter.day}", f"day of the act {matter.day}"),
            Text(
                f"不早于 {last}，或者填写补记理由",
                f"not before {last}, or with the reason for recording it late",
            ),
            "period",
            ("/occurred_on", "/late_reason"),
        )
