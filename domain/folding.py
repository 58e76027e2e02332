"""Folds texts to compare them: spellings that look the same to a reader become one text.

For names of persons, units, places and for search alike. What is compared is folded on both sides;
nothing is stored folded but search indexes. Unicode's NFKC and case folding do most of it; kinds of
characters that they keep apart are told by category (UAX #44).
"""

from unicodedata import category, normalize

RADICALS = (
    "⺀厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵⺚旡日月歺母民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂"
    "肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
"""The ideographs of the CJK radicals supplement, from U+2E80 on (UCD, EquivalentUnifiedIdeograph):
NFKC folds all Kangxi radicals, but only two of these."""
DOTS = ".·•‧∙⋅・･᛫⸱⸳●⦁ꞏ𐄁"
"""What stands between the parts of a name: people type what they find."""
QUOTES = "\"'`´‚„′″＂＇"
SPACED_ACUTE = " \u0301"
"""What NFKC makes of the acute accent that people type for an apostrophe."""
DASHES = "−⁃"
WAVES = "〜〰∼∿"
UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
    "\u180b\u180c\u180d\u180f"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
"""Letters and marks that show nothing: fillers, joiners, selectors of a variant."""
BY_CATEGORY = {"Ps": "(", "Pe": ")", "Pi": '"', "Pf": '"', "Pd": "-"} | dict.fromkeys(
    ("Cc", "Cf", "Zs", "Zl", "Zp")
)


class _OneOfEach(dict[int, str | None]):
    """What stands for each character; None: nothing. Filled as characters are met."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        self[code] = None if char in UNSEEN else BY_CATEGORY.get(category(char), char)
        return self[code]


_KINDS = _OneOfEach(
    {0x2E80 + place: char for place, char in enumerate(RADICALS)}
    | dict.fromkeys(map(ord, DOTS), "·")
    | dict.fromkeys(map(ord, QUOTES), '"')
    | dict.fromkeys(map(ord, DASHES), "-")
    | dict.fromkeys(map(ord, WAVES), "~")
)


def folded(text: str) -> str:
    """The text that stands for all spellings of it: without blanks and what shows nothing, width,
    case, radicals, brackets, quotes, dashes and middle dots made one kind."""
    if text.isascii():
        return text.translate(_KINDS).lower()
    while (after := _once(text)) != text:
        text = after
    return text


def _once(text: str) -> str:
    composed = normalize("NFKC", text).replace(SPACED_ACUTE, "'").translate(_KINDS).casefold()
    return normalize("NFKC", composed).translate(_KINDS)


def same_name(one: str, other: str) -> bool:
    """Whether two names differ in spelling alone."""
    return folded(one) == folded(other)


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: empty, or of blanks and characters that nobody sees."""
    return all(_KINDS[ord(char)] is None and _is_no_control(char) for char in text)


def _is_no_control(char: str) -> bool:
    return char.isspace() or category(char) != "Cc"


def shown_length(text: str) -> int:
    """How many characters of a text are shown."""
    return len(text.translate(_KINDS))
