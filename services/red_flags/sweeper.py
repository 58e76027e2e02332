"""Worker that raises red flags: asks the ledger once no more facts come in, and gives what has
changed as commands. No more come in when an import says that it is done, or for a minute; in the
midst of an import nothing is asked.

How far the ledger was asked is a checkpoint of the read model under the digest of all rules and
limits: another text is asked in full. It moves after the commands were stored, so the worker may
die at any moment: what is asked again is found again and stored once. Flags with a clock are asked
in full on each new day.
"""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import date
from hashlib import sha256
from pathlib import Path

import structlog
from msgspec import Struct

from adapters.event_store.log import Log
from adapters.event_store.store_marks import StoreMarks
from adapters.read_model.tables import Current
from adapters.read_model.transaction import CheckpointMoved
from adapters.read_model.writer import Readmodel
from domain.deciding import CaseMissing
from domain.red_flag.case import RedFlag
from domain.refusal import Refused
from projections.ledger.numbers import day_number
from projections.red_flags import ListedFlag
from services.clock import Clock
from services.commands.dispatcher import Dispatcher
from services.commands.imports_at_work import import_runs, imported_up_to
from services.commands.messages import CommandResult
from services.periodic import PeriodicThread
from services.reactions.asking import ask_as_system
from services.red_flags.asking import Window
from services.red_flags.giving import (
    Places,
    WantedCommand,
    by_regulation,
    command_for,
    fallen_command,
    flag_id,
    known_leads,
    raised_flag,
    wanted_command,
)
from services.red_flags.in_read_model import LedgerInReadmodel
from services.red_flags.rules import RedFlagRule, read_rules
from services.red_flags.sweeping import Changes, changes_in
from services.subscriptions.catalogue import LEDGER, RED_FLAGS

log = structlog.get_logger()
LEDGER_QUIET_FOR = 60.0  # seconds without a new fact
GIVEN_AT_ONCE = 250


class SweptUpTo(Struct, frozen=True):
    """Row of a table without rows: its checkpoint alone is kept."""


def sweep_checkpoint(rules: tuple[RedFlagRule, ...]) -> Current[SweptUpTo]:
    """The table whose checkpoint says how far these rules have been asked."""
    asked = sha256("".join(rule.asked for rule in rules).encode()).hexdigest()
    return Current("red_flag_sweep", asked[:12], SweptUpTo)


class RedFlagSweeper:
    """Sweeps the ledger. Any thread may call `tick`; `start` runs it every second."""

    def __init__(
        self,
        log: Log,
        readmodel: Readmodel,
        dispatcher: Dispatcher,
        clock: Clock,
        data: Path | None = None,
        quiet: float = LEDGER_QUIET_FOR,
    ) -> None:
        self.marks, self.readmodel, self.dispatcher = StoreMarks(log), readmodel, dispatcher
        self.clock, self.data, self.quiet = clock, data, quiet
        self.rules: tuple[RedFlagRule, ...] = ()
        self.seen, self.asked_on, self.written = (0, 0.0), date.min, 0
        self.imported = 0
        self._lock = threading.Lock()
        self._thread = PeriodicThread("red flags", self.tick, every=1.0)
        self.heartbeat = self._thread.heartbeat
        self.start, self.stop, self.wake = (
            self._thread.start,
            self._thread.stop,
            self._thread.wake,
        )

    def tick(self) -> int:
        """Sweeps where the ledger is quiet and there is something to ask; says how many commands
        were stored."""
        with self._lock:
            self.ready()
            known, imported = self.readmodel.checkpoint(LEDGER), self.import_done()
            upto = LedgerInReadmodel(self.readmodel).last_fact(known)
            done = known >= imported > self.imported
            if not (self.is_quiet(upto, done) and self.is_told()):
                return 0
            stored = self.sweep(upto)
            self.imported = imported if done else self.imported
            return stored

    def ready(self) -> None:
        """Reads the rules at first, and forgets a place that does not belong to the store."""
        if not self.rules:
            self.rules = read_rules(data=self.data)
            for rule in self.rules:
                if rule.missing:
                    log.info("red flag is off", flag=rule.id, missing=rule.missing)
        self.place = sweep_checkpoint(self.rules)
        self.readmodel.create(LEDGER)
        self.readmodel.create(RED_FLAGS)
        self.readmodel.create(self.place)
        mark = self.readmodel.marks([self.place])[self.place.physical]
        if self.marks.placed(mark) != "belongs":
            self.readmodel.drop(self.place)
            self.readmodel.create(self.place)

    def import_done(self) -> int:
        """Where the log ended when the last import was done; 0 where nobody says."""
        return imported_up_to(self.data) if self.data else 0

    def is_quiet(self, upto: int, done: bool) -> bool:
        """Whether an import was `done`, or no fact has come in for a while: in the midst of an
        import money looks idle whose payments are still to come."""
        runs = self.data is not None and import_runs(self.data)
        if runs or upto != self.seen[0]:
            self.seen = (upto, time.monotonic())
        return not runs and (done or time.monotonic() - self.seen[1] >= self.quiet)

    def is_told(self) -> bool:
        """Whether the list of flags has heard of all that this worker has stored."""
        return self.readmodel.checkpoint(RED_FLAGS) >= self.written

    def sweep(self, upto: int) -> int:
        since, today = self.readmodel.checkpoint(self.place), self.clock.today()
        stored = 0
        for rules, window in self.questions(since, upto, today):
            stored += self.give(self.changes(rules, window))
        if upto > since:
            self.move(since, upto)
        self.asked_on = today
        return stored

    def questions(
        self, since: int, upto: int, today: date
    ) -> Iterator[tuple[list[RedFlagRule], Window]]:
        """What is to be asked: what is new, and on a new day everything of flags with a clock."""
        day = day_number(today)
        anew = today != self.asked_on
        whole = [rule for rule in self.rules if since == 0 or (rule.clock and anew)]
        part = [rule for rule in self.rules if rule not in whole]
        if whole and upto:
            yield whole, Window.whole(upto, day)
        if part and upto > since:
            yield part, Window(since, upto, upto, day)

    def changes(self, rules: list[RedFlagRule], window: Window) -> Changes:
        rows = list(self.standing())
        on = [rule for rule in rules if not rule.missing]
        return changes_in(on, window, LedgerInReadmodel(self.readmodel), known_leads(rows))

    def standing(self) -> Iterator[ListedFlag]:
        """The flags that stand, as they are listed."""
        after, more = None, True
        while more:
            page = self.readmodel.page(
                RED_FLAGS, where={"stands": ["yes"]}, after=after, limit=GIVEN_AT_ONCE
            )
            yield from (RED_FLAGS.decoded(one.row.decode()) for one in page)
            more = len(page) == GIVEN_AT_ONCE
            after = page[-1].after if page else None

    def give(self, changes: Changes) -> int:
        """Gives what has changed, some at once; says how many commands were stored. Raises what
        keeps the store from taking them, so that the place stays where it is."""
        stored, batch = 0, list[WantedCommand]()
        for one in self.commands(changes):
            batch.append(one)
            if len(batch) == GIVEN_AT_ONCE:
                stored += self.store(batch)
                batch = []
        return stored + self.store(batch)

    def commands(self, changes: Changes) -> Iterator[WantedCommand]:
        places = LedgerInReadmodel(self.readmodel).places()
        by_id = {rule.id: rule for rule in self.rules}
        concerned: set[str] = set()
        for lead in changes.found:
            for regulation, first in by_regulation(lead, places).items():
                id = flag_id(lead.rule, lead.name, regulation)
                concerned.add(id)
                told, case = raised_flag(by_id[lead.rule], lead, first, places), self.case(id)
                if command := command_for(case, told):
                    yield wanted_command(id, case, command)
        gone = {one.key for one in changes.fallen} | {(one.rule, one.name) for one in changes.found}
        yield from self.fallen(gone, concerned, places)

    def fallen(
        self, gone: set[tuple[str, str]], concerned: set[str], places: Places
    ) -> Iterator[WantedCommand]:
        """The cases of leads that have lost their ground, or no longer concern a regulation."""
        regulations = {regulation for regulation, _ in places.values()}
        for rule, name in sorted(gone):
            for regulation in sorted(regulations):
                id = flag_id(rule, name, regulation)
                case = None if id in concerned else self.case(id)
                if command := fallen_command(case):
                    yield wanted_command(id, case, command)

    def case(self, id: str) -> RedFlag | None:
        case, _ = self.dispatcher.store.current(f"flags/{id}")
        return case if isinstance(case, RedFlag) else None

    def store(self, batch: list[WantedCommand]) -> int:
        self.heartbeat.beat()
        asked = [
            (one, ask_as_system(self.dispatcher, "flags", one.id, one.command, one.key))
            for one in batch
        ]
        return sum(self.settle(one, future) for one, future in asked)

    def settle(self, one: WantedCommand, future: "Future[CommandResult]") -> bool:
        try:
            done = future.result()
        except (Refused, CaseMissing) as error:  # under an old text, which knows no flags yet
            log.warning("red flag refused", flag=one.id, reason=str(error))
            return False
        self.written = max(self.written, *(event.position for event in done.events))
        return not done.replayed

    def move(self, since: int, upto: int) -> None:
        """Keeps how far was asked, unless another worker has been faster."""
        [event] = self.marks.log.at([upto])
        mark = self.marks.of(event)
        try:
            with self.readmodel.advance([self.place], since, upto, mark):
                pass
        except CheckpointMoved:
            return
        self.readmodel.drop_others(self.place)
