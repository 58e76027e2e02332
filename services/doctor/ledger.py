"""Looks at the ledger: what `anjuan verify --money` checks, over its tables as they are filled."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from domain.money import in_yuan
from services.consistency.findings import Finding, right, unseen, wrong
from services.doctor.databases import NAMED_AT_MOST
from services.doctor.examination import Examination
from services.queries.ledger_check import (
    LedgerFault,
    booked_projects,
    booked_state,
    differing_states,
    faults,
    short_by_day,
)
from services.subscriptions.catalogue import LEDGER
from services.subscriptions.projector import dead_letters

LEDGER_PART = "ledger"
REBUILD = f"anjuan rebuild {LEDGER.name}"
PROJECTS_IN_A_LOOK = 100
"""The newest ones; looking at all of them is left to `--all`."""


class LedgerLook(Struct, frozen=True):
    """What was found at one moment: how far the ledger is, how many projects it has and how many of
    them were looked at, and what is wrong, parked, or to be noted."""

    place: int
    projects: int
    looked_at: int
    wrong: Sequence[LedgerFault]
    parked: Sequence[int]
    short: int


def look_at_ledger(examination: Examination) -> Iterator[Finding]:
    """No balance was ever below nothing, all legs come to nothing, and what is booked is what the
    cases of the projects say."""
    if not examination.rows.has(LEDGER):
        zh = "本版本尚未建立账目；下次启动时建立"
        yield unseen(LEDGER_PART, zh, "this release has not filled it yet; the next start does")
        return
    with examination.rows.at_one_moment():
        found = looked_at(examination)
    end = examination.end
    if found.place > end:
        zh, en = f"在 {found.place}，超过库的末尾 {end}", f"at {found.place} of {end}"
        yield wrong(LEDGER_PART, zh, f"{en}: beyond the store's end", REBUILD)
    elif found.parked:
        named = ", ".join(f"#{position}" for position in found.parked[:NAMED_AT_MOST])
        zh = f"{len(found.parked)} 件未入账：{named}"
        yield wrong(LEDGER_PART, zh, f"{len(found.parked)} events are not booked: {named}", REBUILD)
    elif found.wrong:
        yield amiss(found.wrong)
    else:
        yield balanced(found, end)


def looked_at(examination: Examination) -> LedgerLook:
    rows = examination.rows
    place, every = rows.checkpoint(LEDGER), booked_projects(rows)
    some = None if examination.whole else every[:PROJECTS_IN_A_LOOK]
    found = [*faults(rows, some)]
    if place <= examination.end:
        found += differing_states(
            rows, lambda project: booked_state(examination.log, project, place), some
        )
    lot = dead_letters(LEDGER)
    parked = [one.position for one in rows.all_rows(lot)] if rows.has(lot) else []
    short = sum(1 for _ in short_by_day(rows, some))
    looked = len(every if some is None else some)
    return LedgerLook(place, len(every), looked, found, parked, short)


def amiss(found: Sequence[LedgerFault]) -> Finding:
    """The first faults by their accounts and amounts, each in both languages."""
    places = [
        (f"#{one.position} {one.account} {one.source}", one.words, in_yuan(one.fen))
        for one in found[:NAMED_AT_MOST]
    ]
    zh = "；".join(f"{place} {words.zh} {fen} 元" for place, words, fen in places)
    en = "; ".join(f"{place} {words.en}: {fen} yuan" for place, words, fen in places)
    many = len(found)
    return wrong(LEDGER_PART, f"{many} 处有误：{zh}", f"{many} at fault: {en}", REBUILD)


def balanced(found: LedgerLook, end: int) -> Finding:
    place, looked, every = f"{found.place} / {end}", found.looked_at, found.projects
    zh, en = (
        ("全部", "all")
        if looked == every
        else (f"最新的，共 {every} 个，--all 查全部", f"the newest of {every}; --all for all")
    )
    noted_zh = f"；{found.short} 处按日期曾经不足，不算有误" if found.short else ""
    noted_en = f"; {found.short} were short by day, which is no fault" if found.short else ""
    return right(
        LEDGER_PART,
        f"至 {place}，{looked} 个项目账目平衡（{zh}）{noted_zh}",
        f"at {place}, {looked} projects agree ({en}){noted_en}",
    )
