"""Unified social credit codes (统一社会信用代码) of organisations, GB 32100-2015."""

from typing import Literal

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
LENGTH = 18

Defect = Literal["length", "character", "check_digit"]

_ZH: dict[Defect, str] = {
    "length": "应为18位",
    "character": "只能使用数字和大写字母（不含I、O、S、V、Z）",
    "check_digit": "校验码不符，请核对是否录入有误",
}
_EN: dict[Defect, str] = {
    "length": "18 characters are needed",
    "character": "only digits and letters except I, O, S, V, Z are allowed",
    "check_digit": "the check digit does not match, look for a slip of the pen",
}


class CreditCodeInvalid(ValueError):
    """`code`, as normalised, is no unified social credit code; `defect` says why."""

    def __init__(self, code: str, defect: Defect) -> None:
        super().__init__(code, defect)
        self.code = code
        self.defect = defect

    @property
    def zh(self) -> str:
        return f"统一社会信用代码“{self.code}”无效：{_ZH[self.defect]}"

    @property
    def en(self) -> str:
        return f"unified social credit code {self.code!r} is not valid: {_EN[self.defect]}"

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"


def credit_code(text: str) -> str:
    """The code without spaces and in capitals, as it is stored.

    Checks length, characters and check digit; positions 3-8 are the division at registration and
    prove nothing about today's.
    """
    code = "".join(text.split()).upper()
    if len(code) != LENGTH:
        raise CreditCodeInvalid(code, "length")
    if not set(code) <= set(ALPHABET):
        raise CreditCodeInvalid(code, "character")
    weighed = sum(ALPHABET.index(c) * w for c, w in zip(code[:-1], WEIGHTS, strict=True))
    if code[-1] != ALPHABET[-weighed % 31]:
        raise CreditCodeInvalid(code, "check_digit")
    return code


def is_credit_code(text: str) -> bool:
    try:
        credit_code(text)
    except CreditCodeInvalid:
        return False
    return True
