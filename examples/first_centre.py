"""一个省的第一个中心: from the call to the first recognised centre of a province of your own.

    ANJUAN_DEMO_PASSWORD=... python3 examples/first_centre.py http://127.0.0.1:8000 HB 420100

after TUTORIAL.md: the code of the regulation, and the place where the unit applies. What is asked
of whom is read off the regulation; the accounts are those of the tutorial. Standard library only.
"""

import sys

from telling import publicity, registry
from telling.any_province import applicant, gather, province, steps
from telling.experts import reviewed
from telling.road import call, draft, registered, walk
from telling.running import run
from telling.service import Service
from telling.story import Story

INDUSTRY = "光电子信息产业"


def tell(service: Service, code: str, place: str) -> Story:
    own = province(service, code, place)
    unit = applicant(own, INDUSTRY, f"{code.lower()}-2026-1")
    story = Story(service, unit.regime.people, regimes=(code,))
    story.chapter("申报", "The application")
    call(story, unit.regime, unit.batch)
    gather(story, own, unit)
    unit = registered(story, unit)
    draft(story, unit)
    told = unit.account, "提交", "Hands in"
    path, addressed = f"{unit.case}/submit-application", {"addressee": own.addressee}
    story.act(told, path, addressed, "已提交 SUBMITTED")
    story.chapter("受理、审查、评审", "Acceptance, review, experts")
    walk(story, unit, *steps(own, unit))
    reviewed(story, unit)
    story.chapter("公示、认定", "Publicity and recognition")
    period = publicity.publicise(story, unit, publicity.determine(story, f"{unit.batch}-a", unit))
    publicity.run_out(story, period, unit)
    position = publicity.recognise(story, unit)["position"]
    there = registry.shown(story, unit, position, "今天", "today", as_of=story.today)
    story.expect(there, unit.centre_name)
    return story


if __name__ == "__main__":
    sys.exit(run(tell, "HB", "420100"))
