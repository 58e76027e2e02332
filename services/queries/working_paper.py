"""Working paper of a project's money (资金底稿): what it holds, its budget lines, and each movement
numbered, with the line that shows it, the hash of that record, and who made it; as a workbook."""

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any, NamedTuple

from msgspec import Struct
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from adapters.event_store.codec import outline
from adapters.event_store.log import receipt_hash
from domain.context import Actor
from domain.money import in_yuan
from projections.ledger.legs import purse
from services.queries.ledger import (
    LedgerClock,
    LedgerLeg,
    budget_use,
    legs_of,
    source_balances,
)
from services.runtime import Runtime

MOST_MOVEMENTS = 20_000
PAPER_ROWS_AT_ONCE = 500
BALANCE_HEADS = ("资金来源 source", "余额（元） balance, yuan")
BUDGET_HEADS = ("预算科目 budget line", "下达（元） issued", "已申报支出（元） claimed")
MOVEMENT_HEADS = (
    *("序号 no.", "日期 day", "资金来源 source", "事项 movement", "金额（元） yuan"),
    *("凭据 line", "记载的散列 hash of the record", "记载人所在机关 recorded by"),
)
PaperRow = Iterable[str | int]


class PaperMovement(NamedTuple):
    """A movement of the project's own purse; `place` names its line, `sha256` its record."""

    number: int
    day: str
    source: str
    kind: str
    yuan: str
    place: str
    sha256: str
    organ: str


class WorkingPaper(Struct, frozen=True):
    """What a working paper says; `left_out` movements beyond MOST_MOVEMENTS are not in it."""

    project: str
    balances: tuple[tuple[str, str], ...]
    budget: tuple[tuple[str, str, str], ...]
    movements: tuple[PaperMovement, ...]
    left_out: int = 0


def working_paper(
    runtime: Runtime, project: str, clock: LedgerClock, organ: Callable[[Actor], str]
) -> WorkingPaper:
    """`organ` says for whom somebody acted."""
    rows = runtime.readmodel
    held = source_balances(rows, project, clock)
    used = budget_use(rows, project, clock)
    legs = legs_of(rows, project, clock, None, (0, 0, 0), 2 * MOST_MOVEMENTS + 1)
    own = [one for one in legs if one.account == purse(project)]
    return WorkingPaper(
        project,
        tuple((one.source_words.zh, one.yuan) for one in held),
        tuple((one.budget_line, in_yuan(one.limit), in_yuan(one.used)) for one in used),
        tuple(movements(runtime, own, organ)),
        max(0, len(own) - MOST_MOVEMENTS),
    )


def movements(
    runtime: Runtime, legs: list[LedgerLeg], organ: Callable[[Actor], str]
) -> Iterator[PaperMovement]:
    for at in range(0, min(len(legs), MOST_MOVEMENTS), PAPER_ROWS_AT_ONCE):
        some = legs[at : min(at + PAPER_ROWS_AT_ONCE, MOST_MOVEMENTS)]
        records = dict(provenance(runtime, {one.position for one in some}))
        for number, one in enumerate(some, at + 1):
            words = (one.source_words.zh, one.kind_words.zh, in_yuan(one.fen))
            place = f"{one.position}:{one.line}"
            sha256, actor = records[one.position]
            day, by = one.day.isoformat(), organ(actor)
            yield PaperMovement(number, day, *words, place, sha256, by)


def provenance(runtime: Runtime, positions: set[int]) -> Iterator[tuple[int, tuple[str, Actor]]]:
    """Of each record its hash, and who made it."""
    for stored in runtime.log.at(sorted(positions)):
        actor = outline(stored.state).context.actor
        yield stored.position, (receipt_hash(stored).hex(), actor)


def workbook_of(paper: WorkingPaper) -> bytes:
    """The workbook. Where movements are left out, the last row says so."""
    book = Workbook(write_only=True)
    add_sheet(book, "余额 balances", BALANCE_HEADS, paper.balances)
    add_sheet(book, "预算 budget", BUDGET_HEADS, paper.budget)
    more = [("另有未列 there are more",)] if paper.left_out else []
    add_sheet(book, "逐笔 movements", MOVEMENT_HEADS, [*paper.movements, *more])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def add_sheet(book: Any, title: str, heads: tuple[str, ...], rows: Iterable[PaperRow]) -> None:
    """A sheet; every text is a text, whatever sign it begins with."""
    sheet = book.create_sheet(title)
    sheet.append(heads)
    for row in rows:
        sheet.append([typed_cell(sheet, value) for value in row])


def typed_cell(sheet: Any, value: str | int) -> Any:
    made = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        made.data_type = "s"
    return made
