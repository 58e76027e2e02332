"""Adds Chinese and English words beside the codes in a list: `stage` and `stage_words`; steps and
stages as the row's regime calls them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from domain.case import Case
from domain.refusal import Text
from domain.regime.lifecycle import regime_in
from domain.regulation.rules import Rules
from domain.words import (
    body_words,
    command_words,
    event_words,
    period_words,
    proceeding_stage_words,
    proceeding_words,
    role_words,
    stage_words,
    stream_words,
    value_words,
)

NOT_BEGUN = Text("尚未开始", "not begun yet")
WORDED: dict[str, Callable[[str], Text]] = {
    "by": lambda by: value_words(by, "by"),
    "channel": lambda channel: value_words(channel, "channel"),
    "command": command_words,
    "decided_by": body_words,
    "commands": command_words,
    "follows": command_words,
    "grade": lambda grade: value_words(grade, "grade"),
    "kind": period_words,
    "publication": lambda kind: value_words(kind, "publication"),
    "level": lambda level: value_words(level, "level"),
    "role": lambda role: role_words((role,)),
    "stage": stage_words,
    "result": lambda result: proceeding_stage_words("rectification", result),
    "status": stage_words,
    "stream": stream_words,
    "timer": period_words,
    "type": event_words,
}


def with_words(row: dict[str, Any], rules: Rules | None = None) -> dict[str, Any]:
    """A row with `*_words` beside each code; beside a list of codes, one for each. `rules` are
    those of the row's regime."""
    table = WORDED | own_words(rules) if rules else WORDED
    said = {f"{name}_words": words(row[name], table[name]) for name in worded(row) if row[name]}
    ground = rules.cancel_ground(row["ground"]) if rules and row.get("ground") else None
    if ground:
        said["ground_words"] = ground.called
    if own := row.get("called"):  # a period that the regulation names itself
        said |= dict.fromkeys(("kind_words", "timer_words"), own)
    if id := row.get("proceeding"):
        said |= in_proceeding(id, row.get("stage"))
    return {name: inner(value, rules) for name, value in row.items()} | said


def in_proceeding(id: str, stage: str | None) -> dict[str, Text]:
    """Words for a proceeding of a case, and for its stage there; "" is that of one that is due and
    has not begun."""
    kind, _, _ = id.partition("/")
    called = {"proceeding_words": proceeding_words(id)}
    if stage is None:
        return called
    return called | {"stage_words": proceeding_stage_words(kind, stage) if stage else NOT_BEGUN}


def own_words(rules: Rules) -> dict[str, Callable[[str], Text]]:
    """What a regime calls its steps and stages."""
    own: dict[str, Callable[[str], Text]] = {"stage": rules.stage_called}
    own["status"] = rules.stage_called
    return own | dict.fromkeys(("command", "commands", "follows"), rules.step_called)


def inner(value: Any, rules: Rules | None) -> Any:
    """Adds the words to the rows within a row, too."""
    match value:
        case [dict(), *_]:
            return [with_words(row, rules) for row in value]
    return value


def rules_by_code(regimes: Mapping[str, Case], day: date) -> dict[str, Rules]:
    """The rules in force of each regime that has any on that day."""
    in_force = {code: regime_in(file).rules_on(day) for code, file in regimes.items()}
    return {code: rules for code, rules in in_force.items() if rules}


def worded(names: Iterable[str]) -> tuple[str, ...]:
    """The fields whose codes get words beside them."""
    return tuple(name for name in names if name in WORDED)


def words(code: Any, of_one: Callable[[str], Text]) -> Text | tuple[Text, ...]:
    return of_one(code) if isinstance(code, str) else tuple(map(of_one, code))
