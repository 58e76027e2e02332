"""Holds what a command declares of itself (domain/case.py) against what an act really did.

The scrutiny of regulation files trusts these declarations: what is not declared would not be asked
of a file, and a case would fail when it comes to it.
"""

from collections.abc import Iterable, Iterator, Sequence

from domain.adverse import AdverseDecided
from domain.case import Command, stream_and_id
from domain.centre.recognition import CentreRecognised
from domain.context import SYSTEM
from domain.deciding import Decided
from domain.record import Record
from domain.running import Running
from domain.scrutiny.commands import BUILT_IN, KNOWN_COMMANDS
from domain.streams import STREAMS

Declaration = tuple[str, str, str]
"""A command, what it declares, and of what."""


def declarations() -> set[Declaration]:
    """All that commands declare."""
    return {one for do in KNOWN_COMMANDS.values() for one in declared_by(do)}


def declared_by(do: type[Command]) -> Iterator[Declaration]:
    name = do.__name__
    for key in ("entailing", "brings"):
        yield from ((name, key, other.__name__) for other in getattr(do, key))
    for key in ("starts", "upon"):
        if value := getattr(do, key):
            yield name, key, value
    for key in ("timed", "recognises", "deliberated", "adverse"):
        if getattr(do, key):
            yield name, key, ""


def shown_by(
    do: type[Command], decided: Sequence[Decided], before: Sequence[Record]
) -> Iterator[Declaration]:
    """What an act has done of all that a command can declare; `before` is the history of the case
    that it was asked on."""
    if decided[0].record.context.actor == SYSTEM:
        yield do.__name__, "timed", ""
    if recognises(decided):
        yield do.__name__, "recognises", ""
    for one in decided:
        yield from ((do.__name__, "starts", running.kind) for running in begun(one.record, ()))
        yield from shown_alone(one, before if kind_of(one) is do else ())
    for one in parts_of(do, decided):
        part = kind_of(one).__name__
        yield from ((host.__name__, "entailing", part) for host in hosts_of(do, decided, one))
        yield do.__name__, "brings", part


def recognises(decided: Sequence[Decided]) -> bool:
    return any(isinstance(one.record.event, CentreRecognised) for one in decided)


def shown_alone(one: Decided, before: Sequence[Record]) -> Iterator[Declaration]:
    name = kind_of(one).__name__
    if isinstance(one.record.event, AdverseDecided):
        yield name, "adverse", ""
    if one.record.decided_by:
        yield name, "deliberated", ""
    yield from ((name, "starts", running.kind) for running in begun(one.record, before))
    ended = {key: running.kind for running in running_in(before) for key in [running.key]}
    yield from ((name, "upon", ended[key]) for key in one.record.closes() if key in ended)


def kind_of(one: Decided) -> type[Command]:
    return type(one.record.command)


def parts_of(do: type[Command], decided: Sequence[Decided]) -> list[Decided]:
    """What came with the act, on streams of which a regulation file has the steps. The act itself
    may leave nothing but its parts."""
    others = (one for one in decided if kind_of(one) is not do)
    return [one for one in others if not STREAMS[stream_and_id(one.stream)[0]].file_rules]


def hosts_of(do: type[Command], decided: Sequence[Decided], part: Decided) -> list[type[Command]]:
    """Those of the act that declare a part of it."""
    kinds = dict.fromkeys((do, *(kind_of(one) for one in decided)))
    return [kind for kind in kinds if kind_of(part) in kind.entailing]


def running_in(history: Iterable[Record]) -> list[Running]:
    """The periods that run after a history."""
    running: dict[str, Running] = {}
    for record in history:
        for key in record.event.closes():
            running.pop(key, None)
        running |= {one.key: one for one in record.event.opens()}
    return list(running.values())


def begun(record: Record, before: Sequence[Record]) -> list[Running]:
    """The built-in periods that begin with an act, and were not running before. What a reversal
    brings back is no beginning."""
    if record.event.strikes:
        return []
    known = {(one.key, one.kind) for one in running_in(before) if not one.held}
    opened = (one for one in record.event.opens() if one.kind in BUILT_IN and not one.held)
    return [one for one in opened if (one.key, one.kind) not in known]


def undeclared(
    do: type[Command], decided: Sequence[Decided], before: Sequence[Record]
) -> Iterator[str]:
    """What an act did that its commands do not declare."""
    for one in parts_of(do, decided):
        if not hosts_of(do, decided, one):
            yield f"{do.__name__} has entailed {kind_of(one).__name__}"
    for one in decided:
        yield from undeclared_alone(one, before if kind_of(one) is do else ())
    if recognises(decided) != do.recognises:
        yield f"{do.__name__} recognises: {recognises(decided)}"


def undeclared_alone(one: Decided, before: Sequence[Record]) -> Iterator[str]:
    do, record = kind_of(one), one.record
    for running in begun(record, before):
        goes_on = bool(record.event.strikes)  # what an act out of force had ended
        if do.starts != running.kind and not do.records_receipt and not goes_on:
            yield f"{do.__name__} starts {running.kind}"
    for running in record.event.opens():
        follows = KNOWN_COMMANDS.get(running.follows)
        if follows and running.kind in BUILT_IN and follows.upon != running.kind:
            yield f"{follows.__name__} is due upon {running.kind}"
        if follows and running.by_itself and running.kind in BUILT_IN and not follows.timed:
            yield f"{follows.__name__} is given when {running.kind} is over"
    if isinstance(record.event, AdverseDecided) and not (do.adverse or do.outcomes):
        yield f"{do.__name__} decides against somebody"
    if do.deliberated and not record.decided_by:
        yield f"{do.__name__} was decided by no body"
