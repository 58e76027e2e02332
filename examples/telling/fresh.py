"""What one telling of a story can call its own, so that the demonstration hears it again."""

from datetime import date

from telling.inner_mongolia import INNER_MONGOLIA
from telling.service import Service, Stopped
from telling.sichuan import CLERK, SICHUAN
from telling.units import Applicant, Regime

PEOPLE = {
    **SICHUAN.people,
    **INNER_MONGOLIA.people,
    **{f"expert.{number}": "评审专家" for number in range(1, 20)},
    "system": "本系统",
}


def only_a_demonstration(service: Service) -> None:
    if service.call("POST", "demo/clock", CLERK, {"to": "2000-01-01"}).status == 404:
        raise Stopped("这不是演示服务，请用 make run\nThis is no demonstration: use `make run`")


def before_the_notice(service: Service, year: int) -> None:
    """The story ends with entering the notice of that year, which can be done once."""
    calendar = service.read("calendars/CN")["state"]["calendar"]
    if any(notice["year"] == year for notice in calendar["notices"]):
        raise told_out(f"{year}年的放假安排已经登记", f"the notice for {year} is entered already")


def not_after(today: date, last: date) -> None:
    if today > last:
        raise told_out(f"时钟已是 {today}", f"the clock is at {today}")


def unused(service: Service, story: str) -> str:
    """A name for this telling, and for its first batch."""
    number = 1
    while service.call("GET", f"batches/{story}-{number}", CLERK).status == 200:
        number += 1
    return f"{story}-{number}"


def free(service: Service, regime: Regime, number: int, *units: Applicant) -> list[str]:
    """So many industries of the catalogue that have no centre, and for which none of these units
    has applied."""
    catalogue = service.read(f"regulations/{regime.code}")["state"]["catalogues"][-1]["industries"]
    centres = service.read("registry/centres", limit=500)["items"]
    taken = {one["industry"] for one in centres if one["regulation"] == regime.code}
    for account in sorted({unit.account for unit in units}):
        taken |= applied_for(service, account)
    found = [industry for industry in catalogue if industry not in taken]
    if len(found) < number:
        raise told_out("目录中的产业已经用完", "no industry of the catalogue is left")
    return found[:number]


def applied_for(service: Service, account: str) -> set[str]:
    """The industries of a unit's applications that have not ended."""
    told = service.read("events", account, stream="applications", limit=1000)["items"]
    own = {event["id"] for event in told}
    cases = [service.read(f"applications/{id}", account)["state"] for id in sorted(own)]
    return {case["form"]["industry"] for case in cases if not case["final"]}


def told_out(zh: str, en: str) -> Stopped:
    return Stopped(
        f"这个演示讲不了第二遍：{zh}。时钟只能向前，请换一个数据目录：make run DATA=新目录\n"
        f"This demonstration can't be told again: {en}. Start with fresh data: make run DATA=new"
    )
