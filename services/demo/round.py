"""Demonstration data: a round in each of two provinces at every stage, by ordinary commands."""

from datetime import date

from domain.calendar_file import CALENDAR, calendar_in
from services.demo import experts as demo_experts
from services.demo import lists as demo_lists
from services.demo import money as demo_money
from services.demo import people as demo
from services.demo.inner_mongolia import INNER_MONGOLIA_REGION as INNER_MONGOLIA
from services.demo.papers import proofs
from services.demo.road import dated, road
from services.demo.sichuan import SICHUAN_REGION as SICHUAN
from services.demo.teller import Teller
from services.demo.units import DemoUnit, Listing, Region, Sitting
from services.runtime import Runtime

SICHUAN_BATCH = SICHUAN.batch
REGIONS = (SICHUAN, INNER_MONGOLIA)
CALLED = date(2026, 1, 5)


def begin(runtime: Runtime) -> list[str]:
    """Acts both rounds, and the money of a centre. Idempotent: a second call changes nothing. Gives
    the stories that do not fit what is there, as where an earlier release has told others: they
    are left as they stand."""
    tell = Teller(runtime)
    for region in REGIONS:
        with tell.story(region.batch):
            call(tell, region)
        demo_experts.gather(tell, region, CALLED)
        for unit in region.units:
            with tell.story(unit.id):
                tell_application(tell, region, unit)
        for work in region.work:
            tell_work(tell, region, work)
    with tell.story(demo_money.DEMO_PROJECT):
        demo_money.tell_money(tell)
    return tell.left


def left_in_words(left: list[str]) -> str:
    """A sentence on the stories that were left as they stand."""
    return (
        f"演示数据由其他版本建立或已有人续办，以下照原样保留：{'、'.join(left)}\n"
        "the demonstration is another release's, or people have acted in it;"
        f" left as they are: {', '.join(left)}"
    )


def tell_work(tell: Teller, region: Region, work: Sitting | Listing) -> None:
    if isinstance(work, Listing):
        with tell.story(f"{work.list_no}{work.nth}"):
            demo_lists.publish(tell, region, work)
    else:
        with tell.story(work.panel_no):
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
