"""The decider: whether a command is allowed, what it brings about, and what it entails."""

from collections.abc import Iterable
from typing import Any, cast

from msgspec import Struct
from msgspec.structs import replace

from domain.case import Case, Command, stream_and_id, stream_id
from domain.context import Context
from domain.event import Event
from domain.governing import rules_for
from domain.guarding import check_guard
from domain.in_force import fold_in_force
from domain.lacking_steps import forbidden, without_step
from domain.matter import CaseReader, Matter
from domain.permitting import against_the_case, against_the_person, clashing_duties
from domain.quota import as_counted, counts_of
from domain.record import Record
from domain.recording import record_of
from domain.refusal import Refusal, Refused, Text, file_rule, refused_for
from domain.regime.interpreting import as_interpreted
from domain.regulation.model import Step
from domain.resuming import with_periods_resumed
from domain.streams import STREAMS
from domain.term_shortfalls import ill_given
from domain.words import command_words, stream_words

BY_HASH = ("claims", "holds", "bank-accounts")
"""Streams whose ids are hashes, which say nothing to anybody."""


class CaseMissing(Exception):
    """Raised for a command on a case that does not exist."""


class Decided(Struct, frozen=True):
    """A decision on one stream: the record to append as its next version, and the case after it."""

    stream: str
    version: int
    record: Record
    after: Case


def decide(
    stream: str, id: str, command: Command, context: Context, reader: CaseReader
) -> list[Decided]:
    """Decides a command and all that it entails, its own record first; all are stored, or none.

    Raises Refused with every reason, CaseMissing, CalendarUnknown, RuleUnknown.
    """
    if type(command).entailed:
        raise Refused([only_entailed(type(command).__name__)])
    decided = decide_act(stream, id, command, context, reader)
    if type(command).check_new is not Command.check_new:
        matter = open_matter(stream, id, command, context, reader.child())
        if refusals := [*command.check_new(matter)]:
            raise refused_for(refusals)
    assert len({one.stream for one in decided}) == len(decided), "one event per stream"
    return decided


def only_entailed(do: str) -> Refusal:
    words = command_words(do)
    return file_rule(
        "entailed",
        "随主办事项一并记载的事项不单独办理",
        Text(f"单独办理“{words.zh}”", f"{words.en} by itself"),
        Text("由主办事项带出", "only as part of another act"),
        "who",
    )


def decide_act(
    stream: str,
    id: str,
    command: Command,
    context: Context,
    reader: CaseReader,
    whole: bool = True,
) -> list[Decided]:
    """Decides a command on its own stream, then what it entails. Each record names the versions
    read by its own decision and those it entails, so that it can be decided again alone. The
    `whole` act counts the places that it and its parts take under quotas."""
    own = reader.child()
    matter = open_matter(stream, id, command, context, own)
    event, step = decide_event(matter)
    name = stream_id(stream, id)
    if matter.case.version != own.reads[name]:
        raise Refused([id_in_use()])
    record = record_of(matter, event, step) if event else None
    after = case_after(matter, record) if record else matter.case
    context = with_parts_of_its_day(command, context)
    also = decide_entailed(command.entails(matter), context, own)
    if whole:
        parts = [(name, as_counted(matter, record, after))] if record else []
        counts = counts_of([*parts, *((one.stream, one.record) for one in also)])
        also += decide_entailed(counts, context, own)
    reader.calendar = own.calendar or reader.calendar
    if event is None or record is None:
        assert also, "a command does something"
        return also
    if event.strikes:
        record = replace(record, event=replace(event, final=after.final))
        record, after = with_periods_resumed(matter, record, after)
    area = area_of(matter, event, after)
    record = replace(record, area=area, reads=own.told, calendar=own.calendar)
    return [Decided(name, own.reads[name] + 1, record, after), *also]


def with_parts_of_its_day(command: Command, context: Context) -> Context:
    """The context of what comes with an act. Where the act itself takes effect from an earlier day,
    as a reversal does, its parts hold from the day on which they are done; the record keeps no
    other day to decide them again by."""
    if type(command).takes_effect is Command.takes_effect:
        return context
    return replace(context, effective_on=context.occurred_on)


def case_after(matter: Matter[Any], record: Record) -> Case:
    """The case after a record. One that strikes others out, or corrects one, has it folded anew
    from its history: its event is stamped with the end that stands then."""
    if not record.event.reaches_back:
        return record.evolve(matter.case)
    history = matter.reader.history(matter.stream, matter.id)
    history.append((history[-1][0] + 1, record))
    return cast(Case, fold_in_force(type(matter.case), lambda: history))


def id_in_use() -> Refusal:
    return file_rule(
        "open",
        "一案一卷",
        Text("案卷编号已被使用", "the id is in use"),
        Text("新的编号，或者不填", "another id, or none"),
    )


def decide_entailed(
    entailed: Iterable[tuple[str, Command]], context: Context, reader: CaseReader
) -> list[Decided]:
    """Decides the entailed commands; Refused with every reason, each naming its case."""
    decided: list[Decided] = []
    refusals: list[Refusal] = []
    for name, command in entailed:
        stream, id = stream_and_id(name)
        try:
            if not command.opens:
                must_be_there(stream, id, context, reader)
            decided += decide_act(stream, id, command, context, reader, whole=False)
        except CaseMissing:
            refusals.append(about(stream, id, no_such_case()))
        except Refused as refused:
            refusals += [about(stream, id, refusal) for refusal in refused.refusals]
    if refusals:
        raise refused_for(refusals)
    return decided


def must_be_there(stream: str, id: str, context: Context, reader: CaseReader) -> None:
    """Raises CaseMissing where there is no case, or a draft that is another unit's."""
    case = reader.state(stream, id)
    if case is None or not case.is_open_to(context.actor):
        raise CaseMissing(stream_id(stream, id))


def no_such_case() -> Refusal:
    return file_rule(
        "missing",
        "所列案件均已立卷",
        Text("案卷不存在", "there is no such case"),
        Text("已有的案卷", "a case that exists"),
        "form",
    )


def about(stream: str, id: str, refusal: Refusal) -> Refusal:
    """The refusal with its case named; one whose id is a hash is left as it is."""
    if stream in BY_HASH:
        return refusal
    kind = stream_words(stream)
    asked = Text(f"{kind.zh} {id}：{refusal.asked.zh}", f"{kind.en} {id}: {refusal.asked.en}")
    fields = refusal.fields if refusal.kind == "paper" else ()
    return replace(refusal, asked=asked, fields=fields)


def area_of(matter: Matter[Any], event: Event, after: Case) -> str:
    """Regime and division of a record (`SC.510100`); made from the case, never from free text."""
    about = matter.rules.about
    seat = None if event.inward else after.seat(matter.day)
    return f"{about.code}.{seat or about.authority}"


def open_matter(
    stream: str, id: str, command: Command, context: Context, reader: CaseReader
) -> Matter[Any]:
    """The case and the rules for a command. Under the id of a case that is hidden from the actor,
    opening another is first answered with every reason that any new case would get."""
    case = reader.state(stream, id)
    if case is not None and command.opens and not case.is_open_to(context.actor):
        case = None
    if case is None and not command.opens:
        raise CaseMissing(stream_id(stream, id))
    subject = case or STREAMS[stream].state()
    rules = rules_for(stream, subject, command, reader, context.occurred_on)
    return Matter(stream, id, subject, context, reader, rules, command)


def decide_event(matter: Matter[Any]) -> tuple[Event | None, Step]:
    """The event, with stage and end from the regulation's step; None where all that happens is
    entailed. Raises Refused with every reason."""
    command = cast(Command, matter.command)
    refusals = reasons_against(matter, type(command))
    step = matter.step(type(command).__name__)
    if step and not any(refusal.kind == "who" for refusal in refusals):
        reasons = (*command.check(matter), *ill_given(matter, step))
        refusals += as_interpreted(matter, reasons)
    if step is None or refusals:
        raise refused_for(refusals)
    event = command.decide(matter)
    if event is None:
        return None, step
    return stamped(matter, event, step), step


def stamped(matter: Matter[Any], event: Event, step: Step) -> Event:
    """The event with where the step leads: the case, and the proceeding of a step that has one."""
    outcome = step.outcomes.get(event.outcome or "", step)
    final = outcome.final if outcome.to else matter.case.final
    assert (event.within is None) == (step.proceeding is None), type(event)
    if event.within is None:
        return replace(event, stage=outcome.to, final=final)
    return replace(
        event,
        stage=outcome.to,
        final=final,
        proceeding=matter.within,
        proceeding_stage=outcome.becomes,
    )


def reasons_against(matter: Matter[Any], do: type[Command]) -> list[Refusal]:
    """Every reason against a command but those in its body; empty where it is allowed."""
    step = matter.step(do.__name__)
    if step is None:
        return [without_step(matter, do.__name__)]
    if step.refused:
        return [forbidden(matter, step)]
    person = clashing_duties if do.entailed else against_the_person
    if who := list(person(matter, step)):
        return who
    own = list(do.beforehand(matter))
    if who := [refusal for refusal in own if refusal.kind == "who"]:
        return who
    guards = matter.guards(step.do)
    facts = [refusal for guard in guards if (refusal := check_guard(matter, guard, do))]
    return as_interpreted(matter, (*against_the_case(matter, do, step), *facts, *own))
