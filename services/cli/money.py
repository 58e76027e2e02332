"""`anjuan money`: traces of money and balances of projects at the terminal, as text."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated

import typer

from domain.money import in_yuan
from services.cli.cases import AsJson, Data, DatabaseOption, moment_given, opened, print_json
from services.cli.failures import stop
from services.cli.terminal import print
from services.queries.ledger import (
    LedgerClock,
    SourceBalance,
    movement_words,
    of_source,
    source_balances,
)
from services.queries.tracing.answers import BackwardAnswer, TraceAnswer
from services.queries.tracing.backward import traced_back
from services.queries.tracing.forward import trace_answer, traced
from services.queries.tracing.ledger_moment import LedgerMoment, ledger_at
from services.queries.tracing.reach import TooFar
from services.queries.tracing.traced_money import parsed, place_written
from services.runtime import Runtime
from services.subscriptions.catalogue import LEDGER, projection
from services.subscriptions.catch_up import CatchUpSubscription

money_app = typer.Typer(help="资金 money: where it went, where it came from, what is left")
Of = Annotated[str, typer.Argument(help="project:ID, allocation:POSITION, source:special|match")]
To = Annotated[str, typer.Option(help="back from this line, POSITION:LINE, instead")]
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
KnownAt = Annotated[
    datetime | None, typer.Option(parser=moment_given, metavar="2026-03-01T09:00:00+08:00")
]


@money_app.command("trace")
def trace_money(
    of: Of = "",
    to: To = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    data: Data = None,
    database: DatabaseOption = None,
    as_json: AsJson = False,
) -> None:
    """Where money went, payment by payment, at least and at most; or where a line's came from."""
    with closing(opened(data, database)) as runtime:
        clock = clock_asked(runtime, as_of, known_at)
        found = trace_back(runtime, to, clock) if to else trace_forward(runtime, of, clock)
    if as_json:
        print_json(found)
        return
    lines = back_told(found) if isinstance(found, BackwardAnswer) else trace_told(found)
    for line in lines:
        print(line)


@money_app.command()
def balance(
    project: str,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    data: Data = None,
    database: DatabaseOption = None,
    as_json: AsJson = False,
) -> None:
    """What a project holds of each source, as of a day and as known at a moment."""
    with closing(opened(data, database)) as runtime:
        clock = clock_asked(runtime, as_of, known_at)
        found = source_balances(runtime.readmodel, project, clock)
    if as_json:
        print_json(found)
        return
    if not found:
        print(f"{clock.as_of}：没有这个项目的账 / nothing in the ledger")
    for one in found:
        print(balance_said(one))


def balance_said(one: SourceBalance) -> str:
    """What a project holds of a source, and what of it came and went, in words."""
    source = of_source(one.source)
    moved = ((movement_words(kind), fen) for kind, fen in sorted(one.moved.items()))
    sums = "，".join(f"{words.zh} {words.en} {in_yuan(fen)}" for words, fen in moved)
    return f"{source.zh} {source.en}  {one.yuan} 元（{sums}）"


def clock_asked(runtime: Runtime, as_of: datetime | None, known_at: datetime | None) -> LedgerClock:
    """The moment asked about, in a ledger that has all there is."""
    CatchUpSubscription(runtime.log, runtime.readmodel, [projection(LEDGER.name)]).catch_up()
    return LedgerClock(as_of.date() if as_of else runtime.clock.today(), known_at)


def moment_in_ledger(runtime: Runtime, clock: LedgerClock) -> LedgerMoment:
    known = clock.known_at or datetime.now(UTC)
    return ledger_at(
        lambda sql, values: runtime.readmodel.ask(LEDGER, sql, values), clock.as_of, known
    )


def moments_of(clock: LedgerClock) -> tuple[str, str]:
    return clock.as_of.isoformat(), clock.known_at.isoformat() if clock.known_at else ""


def all_shown(case: str) -> bool:
    """Whoever has the files sees all of them."""
    return True


def trace_forward(runtime: Runtime, of: str, clock: LedgerClock) -> TraceAnswer:
    money = parsed(of)
    if money is None:
        stop(f"{of}？ project:编号、allocation:位置、source:special|match / not a money", 2)
    try:
        found = traced(moment_in_ledger(runtime, clock), all_shown, money)
    except TooFar:
        stop("牵涉的流水过多，请改查一个项目 / too many lines are within reach", 1)
    if found is None:
        stop(f"{of}: 没有这笔预算 / no such allocation", 1)
    return trace_answer(found, moments_of(clock))


def trace_back(runtime: Runtime, to: str, clock: LedgerClock) -> BackwardAnswer:
    place = place_written(to)
    ledger = moment_in_ledger(runtime, clock)
    found = place and traced_back(ledger, all_shown, place, moments_of(clock))
    if not found:
        stop(f"{to}: 没有这一行流水 / no such bank line", 1)
    return found


def trace_told(found: TraceAnswer) -> Iterator[str]:
    """A trace as an officer reads it."""
    yield f"{found.of}  截至 {found.as_of}  进入流水 {in_yuan(found.entered)} 元"
    for one in found.payments:
        giver, taker = (found.parties[name].words.zh for name in (one.giver, one.taker))
        fifo = "—" if one.fifo is None else in_yuan(one.fifo)
        yield f"{one.day}  {giver} → {taker}  {in_yuan(one.fen)} 元"
        yield (
            f"    至少 {in_yuan(one.min)}，至多 {in_yuan(one.max)}"
            f"（先进先出 {fifo}，按比例 {in_yuan(one.prorata)}，先用其他钱 {in_yuan(one.libr)}）"
            f"  {' '.join(one.lines)}"
        )
    for left in found.left:
        seen = "没有流水" if left.dark else "有流水"
        name = found.parties[left.account].words.zh
        yield f"还在 {name}（{seen}）：至少 {in_yuan(left.min)}，至多 {in_yuan(left.max)}"
    for doubt in found.doubts:
        yield f"不能确定：{doubt.day}  {doubt.words.zh}  {in_yuan(doubt.fen)} 元  {doubt.place}"
    if found.unsettled:
        yield f"流水上还没有对应一行的拨付：{' '.join(found.unsettled)}"
    if found.left_out:
        yield f"另有 {found.left_out} 笔较小的没有列出"


def back_told(found: BackwardAnswer) -> Iterator[str]:
    yield f"{found.to}  截至 {found.as_of}"
    for one in found.allocations:
        yield (
            f"{one.document_no or one.allocation}  项目 {one.project}  至少 {in_yuan(one.min)}，"
            f"至多 {in_yuan(one.max)}  {one.allocation}"
        )
    if not found.allocations:
        yield "没有一份预算的钱到过这里"
