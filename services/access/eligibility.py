"""Checks a new account: whether role, organ's code and duties are such, and go together."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from domain.case import Actor
from domain.credit_code import CreditCodeInvalid, credit_code
from domain.divisions import CODE_LENGTH, DIVISIONS, prefecture_of, province_of
from domain.refusal import Text
from domain.words.actors import DUTIES, ROLES
from services.access.policy import UNITS

WITHOUT_ACCOUNT = frozenset({"PUBLIC", "SYSTEM"})
NATION, HOUSE_ITSELF = "000000", "system"
FIXED_ORGANS = {"CNIPA": NATION, "SYSADMIN": HOUSE_ITSELF}


def misfits(
    actor: Actor, duties: Mapping[str, Iterable[str]], authorities: Iterable[str], day: date
) -> Iterator[Text]:
    """Everything that is wrong with an account. `duties` are those of each role, `authorities` the
    organs that decide, both by the regulations in force."""
    roles = [role for role in ROLES if role not in WITHOUT_ACCOUNT]
    if actor.role not in roles:
        yield usable_ones(actor.role, roles)
        return
    yield from wrong_organ(actor, frozenset(authorities), day)
    usable = list(duties.get(actor.role, ()))
    yield from (usable_ones(duty, usable) for duty in actor.duties if duty not in usable)


def wrong_organ(actor: Actor, authorities: frozenset[str], day: date) -> Iterator[Text]:
    if actor.role in UNITS:
        try:
            credit_code(actor.organ)
        except CreditCodeInvalid as error:
            yield Text(error.zh, error.en)
    elif fixed := FIXED_ORGANS.get(actor.role):
        if actor.organ != fixed:
            yield usable_ones(actor.organ, [fixed])
    elif not is_place_known(actor.organ, authorities, day):
        yield Text(f"没有行政区划 {actor.organ}", f"no division {actor.organ}")
    elif actor.role == "PROV" and actor.organ != province_of(actor.organ):
        yield Text(
            f"{actor.organ} 不是省级，应为 {province_of(actor.organ)}",
            f"{actor.organ} is no province: {province_of(actor.organ)}",
        )


def is_place_known(code: str, authorities: frozenset[str], day: date) -> bool:
    """Whether a code is a division of the table or lies in one, or, where the table has nothing of
    that province, in the province of an authority."""
    if not (len(code) == CODE_LENGTH and code.isascii() and code.isdigit()):
        return False
    province = province_of(code)
    if any(province_of(row.code) == province for row in DIVISIONS.rows):
        places = (DIVISIONS.division(each, day) for each in (code, prefecture_of(code)))
        return code == province or any(places)
    return province in map(province_of, authorities)


def usable_ones(given: str, usable: list[str]) -> Text:
    words = ROLES | DUTIES
    zh = "、".join(f"{one}（{words[one].zh}）" if one in words else one for one in usable)
    return Text(f"{given}：可用 {zh or '（无）'}", f"{given}: one of {', '.join(usable) or 'none'}")
