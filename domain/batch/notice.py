"""Notices of a publicity and of its result: the regulation's templates, filled in.

PIPL 25: the public is told builder, proposed name, industry and place of an entry, and no person.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from domain.application.case import Application
from domain.application.listing import ClearEntry, Entry, entry_of
from domain.application.recognising import RecogniseCentre
from domain.batch.case import Batch, Shortlist
from domain.batch.counting import rule_of
from domain.matter import Matter
from domain.working_days import Period

FoundEntry = tuple[str, Application]
NONE = "无"


class Channels(Protocol):
    """A command with the address of a publicity and the channel for objections."""

    @property
    def channel_url(self) -> str: ...
    @property
    def objection_channel(self) -> str: ...


def entries_of(matter: Matter[Batch], shortlist: Shortlist | None) -> Iterable[FoundEntry]:
    """The applications of a list, in its order."""
    for entry in shortlist.entries if shortlist else ():
        case = matter.reader.state("applications", entry.application)
        if isinstance(case, Application):
            yield entry.application, case


def running_of(matter: Matter[Batch], list_no: str, do: str) -> dict[str, Application]:
    """Applications of a list at a stage in which the regulation allows the step `do`; all where it
    has no such step."""
    return {
        id: case
        for id, case in entries_of(matter, matter.case.shortlist(list_no))
        if (step := matter.rules.step("applications", do, case.channel)) is None
        or case.stage in step.during
    }


def clear_of(matter: Matter[Batch], list_no: str) -> dict[str, Application]:
    """Applications of a list whose publicity is over without objection."""
    return {
        id: case
        for id, case in entries_of(matter, matter.case.shortlist(list_no))
        if (step := matter.rules.step("applications", ClearEntry.__name__, case.channel))
        and case.stage == step.to
    }


def notice(
    matter: Matter[Batch],
    channels: Channels,
    number: str,
    period: Period,
    entries: Sequence[Entry],
) -> str:
    """The notice of a publicity, with both dates; empty where the regulation has no template."""
    return (rule_of(matter).notice or "").format(
        title=matter.case.title,
        list_no=number,
        published=day_in_words(period.began),
        first_day=day_in_words(period.counted[0]),
        last_day=day_in_words(period.ends),
        objection_channel=channels.objection_channel,
        channel_url=channels.channel_url,
        entries=numbered_lines([entry.on(matter.day, matter.rules.places) for entry in entries]),
    )


def result_notice(matter: Matter[Batch], list_no: str, last_day: date) -> str:
    """The notice of a publicity's result: who is clear, who has gone, who is still pending."""
    clear = clear_of(matter, list_no)
    cleared: list[str] = []
    gone: list[str] = []
    pending: list[str] = []
    for id, case in entries_of(matter, matter.case.shortlist(list_no)):
        entry = entry_of(case, matter).on(matter.day, matter.rules.places)
        if id in clear or RecogniseCentre.__name__ in case.done:
            cleared.append(entry)
        elif case.final:
            gone.append(f"{entry}：{matter.rules.stage_called(case.stage).zh}")
        else:
            pending.append(entry)
    return (rule_of(matter).result_notice or "").format(
        title=matter.case.title,
        list_no=list_no,
        last_day=day_in_words(last_day),
        cleared=numbered_lines(cleared),
        withdrawn=numbered_lines(gone),
        pending=numbered_lines(pending),
    )


def numbered_lines(lines: Sequence[str]) -> str:
    return "\n".join(f"{place}. {line}" for place, line in enumerate(lines, 1)) or NONE


def day_in_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
