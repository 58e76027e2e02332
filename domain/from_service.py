"""Terms that count from the service of a decision (救济期限): the unit may act until then."""

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from domain.bookkeeping import Served
from domain.event import Event
from domain.matter import Matter
from domain.regulation.limits import LENGTHS, NamedPeriod
from domain.regulation.timing import begun_by_decisions
from domain.running import NamedTerm
from domain.working_days import Period, count_as_known

REMEDIES_TOLD = "told"


def terms_for_remedies(matter: Matter[Any], event: Event) -> Iterable[NamedTerm]:
    """A decision against the unit begins each period that counts from service and that no step
    begins. Its event and day tell it from those of other decisions, for a version would count what
    some readers are not shown."""
    if (served := event.served) is None:
        return
    for_remedies = begun_by_decisions(matter.rules.text)
    for name, named in matter.rules.text.period.items():
        if name in for_remedies:
            term = term_of_the_unit(matter, name, named, served)
            yield replace(term, about=about_decision(event, served))


def about_decision(event: Event, served: Served) -> str:
    return f"{event.__struct_config__.tag}/{served.on}"


def begun_from_service(matter: Matter[Any], name: str, event: Event) -> NamedTerm:
    """The term that a step begins, from the day on which its own event was served."""
    served = Served(getattr(event, "served_on", matter.day), REMEDIES_TOLD)
    return term_of_the_unit(matter, name, matter.rules.text.period[name], served)


def term_of_the_unit(
    matter: Matter[Any], name: str, named: NamedPeriod, served: Served
) -> NamedTerm:
    """A term in which the unit whose case it is may act; nothing follows when it is over."""
    return NamedTerm(
        name=name,
        opened_on=matter.day,
        period=term_from_service(matter, named, served),
        awaits=named.awaits or "",
        called=named.called(name),
        alerts=named.alerts,
        owner=getattr(matter.case, "owner", ""),
    )


def term_from_service(matter: Matter[Any], named: NamedPeriod, served: Served) -> Period:
    """The period, as far as the calendar knows its days; of the length that holds where the
    decision told of no remedies, if it did not."""
    lasting = named if served.remedies or named.untold is None else named.untold
    [(length, n)] = lasting.lengths.items()
    return count_as_known(
        matter.reader.work_calendar(),
        served.on,
        n,
        LENGTHS[length],
        named.count_first_day,
        named.roll_to_working_day,
    )
