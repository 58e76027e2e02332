"""Raises a red flag, adds evidence to it, and notes that it no longer stands: the system does, on
what the ledger answers. Nothing that was raised is ever removed."""

from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from domain.case import CaseId, Command
from domain.context import Context
from domain.event import Event
from domain.matter import Matter
from domain.red_flag.case import FlagLimit, FlagName, FlagWords, LedgerLines, RedFlag
from domain.typed_text import FileHash


class RedFlagRaised(Event, frozen=True, kw_only=True, tag="red-flag-raised"):
    inward = True

    regime: str
    division: str
    centre: str
    project: str = ""
    flag: str
    found: str
    title_zh: str
    title_en: str
    articles: tuple[str, ...]
    hint: bool = False
    limits: tuple[FlagLimit, ...] = ()
    sha256: str
    evidence: LedgerLines

    def evolve(self, case: RedFlag, context: Context) -> RedFlag:
        return replace(
            case,
            regime=self.regime,
            division=self.division,
            centre=self.centre,
            project=self.project,
            flag=self.flag,
            found=self.found,
            title_zh=self.title_zh,
            title_en=self.title_en,
            articles=self.articles,
            hint=self.hint,
            limits=self.limits,
            sha256=self.sha256,
            evidence=self.evidence,
            stands=True,
        )


class RaiseFlag(Command, frozen=True, kw_only=True):
    """生成资金线索: what a rule found. Where it had lost its ground and has it again, the same case
    goes on."""

    opens = True
    at_any_time = True
    follows_event = True
    recorded_as = RedFlagRaised

    regime: CaseId
    division: FlagWords
    centre: CaseId
    project: Annotated[str, Meta(max_length=64)] = ""
    flag: FlagName
    found: FlagWords
    title_zh: FlagWords
    title_en: FlagWords
    articles: Annotated[tuple[FlagWords, ...], Meta(min_length=1, max_length=20)]
    hint: bool = False
    limits: Annotated[tuple[FlagLimit, ...], Meta(max_length=20)] = ()
    sha256: FileHash
    evidence: LedgerLines


class RedFlagExtended(Event, frozen=True, kw_only=True, tag="red-flag-extended"):
    """`effect` REOPENED: it had been dismissed, and there is more than was known then."""

    inward = True

    evidence: LedgerLines
    effect: str | None = None

    @property
    def outcome(self) -> str | None:
        return self.effect

    def evolve(self, case: RedFlag, context: Context) -> RedFlag:
        return replace(case, evidence=self.evidence, stands=True)


class ExtendFlag(Command, frozen=True, kw_only=True):
    """更新线索证据: all the evidence that there is now."""

    at_any_time = True
    follows_event = True
    outcomes = ("REOPENED",)

    evidence: LedgerLines

    def decide(self, matter: Matter[RedFlag]) -> RedFlagExtended:
        more = set(self.evidence) - set(matter.case.evidence)
        again = matter.case.stage == "DISMISSED" and bool(more)
        return RedFlagExtended(evidence=self.evidence, effect="REOPENED" if again else None)


class RedFlagFell(Event, frozen=True, kw_only=True, tag="red-flag-fell"):
    """`effect` FALLEN: nobody had answered it so far."""

    inward = True

    effect: str | None = None

    @property
    def outcome(self) -> str | None:
        return self.effect

    def evolve(self, case: RedFlag, context: Context) -> RedFlag:
        return replace(case, stands=False)


class NoLongerStands(Command, frozen=True, kw_only=True):
    """线索不再成立: a correction or a later statement has taken its ground away."""

    at_any_time = True
    follows_event = True
    outcomes = ("FALLEN",)

    def decide(self, matter: Matter[RedFlag]) -> RedFlagFell:
        return RedFlagFell(effect="FALLEN" if matter.case.stage == "RAISED" else None)
