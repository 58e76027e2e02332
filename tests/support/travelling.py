"""Walks an application through any procedure over HTTP, each step by a person with an account."""

from typing import Any

from domain.context import SYSTEM, Actor
from tests.support.asking import Ask
from tests.support.calling import Caller, as_body, done, kebab
from tests.support.demonstrations import PASSWORD
from tests.support.road import Road
from tests.support.sichuan import expert

SIZE = 3


class Journey:
    """One application in a procedure; its batch is open and its unit registered."""

    def __init__(self, caller: Caller, road: Road, id: str, **form_changes: Any) -> None:
        self.caller, self.road, self.id = caller, road, id
        self.batch, self.members = f"{id}-batch", list[str]()
        self.form = road.form(**form_changes)
        people = {ask.actor.person: ask.actor for ask in road.asks.values()}
        del people[SYSTEM.person]
        caller.runtime.accounts.put(people, PASSWORD)
        self.unit = road.asks["CreateDraft"].actor
        body = {"uscc": self.unit.organ, "name": self.form.unit_name}
        key = {"Idempotency-Key": "registered"}
        path = (self.unit.person, "parties", body)
        done(caller.open(*path, id=self.unit.organ, headers=key))
        self.do("OpenCallBatch")

    def do(self, name: str, **changes: Any) -> dict[str, Any]:
        """A step of the procedure, done by the person whose business it is."""
        if self.road.rules.text.panel and name in ("DeclareNoConflict", "SubmitScore"):
            return [self.one(name, who, **changes) for who in self.members][-1]
        if self.road.rules.text.panel and name == "CompleteExpertReview":
            return self.one(name, self.members[0], **changes)
        if name == "AppointPanel":
            self.gather()
            answer = self.one(name, **changes)
            self.members = answer["event"]["order"][:SIZE]
            return answer
        return self.one(name, **changes)

    def gather(self) -> None:
        """Experts of this journey's own, in the authority's pool."""
        authority, opening = self.road.rules.about.authority, self.road.asks["OpenExpertPool"]
        officer = opening.actor.person
        if self.caller.get(officer, f"/expert-pools/{authority}").status_code == 404:
            done(self.caller.open(officer, "expert-pools", as_body(opening.command), id=authority))
        members = {
            name: Actor(name, "EXPERT", authority, ("scoring",))
            for name in (f"{self.id}.expert.{number}" for number in range(SIZE))
        }
        self.caller.runtime.accounts.put(members, PASSWORD)
        for number, name in enumerate(members, 1):
            body = as_body(expert(number)) | {"expert": name, "fields": [self.id]}
            done(self.caller.do(officer, "expert-pools", authority, "add-expert", body))

    def one(self, name: str, who: str | None = None, **changes: Any) -> dict[str, Any]:
        ask = self.road.asks[name]
        body = self.body(ask) | changes
        paper: dict[str, Any] = {"document_no": ask.document_no} if ask.document_no else {}
        if ask.minutes_no:
            paper |= {"minutes_no": ask.minutes_no, "minutes_on": self.road.day(name).isoformat()}
        who, id = who or ask.actor.person, self.id if ask.stream == "applications" else self.batch
        if type(ask.command).opens:
            return done(self.caller.open(who, ask.stream, body, id=id, **paper))
        return done(self.caller.do(who, ask.stream, id, kebab(name), body, **paper))

    def body(self, ask: Ask) -> dict[str, Any]:
        own = {
            "batch": self.batch,
            "form": as_body(self.form),
            "materials": sorted(self.form.files),
            "selected": [{"application": self.id}],
            "applications": [self.id],
            "fields": [self.id],
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
