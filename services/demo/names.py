"""Demonstration data: the persons behind its accounts, invented, so that who did what reads as it
would in an office."""

from collections.abc import Iterable, Mapping

from domain.context import Actor

SURNAMES = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN_NAMES = ("敏", "静", "建国", "晓燕", "志强", "丽华", "文博", "秀英", "海涛", "雨桐", "明远")
"""As many as share no divisor with the surnames: no two of the first 220 are alike."""
KNOWN_OTHERWISE = ("EXPERT", "SYSTEM")  # experts by the register of their pool


def persons_behind(accounts: Mapping[str, Actor]) -> dict[str, str]:
    """User name to name, of each account that somebody holds."""
    held = [name for name, one in accounts.items() if one.role not in KNOWN_OTHERWISE]
    return dict(zip(held, invented(range(len(held))), strict=True))


def invented(numbers: Iterable[int]) -> list[str]:
    return [SURNAMES[n % len(SURNAMES)] + GIVEN_NAMES[n % len(GIVEN_NAMES)] for n in numbers]
