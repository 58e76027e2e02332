"""Checks the values in a regulation: of closed lists, form fields, rules, days, terms, places and
templates."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from domain.application.drafting import CreateDraft
from domain.application.form import CO_BUILDERS, TEAM_SKILLS, Form, OperatingUnit
from domain.facts import Fact
from domain.fund_project.facts import NO_GRADE
from domain.regulation.checking import closed_list
from domain.regulation.fault import Fault, Place, fault_at, unknown_name
from domain.regulation.locating import Lines
from domain.regulation.model import Comparison, Regulation
from domain.regulation.nearest import known_ones, nearest_name
from domain.regulation.own_facts import facts_of
from domain.regulation.own_field import SINCE
from domain.regulation.parts import words_in
from domain.remedy.case import REMEDY_KINDS
from domain.violation.case import VIOLATION_TYPES

RULE_ID = re.compile(r"^[A-Z][A-Z0-9-]*-[A-Z]?\d|^IMPLICIT:")
DIVISION = re.compile(r"^\d{6}\Z")
CHANNELS = ("ORDINARY", "DIRECT")
OF_REMEDIES = "remedies"
FILLED_IN = {"name": ("formula", "industry"), "form": ("commitment", "industry")}
"""Blocks with a text that has one placeholder, its key and the placeholder."""
OWN_PLACE = ("PROVINCIAL", "MUNICIPAL", "SUB_PROVINCIAL", "PREFECTURE")
"""Levels of regulations whose authority has a place."""

KNOWN_GRADES = ("GOOD", "NORMAL", "POOR", "QUALIFIED", "UNQUALIFIED")
"""The grades that have words; a scale may have others."""

CLOSED = {
    "builder_type": closed_list(Form, "builder_type"),
    "park_level": ("NONE", *closed_list(Form, "park_level")),
    "entity_level": closed_list(Form, "entity_level"),
    "operating_unit": closed_list(OperatingUnit, "kind"),
    "filled_fields": Form.__struct_fields__,
    "violation_type": VIOLATION_TYPES,
    "named_violation_type": VIOLATION_TYPES,
    "last_grade": (NO_GRADE, *KNOWN_GRADES),
}
"""By fact, the only values that it can have."""
PROPOSED_VALUES = {
    "co_builder_types": (*closed_list(Form, "builder_type"), *CO_BUILDERS),
    "team_skills": TEAM_SKILLS,
}
"""By fact, the values that the form proposes; others may be written in too."""
FILLED = "filled_fields"
"""The fact whose values are fields of the form, the regime's own among them."""
BY_RULE = "evidenced_conditions"
"""The fact whose values are rules of the file."""


def unfit_values(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: values that nothing in the code or the file answers to."""
    for table in ("guard", "flag"):
        for index, part in enumerate(getattr(regulation, table)):
            yield from unknown_values(regulation, part, (table, index, "value"), lines)
            for other in getattr(part, "either", ()):
                yield from unknown_values(regulation, other, (table, index, "value"), lines)
            yield from half_worded(part, table, index, lines)
    for index, ground in enumerate(regulation.cancel):
        yield from unless_known(ground.types, VIOLATION_TYPES, ("cancel", index, "types"), lines)
    yield from strange_channels(regulation, lines)
    yield from unknown_papers(regulation, lines)
    yield from impossible_days(regulation, lines)
    yield from unfit_authority(regulation, lines)
    yield from misfilled(regulation, lines)


def unknown_values(
    regulation: Regulation, part: Comparison, place: Place, lines: Lines
) -> Iterator[Fault]:
    """Faults: a value that a fact of a closed list never has; a warning for what is unusual."""
    given = part.value if isinstance(part.value, tuple) else (part.value,)
    names = [one for one in given if isinstance(one, str)]
    if part.fact == BY_RULE:
        yield from unless_known(names, [rule.id for rule in regulation.rule], place, lines)
    elif closed := {one.name: one.closed for one in regulation.field}.get(part.fact):
        yield from unless_known(names, closed, place, lines)
    elif part.fact in CLOSED:
        own = [field.name for field in regulation.field] if part.fact == FILLED else []
        yield from unless_known(names, [*CLOSED[part.fact], *own], place, lines)
    elif part.fact in PROPOSED_VALUES:
        yield from unless_usual(names, PROPOSED_VALUES[part.fact], place, lines)
    elif isinstance(part.value, int) and not isinstance(part.value, bool):
        yield from always_so(part, facts_of(regulation), place, lines)
    if isinstance(part.value, tuple) and (not names or len(set(names)) < len(names)):
        zh = "值为空或者重复"
        yield fault_at(lines, place, zh, "no value, or one twice")


def unless_known(
    names: Iterable[str], known: Iterable[str], place: Place, lines: Lines
) -> Iterator[Fault]:
    known = list(known)
    yield from (unknown_name(lines, place, one, known) for one in names if one not in known)


def unless_usual(
    names: Iterable[str], usual: tuple[str, ...], place: Place, lines: Lines
) -> Iterator[Fault]:
    """A fault for what looks misspelt, a warning for what is merely new."""
    for one in names:
        if one not in usual:
            misspelt = nearest_name(one, usual) != one
            right = known_ones(one, usual)
            zh, en = f"表格没有列出 {one}{right.zh}", f"the form does not propose {one}{right.en}"
            yield fault_at(lines, place, zh, en, warning=not misspelt)


def always_so(
    part: Comparison, facts: Mapping[str, Fact], place: Place, lines: Lines
) -> Iterator[Fault]:
    """Faults: a number that everything passes, or nothing; no fact counts below nought, but the
    time since a day that is yet to come, and a difference."""
    if part.fact.startswith(tuple(SINCE)) or (part.fact in facts and facts[part.fact].signed):
        return
    value = int(part.value) if isinstance(part.value, int) else 0
    every = part.op in (">=", ">") and value < (part.op == ">=")
    none = value < 0 or (part.op == "<" and value <= 0)
    if (every and part.op == ">=") or none:
        fact = facts[part.fact].words if part.fact in facts else None
        zh = f"{fact.zh if fact else part.fact} {part.op} {value} 总是成立或者总不成立"
        yield fault_at(lines, place, zh, f"{part.op} {value} is always so, or never")


def half_worded(part: Comparison, table: str, index: int, lines: Lines) -> Iterator[Fault]:
    """Faults: a condition worded in one language alone, which then says nothing in either."""
    zh, en = getattr(part, "zh", None), getattr(part, "en", None)
    if bool(zh) != bool(en):
        missing = "en" if zh else "zh"
        yield fault_at(
            lines,
            (table, index, missing),
            f"中英文应当同时写明：缺少 {missing}",
            f"{missing} is missing",
        )


def channels(regulation: Regulation) -> tuple[str, ...]:
    """The channels in which a draft may be made; all that have a name where the file names none."""
    opening = [one for one in regulation.step if one.do == CreateDraft.__name__]
    named = {one.channel for one in opening if one.channel}
    anyhow = any(one.channel is None for one in opening)
    own = tuple(one for one in CHANNELS if one in named)
    return CHANNELS if anyhow or not own else own


def strange_channels(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: a channel that has no name, or in which no draft is ever made; the channels of
    remedies are their kinds."""
    own = channels(regulation)
    for table in ("step", "guard", "flag"):
        for index, part in enumerate(getattr(regulation, table)):
            known = CHANNELS if getattr(part, "do", "") == CreateDraft.__name__ else own
            known = REMEDY_KINDS if part.stream == OF_REMEDIES else known
            if part.channel is not None and part.channel not in known:
                yield unknown_name(lines, (table, index, "channel"), part.channel, known)


def unknown_papers(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: an attachment that experts are not shown, by a rule that the file does not hold."""
    known = [rule.id for rule in regulation.rule]
    for one in regulation.panel.staff_papers if regulation.panel else ():
        if RULE_ID.match(one) and one not in known:
            yield unknown_name(lines, ("panel", 0, "staff_papers"), one, known)


def impossible_days(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: a day that does not come every year, a longest term shorter than the usual one."""
    annual, correction = regulation.annual, regulation.correction
    if annual and isinstance(annual.day, int):
        try:
            date(2001, annual.month, annual.day)
        except ValueError:
            zh = f"不是每年都有{annual.month}月{annual.day}日"
            yield fault_at(lines, ("annual", 0, "day"), zh, "not a day of every year")
    if correction and correction.longest_term < correction.term:
        zh = f"短于通常期限：不少于 {correction.term}"
        en = f"shorter than the usual term: at least {correction.term}"
        yield fault_at(lines, ("correction", 0, "longest_term"), zh, en)


def unfit_authority(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: an authority that is no place; where the file brings its places, none of them."""
    about, place = regulation.regulation, ("regulation", 0, "authority")
    known = {code for row in regulation.division for code in (row.code, row.parent) if code}
    if about.level not in OWN_PLACE:
        return
    if not DIVISION.match(about.authority):
        zh = f"{about.authority} 不是六位行政区划代码"
        yield fault_at(lines, place, zh, f"{about.authority} is no division code of six digits")
    elif known and about.authority not in known:
        yield unknown_name(lines, place, about.authority, sorted(known))


def misfilled(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: placeholders of the name's formula and of the commitment that nothing fills in."""
    for block, (key, word) in FILLED_IN.items():
        part = getattr(regulation, block)
        text = getattr(part, key) if part else f"{{{word}}}"
        wrong = sorted(words_in(text) - {word})
        zh = "、".join(f"{{{one}}}" for one in wrong)
        if wrong or (block == "name" and text.count(f"{{{word}}}") != 1):
            said = f"只用 {{{word}}}，名称公式中用一次" + (f"；多余：{zh}" if zh else "")
            yield fault_at(lines, (block, 0, key), said, f"only {{{word}}}, in a name once")
