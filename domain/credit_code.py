"""Unified social credit codes (统一社会信用代码) of organisations, GB 32100-2015."""

from typing import Literal

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
LENGTH = 18

Defect = Literal["length", "character", "check_digit"]


class CreditCodeInvalid(ValueError):
    """Raised for a text that is no unified social credit code. `code` is the text as normalised;
    `defect` says what is wrong, `zh` and `en` at which character."""

    def __init__(self, code: str, defect: Defect) -> None:
        super().__init__(code, defect)
        self.code = code
        self.defect = defect

    @property
    def zh(self) -> str:
        return f"统一社会信用代码“{self.code}”无效：{self.why[0]}"

    @property
    def en(self) -> str:
        return f"unified social credit code {self.code!r} is not valid: {self.why[1]}"

    @property
    def why(self) -> tuple[str, str]:
        """What is wrong with it, in Chinese and English."""
        match self.defect:
            case "length":
                given = len(self.code)
                return f"应为{LENGTH}位，实为{given}位", f"{LENGTH} characters, not {given}"
            case "character":
                place, wrong = next((n, c) for n, c in enumerate(self.code, 1) if c not in ALPHABET)
                return (
                    f"第{place}位“{wrong}”不能使用，只用数字和大写字母（不含I、O、S、V、Z）",
                    f"character {place}, {wrong!r}: only digits and letters but I, O, S, V, Z",
                )
        right, last = check_digit(self.code[:-1]), self.code[-1]
        return (
            f"前17位的校验码应为{right}，第18位为{last}，请逐位核对",
            f"the check digit of the first 17 is {right}, not {last}: compare each of them",
        )

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"


def check_digit(first: str) -> str:
    """The last character of a code with these first 17."""
    weighed = sum(ALPHABET.index(c) * w for c, w in zip(first, WEIGHTS, strict=True))
    return ALPHABET[-weighed % 31]


def credit_code(text: str) -> str:
    """A credit code checked and normalised: without spaces and in capitals, as it is stored.

    Checks length, characters and check digit; positions 3-8 are the division at registration and
    prove nothing about today's.
    """
    code = "".join(text.split()).upper()
    if len(code) != LENGTH:
        raise CreditCodeInvalid(code, "length")
    if not set(code) <= set(ALPHABET):
        raise CreditCodeInvalid(code, "character")
    if code[-1] != check_digit(code[:-1]):
        raise CreditCodeInvalid(code, "check_digit")
    return code


def is_credit_code(text: str) -> bool:
    try:
        credit_code(text)
    except CreditCodeInvalid:
        return False
    return True
