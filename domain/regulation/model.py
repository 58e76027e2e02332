"""Schema of a regulation file (TOML). One file, one regime; every part cites its rule."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, field

from domain.divisions import Assigned, Division
from domain.refusal import Text
from domain.regulation.block import Block
from domain.regulation.blocks import Correction, FormRules, Name, Objecting, Publicity
from domain.regulation.cancelling import CancelGround
from domain.regulation.incomplete import Unknown, Variant
from domain.regulation.judging import Criterion, PanelRules
from domain.regulation.limits import (
    Annual,
    Aspect,
    Evaluation,
    Length,
    NamedPeriod,
    Quota,
    RectificationGround,
)
from domain.regulation.own_field import OwnField
from domain.regulation.serving import DutyArea, Serving, WantedSection

Years = Annotated[int, Meta(ge=1, le=100)]
Value = int | str | bool | tuple[str, ...]


class About(Block, frozen=True, kw_only=True):
    """`[regulation]`: whose text this is. `level` is the authority's: a municipality directly under
    the centre (直辖市) is MUNICIPAL, a city of sub-provincial level SUB_PROVINCIAL. `assumed` names
    the settings that no text states; `parent_rule` and `interpreted_rule` name its `parent` and who
    interprets it; `without_publicity` says on what grounds a centre is recognised without one."""

    code: Annotated[str, Meta(pattern=r"^[A-Z][A-Z0-9-]{0,15}\Z")]
    title: str
    title_en: str
    authority: str
    level: Literal["NATIONAL", "PROVINCIAL", "MUNICIPAL", "SUB_PROVINCIAL", "PREFECTURE", "HOUSE"]
    issued_on: date
    parent: str | None = None
    document_no: str | None = None
    text_complete: bool = True
    assumed: tuple[str, ...] = ()
    interpreted_by: str | None = None
    parent_rule: str | None = None
    interpreted_rule: str | None = None
    without_publicity: Annotated[str, Meta(min_length=1)] | None = None


class Validity(Block, frozen=True, kw_only=True):
    """`[validity]`: how long the regulation itself is in force; without it, or without `years`,
    until repealed. It begins on the day of issue; `begins_rule` says so. `alerts` are numbers of
    days before its last day, from each of which on the lists remind of it."""

    years: Years | None = None
    alerts: tuple[Length, ...] = ()
    begins_rule: str | None = None
    rule: str


class Rule(Block, frozen=True, kw_only=True):
    """`[[rule]]`: one provision. `kept` says how this system keeps it."""

    id: str
    article: str
    phrase: str
    gloss: str
    kept: Literal["step", "guard", "timer", "fact", "alert", "text", "declared"]


class OpenedPeriod(Block, frozen=True, kw_only=True):
    """The period that a step starts: its name is that of the block that gives its length, or of a
    `[period.NAME]`."""

    period: str


class StepOutcome(Block, frozen=True, kw_only=True):
    """Where a named outcome of a step leads; without `to` the case stays at its stage, without
    `becomes` the proceeding at its own."""

    to: str | None = None
    becomes: str | None = None
    final: bool = False


class Step(Block, frozen=True, kw_only=True):
    """`[[step]]`: one lifecycle action: who may do it, from where, and where it leads.

    `during` are the stages that allow it, `to` the stage it leads to (none: it stays), `after` the
    steps that must have been done, `unless` those that must not, `at_most` how often it may be done
    in one case, `elapsed` a period that must be over, `within` a named one that must not, `opens`
    the periods that it begins, `prolongs`, `stops` and `resumes` a named one that it makes longer,
    whose clock it stops, that goes on with what was left, `closes` one that it ends; `needs` what
    the act must carry, `duty` the separated duty it is done in, `outcomes` where each named result
    leads, instead of `to`; `decided_by` the body beside the organ whose minutes the act must name,
    `joint_with` the roles whose organs must have consented to it; `refused` marks what the
    regulation forbids: whoever asks for it is told its rule.

    A step of a `proceeding` (a year, a rectification) is taken where that is `at` one of its
    stages, and `becomes` another; without `at`, or where it also `begins` one, before there is
    one. `after`, `unless` and `at_most` then
    speak of what was done in that proceeding, `during` and `to` of the case as everywhere.
    """

    do: str
    rule: str
    stream: str = "applications"
    by: tuple[str, ...]
    channel: str | None = None
    territory: Literal["recommending_unit", "authority", "owner", "division"] | None = None
    territory_rule: str | None = None
    duty: str | None = None
    during: tuple[str, ...] = ()
    to: str | None = None
    after: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    at_most: Annotated[int, Meta(ge=1, le=100)] | None = None
    elapsed: str | None = None
    within: str | None = None
    opens: OpenedPeriod | tuple[OpenedPeriod, ...] | None = None
    prolongs: str | None = None
    stops: str | None = None
    resumes: str | None = None
    closes: str | None = None
    needs: tuple[Literal["document_no", "evidence"], ...] = ()
    final: bool = False
    outcomes: dict[str, StepOutcome] = field(default_factory=dict)
    decided_by: str | None = None
    joint_with: tuple[str, ...] = ()
    proceeding: str | None = None
    at: tuple[str, ...] = ()
    begins_one: bool = field(name="begins", default=False)
    becomes: str | None = None

    @property
    def begins(self) -> tuple[str, ...]:
        """The names of the periods that it begins."""
        opened = (self.opens,) if isinstance(self.opens, OpenedPeriod) else self.opens or ()
        return tuple(one.period for one in opened)

    refused: bool = False

    @property
    def results(self) -> tuple[StepOutcome, ...]:
        """Where the step leads, and each of its outcomes."""
        own = StepOutcome(to=self.to, becomes=self.becomes, final=self.final)
        return (own, *self.outcomes.values())

    @property
    def leads_to(self) -> tuple[str, ...]:
        """The stages that the step or one of its outcomes leads to."""
        return tuple(one.to for one in self.results if one.to)

    @property
    def may_begin(self) -> bool:
        """Whether a proceeding may begin with this step."""
        return self.proceeding is not None and (self.begins_one or not self.at)

    @property
    def ways_in(self) -> tuple[tuple[str, ...], ...]:
        """Groups of stages of which one each has to be reached before the step: of the case, of its
        proceeding."""
        of_proceeding = tuple(f"{self.proceeding}/{one}" for one in self.at if not self.may_begin)
        return tuple(group for group in (self.during, of_proceeding) if group)

    @property
    def reaches(self) -> tuple[str, ...]:
        """The stages that may be reached by it: of the case, and of its proceeding."""
        return (*self.leads_to, *(f"{self.proceeding}/{stage}" for stage in self.brings_to))

    @property
    def brings_to(self) -> tuple[str, ...]:
        """The stages to which the step or one of its outcomes brings the proceeding."""
        return tuple(one.becomes for one in self.results if one.becomes)


class Comparison(Block, frozen=True, kw_only=True):
    """A fact compared with a value of the law. The operator says whether the value itself passes:
    不少于 is `>=`, 超过 is `>` (Civil Code 1259)."""

    fact: str
    op: Literal[">=", ">", "<=", "<", "==", "in", "covers", "within", "is"]
    value: Value


class HeldFact(Comparison, frozen=True, kw_only=True):
    """A comparison that is made at some steps, in every channel or in one; `name` is what a source
    file calls it."""

    name: str | None = None
    rule: str
    on: Annotated[tuple[str, ...], Meta(min_length=1)]
    stream: str = "applications"
    channel: str | None = None


class Guard(HeldFact, frozen=True, kw_only=True):
    """`[[guard]]`: a condition on some steps. A soft one (原则上, 一般) passes with a reason and
    a named official; `either` are alternatives, one of which is enough."""

    hard: bool = True
    either: tuple[Comparison, ...] = ()
    zh: str | None = None
    en: str | None = None


class Flag(HeldFact, frozen=True, kw_only=True):
    """`[[flag]]`: what a step notes for the reader where the comparison holds; it forbids nothing.
    `zh` and `en` are the note."""

    code: Literal["RULE_AMBIGUITY", "ALERT"]
    zh: str
    en: str


class Supervision(Block, frozen=True, kw_only=True):
    """`[supervision]`: the roles of the bureaus that guide and supervise, each in its own area:
    they see the cases there. `daily_rule` gives them the daily management."""

    sees: Annotated[tuple[str, ...], Meta(min_length=1)]
    daily_rule: str | None = None
    rule: str


class Holding(Block, frozen=True, kw_only=True):
    """`[hold]`: the steps that wait while an inquiry about the unit is open. Those that the file
    does not have may stand there too."""

    steps: Annotated[tuple[str, ...], Meta(min_length=1)]
    rule: str


class Words(Block, frozen=True, kw_only=True):
    """`[words]`: what this regime calls those who act in it, its steps and its stages, where that
    is not the general name."""

    roles: dict[str, Text] = field(default_factory=dict)
    steps: dict[str, Text] = field(default_factory=dict)
    stages: dict[str, Text] = field(default_factory=dict)


class Separate(Block, frozen=True, kw_only=True):
    """`[[separate]]`: duties that one person may not both do on one case."""

    duties: Annotated[tuple[str, ...], Meta(min_length=2)]
    rule: str


class Regulation(Block, frozen=True, kw_only=True):
    """A whole regulation file."""

    regulation: About
    validity: Validity | None = None
    publicity: Publicity | None = None
    correction: Correction | None = None
    objection: Objecting | None = None
    name: Name | None = None
    form: FormRules | None = None
    annual: Annual | None = None
    unknown: Unknown | None = None
    variant: Variant | None = None
    evaluation: Evaluation | None = None
    supervision: Supervision | None = None
    hold: Holding | None = None
    serving: Serving | None = None
    words: Words = Words()
    quota: Quota | tuple[Quota, ...] = ()
    period: dict[str, NamedPeriod] = field(default_factory=dict)
    panel: PanelRules | None = None
    criterion: tuple[Criterion, ...] = ()
    aspect: tuple[Aspect, ...] = ()
    field: tuple[OwnField, ...] = ()
    rule: tuple[Rule, ...] = ()
    step: tuple[Step, ...] = ()
    guard: tuple[Guard, ...] = ()
    ground: tuple[RectificationGround, ...] = ()
    cancel: tuple[CancelGround, ...] = ()
    duty: tuple[DutyArea, ...] = ()
    section: tuple[WantedSection, ...] = ()
    flag: tuple[Flag, ...] = ()
    separate: tuple[Separate, ...] = ()
    division: tuple[Division, ...] = ()
    assigned: tuple[Assigned, ...] = ()

    @property
    def quotas(self) -> tuple[Quota, ...]:
        """The quotas, whether the file has one `[quota]` or several `[[quota]]`."""
        return (self.quota,) if isinstance(self.quota, Quota) else self.quota
