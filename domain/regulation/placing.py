"""Checks the divisions of a regulation: who stands above whom, and whose bureau recommends."""

from collections.abc import Iterator

from domain.credit_code import CreditCodeInvalid, credit_code
from domain.divisions import TIERS, Assigned, Division, InForce, is_code
from domain.regulation.fault import Fault
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation
from domain.regulation.nearest import known_ones


def misplaced(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: rows that contradict each other, or name what is no division of the file."""
    rows, authority = regulation.division, regulation.regulation.authority
    if rows and not is_code(authority):
        line = lines.of("regulation", 0, "authority")
        zh, en = f"{authority} 不是六位区划代码", f"{authority}: a code of six digits"
        yield Fault(line, "regulation.authority", zh, en)
    known = {authority, *(row.code for row in rows)}
    for index, row in enumerate(rows):
        for key, zh, en in wrong_division(row, rows[:index], rows, known):
            yield row_fault(lines, "division", index, key, f"{row.code}：{zh}", f"{row.code}: {en}")
    for index, one in enumerate(regulation.assigned):
        for key, zh, en in wrong_assignment(one, regulation.assigned[:index], rows, known):
            yield row_fault(lines, "assigned", index, key, f"{one.uscc}：{zh}", f"{one.uscc}: {en}")


RowFault = tuple[str, str, str]
"""A key of a row, and what is wrong with it in both languages."""


def row_fault(lines: Lines, table: str, index: int, key: str, zh: str, en: str) -> Fault:
    return Fault(lines.of(table, index, key), f"{table}.{key}", zh, en)


def wrong_division(
    row: Division, earlier: tuple[Division, ...], rows: tuple[Division, ...], known: set[str]
) -> Iterator[RowFault]:
    if not row.name.strip():
        yield "name", "名称为空", "the name is empty"
    yield from wrong_days(row)
    yield from unknown_place(row, "parent", row.parent, rows, known)
    yield from unknown_place(row, "bureau", row.bureau, rows, known)
    yield from met_before(row, earlier)
    yield from wrong_parent(row, rows)


def wrong_days(row: InForce) -> Iterator[RowFault]:
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        yield "valid_to", f"早于 {row.valid_from}", f"before {row.valid_from}"


def unknown_place(
    row: InForce, key: str, code: str | None, rows: tuple[Division, ...], known: set[str]
) -> Iterator[RowFault]:
    """A parent or a bureau that is no row of the file, or none in force with this one."""
    if code is not None and code not in known:
        near = known_ones(code, sorted(known))
        yield key, f"没有区划 {code}{near.zh}", f"no division {code}{near.en}"
    named = [one for one in rows if one.code == code]
    if named and not any(one.meets(row) for one in named):
        yield key, f"{code} 不同时有效", f"{code} is not in force on the same days"


def met_before(row: Division, earlier: tuple[Division, ...]) -> Iterator[RowFault]:
    """Another row of the same code, or covering the same places, on the same day."""
    same_days = [one for one in earlier if one.meets(row)]
    if any(one.code == row.code for one in same_days):
        yield "code", "同日有两行", "two rows on the same day"
    for one in same_days:
        if row.covers and one.covers and both_cover(row.covers, one.covers):
            zh = f"{row.covers} 与 {one.code} 的 {one.covers} 重叠"
            yield "covers", zh, f"{row.covers} overlaps {one.covers} of {one.code}"


def both_cover(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def wrong_parent(row: Division, rows: tuple[Division, ...]) -> Iterator[RowFault]:
    """A parent of no higher tier, or a way up that comes back."""
    over = next((one for one in rows if one.code == row.parent and one.meets(row)), None)
    if over and TIERS.index(over.tier) >= TIERS.index(row.tier):
        zh = f"{row.tier} 的上级 {over.code} 是 {over.tier}，应高于本级"
        yield "parent", zh, f"{over.code} above a {row.tier} is {over.tier}: a higher tier"
    if row.code in codes_above(row, rows):
        yield "parent", "在自己之上", "stands above itself"


def codes_above(row: Division, rows: tuple[Division, ...]) -> set[str]:
    """The codes above a row, on whichever day; its own among them where they go in a circle."""
    parents: dict[str, set[str]] = {}
    for one in rows:
        parents.setdefault(one.code, set()).update({one.parent} if one.parent else ())
    found: set[str] = set()
    fresh = set(parents[row.code])
    while fresh:
        found |= fresh
        fresh = {over for code in fresh for over in parents.get(code, ())} - found
    return found


def wrong_assignment(
    one: Assigned, earlier: tuple[Assigned, ...], rows: tuple[Division, ...], known: set[str]
) -> Iterator[RowFault]:
    try:
        credit_code(one.uscc)
    except CreditCodeInvalid as invalid:
        yield "uscc", invalid.zh, invalid.en
    yield from wrong_days(one)
    yield from unknown_place(one, "bureau", one.bureau, rows, known)
    if any(one.uscc == other.uscc and one.meets(other) for other in earlier):
        yield "uscc", "同日有两行", "two rows on the same day"
