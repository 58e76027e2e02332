"""The sentences of the pages: Chinese where they stand, their English twins in `english/*.toml`.

`t` is for sentences of the pages, `phrased` for words that the domain has for its own names.
"""

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

import tomli

from domain.refusal import Text

TWINS = Path(__file__).parent / "english"
ENGLISH_SIGNS = {"，": ", ", "、": ", ", "：": ": ", "；": "; ", "（": " (", "）": ")", "。": ". "}
in_english: ContextVar[bool] = ContextVar("in_english", default=False)
"""Whether the reader of the page that is being made has chosen English."""


@cache
def twins() -> dict[str, str]:
    """Each Chinese sentence with its English twin; of several twins the first."""
    return dict(reversed(all_twins()))


def all_twins() -> list[tuple[str, str]]:
    """The sentences of all files with their twins, in the order of the files."""
    texts = (file.read_text("utf-8") for file in sorted(TWINS.glob("*.toml")))
    return [pair for text in texts for pair in tomli.loads(text).items()]


def t(zh: str, **values: Any) -> str:
    """A sentence in the reader's language, `{names}` in it filled in."""
    sentence = twins().get(zh, zh) if in_english.get() else zh
    return sentence.format(**values) if values else sentence


def phrased(words: Any) -> str:
    """Words of the domain in the reader's language: a Text, as JSON has it too, or several."""
    match words:
        case Text():
            return words.in_language(in_english.get())
        case {"zh": zh, "en": en}:
            return str(en if in_english.get() else zh)
        case Mapping() | str():
            return str(words)
        case Iterable():
            return listed_in_words(words)
    return "" if words is None else str(words)


def between(sign: str) -> str:
    """A Chinese sign between words, as the reader's language has it."""
    return ENGLISH_SIGNS[sign] if in_english.get() else sign


def listed_in_words(several: Iterable[Any]) -> str:
    """Several words, as one reads them in a row."""
    return between("、").join(phrased(one) for one in several)
