"""Walking any road over HTTP, each step by a person with an account."""

from typing import Any

from domain.case import SYSTEM
from tests.asking import Ask
from tests.calling import PASSWORD, Caller, as_body, done, kebab
from tests.roads import Road


class Journey:
    """One application on a road; its batch is open and its unit registered."""

    def __init__(self, caller: Caller, road: Road, id: str, **form_changes: Any) -> None:
        self.caller, self.road, self.id = caller, road, id
        self.batch = f"{id}-batch"
        self.form = road.form(**form_changes)
        people = {ask.actor.person: ask.actor for ask in road.asks.values()}
        del people[SYSTEM.person]
        caller.house.accounts.put(people, PASSWORD)
        self.unit = road.asks["CreateDraft"].actor
        body = {"uscc": self.unit.organ, "name": self.form.unit_name}
        key = {"Idempotency-Key": "registered"}
        path = (self.unit.person, "parties", body)
        done(caller.open(*path, id=self.unit.organ, headers=key))
        self.do("OpenCallBatch")

    def do(self, name: str, **changes: Any) -> dict[str, Any]:
        """A step of the road, done by the person whose business it is."""
        ask = self.road.asks[name]
        body = self.body(ask) | changes
        paper: dict[str, Any] = {"document_no": ask.document_no} if ask.document_no else {}
        who, id = ask.actor.person, self.id if ask.stream == "applications" else self.batch
        if type(ask.command).opens:
            return done(self.caller.open(who, ask.stream, body, id=id, **paper))
        return done(self.caller.do(who, ask.stream, id, kebab(name), body, **paper))

    def body(self, ask: Ask) -> dict[str, Any]:
        own = {
            "batch": self.batch,
            "form": as_body(self.form),
            "materials": sorted(self.form.files),
            "selected": [{"application": self.id}],
        }
        body = as_body(ask.command)
        known = ask.command.__struct_fields__
        return body | {key: value for key, value in own.items() if key in known}

    def walk(self, until: str, start: str = "CreateDraft") -> dict[str, Any]:
        """From one step to another, both included; answers the last receipt."""
        sequence = self.road.sequence
        for name in sequence[sequence.index(start) : sequence.index(until) + 1]:
            answer = self.do(name)
        return answer
