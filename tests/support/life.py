"""A Hypothesis state machine: random histories of several regimes, batches, applications and
units."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from msgspec.structs import replace

from domain.application.case import Application
from domain.application.form import Form
from domain.application.objection import any_open
from domain.batch.case import Batch
from domain.batch.shortlisting import Dropped, Selected
from domain.context import Actor
from domain.deciding import CaseMissing, Decided
from domain.party.lifecycle import Party
from domain.refusal import Refused
from tests.support import panel_lives
from tests.support.asking import LODGE, PROPER, PUBLICISE, Ask, do
from tests.support.next_steps import (
    ELSEWHERE,
    HOUSE,
    IN_PRINCIPLE,
    OBJECTING,
    PEOPLE,
    UNITS,
    ahead,
    aside,
    of_publicity,
)
from tests.support.road import Road
from tests.support.roads import ROADS, SICHUAN
from tests.support.sichuan import ANYBODY, member, registered
from tests.support.world import DAY, governed

__all__ = ["PEOPLE", "REACHED", "Life"]

REACHED: set[tuple[str, str]] = set()
"""Every command that was accepted in some life, with the regime whose case it was."""


class Life(RuleBasedStateMachine):
    """What happens; what must hold meanwhile is added by whoever runs it."""

    roads: ClassVar[tuple[Road, ...]] = ROADS

    def __init__(self) -> None:
        super().__init__()
        texts = {road.code: road.text for road in (SICHUAN, *self.roads)}
        self.world, self.day = governed(*texts.items()), DAY
        for unit in UNITS:
            registered(self.world, unit)
        self.batches, self.applications = dict[str, str](), dict[str, Road]()
        self.fresh: list[Decided] = []
        for road in {road.code: road for road in self.roads}.values():
            self.call(road)

    def attempt(self, ask: Ask, **context: Any) -> bool:
        """Ask; where it is refused, nothing at all has changed."""
        world, before = self.world, dict(self.world.states)
        lengths = {stream: len(history) for stream, history in world.histories.items()}
        try:
            decided = do(world, ask, **{"on": self.day} | context)
        except (Refused, CaseMissing):
            assert world.states == before
            assert {s: len(history) for s, history in world.histories.items()} == lengths
            return False
        self.fresh += decided
        for one in decided:
            regime = one.record.area.partition(".")[0]
            REACHED.add((regime, type(one.record.command).__name__))
        return True

    def application(self, id: str) -> Application:
        case = self.world.states[f"applications/{id}"]
        assert isinstance(case, Application)
        return case

    def whole_form(self, road: Road, unit: Actor, place: str, staff: int, **named: Any) -> Form:
        party = self.world.states[f"parties/{unit.organ}"]
        assert isinstance(party, Party)
        team = tuple(member(number) for number in range(staff))
        fields = {"uscc": unit.organ, "unit_name": party.name, "division_code": place}
        return road.form(**fields, team=team, **named)

    def call(self, road: Road) -> None:
        id = f"b{len(self.batches) + 1}"
        if self.attempt(road.asks["OpenCallBatch"].on(id)):
            self.batches[id] = road.code
        for ask in road.pooling if road.pool not in self.world.states else ():
            self.attempt(ask)

    @rule(days=st.integers(1, 6))
    def days_pass(self, days: int) -> None:
        self.day += timedelta(days=days)

    @precondition(lambda self: len(self.applications) < 6)
    @rule(
        unit=st.sampled_from(UNITS),
        other_industry=st.booleans(),
        other_place=st.booleans(),
        staff=st.sampled_from([5, 5, 6, 4]),
        data=st.data(),
    )
    def a_unit_drafts(
        self, unit: Actor, other_industry: bool, other_place: bool, staff: int, data: st.DataObject
    ) -> None:
        road = data.draw(st.sampled_from(self.roads), label="road")
        id = f"a{len(self.applications) + 1}"
        place = ELSEWHERE.get(road.division, road.division) if other_place else road.division
        named = road.another if other_industry else {}
        whole = self.whole_form(road, unit, place, staff, **named)
        batch = data.draw(st.sampled_from([*self.batches]))
        draft = road.asks["CreateDraft"].by(unit).on(id).saying(form=whole, batch=batch)
        if self.attempt(draft):
            self.applications[id] = road

    @precondition(lambda self: len(self.batches) < len(self.roads) + 2)
    @rule(data=st.data())
    def a_batch_is_called(self, data: st.DataObject) -> None:
        self.call(data.draw(st.sampled_from(self.roads)))

    @precondition(lambda self: any(self.open_applications()))
    @rule(seed=st.integers(0, 2**32 - 1), steps=st.sampled_from([1, 2, 8, 16, 24]))
    def an_application_goes_on(self, seed: int, steps: int) -> None:
        """Several sensible steps in a row, each by the right person."""
        luck = Random(seed)
        id = luck.choice([*self.open_applications()])
        road = self.applications[id]
        for _ in range(steps):
            if not self.is_open(id):
                return
            case = self.application(id)
            if case.stage == "OBJECTION_PENDING":
                self.objections_go_on(id, luck, 2)
                continue
            name, others = ahead(road, case), aside(road, case)
            if others and luck.random() < (0.5 if case.correction else 0.2):
                name = self.chosen(road, others, luck)
            if name is None or (name == "DetermineList" and not self.others_are_ready(id, luck)):
                return  # others may catch up
            if name in road.times and luck.random() < 0.5:
                self.day += timedelta(days=20)
            if ask := self.fitting(id, case, name, luck):
                self.attempt(ask)

    @precondition(lambda self: any(self.published()))
    @rule(seed=st.integers(0, 2**32 - 1), steps=st.sampled_from([0, 2, 4]))
    def somebody_objects(self, seed: int, steps: int) -> None:
        """Mostly in time; on paper it may have come days ago, and the entry may have ended."""
        luck = Random(seed)
        published = [*self.published()]
        running = [id for id in published if self.application(id).stage == "IN_PUBLICITY"]
        id = luck.choice(luck.choice([running, running, published]) or published)
        ask = LODGE.on(id).by(ANYBODY)
        if luck.random() < 0.4:
            publicised = self.application(id).publicised
            last = publicised.period.ends if publicised else self.day
            ask = LODGE.on(id).saying(received_on=min(last, self.day))
        if luck.random() < 0.2:
            ask = ask.saying(objector=None)
        if self.attempt(ask):
            self.objections_go_on(id, luck, steps)

    def objections_go_on(self, id: str, luck: Random, steps: int) -> None:
        """The next steps for the open objections to an entry, also to one that has ended."""
        for _ in range(steps):
            case = self.application(id)
            if not any_open(case.objections):
                return
            one = luck.choice([one for one in case.objections if one.open])
            name = luck.choice((*OBJECTING[one.stand], *OBJECTING[one.stand], "WithdrawObjection"))
            if ask := self.fitting(id, case, name, luck):
                self.attempt(saying_what_it_knows(ask, about(one.no, self.day, luck)))

    def published(self) -> Iterable[str]:
        return (id for id in self.applications if self.application(id).publicised)

    @precondition(lambda self: any(self.open_applications()))
    @rule(seed=st.integers(0, 2**32 - 1))
    def a_round_is_decided(self, seed: int) -> None:
        """All that are under way, straight to a list and its publicity."""
        luck = Random(seed)
        for id in [*self.open_applications()]:
            self.go_straight(id, luck)
        for batch, code in [*self.batches.items()]:
            road = next(road for road in self.roads if road.code == code)
            listing = road.asks.get("DetermineList")
            if listing and (ask := self.a_list(listing, batch, luck)) and self.attempt(ask):
                list_no = getattr(ask.command, "list_no", "")
                self.attempt(road.asks["StartPublicity"].on(batch).saying(list_no=list_no))
        for id in [*self.open_applications()]:
            names = of_publicity(self.applications[id], self.application(id))
            if names and luck.random() < 0.5:
                name = luck.choice(names)
                if ask := self.fitting(id, self.application(id), name, luck):
                    self.attempt(ask)

    def go_straight(self, id: str, luck: Random) -> None:
        """To the experts' opinion, if nothing speaks against it."""
        while name := ahead(self.applications[id], self.application(id)):
            if name in ("SupplyCorrection", "DetermineList") or self.application(id).publicised:
                return
            ask = self.fitting(id, self.application(id), name, luck)
            if not (ask and self.attempt(ask)):
                return

    @rule(data=st.data())
    def somebody_tries_something(self, data: st.DataObject) -> None:
        """Anybody, anything, anywhere: mostly refused."""
        asks = PROPER | data.draw(st.sampled_from(self.roads)).asks | HOUSE
        ask = asks[data.draw(st.sampled_from([*asks]))]
        if ask.stream in ("applications", "batches"):
            ask = ask.on(data.draw(st.sampled_from([*self.applications, *self.batches, "z9"])))
        ask = replace(ask, document_no=data.draw(st.sampled_from([None, "1号"])))
        self.attempt(
            ask.by(data.draw(st.sampled_from([ask.actor, *PEOPLE]))),
            on=self.day - timedelta(days=data.draw(st.sampled_from([0, 0, 3]))),
            late_reason=data.draw(st.sampled_from([None, "补记"])),
            overrides=data.draw(st.sampled_from([(), (IN_PRINCIPLE,)])),
        )

    @precondition(lambda self: len(self.world.histories["regulations/SC"]) < 4)
    @rule(name=st.sampled_from([*HOUSE]))
    def the_house_keeps_its_files(self, name: str) -> None:
        self.attempt(replace(HOUSE[name], document_no="市登〔2026〕1号"))

    def open_applications(self) -> Iterable[str]:
        return filter(self.is_open, self.applications)

    def is_open(self, id: str) -> bool:
        """Whether something is still to come: also the construction of an approved project."""
        case = self.application(id)
        return not case.final or (case.stage == "APPROVED" and case.centre is None)

    def fitting(self, id: str, case: Application, name: str, luck: Random) -> Ask | None:
        """The command in that case's own words, by the person whose business it is."""
        road = self.applications[id]
        if name == "AppointPanel":
            return panel_lives.appointment(road, self.world, str(case.batch), self.day, luck)
        if name in ("SubmitScore", "CompleteExpertReview") and road.rules.text.panel:
            return panel_lives.towards_the_result(road, self.world, id, case, luck)
        if name in panel_lives.ASIDE:
            return panel_lives.aside(road, self.world, id, case, name, luck)
        ask, step = road.asks[name], road.step(name)
        assert step is not None
        if ask.stream == "expert-pools":
            return ask
        if name == "DetermineList":
            return self.a_list(ask, str(case.batch), luck)
        if name == "Republicise":
            return self.anew(ask, id, case)
        if ask.stream == "batches":
            listed = case.publicised.list_no if case.publicised else self.list_of(id)
            return ask.on(str(case.batch)).saying(list_no=listed)
        place = str(case.form.division_code)
        ask = ask.on(id).by(road.person(step, ask.actor, road.organ(step, place, case.owner)))
        return saying_what_it_knows(ask, self.own_words(road, case, name, luck))

    def own_words(self, road: Road, case: Application, name: str, luck: Random) -> dict[str, Any]:
        place = str(case.form.division_code)
        accepting = road.step("AcceptApplication")
        assert accepting is not None
        fields: dict[str, Any] = {
            "served_on": self.day,
            "filed_on": self.day,
            "addressee": road.organ(accepting, place),
            "bureau": road.rules.places.recommending_unit(place, self.day),
            "materials": tuple(sorted(case.form.files)),
        }
        if name == "CompleteExpertReview":  # where the file knows no panels
            fields |= {"score": luck.choice([8000, 9000])}
        if name in ("ReviseDraft", "SupplyCorrection", "ChangeApplicationData"):
            own = next(unit for unit in UNITS if unit.organ == case.owner)
            named = road.named_after(str(case.form.industry))
            staff = luck.choice([5, 5, 5, 6, 4])
            fields["form"] = self.whole_form(road, own, place, staff, **named)
        return fields

    def anew(self, ask: Ask, id: str, case: Application) -> Ask:
        """Under the name by which the unit is registered now."""
        batch = self.world.states[f"batches/{case.batch}"]
        party = self.world.states[f"parties/{case.owner}"]
        assert isinstance(batch, Batch) and isinstance(party, Party)
        return ask.on(str(case.batch)).saying(
            list_no=self.list_of(id),
            application=id,
            number=f"N{len(batch.numbers)}",
            unit_name=party.name,
        )

    def a_list(self, ask: Ask, batch: str, luck: Random) -> Ask | None:
        """Those of the batch whom the experts have seen: the best first, perhaps one dropped."""
        ready = [
            (id, self.application(id).score or 0)
            for id, road in self.applications.items()
            if self.application(id).batch == batch
            and ahead(road, self.application(id)) == "DetermineList"
        ]
        ready.sort(key=lambda one: -one[1])
        if not ready:
            return None
        kept = luck.randint(1, len(ready))
        file = self.world.states[f"batches/{batch}"]
        assert isinstance(file, Batch)
        return ask.on(batch).saying(
            list_no=f"L{len(file.lists) + 1}",
            selected=tuple(Selected(application=id) for id, _ in ready[:kept]),
            dropped=tuple(Dropped(application=id, reason="名额") for id, _ in ready[kept:]),
            served_on=self.day,
        )

    def chosen(self, road: Road, names: list[str], luck: Random) -> str:
        return luck.choice(names)

    def others_are_ready(self, id: str, luck: Random) -> bool:
        """Another of the batch waits for the list too, or it has become late."""
        batch = self.application(id).batch
        waiting = [
            other
            for other, road in self.applications.items()
            if self.application(other).batch == batch
            and ahead(road, self.application(other)) == "DetermineList"
        ]
        return len(waiting) > 1 or luck.random() < 0.2

    def list_of(self, id: str) -> str:
        batch = self.world.states[f"batches/{self.application(id).batch}"]
        assert isinstance(batch, Batch)
        for found in batch.lists:
            if id in {entry.application for entry in found.entries}:
                return found.list_no
        return str(getattr(PUBLICISE.command, "list_no", ""))


def about(no: int, day: date, luck: Random) -> dict[str, Any]:
    """What may be said of an objection."""
    result = luck.choice(["UPHELD", "PARTLY_UPHELD", "NOT_UPHELD", "NOT_UPHELD"])
    ground = luck.choice(["LATE", "ANONYMOUS", "NO_FACTS"])
    cured = result == "PARTLY_UPHELD"
    return {"no": no, "result": result, "curable": cured, "heard_on": day, "ground": ground}


def saying_what_it_knows(ask: Ask, fields: dict[str, Any]) -> Ask:
    known = ask.command.__struct_fields__
    return ask.saying(**{key: value for key, value in fields.items() if key in known})
