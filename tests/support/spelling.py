"""Names as people type them: other spellings of one, and characters that do not belong there."""

import sys
from functools import cache
from unicodedata import category

from hypothesis import strategies as st

from domain.folding import RADICALS

BLANKS = "\t\n\r \u00a0\u2002\u2003\u2009\u202f\u205f\u3000"
ALIKE = {
    "（": "（(〔[【［︵",
    "）": "）)〕]】］︶",
    "·": "·•・‧．.∙",
    **{char: char + chr(0x2E80 + n) for n, char in enumerate(RADICALS) if n not in (0, 0x1A)},
}
UNSEEN_KINDS = (
    "\u200b\u200c\u200d\u2060\ufeff",
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    "\ufe00\ufe0e\ufe0f\U000e0100\U000e01ef",
    "\u00ad",
    "\U000e0001\U000e0020\U000e007f",
    "\u034f\u115f\u1160\u3164\uffa0\u2800\u180e\u180b",
)
"""Zero-width; direction; selectors; soft hyphen; tags; fillers."""
OUTSIDE_KINDS = (
    "\ue000\uf8ff\U000f0000\U0010fffd",
    "\u0378\uffff\U0001ffff\ufdd0",
    "\ud800\udfff",
    "\x00\x07\x1b\x7f\x85\x9b",
    "\ufffd\ufffc",
)
"""Private use; not assigned; halves; controls; what stands for something lost."""


def spellings_of(name: str) -> st.SearchStrategy[str]:
    """The name with other characters of the same kind, blanks and unseen characters anywhere."""
    between = st.text(st.sampled_from(BLANKS + "".join(UNSEEN_KINDS)), max_size=2)
    letters = [st.sampled_from([*_typed(char)]) for char in name]
    return st.tuples(*(part for letter in letters for part in (between, letter))).map("".join)


def _typed(char: str) -> list[str]:
    wide = chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char
    return [*ALIKE.get(char, ""), char, wide, char.upper(), wide.upper(), char.lower()]


@cache
def _letters() -> str:
    """Letters and digits of their own: no compatibility form, no capital."""
    ranges = ((0x30, 0x3A), (0x61, 0x7B), (0x3400, 0xA000), (0x20000, 0x2A6D0))
    return "".join(chr(code) for span in ranges for code in range(*span))


def written_names() -> st.SearchStrategy[str]:
    """Names of Han of any plane, small Latin letters and digits, with a dot perhaps."""
    return st.text(st.sampled_from(_letters() + "·"), min_size=1, max_size=8)


@cache
def invisible() -> str:
    """Every format, private, surrogate and control character but those that a keyboard gives."""
    codes = range(sys.maxunicode + 1)
    return "".join(
        chr(code) for code in codes if category(chr(code)) in ("Cf", "Co", "Cs", "Cc")
    ).translate(dict.fromkeys(map(ord, "\t\n\r")))
