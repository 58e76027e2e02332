"""Mapping files: which column is which field, and how days and amounts are written.

A file of TOML:

    kind = "statement"            # of what the lines are: LINE_KINDS
    [columns]                     # field = heading
    day = "交易日期"
    "party.name" = "对方户名"

Three banks' layouts are shipped; `anjuan import --map` takes their names, or a file.
"""

import tomllib
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from domain.bank_account.statement import ImportStatementPage
from domain.case import Command
from domain.fund_project.disbursements import ImportDisbursementPage
from domain.fund_project.expenses import ImportVoucherPage
from domain.relation.page import ImportRelationPage
from services.imports.tables.faults import Unreadable

LAYOUTS = Path(__file__).parent / "layouts"
Sign = Literal["side", "two_columns", "signed"]


class LineKind(Struct, frozen=True):
    """Lines of one kind: the stream and the command of their pages, and the field that holds
    them."""

    stream: str
    command: type[Command]
    field: str


LINE_KINDS = {
    "statement": LineKind("bank-accounts", ImportStatementPage, "lines"),
    "contracts": LineKind("fund-projects", ImportVoucherPage, "contracts"),
    "vouchers": LineKind("fund-projects", ImportVoucherPage, "vouchers"),
    "payments": LineKind("fund-projects", ImportVoucherPage, "payments"),
    "disbursements": LineKind("fund-projects", ImportDisbursementPage, "lines"),
    "staff": LineKind("relations", ImportRelationPage, "staff"),
    "relations": LineKind("relations", ImportRelationPage, "relations"),
    "contacts": LineKind("relations", ImportRelationPage, "contacts"),
}
"""What a file may hold, by the word in its mapping."""


class Mapping(Struct, frozen=True, forbid_unknown_fields=True):
    """A mapping file. `sign` says how a statement tells in from out: by a `side` column with the
    words `came_in` and `went_out`, by `two_columns` (`in` and `out`), or by the amount's own sign
    (`signed`). `dates` are formats as of strptime; `fixed` gives a field one value in every line.
    `newest_first` marks a file whose last line is the oldest."""

    kind: str
    columns: dict[str, str]
    sign: Sign = "two_columns"
    unit: Literal["yuan", "fen"] = "yuan"
    dates: tuple[str, ...] = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日")
    came_in: tuple[str, ...] = ("贷", "收入", "转入", "C")
    went_out: tuple[str, ...] = ("借", "支出", "转出", "D")
    fixed: dict[str, str] = {}
    newest_first: bool = False

    @property
    def lines(self) -> LineKind:
        return LINE_KINDS[self.kind]

    @property
    def sides(self) -> tuple[str, ...]:
        """The words that tell in from out."""
        return (*self.came_in, *self.went_out)


def mapping_of(name: str) -> Mapping:
    """The mapping in a file, or the shipped one of that name. Raises Unreadable."""
    shipped = LAYOUTS / f"{name}.toml"
    path = shipped if shipped.is_file() else Path(name)
    try:
        found = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Mapping)
    except (OSError, ValueError, msgspec.ValidationError) as error:
        known = "、".join(sorted(one.stem for one in LAYOUTS.glob("*.toml")))
        raise Unreadable(
            f"对照文件 {name} 读不出（{error}）；随附的有：{known}",
            f"the mapping {name} cannot be read ({error}); shipped: {known}",
        ) from None
    return with_known_kind(found)


def with_known_kind(found: Mapping) -> Mapping:
    """The mapping, where there are lines of its kind. Raises Unreadable."""
    if found.kind not in LINE_KINDS:
        known = "、".join(LINE_KINDS)
        raise Unreadable(
            f"kind = “{found.kind}”：应为 {known}", f"kind = {found.kind!r}: one of {known}"
        )
    return found
