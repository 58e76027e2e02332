"""Random lives: several batches, applications, units and centres in one world whose days go by."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from msgspec.structs import replace

from domain.application.case import Application
from domain.application.form import Form
from domain.batch.case import Batch
from domain.batch.shortlisting import Dropped, Selected
from domain.case import Actor
from domain.deciding import CaseMissing, Decided
from domain.party.lifecycle import Party
from domain.refusal import Refused
from tests import asking
from tests.asking import LIST, OPEN, PROPER, PUBLICISE, Ask, do
from tests.next_steps import ASIDE, HOUSE, IN_PRINCIPLE, MAIN, PEOPLE, SEATS, UNITS
from tests.sichuan import batch_open, form_of, member, registered
from tests.world import DAY, founded

__all__ = ["PEOPLE", "REACHED", "Life"]

REACHED: set[str] = set()
"""Every command that was accepted in some life."""


class Life(RuleBasedStateMachine):
    """What happens; what must hold meanwhile is added by whoever runs it."""

    def __init__(self) -> None:
        super().__init__()
        self.world, self.day = batch_open(founded()), DAY
        for unit in UNITS:
            registered(self.world, unit)
        self.batches, self.applications = ["b1"], list[str]()
        self.fresh: list[Decided] = []

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
        REACHED.update(type(one.record.command).__name__ for one in decided)
        return True

    def application(self, id: str) -> Application:
        case = self.world.states[f"applications/{id}"]
        assert isinstance(case, Application)
        return case

    def whole_form(self, unit: Actor, industry: str, division: str, staff: int) -> Form:
        party = self.world.states[f"parties/{unit.organ}"]
        assert isinstance(party, Party)
        team = tuple(member(number) for number in range(staff))
        return form_of(unit, industry, division_code=division, unit_name=party.name, team=team)

    @rule(days=st.integers(1, 6))
    def days_pass(self, days: int) -> None:
        self.day += timedelta(days=days)

    @precondition(lambda self: len(self.applications) < 6)
    @rule(
        unit=st.sampled_from(UNITS),
        industry=st.sampled_from(["动力电池产业", "白酒产业"]),
        division=st.sampled_from([*SEATS]),
        staff=st.sampled_from([5, 5, 6, 4]),
        data=st.data(),
    )
    def a_unit_drafts(
        self, unit: Actor, industry: str, division: str, staff: int, data: st.DataObject
    ) -> None:
        id = f"a{len(self.applications) + 1}"
        whole = self.whole_form(unit, industry, division, staff)
        batch = data.draw(st.sampled_from(self.batches))
        draft = PROPER["CreateDraft"].by(unit).on(id).saying(form=whole, batch=batch)
        if self.attempt(draft):
            self.applications.append(id)

    @precondition(lambda self: len(self.batches) < 3)
    @rule()
    def a_batch_is_called(self) -> None:
        id = f"b{len(self.batches) + 1}"
        if self.attempt(OPEN.on(id)):
            self.batches.append(id)

    @precondition(lambda self: any(self.open_applications()))
    @rule(seed=st.integers(0, 2**32 - 1), steps=st.sampled_from([2, 8, 16]))
    def an_application_goes_on(self, seed: int, steps: int) -> None:
        """Several sensible steps in a row, each by the right person."""
        luck = Random(seed)
        id = luck.choice([*self.open_applications()])
        for _ in range(steps):
            case = self.application(id)
            if case.final:
                return
            road = MAIN[case.stage]
            name = next((name for name in road if name not in case.done), road[-1])
            if luck.random() < 0.3:
                name = luck.choice(ASIDE.get(case.stage, road))
            if name == "DetermineList" and luck.random() < 0.5:
                return  # others may catch up
            if name in asking.TIME and luck.random() < 0.5:
                self.day += timedelta(days=20)
            if ask := self.fitting(id, case, name, luck):
                self.attempt(ask)

    @precondition(lambda self: any(self.open_applications()))
    @rule(seed=st.integers(0, 2**32 - 1))
    def a_round_is_decided(self, seed: int) -> None:
        """All that are under way, straight to a list and its publicity."""
        luck = Random(seed)
        for id in [*self.open_applications()]:
            self.go_straight(id, luck)
        for batch in self.batches:
            if (ask := self.a_list(batch, luck)) and self.attempt(ask):
                list_no = getattr(ask.command, "list_no", "")
                self.attempt(PUBLICISE.on(batch).saying(list_no=list_no))
        for id in [*self.open_applications()]:
            if (case := self.application(id)).publicised and luck.random() < 0.5:
                name = luck.choice(ASIDE["IN_PUBLICITY"])
                if ask := self.fitting(id, case, name, luck):
                    self.attempt(ask)

    def go_straight(self, id: str, luck: Random) -> None:
        """To the experts' opinion, if nothing speaks against it."""
        case = self.application(id)
        while case.stage != "CORRECTION_REQUIRED" and "CompleteExpertReview" not in case.done:
            name = next(name for name in MAIN[case.stage] if name not in case.done)
            ask = self.fitting(id, case, name, luck)
            if not (ask and self.attempt(ask)):
                return
            case = self.application(id)

    @rule(data=st.data())
    def somebody_tries_something(self, data: st.DataObject) -> None:
        """Anybody, anything, anywhere: mostly refused."""
        ask = (PROPER | HOUSE)[data.draw(st.sampled_from([*PROPER, *HOUSE]))]
        if ask.stream in ("applications", "batches"):
            ask = ask.on(data.draw(st.sampled_from([*self.applications, *self.batches, "z9"])))
        ask = replace(ask, document_no=data.draw(st.sampled_from([None, "1号"])))
        self.attempt(
            ask.by(data.draw(st.sampled_from(PEOPLE))),
            on=self.day - timedelta(days=data.draw(st.sampled_from([0, 0, 3]))),
            late_reason=data.draw(st.sampled_from([None, "补记"])),
            overrides=data.draw(st.sampled_from([(), (IN_PRINCIPLE,)])),
        )

    @precondition(lambda self: len(self.world.histories["regulations/SC"]) < 4)
    @rule(name=st.sampled_from([*HOUSE]))
    def the_house_keeps_its_files(self, name: str) -> None:
        self.attempt(replace(HOUSE[name], document_no="市登〔2026〕1号"))

    def open_applications(self) -> Iterable[str]:
        return (id for id in self.applications if not self.application(id).final)

    def fitting(self, id: str, case: Application, name: str, luck: Random) -> Ask | None:
        """The command in that case's own words, by the person whose business it is."""
        ask = PROPER[name]
        if name == "DetermineList":
            return self.a_list(str(case.batch), luck)
        if name == "Republicise":
            return self.anew(id, case)
        if ask.stream == "batches":
            listed = case.publicised.list_no if case.publicised else self.list_of(id)
            return ask.on(str(case.batch)).saying(list_no=listed)
        own = next(unit for unit in UNITS if unit.organ == case.owner)
        division = str(case.form.division_code)
        person = {"APPLICANT": own, "PREF": SEATS[division]}.get(ask.actor.role, ask.actor)
        ask = ask.on(id).by(person)
        fields: dict[str, Any] = {"served_on": self.day, "addressee": division}
        if name == "CompleteExpertReview":
            fields["score"] = luck.choice([8000, 9000])
        if name in ("ReviseDraft", "SupplyCorrection", "ChangeApplicationData"):
            staff = luck.choice([5, 5, 5, 6, 4])
            fields["form"] = self.whole_form(own, str(case.form.industry), division, staff)
        known = ask.command.__struct_fields__
        return ask.saying(**{key: value for key, value in fields.items() if key in known})

    def anew(self, id: str, case: Application) -> Ask:
        """Under the name by which the unit is registered now."""
        batch, party = (
            self.world.states[f"batches/{case.batch}"],
            self.world.states[f"parties/{case.owner}"],
        )
        assert isinstance(batch, Batch) and isinstance(party, Party)
        return (
            PROPER["Republicise"]
            .on(str(case.batch))
            .saying(
                list_no=self.list_of(id),
                application=id,
                number=f"N{len(batch.numbers)}",
                unit_name=party.name,
            )
        )

    def a_list(self, batch: str, luck: Random) -> Ask | None:
        """Those of the batch whom the experts have seen: the best first, perhaps one dropped."""
        ready = [
            (id, self.application(id).score or 0)
            for id in self.open_applications()
            if self.application(id).batch == batch
            and self.application(id).stage == "EXPERT_REVIEW"
            and self.application(id).score
        ]
        ready.sort(key=lambda one: -one[1])
        if not ready:
            return None
        kept = luck.randint(1, len(ready))
        file = self.world.states[f"batches/{batch}"]
        assert isinstance(file, Batch)
        return LIST.on(batch).saying(
            list_no=f"L{len(file.lists) + 1}",
            selected=tuple(Selected(application=id) for id, _ in ready[:kept]),
            dropped=tuple(Dropped(application=id, reason="名额") for id, _ in ready[kept:]),
            served_on=self.day,
        )

    def list_of(self, id: str) -> str:
        batch = self.world.states[f"batches/{self.application(id).batch}"]
        assert isinstance(batch, Batch)
        for found in batch.lists:
            if id in {entry.application for entry in found.entries}:
                return found.list_no
        return str(getattr(PUBLICISE.command, "list_no", ""))
