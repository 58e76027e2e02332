"""What people read for each name used in code, in Chinese and English, in one place."""

from collections.abc import Iterable, Mapping

from domain.refusal import Text
from domain.words import (
    applications,
    bank_accounts,
    batches,
    centres,
    corrections,
    discipline_cases,
    expert_pools,
    fund_projects,
    parties,
    red_flags,
    regulations,
    remedies,
    rows,
    shared,
    stores,
    violations,
)
from domain.words.actors import BODIES, BY_LETTER, DUTIES, ROLES
from domain.words.glossary import together
from domain.words.periods import PERIODS
from domain.words.proceedings import NUMBERED_PROCEEDINGS, PROCEEDING_STAGES, PROCEEDINGS
from domain.words.stages import STAGES
from domain.words.streams import ELSEWHERE, STREAMS
from domain.words.values import VALUES

GLOSSARIES = (
    *(shared.WORDS, batches.WORDS, applications.WORDS, centres.WORDS, violations.WORDS),
    *(
        expert_pools.WORDS,
        regulations.WORDS,
        remedies.WORDS,
        parties.WORDS,
        red_flags.WORDS,
        stores.WORDS,
        rows.WORDS,
        corrections.WORDS,
        bank_accounts.WORDS,
        discipline_cases.WORDS,
        fund_projects.WORDS,
    ),
)
COMMANDS = together(one.commands for one in GLOSSARIES)
EVENTS = together(one.events for one in GLOSSARIES)
FIELDS = together(one.fields for one in GLOSSARIES)


def command_words(name: str) -> Text:
    return first(COMMANDS, name)


def event_words(tag: str) -> Text:
    return first(EVENTS, tag)


def stage_words(name: str | None) -> Text:
    return first(STAGES, name) if name else Text("未立案", "not opened")


def proceeding_words(id: str) -> Text:
    """A proceeding by its id (`annual/2026`), or a kind of them."""
    kind, _, key = id.partition("/")
    words = first(NUMBERED_PROCEEDINGS if key else PROCEEDINGS, kind)
    return Text(words.zh.replace("{}", key), words.en.replace("{}", key))


def proceeding_stage_words(kind: str, stage: str) -> Text:
    return first(PROCEEDING_STAGES, f"{kind}.{stage}", stage)


def stream_words(name: str) -> Text:
    return first(STREAMS | ELSEWHERE, name)


def role_words(names: Iterable[str]) -> Text:
    return joined(first(ROLES, name) for name in names)


def duty_words(name: str) -> Text:
    return first(DUTIES | BY_LETTER, name)


def body_words(name: str) -> Text:
    return first(BODIES, name)


def period_words(name: str) -> Text:
    return first(PERIODS, name)


def field_words(name: str, *owners: str) -> Text:
    """`owners` are the fields and the structs that it may be a part of, the closest first."""
    return first(FIELDS, *(f"{owner}.{name}" for owner in owners), name)


def value_words(value: str, field: str = "") -> Text:
    return first(VALUES, f"{field}.{value}", value)


def joined(words: Iterable[Text]) -> Text:
    """Several, as one reads them in a row."""
    found = tuple(words)
    return Text("、".join(one.zh for one in found), ", ".join(one.en for one in found))


def first(table: Mapping[str, Text], *names: str) -> Text:
    """The first that the table has. A name from a later release stands for itself."""
    return next((table[one] for one in names if one in table), Text(names[-1], names[-1]))
