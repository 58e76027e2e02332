"""Who may act, and when: everything against a command that lies outside its body."""

from collections.abc import Iterable
from typing import Any

from domain.case import Case, Command
from domain.divisions import name_of
from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule
from domain.regulation.model import Step
from domain.words import command_words, duty_words, stage_words
from domain.working_days import CalendarUnknown

NOBODYS = ("SYSTEM", "PUBLIC")
"""Roles that have no seat, and no duties that are kept apart."""


def against_the_person(matter: Matter[Any], step: Step) -> Iterable[Refusal]:
    """Role, separated duty, territory, and duties done before by the same person."""
    actor, rules = matter.context.actor, matter.rules
    if actor.role not in step.by:
        yield rules.refuse(step.rule, rules.roles((actor.role,)), rules.roles(step.by), who=True)
        return
    if actor.role in NOBODYS:
        return
    if step.duty and step.duty not in actor.duties:
        held = "、".join(map(duty_words_zh, actor.duties)) or "无"
        asked = Text(f"本人职责：{held}", f"own duties: {', '.join(actor.duties) or 'none'}")
        words = duty_words(step.duty)
        allowed = Text(f"职责：{words.zh}", f"duty: {words.en}")
        yield file_rule("duty", "职责分离", asked, allowed, who=True)
    yield from outside_territory(matter, step)
    yield from clashing_duties(matter, step)


def duty_words_zh(duty: str) -> str:
    return duty_words(duty).zh


def outside_territory(matter: Matter[Any], step: Step) -> Iterable[Refusal]:
    if step.territory is None or (matter.case.stage is None and step.territory != "authority"):
        return
    authority = matter.rules.about.authority
    seat = (
        authority
        if step.territory == "authority"
        else matter.case.territory(step.territory, matter.day)
    )
    organ = matter.context.actor.organ
    if organ != seat:
        asked = place(matter, organ)
        allowed = place(matter, seat)
        rule = step.territory_rule or step.rule
        yield matter.rules.refuse(rule, asked, allowed, who=True)


def place(matter: Matter[Any], organ: str | None) -> Text:
    if organ is None:
        return Text("没有对应的推荐单位", "no recommending unit")
    name = name_of(organ, matter.day)
    return Text(f"{name}（{organ}）" if name else organ, organ)


def clashing_duties(matter: Matter[Any], step: Step) -> Iterable[Refusal]:
    """One person, one case: duties that exclude each other."""
    if step.duty is None:
        return
    person, conflicting = matter.context.actor.person, matter.rules.conflicting(step.duty)
    for who, duty in matter.case.duties:
        if who == person and duty in conflicting:
            done, asked = duty_words(duty), duty_words(step.duty)
            yield matter.rules.refuse(
                conflicting[duty],
                Text(
                    f"本人已办理本案的{done.zh}，又办理{asked.zh}",
                    f"did {done.en} in this case and now {asked.en}",
                ),
                Text("由其他人员办理", "another person"),
                who=True,
            )


def against_the_case(matter: Matter[Any], do: type[Command], step: Step) -> Iterable[Refusal]:
    """Stage, order of steps, periods, what the act must carry, and the order of days."""
    case = matter.case
    if case.stage is not None and do.opens and not step.during:
        yield file_rule(
            "open",
            "一案一卷",
            Text("案卷已存在", "the case file exists already"),
            Text("新的编号", "another id"),
        )
        return
    yield from wrong_stage(matter, do, step)
    yield from wrong_order(matter, step)
    yield from period_running(matter, step)
    yield from missing_papers(matter, step)
    yield from out_of_time(matter)


def wrong_stage(matter: Matter[Any], do: type[Command], step: Step) -> Iterable[Refusal]:
    case: Case = matter.case
    if case.stage is None and do.opens:
        return
    at_end = case.final and case.stage not in step.during
    if at_end or (step.during and case.stage not in step.during):
        now = stage_words(case.stage)
        stages = [stage_words(name) for name in step.during]
        what = command_words(step.do)
        yield matter.rules.refuse(
            step.rule,
            Text(
                f"案件处于“{now.zh}”，请求办理“{what.zh}”", f"{what.en} while the case is {now.en}"
            ),
            Text(
                "案件处于：" + ("、".join(s.zh for s in stages) or "未结"),
                "stage: " + (", ".join(s.en for s in stages) or "not ended"),
            ),
        )


def wrong_order(matter: Matter[Any], step: Step) -> Iterable[Refusal]:
    for name in step.after:
        if name not in matter.case.done:
            yield cited(matter, name, step, "尚未办理", "not done yet", "先办理", "do first")
    for name in step.unless:
        if name in matter.case.done:
            yield cited(matter, name, step, "已经办理", "done already", "未办理过", "only before")


def cited(
    matter: Matter[Any], name: str, step: Step, zh: str, en: str, first_zh: str, first_en: str
) -> Refusal:
    """A refusal about another step, under the rule of that step."""
    other, words = matter.step(name), command_words(name)
    return matter.rules.refuse(
        other.rule if other else step.rule,
        Text(f"“{words.zh}”{zh}", f"{words.en} {en}"),
        Text(f"{first_zh}“{words.zh}”", f"{first_en}: {words.en}"),
    )


def period_running(matter: Matter[Any], step: Step) -> Iterable[Refusal]:
    """A period must be over: the announced last day, or a later one by today's calendar."""
    if step.elapsed is None:
        return
    if wanting := matter.case.wanting(step.elapsed):
        whole = Text("期间完整届满后办理", "after the whole period has run")
        yield matter.rules.refuse(step.rule, wanting, whole)
        return
    try:
        ends = matter.case.ends(step.elapsed, matter.reader.work_calendar(), matter.command)
    except CalendarUnknown as unknown:
        yield matter.rules.refuse(
            step.rule,
            Text(
                f"{unknown.day:%Y-%m-%d} 是否为工作日尚不可知",
                f"whether {unknown.day} is a working day is unknown",
            ),
            Text(
                "国务院办公厅公布当年放假安排后再办",
                "wait for the State Council's notice for that year",
            ),
        )
        return
    for last in ends:
        if matter.day <= last:
            yield matter.rules.refuse(
                step.rule,
                Text(f"办理日 {matter.day}", f"day of the act {matter.day}"),
                Text(f"期间 {last} 24时届满，次日起", f"after {last}, when the period ends"),
            )


def missing_papers(matter: Matter[Any], step: Step) -> Iterable[Refusal]:
    for need in step.needs:
        if not getattr(matter.context, need):
            words = (
                Text("文号", "document_no") if need == "document_no" else Text("证据", "evidence")
            )
            yield matter.rules.refuse(
                step.rule,
                Text(f"未填写{words.zh}", f"{words.en} not given"),
                Text(f"填写{words.zh}", f"give {words.en}"),
            )


def out_of_time(matter: Matter[Any]) -> Iterable[Refusal]:
    """Earlier than the case's last act only as a late record with its reason."""
    last = matter.case.last_day
    if matter.day < last and not matter.context.late_reason:
        yield file_rule(
            "late",
            "按时间先后记载；补记须说明理由",
            Text(f"办理日 {matter.day}", f"day of the act {matter.day}"),
            Text(f"不早于 {last}，或者填写补记理由", f"not before {last}, or give late_reason"),
        )
