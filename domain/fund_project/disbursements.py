"""Takes in tranches and matching money of earlier years by pages (历史拨付、配套): each line is
held against what the lines before it have left."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from msgspec import Meta

from domain.case import Command, stream_id
from domain.centre.funds import CountMatch, CountSupport
from domain.context import Context
from domain.counterparty import LINES_A_PAGE, PageNumber
from domain.event import Event
from domain.fund_case import BookedSums, FundProject, Tranche
from domain.fund_project.page_lines import DisbursementLine, what_a_line_adds, what_lines_add
from domain.matter import Matter
from domain.money import in_yuan
from domain.page_reason import LineReason
from domain.refusal import Refusal, Text
from domain.typed_text import FileHash


class DisbursementPageImported(Event, frozen=True, kw_only=True, tag="disbursement-page-imported"):
    """A page of a file was taken in: how many lines, what they come to, the tranches by number."""

    centre: str
    file: str
    page: int
    count: int
    sums: BookedSums
    tranches: tuple[Tranche, ...]
    last_line_on: date

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        for one in self.tranches:
            case = case.with_tranche(one)
        return case.booked(self.sums)


class ImportDisbursementPage(Command, frozen=True, kw_only=True):
    """导入拨付页: tranches and matching money as they were paid, in the order of the file."""

    at_any_time = True
    entailing = (CountSupport, CountMatch)

    file: FileHash
    page: PageNumber
    lines: Annotated[tuple[DisbursementLine, ...], Meta(min_length=1, max_length=LINES_A_PAGE)]

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        sums, used = matter.case.sums, {one.number for one in matter.case.tranches}
        for number, line in enumerate(self.lines, 1):
            sums = sums.together_with(what_a_line_adds(line))
            for asked, allowed in wrong_in(matter.case, sums, line, used):
                yield LineReason(asked, allowed).said(number)
            used.add(line.number)

    def decide(self, matter: Matter[FundProject]) -> DisbursementPageImported:
        return self.as_event(
            DisbursementPageImported,
            centre=matter.case.centre,
            count=len(self.lines),
            sums=what_lines_add(self.lines),
            tranches=tuple(map(tranche_of, filter(is_tranche, self.lines))),
            last_line_on=max(one.day for one in self.lines),
        )

    def entails(self, matter: Matter[FundProject]) -> Iterable[tuple[str, Command]]:
        added = what_lines_add(self.lines)
        yield from counted_on_centre(matter, added.disbursed, added.net_match, self.lines)


def counted_on_centre(
    matter: Matter[FundProject], support: int, match: int, lines: Iterable[DisbursementLine]
) -> Iterable[tuple[str, Command]]:
    """The centre counts what its support and its match have become more, or less, by."""
    centre = stream_id("centres", matter.case.centre)
    if support:
        last = max((one.day for one in lines if is_tranche(one)), default=matter.day)
        yield (
            centre,
            CountSupport(project=matter.id, delta=support, paid_on=last, match_delta=match),
        )
    elif match:
        yield centre, CountMatch(project=matter.id, delta=match)


def is_tranche(line: DisbursementLine) -> bool:
    return line.kind == "TRANCHE"


def tranche_of(line: DisbursementLine) -> Tranche:
    return Tranche(
        number=line.number,
        amount=line.fen,
        requested_by=line.requested_by,
        approved_by=line.approved_by,
        paid_by=line.paid_by,
        paid_on=line.day,
    )


def wrong_in(
    case: FundProject, after: BookedSums, line: DisbursementLine, used: set[int]
) -> Iterable[tuple[Text, Text]]:
    """What is wrong with a line, and what would be right, where the sums stand so after it."""
    if line.kind == "TRANCHE":
        yield from wrong_tranche(case, after, line, used)
    elif after.match_left < 0:
        short = in_yuan(-after.match_left)
        yield (
            Text(f"退回配套超出余额 {short} 元", f"{short} yuan more given back than is left"),
            Text("余额以内", "within the balance"),
        )


def wrong_tranche(
    case: FundProject, after: BookedSums, line: DisbursementLine, used: set[int]
) -> Iterable[tuple[Text, Text]]:
    people = (line.requested_by, line.approved_by, line.paid_by)
    if line.number in used or not line.number:
        yield (
            Text(f"拨付序号 {line.number}", f"number {line.number}"),
            Text("未用过的序号", "a number that is not in use"),
        )
    if "" in people or len(set(people)) < len(people):
        yield (
            Text("申请、批准、拨付不是三人", "asked for, approved and paid by fewer than three"),
            Text("写明三人，各不相同", "three persons, each another"),
        )
    if after.disbursed > case.issued:
        yield (
            Text(
                f"累计拨付 {in_yuan(after.disbursed)} 元", f"{in_yuan(after.disbursed)} yuan paid"
            ),
            Text(
                f"下达的预算 {in_yuan(case.issued)} 元以内", f"within {in_yuan(case.issued)} yuan"
            ),
        )
