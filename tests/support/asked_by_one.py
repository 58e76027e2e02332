"""A regime of our own that asks what no other does: fields, pass marks, a partner, a meeting."""

from datetime import date
from typing import Any

from domain.application.form import OwnValue
from domain.batch.consenting import ConsentToBatchAct
from domain.context import Actor
from domain.regulation.resolving import resolve_source
from tests.support.asking import Ask
from tests.support.regulations import INVENTED
from tests.support.road import Road
from tests.support.roads import OVER, WHEN_OVER

BESIDE = {file.name: file.read_text("utf-8") for file in INVENTED.iterdir()}
SOURCE = BESIDE["asking.toml"]
OWN: dict[str, OwnValue] = {
    "certified_staff": 8,
    "full_time_head": True,
    "founded_on": "2024-03-02",
    "certified_on": "2025-01-01",
    "certificate": "a" * 64,
    "model": "自营",
    "premises": "OWNED",
}
PAPER = "示知〔2026〕1号"
MEETING: dict[str, Any] = {"minutes_no": "党组〔2026〕3号", "minutes_on": OVER}


def changed(*lines: tuple[str, str]) -> str:
    """The regime's complete text after changes to its source."""
    text = SOURCE
    for before, after in lines:
        assert before in text, before
        text = text.replace(before, after, 1)
    return resolve_source(text, BESIDE).text


def own(**changes: OwnValue | None) -> dict[str, OwnValue]:
    """The values of the regime's own fields, some of them changed or left out."""
    return {name: value for name, value in (OWN | changes).items() if value is not None}


TIMES = {
    **dict.fromkeys(WHEN_OVER, OVER),
    "LapseCorrection": date(2026, 3, 17),
    "RecogniseCentre": date(2026, 3, 17),
}
ASKING = Road("asking", changed(), "DIRECT", "320505", TIMES, {"own": OWN})
FINANCE = Actor("finance.320500", "FINANCE", "320500", ("decision",))
LIST = ASKING.asks["DetermineList"]
AGREE = Ask(
    command=ConsentToBatchAct(act="DetermineList"),
    actor=FINANCE,
    document_no=PAPER,
    stream="batches",
    id="b1",
)
LIST = Ask(command=LIST.command, actor=LIST.actor, document_no=PAPER, stream="batches", id="b1")
