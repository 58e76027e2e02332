"""Lodges objections (异议): by anybody, or by an officer for one on paper. Domain.md 2.2, A25.

SC 7(3) presupposes objections (无异议) and says nothing of their form. What comes late or without a
name is no objection and is kept as a lead: nothing that arrives disappears (Inv. 24).
"""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import ClassVar, Literal

from msgspec.structs import replace

from domain.application.case import Application
from domain.application.local_review import refuse
from domain.application.objection import Facts, Objection, Stand, numbered
from domain.case import Command, stream_and_id, stream_id
from domain.context import Context
from domain.event import Event
from domain.matter import CaseReader, Matter
from domain.objector import Objector, ReplyKey
from domain.parts import Part
from domain.personal import HoldsPersons, Personal, Subject
from domain.refusal import Refusal
from domain.violation.case import Ground, PaperAside, Violation
from domain.violation.lead import LeadRegistered, RegisterLead
from domain.working_days import CalendarUnknown, last_day

FIRST_ASIDE, NUMBERS_ASIDE = 500_001, 500_000
"""Leads are numbered apart from objections, so that no gap tells the applicant of one."""


class LodgeObjection(HoldsPersons, Command, frozen=True, kw_only=True):
    """提出异议: by anybody, or by the objection officer for what came on paper (`received_on`).

    `reply_key` is the SHA-256 (hex) of a secret: whoever shows the secret is the objector. Only a
    slow hash of it is kept, encrypted.
    """

    entailing = (RegisterLead,)
    at_any_time = True
    public = True
    outcomes = ("PENDING",)
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(fields=("facts",), identity=(), purpose="objection-facts"),
        Subject(fields=("reply_key",), identity=(), purpose="reply-key"),
    )

    facts: Facts
    objector: Objector | None = None
    received_on: date | None = None
    reply_key: ReplyKey | None = None

    def check(self, matter: Matter[Application]) -> Iterable[Refusal]:
        public = matter.context.actor.role == "PUBLIC"
        received = self.received(matter)
        if received > matter.day or (public and received != matter.day):
            yield from refuse(
                matter,
                f"收到日 {received}",
                f"received on {received}",
                f"{matter.day}" if public else f"{matter.day} 或以前",
                f"{matter.day}" if public else f"on or before {matter.day}",
                ("/received_on",),
            )

    def received(self, matter: Matter[Application]) -> date:
        return self.received_on or matter.day

    def ground(self, matter: Matter[Application]) -> Ground | None:
        """Why it is kept as a lead; None for an objection, in time and with a name."""
        publicised, received = matter.case.publicised, self.received(matter)
        if publicised is None or received < publicised.period.began:
            return "EARLY"
        try:  # an interrupted publicity runs anew: it is not over
            last = last_day(publicised.period, matter.reader.work_calendar())
            if received > last and not publicised.interrupted:
                return "LATE"
        except CalendarUnknown:  # while nobody knows the last day, nothing is late
            pass
        return None if self.objector else "ANONYMOUS"

    def number(self, matter: Matter[Application]) -> int:
        return 1 + sum(one.standing for one in matter.case.objections)

    def decide(self, matter: Matter[Application]) -> "ObjectionLodged | None":
        """None for what is kept as a lead: the application does not even show that it came."""
        if self.ground(matter):
            return None
        return self.as_event(
            ObjectionLodged,
            no=self.number(matter),
            received_on=self.received(matter),
            effect=None if matter.case.final else "PENDING",
        )

    def entails(self, matter: Matter[Application]) -> Iterable[tuple[str, Command]]:
        """A lead, for what is no objection and for an objection whose entry has ended meanwhile."""
        received = self.received(matter)
        if ground := self.ground(matter):
            no = number_aside(matter)
            paper = PaperAside(ground=ground, objector=self.objector, reply_key=self.reply_key)
            kept = replace(lead_of(matter, no, self.facts, received), paper=paper)
            yield lead_stream(matter.reader, matter.id, no), kept
        elif matter.case.final:
            yield lead(matter, self.number(matter), self.facts, received)


def number_aside(matter: Matter[Application]) -> int:
    """A number for what is kept as a lead, which tells nobody how many there are: drawn by the act,
    and the next free one where it is taken."""
    drawn = sha256(matter.context.command_id.encode()).digest()
    start = int.from_bytes(drawn[:8]) % NUMBERS_ASIDE
    free = (FIRST_ASIDE + (start + step) % NUMBERS_ASIDE for step in range(NUMBERS_ASIDE))
    return next(no for no in free if not is_taken(matter, no))


def is_taken(matter: Matter[Application], no: int) -> bool:
    earlier = numbered(matter.case.objections, no)  # of an earlier release
    return earlier is not None or paper_aside(matter.reader, matter.id, no) is not None


def paper_aside(reader: CaseReader, application: str, no: int) -> Objection | None:
    """What was lodged against an application under that number, and is kept as a lead."""
    if no < FIRST_ASIDE:
        return None
    lead = reader.state(*stream_and_id(lead_stream(reader, application, no)))
    if not (isinstance(lead, Violation) and lead.paper and lead.received_on):
        return None
    return Objection(
        no=no,
        stand=Stand.NOT_ADMITTED,
        standing=False,
        ground=lead.paper.ground,
        received_on=lead.received_on,
        facts=lead.facts,
        objector=lead.paper.objector,
        evidence=lead.evidence,
        reply_key=lead.paper.reply_key,
    )


def lead_stream(reader: CaseReader, application: str, no: int) -> str:
    """Stream of a lead. Its id tells nobody what it is about, and nobody can make another's."""
    return stream_id("violations", reader.claim("lead", application, str(no)))


def lead(
    matter: Matter[Application], no: int, facts: Personal, received_on: date
) -> tuple[str, Command]:
    """The lead that an objection becomes. It names the paper and not who wrote it."""
    kept = lead_of(matter, no, facts, received_on)
    return stream_id("violations", matter.context.command_id), kept


def lead_of(
    matter: Matter[Application], no: int, facts: Personal, received_on: date
) -> RegisterLead:
    return RegisterLead(
        regime=matter.case.regime or "",
        source="OBJECTION",
        owner=matter.case.owner,
        facts=facts,
        application=matter.id,
        objection=no,
        received_on=received_on,
    )


class Arrived(Event, frozen=True, kw_only=True):
    """An objection, or what was kept as a lead, numbered within its application."""

    no: int
    facts: Personal
    received_on: date
    objector: Objector | None = None
    reply_key: Personal | None = None

    def kept(self, case: Application, context: Context, ground: str | None = None) -> Application:
        objection = Objection(
            no=self.no,
            stand=Stand.NOT_ADMITTED if ground else Stand.LODGED,
            standing=ground is None,
            ground=ground,
            received_on=self.received_on,
            facts=self.facts,
            objector=self.objector,
            evidence=context.evidence,
            reply_key=self.reply_key,
            under=case.publicised.name if case.publicised else None,
        )
        return replace(case, objections=(*case.objections, objection))


class ObjectionLodged(Arrived, frozen=True, kw_only=True, tag="objection-lodged"):
    """An objection in time and with a name. `effect` None: the entry has ended already."""

    effect: Literal["PENDING"] | None = None

    @property
    def outcome(self) -> str | None:
        return self.effect

    def evolve(self, case: Application, context: Context) -> Application:
        return self.kept(case, context)


class ObjectionKeptAsLead(Arrived, frozen=True, kw_only=True, tag="objection-kept-as-lead"):
    """Kept as a lead, and why. Earlier releases kept leads with the application; now they are cases
    of their own (`LeadRegistered`)."""

    part = Part.LEADS
    aside = True
    ground: str

    def is_told_by(self, other: Event) -> bool:
        if not isinstance(other, LeadRegistered) or other.paper is None:
            return False
        paper = other.paper
        told = other.facts, other.received_on, paper.objector, paper.ground, paper.reply_key
        return told == (self.facts, self.received_on, self.objector, self.ground, self.reply_key)

    def evolve(self, case: Application, context: Context) -> Application:
        return self.kept(case, context, self.ground)
