"""Says the values of a record as an official document writes them: days, codes, amounts, terms."""

import re
from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Any

from msgspec import Struct
from msgspec.structs import fields

from domain.batch.notice import day_in_words
from domain.money import in_yuan
from domain.personal import Sealed
from domain.words import field_words, value_words
from domain.working_days import Period
from services.documents.acts import DocumentedAct

SEALED_AWAY = "（依法封存，见案卷）"
UNITS_IN_WORDS = {
    "working_day": "个工作日",
    "calendar_day": "日",
    "calendar_month": "个月",
    "calendar_year": "年",
}
PLACE_FIELDS = ("division", "division_code", "place")
CODE = re.compile(r"[A-Z][A-Z_]+")
UNSAID = frozenset(
    {
        *("stage", "final", "proceeding", "proceeding_stage", "of", "regulation", "list_no"),
        *("reason", "served_on", "remedies", "alerts", "centre", "remedy", "violation", "effect"),
        *(
            "answer",
            "entries",
            "period",
            "curable",
            "recommender_handler",
            "recommender_head",
            "no",
            "back_in",
            "under",
            "undoes",
        ),
    }
)
"""Fields that a document says elsewhere, or that only the system counts by."""


def spelled_out(value: Any, field: str, act: DocumentedAct) -> str:
    """One value in words; what is sealed is not opened, for a document is kept for ever."""
    match value:
        case Sealed():
            return SEALED_AWAY
        case bool():
            return "是" if value else "否"
        case date():
            return day_in_words(value)
        case Period():
            return until(value)
        case str() if field in PLACE_FIELDS:
            row = act.rules.places.row_of(value, act.record.context.occurred_on)
            return row.name if row else value
        case int() if field == "amount":
            return f"{in_yuan(value)} 元"
        case Enum():
            return coded(value.value, field, act)
        case str() if CODE.fullmatch(value):
            return coded(value, field, act)
        case Struct():
            return "，".join(text for text in parts_said(value, act) if text)
        case list() | tuple():
            return "；".join(spelled_out(one, field, act) for one in value)
    return str(value)


def coded(value: str, field: str, act: DocumentedAct) -> str:
    """A code as the regulation calls it, or by its general words."""
    name = field.removesuffix("s") if field == "grounds" else field
    of_orders = (one for one in act.rules.text.ground if one.code == value)
    own = next(of_orders, None) or act.rules.cancel_ground(value)
    return own.called.zh if own and name == "ground" else value_words(value, name).zh


def parts_said(value: Struct, act: DocumentedAct) -> Iterator[str]:
    """The fields of a part, each with what it is called."""
    kind = type(value).__name__
    for field in fields(type(value)):
        if (one := getattr(value, field.name)) not in (None, "", ()):
            yield f"{field_words(field.name, kind).zh} {spelled_out(one, field.name, act)}"


def other_facts(act: DocumentedAct, *told: str) -> list[dict[str, Any]]:
    """What an event says beside what its document tells in sentences."""
    event, owner = act.record.event, type(act.record.event).__name__
    names = (
        one.name
        for one in fields(type(event))
        if one.name not in UNSAID.union(told, event.names_versions)
    )
    given = ((name, getattr(event, name)) for name in names)
    return [
        {
            "label": field_words(name, owner).zh,
            "values": [spelled_out(value, name, act)],
        }
        for name, value in given
        if value not in (None, "", (), False)
    ]


def until(period: Period | None) -> str:
    return day_in_words(period.ends) if period else ""


def length(days: int | None, unit: str) -> str:
    return f"{days} {UNITS_IN_WORDS.get(unit, '')}" if days else "规定的期限"
