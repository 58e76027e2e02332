"""Demonstration data: a round in each of two provinces at every stage, by ordinary commands."""

from datetime import date

from domain.calendar_file import CALENDAR, calendar_in
from services.demo import experts as demo_experts
from services.demo import lists as demo_lists
from services.demo import people as demo
from services.demo.inner_mongolia import INNER_MONGOLIA_REGION as INNER_MONGOLIA
from services.demo.papers import proofs
from services.demo.road import dated, road
from services.demo.sichuan import SICHUAN_REGION as SICHUAN
from services.demo.teller import Teller
from services.demo.units import DemoUnit, Listing, Region
from services.runtime import Runtime

SICHUAN_BATCH = SICHUAN.batch
REGIONS = (SICHUAN, INNER_MONGOLIA)
CALLED = date(2026, 1, 5)


def begin(runtime: Runtime) -> None:
    """Acts both rounds. Idempotent: a second call changes nothing."""
    tell = Teller(runtime)
    for region in REGIONS:
        call(tell, region)
        demo_experts.gather(tell, region, CALLED)
        for unit in region.units:
            tell_application(tell, region, unit)
        for work in region.work:
            if isinstance(work, Listing):
                demo_lists.publish(tell, region, work)
            else:
                demo_experts.judge(tell, region, work)


def call(tell: Teller, region: Region) -> None:
    notice = {
        "regime": region.regime,
        "title": region.title,
        "window_from": CALLED.isoformat(),
        "window_to": "2026-12-31",
    }
    tell.act(region.officer(), "batches", region.batch, "OpenCallBatch", CALLED, notice)


def tell_application(tell: Teller, region: Region, unit: DemoUnit) -> None:
    """Acts for one applicant, from its registration to its last act."""
    code = demo.APPLICANTS[unit.number - 1]
    registration = {"uscc": code, "name": unit.name}
    tell.act(unit.applicant, "parties", code, "RegisterParty", CALLED, registration)
    acts = road(region, unit, proofs(tell.runtime, region, unit))
    file, _ = tell.runtime.store.current(f"calendars/{CALENDAR}")
    for act, day in dated(unit, acts, calendar_in(file).working_days(unit.first)):
        tell.act(
            act.who, "applications", unit.id, act.name, day, act.body, document_no=act.document_no
        )
