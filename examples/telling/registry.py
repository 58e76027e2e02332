"""The public registry: which centre it shows as of which day, as known when."""

from datetime import datetime, timedelta
from typing import Any

from telling.service import Json
from telling.story import Story
from telling.units import Applicant

DAY = timedelta(days=1)


def shown(story: Story, unit: Applicant, position: int, zh: str, en: str, **query: Any) -> bool:
    """Whether it shows the unit's centre to a query; no earlier than `position` of the log."""
    story.begin(unit.regime.clerk, f"查名录：{zh}", f"The registry: {en}")
    own: Json = {"q": unit.centre_name, "min_position": position}
    found = story.service.read("registry/centres", **own, **query)["items"]
    active = [centre["name"] for centre in found if centre["active"]]
    story.expect(active in ([], [unit.centre_name]), found)
    told = (f"有：{unit.centre_name}", "it is there") if active else ("没有", "it is not there")
    story.note(*told)
    return bool(active)


def on_two_clocks(story: Story, unit: Applicant, recognised: Json) -> None:
    """What held on a day, and what was known of it; `recognised` is the service's answer."""
    day = story.today
    recorded = datetime.fromisoformat(recognised["receipt"]["recorded_at"])
    before = (recorded - timedelta(microseconds=1)).isoformat()
    asked: tuple[tuple[str, str, bool, Json], ...] = (
        ("认定前一日", "the day before", False, {"as_of": day - DAY}),
        ("认定当日", "the day of the recognition", True, {"as_of": day}),
        ("一年以后", "a year later", True, {"as_of": day + 365 * DAY}),
        (
            "认定当日，按记载前一刻所知",
            "that day, as known just before it was recorded",
            False,
            {"as_of": day, "known_at": before},
        ),
    )
    for zh, en, there, query in asked:
        found = shown(story, unit, recognised["position"], zh, en, **query)
        story.expect(found == there, query)
