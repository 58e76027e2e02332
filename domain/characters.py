"""Characters that do not belong in what people write: which they are, and what they are called."""

import re
import unicodedata

from domain.folding import UNSEEN
from domain.refusal import Text

TYPED = "\t\n\r"
"""Control characters that a keyboard gives; a name may hold them, folded as blanks are."""
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the direction of writing, so that a text reads otherwise than it is stored."""
LOST = frozenset("\ufffc\ufffd")
"""What programs put where they could not read a character."""
_PRINTABLE = re.compile(f"[{''.join(char for char in (*UNSEEN, *LOST) if char < chr(0x10000))}]")
"""Those that Python takes for printable; the pattern is quick as long as it stays in plane 0."""
_SELECTORS = re.compile("[\U000e0100-\U000e01ef]")
STRAY_KINDS = {
    "Cc": Text("控制字符", "a control character"),
    "Cf": Text("看不见的格式字符", "an invisible format character"),
    "Co": Text("私用字符", "a private-use character"),
    "Cn": Text("未定义的字符", "a character that is not assigned"),
    "Cs": Text("半个字符", "half of a character"),
}
OWN_NAMES = {
    "\u00ad": Text("软连字符", "soft hyphen"),
    "\u200b": Text("零宽空格", "zero width space"),
    "\u200c": Text("零宽不连字符", "zero width non-joiner"),
    "\u200d": Text("零宽连字符", "zero width joiner"),
    "\u2060": Text("词连接符", "word joiner"),
    "\ufeff": Text("字节顺序标记（BOM）", "byte order mark"),
    "\ufffd": Text("乱码（替换字符）", "replacement character"),
}
A_TURN = Text("双向文字控制符", "a control of the direction of writing")
UNSEEN_WORDS = Text("看不见的字符", "an invisible character")
A_TAG = Text("标签字符", "a tag character")


def stray(text: str) -> tuple[str, ...]:
    """The characters of a name that do not belong in one, each once."""
    if is_plain(text):
        return ()
    return tuple(char for char in dict.fromkeys(text) if _is_stray(char))


def is_plain(text: str) -> bool:
    """Whether all characters of a text can be seen, by a quick look; a blank is a plain space."""
    if not text.isprintable():
        return False
    return text.isascii() or not (_PRINTABLE.search(text) or _SELECTORS.search(text))


def _is_stray(char: str) -> bool:
    if char in TYPED:
        return False
    return _category(char) in STRAY_KINDS or char in UNSEEN or char in LOST


def _category(char: str) -> str:
    """The category; planes 2 and 3 are for ideographs, those that this Python does not know yet
    among them (Unicode 4.4)."""
    code, kind = ord(char), unicodedata.category(char)
    return "Lo" if kind == "Cn" and code >> 16 in (2, 3) and code & 0xFFFF < 0xFFFE else kind


def character_words(char: str) -> Text:
    """A character by its number and name: U+200B 零宽空格."""
    number, words = f"U+{ord(char):04X}", _words(char)
    name = unicodedata.name(char, words.en)
    return Text(f"{number} {words.zh}", f"{number} {name}")


def _words(char: str) -> Text:
    if char in TURNING:
        return A_TURN
    if 0xE0000 <= ord(char) <= 0xE007F:
        return A_TAG
    return OWN_NAMES.get(char) or STRAY_KINDS.get(_category(char)) or UNSEEN_WORDS


def stray_words(strays: tuple[str, ...]) -> Text:
    """What is wrong with a text that holds these characters."""
    words = [character_words(char) for char in strays]
    zh, en = "、".join(one.zh for one in words), ", ".join(one.en for one in words)
    return Text(f"含有不应有的字符 {zh}，请删去重写", f"holds what does not belong there: {en}")
