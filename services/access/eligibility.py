"""Checks a new account: whether role, organ's code and duties are such, and go together."""

from collections.abc import Collection, Iterator
from datetime import date

from domain.context import Actor
from domain.credit_code import CreditCodeInvalid, credit_code
from domain.divisions import Divisions
from domain.refusal import Text
from domain.regulation.nearest import known_ones
from domain.regulation.rules import Rules
from domain.words.actors import DUTIES, ROLES
from services.access.policy import OFFICIALS, UNITS
from services.access.ties import is_bureau

WITHOUT_ACCOUNT = frozenset({"PUBLIC", "SYSTEM"})
NATION, HOUSE_ITSELF = "000000", "system"
FIXED_ORGANS = {"SYSADMIN": HOUSE_ITSELF}
NATION_TIER = "NATION"


def misfits(actor: Actor, regimes: Collection[Rules], day: date) -> Iterator[Text]:
    """Everything that is wrong with an account, by the regulations in force: the duties that they
    give its role, and their divisions."""
    roles = [role for role in ROLES if role not in WITHOUT_ACCOUNT]
    if actor.role not in roles:
        yield usable_ones(actor.role, roles)
        return
    yield from wrong_organ(actor, [rules.places for rules in regimes], day)
    usable = duties_of(actor.role, regimes)
    yield from (usable_ones(duty, usable) for duty in actor.duties if duty not in usable)


def duties_of(role: str, regimes: Collection[Rules]) -> list[str]:
    """The duties in which somebody of this role acts; a unit is the same one as applicant and as
    centre."""
    same = UNITS if role in UNITS else {role}
    steps = (step for rules in regimes for step in rules.text.step if not same.isdisjoint(step.by))
    return sorted({step.duty for step in steps if step.duty})


def wrong_organ(actor: Actor, tables: Collection[Divisions], day: date) -> Iterator[Text]:
    if actor.role in UNITS:
        try:
            credit_code(actor.organ)
        except CreditCodeInvalid as error:
            yield Text(error.zh, error.en)
    elif fixed := fixed_organs(actor.role, tables):
        if actor.organ not in fixed:
            yield usable_ones(actor.organ, fixed)
    else:
        yield from wrong_place(actor, tables, day)


def fixed_organs(role: str, tables: Collection[Divisions]) -> list[str]:
    """The only organs of a role that has no place of its own: of the national administration, the
    authority of the national regulations, or the nation for what is nobody's case."""
    if role == "CNIPA":
        national = {one.authority for one in tables if one.authority_tier == NATION_TIER}
        return sorted({NATION, *national})
    return [FIXED_ORGANS[role]] if role in FIXED_ORGANS else []


def wrong_place(actor: Actor, tables: Collection[Divisions], day: date) -> Iterator[Text]:
    """A code that no regime's table knows, or one of another tier than the role's."""
    knowing = [places for places in tables if knows(places, actor.organ, day)]
    if not knowing or actor.organ == NATION:
        yield no_division(actor.organ, tables, day)
    elif actor.role in OFFICIALS and not any(is_bureau(actor, one, day) for one in knowing):
        yield of_another_tier(actor, knowing, day)


def knows(places: Divisions, code: str, day: date) -> bool:
    """Whether a table says that there is such an organ. A national one covers every place, and says
    nothing of bureaus that have no row of their own there."""
    if places.authority_tier == NATION_TIER:
        return code == places.authority or places.division(code, day) is not None
    return places.is_known(code, day)


def no_division(code: str, tables: Collection[Divisions], day: date) -> Text:
    known = {row.code for places in tables for row in places.rows_on(day)}
    known |= {places.authority for places in tables} - {NATION}
    near = known_ones(code, sorted(known))
    return Text(f"没有行政区划 {code}{near.zh}", f"no division {code}{near.en}")


def of_another_tier(actor: Actor, tables: Collection[Divisions], day: date) -> Text:
    """What the role's organ would be: for a province's, those above the code given."""
    if actor.role != "PROV":
        return Text(
            f"{actor.organ} 是省级，应为其下的区划", f"{actor.organ} is a province: one below it"
        )
    above = (code for places in tables for code in places.above(actor.organ, day))
    fits = [code for code in dict.fromkeys(above) if is_provincial(code, tables, day)]
    return Text(
        f"{actor.organ} 不是省级，应为 {'、'.join(fits)}",
        f"{actor.organ} is no province: {', '.join(fits)}",
    )


def is_provincial(code: str, tables: Collection[Divisions], day: date) -> bool:
    return any(is_bureau(Actor("", "PROV", code), places, day) for places in tables)


def usable_ones(given: str, usable: list[str]) -> Text:
    words = ROLES | DUTIES
    zh = "、".join(f"{one}（{words[one].zh}）" if one in words else one for one in usable)
    return Text(f"{given}：可用 {zh or '（无）'}", f"{given}: one of {', '.join(usable) or 'none'}")
