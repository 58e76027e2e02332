"""One centre's life as it is told: chapters, acts, refusals, and the registry on both clocks."""

import logging
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import msgspec
import structlog

from domain.case import Command
from domain.refusal import Refusal, Refused
from domain.regime.lifecycle import regime_in
from domain.regulation.rules import rules_of
from domain.streams import STREAMS
from domain.words import command_words, stage_words
from domain.working_days import CHINA
from projections import registry
from services.demo.applying import applied
from services.demo.office import Office, version_of
from services.demo.told_world import Applicant
from services.demo.years import enter_years
from services.processes.preconditions import folder_held
from services.processes.vault_beside import make_vault_ready
from services.runtime import Runtime, open_runtime
from services.seeding import seed
from services.settings import Settings
from services.subscriptions.catalogue import CENTRES

NOTHING = "—"


class Life:
    """`who` applies, and has the centre of that id. `acts` and `refusals` are counted."""

    acts = refusals = pictures = 0

    def __init__(self, office: Office, who: Applicant) -> None:
        self.office, self.who, self.where = office, who, f"centres/{who.id}"
        self.application = f"applications/{who.id}"

    def chapter(self, zh: str, en: str) -> None:
        self.name = zh
        print(f"\n━━ {zh}　{en}")

    def recognised(self, since: str, who: Applicant | None = None) -> None:
        """From its call to the end of its application, as the regulation has it; or of another one
        for the same centre."""
        days = list(applied(self.office, who or self.who, date.fromisoformat(since)))
        print(
            f"  {days[0]} … {days[-1]}  由通知申报到能办的最后一步 from the call as far as it goes"
        )

    def act(self, day: str, do: str, where: str = "", role: str = "", **fields: Any) -> None:
        command, where = self.command(do, where, fields), where or self.where
        self.office.act(date.fromisoformat(day), where, command, role)
        Life.acts += 1
        print(f"  {day}  {self.told(command)}  → {self.stage(where)}")

    def refused(
        self, day: str, do: str, rule: str, where: str = "", role: str = "", **fields: Any
    ) -> None:
        """The act is refused, under that rule; shown as an officer reads it."""
        command, where = self.command(do, where, fields), where or self.where
        try:
            self.office.act(date.fromisoformat(day), where, command, role)
        except Refused as refused:
            rules = [one.rule for one in refused.refusals]
            assert rule in rules, (rule, rules)
            first = next(one for one in refused.refusals if one.rule == rule)
        else:
            raise AssertionError(f"{do} was not refused")
        self.tell(day, command, first)

    def tell(self, day: str, command: Command, first: Refusal) -> None:
        """An act that was refused, and the reason."""
        Life.refusals += 1
        print(f"  {day}  {self.told(command)}")
        print(f"     ✗ {first.article}“{first.phrase}”（{first.rule}）")
        print(f"       {first.asked.zh}；应为：{first.allowed.zh}")
        print(f"       {first.asked.en}; allowed: {first.allowed.en}")

    def command(self, do: str, where: str, fields: Mapping[str, Any]) -> Command:
        kind = STREAMS[(where or self.where).partition("/")[0]].command(do)
        assert kind is not None, do
        return msgspec.convert({"do": do, **fields}, kind)

    def told(self, command: Command) -> str:
        words = command_words(type(command).__name__)
        return f"{words.zh} {words.en}"

    def stage(self, where: str) -> str:
        """The stage of a case, as its own regulation calls it."""
        case = self.office.case(where)
        regime = self.office.case(f"regulations/{case.regime}") if case else None
        version = regime_in(regime).applicable(self.office.days.today)
        stage = case.stage if case else None
        words = rules_of(version.text).stage_called(stage) if version else stage_words(stage)
        return f"{words.zh} {words.en}"

    @property
    def version(self) -> int:
        return version_of(self.office, self.where)

    def passes(self, day: str) -> None:
        """Nothing is done until that day; what falls due meanwhile happens by itself."""
        self.office.days.pass_to(date.fromisoformat(day))
        print(f"  {day}  期限届满，{self.stage(self.where)}: what fell due has happened")

    def proceeding(self, id: str) -> str | None:
        """The stage of a year, or of a rectification."""
        case = self.office.case(self.where)
        found = (one for one in (case.proceedings if case else ()) if one.id == id)
        return next((one.stage for one in found), None)

    def shown(self, picture: Mapping[str, list[str]], *known: str) -> None:
        """The registry as a table, which must read as `picture` says: a row for each day, a column
        for each of the moments at which it was known, and for now."""
        self.office.days.settle()
        Life.pictures += 1
        moments = (*known, "")
        heads = (f"{one} 时所知 known" if one else "现在所知 now" for one in moments)
        print(f"  ┌ 登记簿 registry · {self.name}\n  │ {'状态日 as of':<13}", *heads, sep="  ")
        for day, wanted in picture.items():
            row = [self.status(day, one) for one in moments]
            print(f"  │ {day:<15}", *(f"{one:<22}" for one in row))
            assert row == wanted, (day, row, wanted)
        if now := self.row(day, ""):
            told = (now.document, now.ground, now.reason)
            print(f"  └ 自 since {now.since}", *(one for one in told if one))

    @classmethod
    def summary(cls) -> str:
        return (
            f"共 {cls.acts} 步，拒绝 {cls.refusals} 次，登记簿 {cls.pictures} 张，全部如所述。"
            f" {cls.acts} acts, {cls.refusals} refusals and {cls.pictures} pictures, all as told."
        )

    def status(self, day: str, moment: str) -> str:
        found = self.row(day, moment)
        return found.status if found else NOTHING

    def row(self, day: str, moment: str) -> registry.Row | None:
        """Its row as of the end of a day, known at the end of another, or now."""
        end = datetime.combine(date.fromisoformat(moment), time.max, CHINA) if moment else None
        rows = self.office.runtime.readmodel.page(
            CENTRES, as_of=date.fromisoformat(day), known_at=end, key=self.who.id, limit=1
        )
        return CENTRES.decoded(rows[0].row.decode()) if rows else None


def said(**fields: Any) -> dict[str, Any]:
    """What several commands say alike."""
    return fields


def open_with_vault(settings: Settings) -> Runtime:
    """As `anjuan serve --demo` does at its first start: keys are wrapped for the discipline vault
    as they are made."""
    assert settings.vault_folder
    make_vault_ready(settings.vault_folder, settings)
    return open_runtime(settings)


@contextmanager
def beginning(day: str, who: Applicant) -> Iterator[Life]:
    """A store of its own in a temporary folder, on a day, and the life that is told in it."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    opened = datetime.combine(date.fromisoformat(day), time(9), CHINA)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder) / "data", demo=True, clock=opened)
        with folder_held(settings), closing(open_with_vault(settings)) as runtime:
            seed(runtime)
            office = Office(runtime, unit=who.code)
            enter_years(office)
            yield Life(office, who)
