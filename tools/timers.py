"""The table of timers (domain.md 2.12) of the shipped regulations, made from their files."""

from collections.abc import Iterator

from msgspec import Struct

from domain.authoring.values_told import Language, in_one
from domain.refusal import Text
from domain.regulation.limits import LENGTHS, FixedDay, NamedPeriod
from domain.regulation.model import Regulation
from domain.regulation.rules import rules_of
from domain.words import command_words, value_words
from services.regulation_files import regulation_files

PERIODS: dict[str, tuple[str, ...]] = {
    "T1": ("publicity",),
    "T2": ("answer", "correction"),
    "T3": ("annual",),
    "T4": ("cycle",),
    "T5": ("validity",),
    "T6": ("support",),
    "T7": ("rectification",),
    "T8": ("hearing", "defence"),
    "T9": ("remedy", "reconsideration", "suit"),
    "T10": ("disclosure",),
    "T11": ("objection",),
}
"""By timer, the periods of regulation files that it is."""
HEADS = Text(
    "## 期限\n\n每部规定的期限（T1–T11），取自规定文件；没有的写“—”。\n\n"
    "| | 规定 | 期间 | 依据 | 长度 | 起算 | 届满后 |\n|---|---|---|---|---|---|---|",
    "## Timers\n\nThe periods of each regulation (T1 to T11), from the files; — where it has none."
    "\n\n| | regulation | period | rule | length | from | what follows |"
    "\n|---|---|---|---|---|---|---|",
)
GIVEN = Text("由决定写明", "as the act says")
OF_THE_ACT, OF_RECEIPT = Text("办理之日", "the act"), Text("送达之日", "receipt")
OF_ISSUE = Text("印发之日", "issue")
ABSENT = "—"


class TimerRow(Struct, frozen=True):
    """One period of one regulation; without a `period` the regulation has no such timer."""

    timer: str
    regulation: str
    period: str = ABSENT
    rule: str = ABSENT
    length: Text = Text(ABSENT, ABSENT)
    begins: Text = Text(ABSENT, ABSENT)
    follows: str = ""


def timer_table(language: Language) -> str:
    lines = (line(row, language) for row in timer_rows())
    return "\n".join([in_one(HEADS, language), *lines]) + "\n"


def line(row: TimerRow, language: Language) -> str:
    follows = in_one(command_words(row.follows), language) if row.follows else ABSENT
    told = (in_one(row.length, language), in_one(row.begins, language), follows)
    return "| " + " | ".join((row.timer, row.regulation, row.period, row.rule, *told)) + " |"


def timer_rows() -> Iterator[TimerRow]:
    """Every timer for every shipped regulation of an organ, those that it lacks too."""
    texts = [rules_of(file.text).text for file in regulation_files(None) if file.text]
    for timer, names in PERIODS.items():
        for text in texts:
            if text.regulation.level != "HOUSE":
                found = [row for name in names for row in rows_of_period(timer, name, text)]
                yield from found or [TimerRow(timer, text.regulation.code)]


def rows_of_period(timer: str, name: str, text: Regulation) -> Iterator[TimerRow]:
    code = text.regulation.code
    if named := text.period.get(name):
        begins = OF_RECEIPT if named.begins == "receipt" else OF_THE_ACT
        length, follows = length_told(named, text), named.then or named.awaits or ""
        yield TimerRow(timer, code, name, named.rule, length, begins, follows)
    elif built_in := BUILT_IN.get(name):
        yield from built_in(timer, code, text)


def length_told(named: NamedPeriod, text: Regulation) -> Text:
    fixed = text.annual if named.fixed == "annual" else named.fixed
    if isinstance(fixed, FixedDay):
        return Text(f"{fixed.month}月{fixed.day}日", f"{fixed.day}/{fixed.month}")
    if named.given:
        return GIVEN
    [(unit, n)] = named.lengths.items()
    return counted(n, LENGTHS[unit])


def counted(n: int, unit: str) -> Text:
    words = value_words(unit, "unit")
    return Text(f"{n} {words.zh}", f"{n} {words.en}")


def of_publicity(timer: str, code: str, text: Regulation) -> Iterator[TimerRow]:
    if part := text.publicity:
        length = counted(part.length, part.unit)
        yield TimerRow(timer, code, "publicity", part.rule, length, OF_THE_ACT, "ClearEntry")


def of_answer(timer: str, code: str, text: Regulation) -> Iterator[TimerRow]:
    if part := text.correction:
        length = counted(part.answer_within, part.unit)
        yield TimerRow(timer, code, "answer", part.rule, length, OF_THE_ACT, "AcceptApplication")


def of_correction(timer: str, code: str, text: Regulation) -> Iterator[TimerRow]:
    if part := text.correction:
        begins = OF_RECEIPT if part.begins == "receipt" else OF_THE_ACT
        length = counted(part.term, part.unit)
        yield TimerRow(timer, code, "correction", part.rule, length, begins, "LapseCorrection")


def of_validity(timer: str, code: str, text: Regulation) -> Iterator[TimerRow]:
    if (part := text.validity) and part.years:
        length = counted(part.years, "calendar_year")
        yield TimerRow(timer, code, "validity", part.rule, length, OF_ISSUE, "ExpireRegime")


def of_objection(timer: str, code: str, text: Regulation) -> Iterator[TimerRow]:
    if part := text.objection:
        begins = OF_RECEIPT if part.begins == "receipt" else OF_THE_ACT
        length = counted(part.answer_within, part.unit)
        yield TimerRow(timer, code, "objection", part.rule, length, begins, "AnswerObjection")


BUILT_IN = {
    "publicity": of_publicity,
    "answer": of_answer,
    "correction": of_correction,
    "validity": of_validity,
    "objection": of_objection,
}
"""Periods that have a block of their own."""
