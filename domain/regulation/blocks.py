"""Blocks of a regulation file about one subject each: publicity, correction, objections, names."""

from typing import Annotated, Literal

from msgspec import Meta, field

from domain.regulation.block import Block

Unit = Literal["working_day", "calendar_day"]
Days = Annotated[int, Meta(ge=1, le=3660)]

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
