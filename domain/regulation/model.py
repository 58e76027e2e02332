"""Schema of a regulation file (TOML). One file, one regime; every part cites its rule."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, field

from domain.divisions import Assigned, Division
from domain.refusal import Text
from domain.regulation.block import Block
from domain.regulation.judging import Criterion, PanelRules
from domain.regulation.limits import Annual, NamedPeriod, Quota
from domain.regulation.own_field import OwnField

Unit = Literal["working_day", "calendar_day"]
Days = Annotated[int, Meta(ge=1, le=3660)]
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
    until repealed. It begins on the day of issue; `begins_rule` says so."""

    years: Years | None = None
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
    """Where a named outcome of a step leads; without `to` the case stays at its stage."""

    to: str | None = None
    final: bool = False


class Step(Block, frozen=True, kw_only=True):
    """`[[step]]`: one lifecycle action: who may do it, from where, and where it leads.

    `during` are the stages that allow it, `to` the stage it leads to (none: it stays), `after`
    the steps that must have been done, `unless` those that must not, `at_most` how often it may be
    done in one case, `elapsed` a period that must be over, `within` a named one that must not,
    `needs` what the act must carry, `duty` the separated duty it is done in, `outcomes` where each
    named result leads, instead of `to`; `decided_by` the body beside the organ whose minutes the
    act must name, `joint_with` the roles whose organs must have consented to it; `refused` marks
    what the regulation forbids: whoever asks for it is told its rule.
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
    opens: OpenedPeriod | None = None
    needs: tuple[Literal["document_no", "evidence"], ...] = ()
    final: bool = False
    outcomes: dict[str, StepOutcome] = field(default_factory=dict)
    decided_by: str | None = None
    joint_with: tuple[str, ...] = ()
    refused: bool = False

    @property
    def results(self) -> tuple[StepOutcome, ...]:
        """Where the step leads, and each of its outcomes."""
        return (StepOutcome(to=self.to, final=self.final), *self.outcomes.values())

    @property
    def leads_to(self) -> tuple[str, ...]:
        """The stages that the step or one of its outcomes leads to."""
        return tuple(one.to for one in self.results if one.to)


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

    code: Literal["RULE_AMBIGUITY"]
    zh: str
    en: str


NOTICE = (
    *("title", "list_no", "published", "first_day", "last_day"),
    *("objection_channel", "channel_url", "entries"),
)
RESULT_NOTICE = ("title", "list_no", "last_day", "cleared", "withdrawn", "pending")


class Publicity(Block, frozen=True, kw_only=True):
    """`[publicity]`: 公示. How long, in which days, and whether the first day counts; `notice` and
    `result_notice` are the templates of the texts published at its beginning and its end, with
    placeholders in braces."""

    length: Days
    unit: Unit
    count_publication_day: bool = False
    roll_to_working_day: bool = True
    notice: str | None = None
    result_notice: str | None = None
    rule: str


class Correction(Block, frozen=True, kw_only=True):
    """`[correction]`: 补正. Days to answer an application, and the applicant's term to correct,
    which counts `from` the act of asking, or from the day on which the applicant received it."""

    answer_within: Days
    term: Days
    longest_term: Days
    unit: Unit
    begins: Literal["act", "receipt"] = field(name="from", default="act")
    rule: str


class Objecting(Block, frozen=True, kw_only=True):
    """`[objection]`: 异议. Days to answer one that was admitted, counted `from`
    its admission or from the day it was received, and whether any admitted one
    refuses the entry, as 无异议 reads literally."""

    answer_within: Days
    unit: Unit
    begins: Literal["admission", "receipt"] = field(name="from", default="admission")
    any_refuses: bool = False
    rule: str


class Name(Block, frozen=True, kw_only=True):
    """`[name]`: the formula of a centre's name, with `{industry}`, what an industry ends in, and
    what it may end in or not: with and without it is the same industry."""

    formula: Annotated[str, Meta(pattern=r"\{industry\}")]
    industry_ends: str | None = None
    industry_may_end: str | None = None
    rule: str


class FormRules(Block, frozen=True, kw_only=True):
    """`[form]`: the exact sentence of the applicant's commitment, with `{industry}`, and what a
    recommender's opinion says."""

    commitment: Annotated[str, Meta(pattern=r"\{industry\}")]
    opinion: tuple[str, ...] = ()
    rule: str


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
    supervision: Supervision | None = None
    hold: Holding | None = None
    words: Words = Words()
    quota: Quota | tuple[Quota, ...] = ()
    period: dict[str, NamedPeriod] = field(default_factory=dict)
    panel: PanelRules | None = None
    criterion: tuple[Criterion, ...] = ()
    field: tuple[OwnField, ...] = ()
    rule: tuple[Rule, ...] = ()
    step: tuple[Step, ...] = ()
    guard: tuple[Guard, ...] = ()
    flag: tuple[Flag, ...] = ()
    separate: tuple[Separate, ...] = ()
    division: tuple[Division, ...] = ()
    assigned: tuple[Assigned, ...] = ()

    @property
    def quotas(self) -> tuple[Quota, ...]:
        """The quotas, whether the file has one `[quota]` or several `[[quota]]`."""
        return (self.quota,) if isinstance(self.quota, Quota) else self.quota
