"""Publishes what a centre offers (公共服务目录、年度公共服务工作计划、产品目录). SC 11, 12, IM 12;
C04, C05."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta, Struct
from msgspec.structs import replace

from domain.case import Command
from domain.centre.annual import year_it_began
from domain.centre.case import Centre, ServiceCatalogue
from domain.context import Context, Reason
from domain.event import Event
from domain.in_proceeding import CalendarYear
from domain.matter import Matter
from domain.refusal import Refusal, Text
from domain.typed_text import ShortText


class OfferedService(Struct, frozen=True, forbid_unknown_fields=True):
    """One service: what it is and for whom."""

    name: ShortText
    for_whom: ShortText


class OfferedProduct(Struct, frozen=True, forbid_unknown_fields=True):
    """One product with its price, as it is charged: 每件3000元."""

    name: ShortText
    price: ShortText


class ServiceCataloguePublished(
    Event, frozen=True, kw_only=True, tag="service-catalogue-published"
):
    """The catalogue is public, in this version; each replaces the one before."""

    catalogue_version: int
    services: tuple[OfferedService, ...]
    published_at: str

    def evolve(self, case: Centre, context: Context) -> Centre:
        before, day = case.catalogue, context.occurred_on
        first = before.first_on if before else day
        published = ServiceCatalogue(self.catalogue_version, first, day, self.published_at)
        return replace(case, catalogue=published)


class PublishServiceCatalogue(Command, frozen=True, kw_only=True):
    """公布公共服务目录: the public services of the centre, and where anybody reads of them. SC 11,
    IM 12."""

    at_any_time = True

    services: Annotated[tuple[OfferedService, ...], Meta(min_length=1, max_length=500)]
    published_at: ShortText

    def decide(self, matter: Matter[Centre]) -> ServiceCataloguePublished:
        before = matter.case.catalogue
        return self.as_event(
            ServiceCataloguePublished, catalogue_version=1 + (before.number if before else 0)
        )


class ServicePlanFiled(Event, frozen=True, kw_only=True, tag="service-plan-filed"):
    correctable = ("plan", "occurred_on", "effective_on")

    year: int
    plan: str

    def evolve(self, case: Centre, context: Context) -> Centre:
        return case.with_year(replace(case.year(self.year), plan_on=context.occurred_on))


class FileYearlyServicePlan(Command, frozen=True, kw_only=True):
    """制定年度公共服务工作计划: one for each year, for the next one too; its files are the act's
    evidence. SC 11, IM 12."""

    at_any_time = True
    recorded_as = ServicePlanFiled

    year: CalendarYear
    plan: Reason

    def check(self, matter: Matter[Centre]) -> Iterable[Refusal]:
        step, first = matter.step(type(self).__name__), year_it_began(matter.case) or self.year
        last = matter.day.year + 1
        if step and not first <= self.year <= last:
            asked = Text(f"{self.year}年度", f"the year {self.year}")
            allowed = Text(f"{first} 至 {last} 年", f"{first} to {last}")
            yield matter.rules.refuse(step.rule, asked, allowed, "form", ("/year",))
        filed = matter.case.year(self.year).plan_on
        if step and filed:
            asked = Text(f"{self.year}年度计划已于 {filed} 报送", f"filed on {filed} already")
            allowed = Text("每年一份", "one plan a year")
            yield matter.rules.refuse(step.rule, asked, allowed, "form", ("/year",), over=True)


class PriceListPublished(Event, frozen=True, kw_only=True, tag="price-list-published"):
    correctable = ("published_at", "occurred_on", "effective_on")

    products: tuple[OfferedProduct, ...]
    published_at: str

    def evolve(self, case: Centre, context: Context) -> Centre:
        return replace(case, priced_on=context.occurred_on)


class PublishPriceList(Command, frozen=True, kw_only=True):
    """公布产品目录和价格: encouraged, and a condition of nothing. SC 12."""

    at_any_time = True
    recorded_as = PriceListPublished

    products: Annotated[tuple[OfferedProduct, ...], Meta(min_length=1, max_length=500)]
    published_at: ShortText
