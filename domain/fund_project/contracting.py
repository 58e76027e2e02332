"""Signs a project's contract (项目合同书): first the bureau, then the centre, and it runs."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from domain.case import Command
from domain.context import Context
from domain.event import Event
from domain.fund_case import FundProject, ProjectContract
from domain.matter import Matter
from domain.own_step import StepReason
from domain.refusal import Refusal, Text

Indicator = Annotated[str, Meta(min_length=1, max_length=1000)]


class ContractSigned(Event, frozen=True, kw_only=True, tag="contract-signed"):
    correctable = ("begins_on", "ends_on", "occurred_on", "effective_on", "document_no")

    indicators: tuple[str, ...]
    begins_on: date
    ends_on: date

    def evolve(self, case: FundProject, context: Context) -> FundProject:
        signed = ProjectContract(
            contract_no=context.document_no or "",
            indicators=self.indicators,
            begins=self.begins_on,
            ends=self.ends_on,
        )
        return replace(case, contract=signed)


ENDS_AT_ITS_BEGINNING = StepReason(
    Text("{begins} 至 {ends}", "{begins} to {ends}"),
    Text("终止日在起始日之后", "an end after the beginning"),
    ("/begins_on", "/ends_on"),
)


class SignContract(Command, frozen=True, kw_only=True):
    """签订项目合同书: what is to be reached, and from when until when; its number is the act's."""

    recorded_as = ContractSigned

    indicators: Annotated[tuple[Indicator, ...], Meta(min_length=1, max_length=100)]
    begins_on: date
    ends_on: date

    @property
    def until_each(self) -> Mapping[str, date]:
        """Until when the centre has to have applied for acceptance."""
        return {"": self.ends_on}

    def check(self, matter: Matter[FundProject]) -> Iterable[Refusal]:
        if self.ends_on <= self.begins_on:
            yield from ENDS_AT_ITS_BEGINNING.said(matter, begins=self.begins_on, ends=self.ends_on)


class ContractConfirmed(Event, frozen=True, kw_only=True, tag="contract-confirmed"):
    pass


class ConfirmContract(Command, frozen=True, kw_only=True):
    """确认项目合同书: the centre signs what the bureau has signed, and the project runs."""

    recorded_as = ContractConfirmed
