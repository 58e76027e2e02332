"""What one telling of the story can call its own, so that the demonstration hears it again."""

from typing import NamedTuple

from telling.service import Service, Stopped
from telling.sichuan import CLERK, FIRST, LATE, PEOPLE, RIVAL, Applicant
from telling.story import Story


class Telling(NamedTuple):
    """One telling of the story: nothing in it bears the name of an earlier one."""

    story: Story
    batch: str
    first: Applicant
    rival: Applicant
    late: Applicant


def prepare(service: Service) -> Telling:
    """Looks for what this telling can call its own. Stopped where nothing is left."""
    if service.call("POST", "demo/clock", CLERK, {"to": "2000-01-01"}).status == 404:
        raise Stopped("这不是演示服务，请用 make run\nThis is no demonstration: use `make run`")
    calendar = service.read("calendars/CN")["state"]["calendar"]
    if any(notice["year"] == 2027 for notice in calendar["notices"]):
        raise told_out("2027年的放假安排已经登记", "the notice for 2027 is entered already")
    number = 1
    while service.call("GET", f"batches/story-{number}", CLERK).status == 200:
        number += 1
    catalogue = service.read("regulations/SC")["state"]["catalogues"][-1]["industries"]
    centres = service.read("registry/centres", limit=500)["items"]
    free = [name for name in catalogue if name not in {one["industry"] for one in centres}]
    ours = free[2 * number - 2 : 2 * number]
    if len(ours) < 2:
        raise told_out("目录中的产业已经用完", "no industry of the catalogue is left")
    name = f"story-{number}"
    units = [
        unit._replace(id=f"{name}-{place}", industry=industry)
        for place, (unit, industry) in enumerate(
            zip((FIRST, RIVAL, LATE), (ours[0], *ours), strict=True), 1
        )
    ]
    return Telling(Story(service, PEOPLE), name, *units)


def told_out(zh: str, en: str) -> Stopped:
    return Stopped(
        f"这个演示讲不了第二遍：{zh}。时钟只能向前，请换一个数据目录：make run DATA=新目录\n"
        f"This demonstration can't be told again: {en}. Start with fresh data: make run DATA=new"
    )
