"""Corrects lines of money by counter-lines (冲正): who recorded them proposes, another confirms.

Nothing is overwritten: the wrong line stands, its counter-line takes it back, and the right one is
put in its place. Both are lines of the correction's own record.
"""

from collections.abc import Iterable, Iterator
from typing import ClassVar

from msgspec.structs import replace

from domain.awaiting import Awaiting
from domain.case import Command
from domain.centre.funds import CountMatch, CountSupport
from domain.context import Context, Reason
from domain.corrected import RecordVersion
from domain.correcting_records import OnARecord
from domain.counterparty import Counterparties, unknown_party, unnamed_parties
from domain.event import Event
from domain.fund_case import FundProject
from domain.fund_project.counter_lines import (
    LinesExchanged,
    RightLines,
    exchange,
    lines_of_record,
    place_of_party,
    taken_back_by,
)
from domain.fund_project.disbursements import counted_on_centre
from domain.fund_project.page_lines import PageLine
from domain.fund_project.sufficing import overdrawn
from domain.in_force import as_corrected
from domain.matter import Matter
from domain.page_reason import LineReason
from domain.record import Record
from domain.refusal import Refusal, Text

CORRECTED_LINES = "lines"


class LinesCorrectionProposed(Event, frozen=True, kw_only=True, tag="lines-correction-proposed"):
    """Lines are said to be wrong. Nothing is changed yet."""

    aside = True
    names_versions = ("wrong_version",)

    wrong_version: int
    count: int
    reason: str
    duty: str | None = None

    @property
    def awaiting(self) -> Awaiting:
        return Awaiting(
            CORRECTED_LINES, "PROPOSED", CountersignProjectLines.__name__, by_the_same=True
        )


class CorrectProjectLines(OnARecord, frozen=True, kw_only=True):
    """提出冲正: lines of a record of this project, by its version, and what is right for each.
    `counterparties` are those that the right lines point to."""

    names_versions = ("wrong_version",)

    wrong_version: RecordVersion
    lines: RightLines
    counterparties: Counterparties = ()
    reason: Reason

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        wrong = self.wrong_record(matter)
        if wrong is None:
            asked = Text(f"第 {self.wrong_version} 件", f"version {self.wrong_version}")
            allowed = Text("有效的收支记载", "a record of money that is in force")
            yield self.refuse(matter, asked, allowed, "form", "/wrong_version")
            return
        yield from self.by_others(matter, wrong)
        yield from unnamed_parties(self.counterparties)
        yield from self.faults(matter, wrong, "/lines")

    def wrong_record(self, matter: Matter[FundProject]) -> Record | None:
        """The record that is corrected, where it has lines of money."""
        history = as_corrected(matter.reader.history(matter.stream, matter.id))
        found = history.get(self.wrong_version)
        return found if found and lines_of_record(found) else None

    def faults(self, matter: Matter[FundProject], wrong: Record, *fields: str) -> Iterable[Refusal]:
        """What speaks against the lines as the project stands now."""
        if faults := [*self.wrong_lines(matter.case, wrong)]:
            return faults
        added = exchange(wrong, self.lines, self.counterparties).sums
        return overdrawn(matter, matter.case.sums.together_with(added), *fields)

    def wrong_lines(self, case: FundProject, wrong: Record) -> Iterator[Refusal]:
        """Refuses numbers that the record has not, counter-lines, lines that were corrected before,
        and right lines of another kind."""
        lines, first = lines_of_record(wrong), 1 + taken_back_by(wrong)
        numbers = [one.line for one in self.lines]
        for number, one in enumerate(self.lines, 1):
            if not first <= one.line <= len(lines) or numbers.count(one.line) > 1:
                asked = Text(f"记载中的第 {one.line} 行", f"line {one.line} of the record")
                allowed = Text(
                    f"第 {first} 至 {len(lines)} 行，各一次", f"{first} to {len(lines)}, each once"
                )
                yield LineReason(asked, allowed).said(number)
            elif line_name(self.wrong_version, one.line) in case.corrected:
                asked = Text(f"记载中的第 {one.line} 行已经冲正", f"line {one.line} was corrected")
                allowed = Text("冲正后的那一行", "the line that was put in its place")
                yield LineReason(asked, allowed).said(number)
            else:
                yield from self.wrong_right(number, one.right, lines[one.line - 1])

    def wrong_right(
        self, number: int, right: tuple[PageLine, ...], stood: PageLine
    ) -> Iterator[Refusal]:
        """Refuses a right line that could not stand in the place of the wrong one."""
        if [one for one in right if type(one) is not type(stood)] or len(right) > 1:
            asked = Text("与原行不是同一种", "not of the kind of the wrong line")
            yield LineReason(asked, Text("同一种的一行", "one line of the same kind")).said(number)
        for one in right:
            party = place_of_party(one)
            if party is not None:
                yield from unknown_party(number, party, len(self.counterparties))

    def decide(self, matter: Matter[FundProject]) -> LinesCorrectionProposed:
        wrong = self.wrong_record(matter)
        return self.as_event(
            LinesCorrectionProposed, count=len(self.lines), duty=wrong.duty if wrong else None
        )


class ProjectLinesCorrected(
    LinesExchanged, frozen=True, kw_only=True, tag="project-lines-corrected"
):
    """The lines of a record, by its version and their `numbers` there, are taken back."""

    names_versions = ("wrong_version", "proposed_version")
    undoes = (CorrectProjectLines.__name__,)

    centre: str
    wrong_version: int
    proposed_version: int
    numbers: tuple[int, ...]

    @property
    def awaiting(self) -> Awaiting:
        return Awaiting(CORRECTED_LINES)

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        names = (line_name(self.wrong_version, number) for number in self.numbers)
        marked = replace(case, corrected=(*case.corrected, *names))
        return marked.booked(self.sums, self.totals)


class CountersignProjectLines(OnARecord, frozen=True, kw_only=True):
    """确认冲正: the proposal of that version, by another person than who has made it."""

    names_versions = ("proposed_version",)
    entailing: ClassVar[tuple[type[Command], ...]] = (CountSupport, CountMatch)

    proposed_version: RecordVersion

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        proposal = self.proposal(matter)
        if proposal is None:
            asked = Text("不是尚待确认的冲正", "no correction that waits to be confirmed")
            allowed = Text("最近提出、尚未确认的冲正", "the one proposed last, not confirmed yet")
            yield self.refuse(matter, asked, allowed, "form", "/proposed_version")
            return
        if matter.context.actor.person == proposal.context.actor.person:
            own = Text("冲正由本人提出", "it was one's own proposal")
            yield self.refuse(matter, own, Text("由其他人员确认", "another person"), "who")
        command, wrong = self.proposed(matter, proposal)
        yield from self.by_others(matter, wrong)
        yield from command.faults(matter, wrong, "/proposed_version")

    def proposal(self, matter: Matter[FundProject]) -> Record | None:
        """The proposal made last, where it is the one that is named and not confirmed yet."""
        history = matter.reader.history(matter.stream, matter.id)
        kinds = (LinesCorrectionProposed, ProjectLinesCorrected)
        found = [one for one in history if isinstance(one[1].event, kinds)]
        version, last = found[-1] if found else (0, None)
        named = version == self.proposed_version
        return last if last and named and isinstance(last.event, kinds[0]) else None

    def proposed(
        self, matter: Matter[FundProject], proposal: Record
    ) -> tuple[CorrectProjectLines, Record]:
        """What was proposed, and the record that is wrong."""
        command = proposal.command
        assert isinstance(command, CorrectProjectLines)
        wrong = command.wrong_record(matter)
        assert wrong is not None, "what has lines of money is never struck out"
        return command, wrong

    def exchanged(self, matter: Matter[FundProject]) -> LinesExchanged | None:
        """What the lines come to; None where nothing was proposed so."""
        if (proposal := self.proposal(matter)) is None:
            return None
        command, wrong = self.proposed(matter, proposal)
        if [*command.wrong_lines(matter.case, wrong)]:
            return None
        return exchange(wrong, command.lines, command.counterparties)

    def decide(self, matter: Matter[FundProject]) -> ProjectLinesCorrected:
        proposal, exchanged = self.proposal(matter), self.exchanged(matter)
        assert proposal is not None and exchanged is not None
        command, _ = self.proposed(matter, proposal)
        return ProjectLinesCorrected(
            centre=matter.case.centre,
            wrong_version=command.wrong_version,
            proposed_version=self.proposed_version,
            numbers=tuple(one.line for one in command.lines),
            **{name: getattr(exchanged, name) for name in EXCHANGED},
        )

    def entails(self, matter: Matter[FundProject]) -> Iterable[tuple[str, Command]]:
        exchanged = self.exchanged(matter)
        assert exchanged is not None
        added = exchanged.sums
        lines = (*exchanged.taken_back.disbursements, *exchanged.put_right.disbursements)
        yield from counted_on_centre(matter, added.disbursed, added.net_match, lines)


EXCHANGED = ("counterparties", "taken_back", "put_right", "sums", "totals")


def line_name(version: int, line: int) -> str:
    return f"{version}:{line}"
