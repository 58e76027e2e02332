"""Checks the divisions of a regulation file: who stands above whom, and whose bureau recommends."""

from collections.abc import Iterator
from difflib import get_close_matches

from domain.credit_code import CreditCodeInvalid, credit_code
from domain.divisions import TIERS, Assigned, Division, InForce, is_code
from domain.regulation.fault import Fault
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation


def misplaced(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: rows that contradict each other, or name what is no division of the file."""
    rows, authority = regulation.division, regulation.regulation.authority
    if rows and not is_code(authority):
        yield row_fault(lines, "regulation", 0, "authority", f"{authority} 不是区划", "no division")
    if rows or regulation.assigned:
        yield from unknown_places(regulation, lines)
    yield from doubled_divisions(rows, lines)
    yield from overlapping_covers(rows, lines)
    for index, row in enumerate(rows):
        yield from wrong_days("division", row, index, lines)
        if not row.name.strip():
            yield row_fault(lines, "division", index, "name", "名称为空", "the name is empty")
        yield from wrong_tier(row, index, regulation, lines)
        if row.code in lines_above(row, rows):
            words = f"{row.code} 在自己之上", f"{row.code} stands above itself"
            yield row_fault(lines, "division", index, "parent", *words)
    yield from wrong_assignments(regulation.assigned, lines)


def row_fault(lines: Lines, table: str, index: int, key: str, zh: str, en: str) -> Fault:
    return Fault(lines.of(table, index, key), f"{table}.{key}", zh, en)


def unknown_places(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: a parent or a bureau that is no row in force with it, nor the authority."""
    rows, authority = regulation.division, regulation.regulation.authority
    asked: list[tuple[str, int, str, str | None, InForce]] = []
    for index, row in enumerate(rows):
        asked.append(("division", index, "parent", row.parent, row))
        asked.append(("division", index, "bureau", row.bureau, row))
    for index, one in enumerate(regulation.assigned):
        asked.append(("assigned", index, "bureau", one.bureau, one))
    for table, index, key, code, dated in asked:
        there = any(row.code == code and row.meets(dated) for row in rows)
        if code and code != authority and not there:
            near = nearest_codes(code, {authority: ""} | {row.code: row.name for row in rows})
            zh, en = f"没有区划 {code}，相近的有 {near}", f"no division {code}; near it: {near}"
            yield row_fault(lines, table, index, key, zh, en)


def nearest_codes(code: str, known: dict[str, str]) -> str:
    """The codes most like one, each with its name."""
    near = get_close_matches(code, sorted(known), 3, 0)
    return ", ".join(f"{one} {known[one]}".strip() for one in near)


def doubled_divisions(rows: tuple[Division, ...], lines: Lines) -> Iterator[Fault]:
    """Faults: two rows of one code that are in force on the same day."""
    for index, row in enumerate(rows):
        if any(row.code == other.code and row.meets(other) for other in rows[:index]):
            zh, en = f"区划 {row.code} 同日有两行", f"two rows of {row.code} on the same day"
            yield row_fault(lines, "division", index, "code", zh, en)


def overlapping_covers(rows: tuple[Division, ...], lines: Lines) -> Iterator[Fault]:
    """Faults: a place without a row of its own that two divisions cover on the same day."""
    for index, row in enumerate(rows):
        for other in rows[:index]:
            if row.covers and other.covers and row.meets(other) and both_cover(row, other):
                zh = f"{row.covers} 与 {other.code} 的 {other.covers} 重叠"
                en = f"{row.covers} overlaps {other.covers} of {other.code}"
                yield row_fault(lines, "division", index, "covers", zh, en)


def both_cover(row: Division, other: Division) -> bool:
    one, two = row.covers or "", other.covers or ""
    return one.startswith(two) or two.startswith(one)


def wrong_days(table: str, row: InForce, index: int, lines: Lines) -> Iterator[Fault]:
    if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
        words = f"早于 {row.valid_from}", f"before {row.valid_from}"
        yield row_fault(lines, table, index, "valid_to", *words)


def wrong_tier(row: Division, index: int, regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: a division that does not stand under one of a higher tier."""
    above = (one for one in regulation.division if one.code == row.parent and one.meets(row))
    over = next(above, None)
    if over and TIERS.index(over.tier) >= TIERS.index(row.tier):
        zh = f"{row.code}（{row.tier}）的上级 {over.code} 是 {over.tier}，应高于本级"
        en = f"{over.code} above {row.code} ({row.tier}) is {over.tier}: a higher tier"
        yield row_fault(lines, "division", index, "parent", zh, en)


def lines_above(row: Division, rows: tuple[Division, ...]) -> set[str]:
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


def wrong_assignments(assigned: tuple[Assigned, ...], lines: Lines) -> Iterator[Fault]:
    """Faults: a unit without a valid credit code, or with two bureaus on the same day."""
    for index, one in enumerate(assigned):
        yield from wrong_days("assigned", one, index, lines)
        try:
            credit_code(one.uscc)
        except CreditCodeInvalid as invalid:
            yield row_fault(lines, "assigned", index, "uscc", invalid.zh, invalid.en)
        if any(one.uscc == other.uscc and one.meets(other) for other in assigned[:index]):
            zh, en = f"单位 {one.uscc} 同日有两行", f"two rows of {one.uscc} on the same day"
            yield row_fault(lines, "assigned", index, "uscc", zh, en)
