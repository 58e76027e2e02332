"""Checks that a regulation has what its own steps need to happen: entailed steps, results, ends of
periods, papers, and texts to publish."""

from collections.abc import Iterator

from domain.batch.publicity import ClosePublicity, StartPublicity
from domain.case import Command
from domain.regulation.fault import Fault, fault_at
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation, Step
from domain.regulation.nearest import known_ones
from domain.scrutiny.commands import BUILT_IN, KNOWN_COMMANDS, MAKING_CENTRES, STREAM_OF
from domain.scrutiny.grounds import groundless
from domain.streams import STREAMS

DOCUMENT_NO = "document_no"
PUBLICITY_PERIOD = "publicity"
PUBLISHING = {StartPublicity.__name__: "notice", ClosePublicity.__name__: "result_notice"}
"""What publishes, and the template of the text."""


def incomplete(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: what a step brings about, or leads to, and the file does not have."""
    for index, step in enumerate(regulation.step):
        if do := KNOWN_COMMANDS.get(step.do):
            yield from on_another_stream(step, do, index, lines)
            yield from not_by_the_same(regulation, step, do, index, lines)
            yield from without_result(step, do, index, lines)
            yield from without_period(regulation, step, do, index, lines)
            yield from without_end(regulation, step, do, index, lines)
            yield from without_papers(step, do, index, lines)
    yield from stepless(regulation, lines)
    yield from not_entailed(regulation, lines)
    yield from unpublished(regulation, lines)
    yield from groundless(regulation, lines)


def stepless(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """A fault: nobody can do anything under the text, and it does not say what is unknown."""
    if not regulation.step and not regulation.unknown:
        zh = '没有任何步骤：写 extends = "two_tiers"，或者写 [[step]]'
        en = 'there is no step: write extends = "two_tiers", or [[step]]'
        yield fault_at(lines, ("regulation", 0, "code"), zh, en)


def on_another_stream(step: Step, do: type[Command], index: int, lines: Lines) -> Iterator[Fault]:
    own = STREAM_OF[do]
    if own and step.stream != own and step.stream in STREAMS:
        zh = f'{step.do} 不是“{step.stream}”的步骤：写 stream = "{own}"'
        en = f'{step.do} is no step of {step.stream}: write stream = "{own}"'
        yield fault_at(lines, ("step", index, "stream"), zh, en)


def not_entailed(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: what is one act with a step has none itself, on some channel; each is told once."""
    told: set[str] = set()
    for index, step in enumerate(regulation.step):
        for other in KNOWN_COMMANDS[step.do].entailing if step.do in KNOWN_COMMANDS else ():
            name, stream = other.__name__, STREAM_OF[other]
            lacking = channels_without(regulation, step, stream, name)
            if not lacking or name in told or never_opened(regulation, other):
                continue
            told.add(name)
            where = "、".join(one for one in lacking if one)
            zh = f"{step.do} 同时办理 {name}{f'（渠道 {where}）' if where else ''}："
            zh += f'须写 [[step]] do = "{name}"、stream = "{stream}"'
            en = f"{step.do} is one act with {name}: write [[step]] do = "
            en += f'"{name}", stream = "{stream}"'
            yield fault_at(lines, ("step", index, "do"), zh, en)


def never_opened(regulation: Regulation, other: type[Command]) -> bool:
    """Whether the file opens no case of the kind that a command is on: nothing there is one act."""
    steps = (one for one in regulation.step if one.stream == STREAM_OF[other])
    opened = any(KNOWN_COMMANDS[one.do].opens for one in steps if one.do in KNOWN_COMMANDS)
    return not (opened or other.opens)


def channels_without(regulation: Regulation, step: Step, stream: str, do: str) -> list[str | None]:
    """The channels of a step in which the file lacks another one."""
    return [
        channel
        for channel in channels_of(regulation, stream)
        if step.channel is None or channel in (None, step.channel)
        if not any(is_step_of(one, stream, do, channel) for one in regulation.step)
    ]


def not_by_the_same(
    regulation: Regulation, step: Step, do: type[Command], index: int, lines: Lines
) -> Iterator[Fault]:
    """Faults: what is one act with this step may not be done by the same person, or is done in
    another duty."""
    brought = {one.__name__: one for one in do.entailing}
    for number, other in enumerate(regulation.step):
        if other.do not in brought:
            continue
        lacking = [] if brought[other.do].entailed else [r for r in step.by if r not in other.by]
        if lacking:
            zh = f"{step.do} 由 {'、'.join(lacking)} 办理时同时办理 {other.do}：by 加上"
            en = f"{step.do} by {', '.join(lacking)} is one act with {other.do}: add them to by"
            yield fault_at(lines, ("step", number, "by"), zh, en)
        if other.duty not in (None, step.duty):
            zh = f'{other.do} 与 {step.do} 是同一行为：写 duty = "{step.duty}"'
            en = f'{other.do} is one act with {step.do}: write duty = "{step.duty}"'
            yield fault_at(lines, ("step", number, "duty"), zh, en)


def is_step_of(step: Step, stream: str, do: str, channel: str | None) -> bool:
    return (step.stream, step.do) == (stream, do) and step.channel in (None, channel)


def channels_of(regulation: Regulation, stream: str) -> tuple[str | None, ...]:
    """The channels in which cases of a stream are opened; None: in whichever there is."""
    opened = {
        step.channel
        for step in regulation.step
        if step.stream == stream and (do := KNOWN_COMMANDS.get(step.do)) and do.opens
    }
    return tuple(sorted(opened - {None}, key=str)) or (None,)


def without_result(step: Step, do: type[Command], index: int, lines: Lines) -> Iterator[Fault]:
    """Faults: results of a command that lead nowhere, or a `to` that no result follows."""
    if missing := [one for one in do.outcomes if one not in step.outcomes]:
        names = "、".join(missing)
        zh = f"{step.do} 的结果 {names} 没有写：在 outcomes 中逐一写明去向（不改变状态的写 {{}}）"
        en = f"{step.do} may end in {', '.join(missing)}: say in outcomes where each leads"
        yield fault_at(lines, ("step", index, "outcomes"), zh, f"{en} ({{}}: nowhere)")


def without_period(
    regulation: Regulation, step: Step, do: type[Command], index: int, lines: Lines
) -> Iterator[Fault]:
    """Faults: a period that is opened by what does not begin it, or awaited where none began."""
    place = ("step", index, "opens")
    for opened in step.begins:
        if opened not in BUILT_IN or do.starts == opened:
            continue
        right = [name for name, one in KNOWN_COMMANDS.items() if one.starts == opened]
        zh = f"期间 {opened} 不从 {step.do} 开始，从 {'、'.join(right)} 开始"
        yield fault_at(lines, place, zh, f"{opened} begins with {', '.join(right)}, not here")
    if do.starts in BUILT_IN and BUILT_IN.isdisjoint(step.begins) and not do.entailed:
        zh = f'{step.do} 开始一段期间：写 opens = {{ period = "{do.starts}" }}'
        en = f'a period begins here: write opens = {{ period = "{do.starts}" }}'
        yield fault_at(lines, place, zh, en)
    if step.elapsed in BUILT_IN and step.elapsed not in begun_on(regulation, step.stream):
        zh = f"期间 {step.elapsed} 不在“{step.stream}”的案卷中开始：须有在该类案卷中开始它的步骤"
        en = f"{step.elapsed} begins in no case of {step.stream}: a step there has to begin it"
        yield fault_at(lines, ("step", index, "elapsed"), zh, en)
    if do.timed and do.upon is None and step.elapsed not in regulation.period:
        near = known_ones(step.elapsed or "", regulation.period)
        zh = f"{step.do} 在规定自定的期间届满后办理：写 elapsed{near.zh}"
        en = f"{step.do} comes when a named period is over: write elapsed{near.en}"
        yield fault_at(lines, ("step", index, "elapsed"), zh, en)
    if do.timed and do.upon and step.elapsed != do.upon:
        zh = f'{step.do} 在期间届满后办理：写 elapsed = "{do.upon}"'
        en = f'{step.do} comes when a period is over: write elapsed = "{do.upon}"'
        yield fault_at(lines, ("step", index, "elapsed"), zh, en)
    if do.recognises and not do.outcomes and STREAM_OF[do] == "applications":
        yield from recognised_too_early(regulation, step, index, lines)


def recognised_too_early(
    regulation: Regulation, step: Step, index: int, lines: Lines
) -> Iterator[Fault]:
    """A fault where a centre may be recognised before its publicity is over; a warning where the
    file says in words that there is none."""
    place = ("step", index, "elapsed")
    if step.elapsed == PUBLICITY_PERIOD:
        return
    if words := regulation.regulation.without_publicity:
        yield fault_at(lines, place, f"不经公示认定：{words}", f"no publicity: {words}", True)
        return
    zh = f'{step.do} 须在公示期满后办理：写 elapsed = "{PUBLICITY_PERIOD}"；'
    zh += "确无公示的，在 [regulation] 中写明 without_publicity = “依据”"
    en = f'recognition comes after the publicity: write elapsed = "{PUBLICITY_PERIOD}", or say in '
    yield fault_at(lines, place, zh, f"{en}[regulation] without_publicity why there is none")


def begun_on(regulation: Regulation, stream: str) -> set[str | None]:
    """The built-in periods that some step begins in cases of that stream."""
    own = (KNOWN_COMMANDS.get(step.do) for step in regulation.step if step.stream == stream)
    return {do.starts for do in own if do}


def without_end(
    regulation: Regulation, step: Step, do: type[Command], index: int, lines: Lines
) -> Iterator[Fault]:
    """Faults: a period that begins, and nothing follows when it is over."""
    if do.starts not in BUILT_IN:
        return
    follow = [
        name
        for name, one in KNOWN_COMMANDS.items()
        if one.upon == do.starts and STREAM_OF[one] == step.stream
    ]
    if follow and not any(
        other.do in follow and other.channel in (None, step.channel or other.channel)
        for other in regulation.step
        if other.stream == step.stream
    ):
        names = " 或 ".join(follow)
        zh = f'期间 {do.starts} 届满后没有下一步：须写 [[step]] do = "{names}"'
        en = f"nothing follows when {do.starts} is over: write [[step]] do = {' or '.join(follow)}"
        yield fault_at(lines, ("step", index, "do"), zh, en)


def without_papers(step: Step, do: type[Command], index: int, lines: Lines) -> Iterator[Fault]:
    """Faults: a decision against somebody, or one that makes a centre, without the number of its
    document; a body's decision without the body whose minutes it names."""
    wanted = do.adverse and (step.final or any(one.final for one in step.outcomes.values()))
    if (wanted or do.recognises or step.do in MAKING_CENTRES) and DOCUMENT_NO not in step.needs:
        zh = f'{step.do} 须有文号：写 needs = ["{DOCUMENT_NO}"]'
        yield fault_at(
            lines,
            ("step", index, "needs"),
            zh,
            f'it has a document: write needs = ["{DOCUMENT_NO}"]',
        )
    if do.deliberated and step.decided_by is None:
        zh = f'{step.do} 由集体会议决定：写 decided_by，如 "PARTY_GROUP"'
        en = "a body decides this: write decided_by, such as PARTY_GROUP"
        yield fault_at(lines, ("step", index, "decided_by"), zh, en)


def unpublished(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: what is published would be empty, for the file has no template."""
    block = regulation.publicity
    for key in dict.fromkeys(PUBLISHING.get(step.do) for step in regulation.step):
        if key and block and not (getattr(block, key) or "").strip():
            zh = f"公示的文本为空：在 [publicity] 中写 {key}"
            en = f"an empty text would be published: write {key} in [publicity]"
            yield fault_at(lines, ("publicity", 0, key), zh, en)
