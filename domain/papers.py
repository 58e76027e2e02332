"""Checks the papers that an act rests on: its document, and the minutes of the body that decided it
(党组会, 局长办公会). They come with the command, so beforehand none is missing."""

from collections.abc import Iterable, Iterator
from typing import Any

from domain.folding import is_blank
from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.regulation.model import Step
from domain.words import body_words, field_words


def is_lacking(given: str | tuple[str, ...] | None) -> bool:
    """Whether nothing is given: no text but blanks, no files."""
    return is_blank(given or "") if given is None or isinstance(given, str) else not given


def missing_papers(matter: Matter[Any], step: Step) -> Iterable[Refusal]:
    """Checks that what the step needs is given."""
    for need in step.needs if matter.command is not None else ():
        if is_lacking(getattr(matter.context, need)):
            yield not_given(matter, step, need, Text("填写", "give: "))


def undeliberated(matter: Matter[Any], step: Step) -> Iterator[Refusal]:
    """Refuses an act without minutes, or with minutes of a day on which the body could not have
    decided it."""
    if step.decided_by is None or matter.command is None:
        return
    yield from without_minutes(matter, step, body_words(step.decided_by))
    yield from of_another_day(matter, step, body_words(step.decided_by))


def without_minutes(matter: Matter[Any], step: Step, body: Text) -> Iterator[Refusal]:
    context = matter.context
    given = {
        "minutes_no": not is_blank(context.minutes_no or ""),
        "minutes_on": context.minutes_on is not None,
    }
    decided = Text(f"由{body.zh}决定：填写", f"decided by {body.en}: give ")
    for name in (name for name, there in given.items() if not there):
        yield not_given(matter, step, name, decided)


def not_given(matter: Matter[Any], step: Step, name: str, allowed: Text) -> Refusal:
    """A field of the act's papers that is blank, and how it is asked for."""
    words = field_words(name)
    asked = Text(f"未填写{words.zh}", f"not given: {words.en}")
    right = Text(f"{allowed.zh}{words.zh}", f"{allowed.en}{words.en}")
    return matter.rules.refuse(step.rule, asked, right, "paper", (f"/{name}",))


def of_another_day(matter: Matter[Any], step: Step, body: Text) -> Iterator[Refusal]:
    """Refuses minutes of a day after the act, or from before what the case shows last: the body has
    not decided on the case as it is."""
    held, last = matter.context.minutes_on, min(matter.case.last_day, matter.day)
    if held is None or last <= held <= matter.day:
        return
    yield matter.rules.refuse(
        step.rule,
        Text(f"{body.zh}纪要日期 {held}", f"minutes of {body.en} of {held}"),
        Text(
            f"不早于案卷最近办理日 {last}，不晚于办理日 {matter.day}",
            f"from {last}, the day of the case's last act, to {matter.day}, the day of this one",
        ),
        "paper",
        ("/minutes_on",),
    )
