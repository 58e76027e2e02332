"""What stands in the inputs of a form, as it reads when nobody can change it."""

from collections.abc import Iterator

from msgspec import Struct

from domain.money import in_yuan
from domain.refusal import Text
from services.imports.tables.faults import Unfit
from services.pages.forms.inputs import FormInput
from services.pages.forms.reading import BETWEEN_VALUES, Texts, row_count, value_in
from services.pages.words import phrased, t


class AnswerGiven(Struct, frozen=True):
    """An input as it reads: a text, files by their hash, or rows under their heads."""

    pointer: str
    words: Text
    said: str = ""
    files: tuple[str, ...] = ()
    heads: tuple[Text, ...] = ()
    rows: tuple[tuple["AnswerGiven", ...], ...] = ()

    @property
    def is_given(self) -> bool:
        return bool(self.said or self.files or self.rows)


def answers_given(
    inputs: tuple[FormInput, ...], texts: Texts, sealed: frozenset[str], at: str
) -> Iterator[AnswerGiven]:
    """The inputs in which something stands."""
    for one in inputs:
        here = f"{at}/{one.name}"
        if one.control in ("group", "own"):
            yield from answers_given(one.parts, texts, sealed, here)
        elif (answer := answer_at(one, texts, sealed, here)).is_given:
            yield answer


def answer_at(one: FormInput, texts: Texts, sealed: frozenset[str], at: str) -> AnswerGiven:
    if one.control == "rows":
        heads = tuple(part.words for part in one.parts)
        rows = tuple(rows_given(one, texts, sealed, at))
        return AnswerGiven(at, one.words, heads=heads, rows=rows)
    text = texts.get(at, "").strip()
    if one.control in ("file", "files"):
        return AnswerGiven(at, one.words, files=tuple(filter(None, text.split(BETWEEN_VALUES))))
    unsaid = t("已封存，保持不变") if at in sealed else ""
    return AnswerGiven(at, one.words, text_as_read(one, text) if text else unsaid)


def rows_given(
    one: FormInput, texts: Texts, sealed: frozenset[str], at: str
) -> Iterator[tuple[AnswerGiven, ...]]:
    for index in range(row_count(texts, at)):
        yield tuple(answer_at(p, texts, sealed, f"{at}/{index}/{p.name}") for p in one.parts)


def text_as_read(one: FormInput, text: str) -> str:
    """A text as people read it: a choice by its words, money in yuan."""
    called = dict(one.choices)
    if called:
        return phrased([called.get(each, each) for each in text.split(BETWEEN_VALUES)])
    if one.control == "lines":
        return phrased(text.split(BETWEEN_VALUES))
    if one.control == "money":
        try:
            return f"{in_yuan(value_in(one, text))} {t('元')}"
        except Unfit:
            return text
    return text
