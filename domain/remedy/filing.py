"""Files a remedy against a decision: in which term, against which decision, by whom. Domain.md 2.8.

The decision is named by its case, the type of its event and the day on which it was served, as the
unit knows them; the version that it made is noted by the decider.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, ClassVar, cast

from msgspec import Meta
from msgspec.structs import replace

from domain.bookkeeping import DecidedAgainst
from domain.card import Card
from domain.case import Case, CaseId, Command, stream_and_id, stream_id
from domain.claim.lifecycle import ReserveClaim
from domain.context import UNITS, Context
from domain.event import Event
from domain.matter import Matter
from domain.own_step import under_own_step
from domain.personal import HoldsPersons, Personal, Sealed, Subject
from domain.refusal import Refusal, Text
from domain.remedy.case import Contested, Remedy, RemedyKind, claim_of, remedy_of
from domain.remedy.terms import last_day_to_file, term_to_file_in
from domain.running import TermElsewhere
from domain.typed_text import Typed
from domain.words import event_words, joined, stream_words, value_words

Complaint = Annotated[str, Meta(min_length=1, max_length=20000)] | Sealed
ContestedCase = Annotated[
    str,
    Meta(pattern=r"^[a-z-]{1,40}/[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z", max_length=110),
    Typed(Text("案卷，如 applications/a1", "a case like applications/a1")),
]
Tag = Annotated[
    str,
    Meta(pattern=r"^[a-z][a-z-]{0,79}\Z"),
    Typed(Text("事件类型，如 submission-refused", "an event's type like submission-refused")),
]


class FileRemedy(HoldsPersons, Command, frozen=True, kw_only=True):
    """A remedy against a decision. `case` is the stream id of the case in which it was made
    (`applications/a1`), `decision` the type of its event, `served_on` the day of its service.
    `upheld_by` is the reconsideration after which a suit is brought."""

    opens = True
    kind: ClassVar[RemedyKind]
    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(fields=("complaint",), identity=(), purpose="remedy"),
    )

    regime: CaseId
    case: ContestedCase
    decision: Tag
    served_on: date
    complaint: Complaint

    @property
    def channel(self) -> RemedyKind:
        """Steps are looked up by the kind of remedy."""
        return self.kind

    @property
    def taken_on(self) -> date | None:
        """The day on which another organ took it; None where it is filed here and now."""
        return None

    @property
    def after(self) -> str | None:
        """The reconsideration that it follows."""
        return None

    def contested(self, matter: Matter[Any]) -> tuple[Case, DecidedAgainst] | None:
        """The case, and the decision in force there that the body names; None where there is none
        against this unit, or none of this organ."""
        case = matter.reader.state(*stream_and_id(self.case))
        if case is None or not (mine := tuple(decisions_for(matter, case))):
            return None
        named = (self.decision, self.served_on)
        return next(((case, one) for one in reversed(mine) if named_by(one) == named), None)

    def check(self, matter: Matter[Remedy]) -> Iterable[Refusal]:
        found = self.contested(matter)
        if found is None:
            yield from self.not_found(matter)
            return
        case, decision = found
        if case.regime != self.regime:
            asked = Text(f"规定 {self.regime}", f"regulation {self.regime}")
            right = Text(f"{case.regime}", f"{case.regime}")
            yield from under_own_step(matter, asked, right, "form", ("/regime",))
            return
        yield from self.twice(matter, decision)
        yield from self.too_early(matter, decision)
        yield from self.too_late(matter, case, decision)

    def not_found(self, matter: Matter[Any]) -> Iterable[Refusal]:
        case = matter.reader.state(*stream_and_id(self.case))
        known = [spoken(one) for one in decisions_for(matter, case)] if case else []
        what, of = event_words(self.decision), stream_words(stream_and_id(self.case)[0])
        asked = Text(
            f"{of.zh}“{self.case}”于 {self.served_on} 送达的“{what.zh}”",
            f"{what.en}, served on {self.served_on}, in {self.case}",
        )
        right = joined(known)
        allowed = Text(
            f"对本单位作出、仍然有效的决定：{right.zh or '该案中没有'}",
            f"a decision against the unit that stands: {right.en or 'none in that case'}",
        )
        yield from under_own_step(
            matter, asked, allowed, "fact", ("/case", "/decision", "/served_on")
        )

    def twice(self, matter: Matter[Any], decision: DecidedAgainst) -> Iterable[Refusal]:
        if remedy_of(matter.reader, self.channel, self.case, decision.version):
            words = value_words(self.channel, "channel")
            asked = Text(f"就同一决定再次{words.zh}", f"{words.en} of the same decision again")
            once = Text(f"每一决定{words.zh}一次", f"{words.en} once for each decision")
            yield from under_own_step(matter, asked, once, "order", ("/decision",), over=True)

    def too_early(self, matter: Matter[Any], decision: DecidedAgainst) -> Iterable[Refusal]:
        """Refuses a suit while the reconsideration of the same decision goes on, and one that does
        not follow the reconsideration that it names."""
        going_on = remedy_of(matter.reader, "RECONSIDERATION", self.case, decision.version)
        if self.channel == "SUIT" and going_on and going_on.pending:
            asked = Text("行政复议尚未办结即起诉", "a suit while the reconsideration goes on")
            right = Text("行政复议办结之后", "after the decision on the reconsideration")
            yield from under_own_step(matter, asked, right, "order")
        if self.after is not None and not follows(matter, self.after, self.case, decision):
            asked = Text(f"经行政复议 {self.after}", f"after the reconsideration {self.after}")
            right = Text("就同一决定已经办结的行政复议", "one of the same decision that is over")
            yield from under_own_step(matter, asked, right, "fact", ("/upheld_by",))

    def too_late(
        self, matter: Matter[Any], case: Case, decision: DecidedAgainst
    ) -> Iterable[Refusal]:
        filed, last = self.taken_on or matter.day, None
        if term := last_day_to_file(matter, self.channel, case, decision, self.after):
            last, rule = term
        if last and filed > last:
            words = value_words(self.channel, "channel")
            yield matter.rules.refuse(
                rule,
                Text(f"{filed} 提出{words.zh}", f"{words.en} filed on {filed}"),
                Text(f"{last} 及以前", f"by {last}"),
                "period",
                ("/served_on",),
                over=True,
            )

    def decide(self, matter: Matter[Remedy]) -> "RemedyFiled":
        found = self.contested(matter)
        assert found is not None
        case, decision = found
        return self.as_event(
            RemedyFiled,
            regulation=matter.rules.sha256,
            channel=self.channel,
            owner=remedy_owner(matter, case, decision),
            organ=decision.organ,
            against=Contested(
                case=self.case,
                decided_version=decision.version,
                decision=decision.event,
                decided_on=decision.decided_on,
                served_on=decision.served.on,
                decided_by=decision.person,
            ),
            filed_on=self.taken_on or matter.day,
            claim=claim_of(matter.reader, self.channel, self.case, decision.version),
            filed_within=term_to_file_in(
                self.channel, self.case, decision.event, decision.served.on, self.after
            ),
        )

    def entails(self, matter: Matter[Remedy]) -> Iterable[tuple[str, Command]]:
        found = self.contested(matter)
        assert found is not None
        claim = claim_of(matter.reader, self.channel, self.case, found[1].version)
        holder = stream_id("remedies", matter.id)
        yield stream_id("claims", claim), ReserveClaim(kind="remedy", holder=holder)


def decisions_for(matter: Matter[Any], case: Case) -> Iterable[DecidedAgainst]:
    """The decisions of a case that the actor may bring a remedy against, or record one: those
    against the own unit, or of the own organ. After a transfer of the builder they are the former
    unit's, against which they were made, and the successor's, which has taken over what it was
    bound to (Reconsideration Act 14)."""
    actor, owner = matter.context.actor, getattr(case, "owner", "")
    for one in case.against_unit:
        if actor.organ in ((owner, one.against) if actor.role in UNITS else (one.organ,)):
            yield one


def remedy_owner(matter: Matter[Any], case: Case, decision: DecidedAgainst) -> str:
    """The unit that files; of what an organ records, the one that the decision was made against."""
    actor = matter.context.actor
    return actor.organ if actor.role in UNITS else decision.against or getattr(case, "owner", "")


def named_by(one: DecidedAgainst) -> tuple[str, date]:
    return one.event, one.served.on


def spoken(one: DecidedAgainst) -> Text:
    words = event_words(one.event)
    return Text(
        f"“{words.zh}”（{one.event}，{one.served.on} 送达）",
        f"{words.en} ({one.event}, served on {one.served.on})",
    )


def follows(matter: Matter[Any], after: str, case: str, decision: DecidedAgainst) -> bool:
    """Whether a reconsideration of the decision is over, so that a suit may follow it."""
    earlier = matter.reader.state("remedies", after)
    return (
        isinstance(earlier, Remedy)
        and earlier.channel == "RECONSIDERATION"
        and not earlier.pending
        and earlier.is_about(case, decision.version)
    )


class FileReview(FileRemedy, frozen=True, kw_only=True):
    """申请复核: by the organ that decided, itself. Domain.md 2.8."""

    kind = "REVIEW"


class FileReconsideration(FileRemedy, frozen=True, kw_only=True):
    """申请行政复议: by the reconsideration organ. Reconsideration Act 20."""

    kind = "RECONSIDERATION"


class FileSuit(FileRemedy, frozen=True, kw_only=True):
    """提起行政诉讼: against the decision, directly, or after a reconsideration (`upheld_by`).
    Litigation Act 45, 46."""

    kind = "SUIT"
    upheld_by: CaseId | None = None

    @property
    def after(self) -> str | None:
        return self.upheld_by


class RemedyFiled(Event, frozen=True, kw_only=True, tag="remedy-filed"):
    """A remedy was filed, in a term of the case that it is about. (Earlier releases stored no term:
    it was that of the decision.)"""

    added = ("filed_within",)

    regime: str
    regulation: str
    channel: str
    owner: str
    organ: str
    against: Contested
    complaint: Personal
    filed_on: date
    claim: str
    filed_within: TermElsewhere | None = None

    @property
    def acted_within(self) -> TermElsewhere:
        said, kind = self.against, cast(RemedyKind, self.channel)
        return self.filed_within or term_to_file_in(
            kind, said.case, said.decision, said.served_on, None
        )

    @property
    def card(self) -> Card:
        return Card(owner=self.owner, title=self.against.case, place=self.organ)

    @property
    def contests(self) -> str:
        return self.against.case

    @property
    def decision_contested(self) -> str:
        return self.against.decision

    def evolve(self, case: Remedy, context: Context) -> Remedy:
        return replace(
            case,
            regime=self.regime,
            regulation=self.regulation,
            channel=self.channel,
            owner=self.owner,
            organ=self.organ,
            against=self.against,
            complaint=self.complaint,
            filed_on=self.filed_on,
            holds=self.claim,
            filed_within=self.acted_within,
        )
