"""Seeding at start: shipped calendars and regulations become events, like everything else."""

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import msgspec

from adapters.event_store.store_marks import STORE_STREAM
from adapters.state_council import shipped_notices
from domain.calendar.lifecycle import PublishCalendar
from domain.calendar_file import CALENDAR, calendar_in
from domain.case import SYSTEM, Command
from domain.regime.lifecycle import HOUSE, IssueRegime, PublishCatalogue, regime_in
from domain.regulation.checking import faults_in
from domain.regulation.rules import text_hash
from domain.store.case import STORE_FILE, StoreFile
from domain.store.keeping import RecordKeys
from services.commands.messages import CommandRequest
from services.consistency.starting import issue_key
from services.runtime import Runtime

SHIPPED = files("domain") / "regulations"
CATALOGUE = ".industries.toml"
faults_in_text = lru_cache(maxsize=64)(faults_in)  # the same text is checked once


class UnfitRegulation(Exception):
    """A regulation file that has faults; the message names them by line and key."""


def seed(runtime: Runtime) -> int:
    """Issues what is not issued yet; gives the number of events stored."""
    done = [issue(runtime, text) for text in regulation_texts(runtime.settings.regulations)]
    done += [
        publish_catalogue(runtime, text) for text in catalogue_texts(runtime.settings.regulations)
    ]
    return sum(done) + enter_notices(runtime) + record_keys(runtime)


def regulation_texts(folder: Path | None) -> list[str]:
    """Texts of the shipped regulations and of a folder's, the service's own rules (HOUSE) first."""
    names = [file for file in texts_in(folder) if not file.name.endswith(CATALOGUE)]
    texts = [text_of(file) for file in names]
    for file, text in zip(names, texts, strict=True):
        if faults := faults_in_text(text):
            raise UnfitRegulation("\n".join(f"{file.name}: {fault}" for fault in faults))
    return sorted(texts, key=lambda text: regime_code(text) != HOUSE)


def catalogue_texts(folder: Path | None) -> list[str]:
    texts = {f.name: text_of(f) for f in texts_in(folder) if f.name.endswith(CATALOGUE)}
    for name, text in texts.items():
        try:
            catalogue_in(text)
        except (tomllib.TOMLDecodeError, KeyError, msgspec.ValidationError) as error:
            raise UnfitRegulation(f"{name}: 有误 / at fault: {error}") from error
    return list(texts.values())


def catalogue_in(text: str) -> tuple[str, PublishCatalogue]:
    """The regime of a catalogue's file, and the command that publishes it."""
    table = tomllib.loads(text)
    return table.pop("regime"), msgspec.convert(table, PublishCatalogue)


def text_of(file: Traversable) -> str:
    """A file's text without a byte order mark. Raises UnfitRegulation."""
    try:
        return file.read_text("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise UnfitRegulation(f"{file.name}: 不是 UTF-8 文本 / not UTF-8 text") from None


def texts_in(folder: Path | None) -> Iterable[Traversable]:
    if folder and not folder.is_dir():
        raise UnfitRegulation(f"{folder}: 没有这个目录 / no such folder")
    own = sorted(folder.glob("*.toml")) if folder else []
    shipped = sorted(SHIPPED.iterdir(), key=lambda file: file.name)
    return [file for file in [*shipped, *own] if file.name.endswith(".toml")]


@lru_cache(maxsize=64)
def regime_code(text: str) -> str:
    return str(tomllib.loads(text)["regulation"]["code"])


def issue(runtime: Runtime, text: str) -> int:
    code = regime_code(text)
    file, _ = runtime.store.current(f"regulations/{code}")
    if regime_in(file).pinned(text_hash(text)):
        return 0
    command = IssueRegime(regime=code, text=text)
    return once(runtime, "regulations", code, command, issue_key(code, text_hash(text)))


def publish_catalogue(runtime: Runtime, text: str) -> int:
    regime, command = catalogue_in(text)
    file, _ = runtime.store.current(f"regulations/{regime}")
    if any(catalogue.industries == command.industries for catalogue in regime_in(file).catalogues):
        return 0
    return once(runtime, "regulations", regime, command, f"catalogue:{regime}:{text_hash(text)}")


def enter_notices(runtime: Runtime) -> int:
    """Publishes the calendar of each year not entered yet; what an official entered stays."""
    file, _ = runtime.store.current(f"calendars/{CALENDAR}")
    known = {notice.year for notice in calendar_in(file).notices}
    return sum(
        once(
            runtime,
            "calendars",
            CALENDAR,
            PublishCalendar(
                year=notice.year, notice_no=notice.notice, off=notice.off, working=notice.working
            ),
            f"calendar:{notice.year}",
        )
        for notice in shipped_notices()
        if notice.year not in known
    )


def record_keys(runtime: Runtime) -> int:
    """Records the mark of the keys, once: whether they are this store's is told by it."""
    file, version = runtime.store.current(STORE_STREAM)
    if isinstance(file, StoreFile) and file.keys:
        return 0
    command = RecordKeys(mark=runtime.keystore.mark())
    return once(runtime, "stores", STORE_FILE, command, f"keys:{command.mark}:{version}")


def once(runtime: Runtime, stream: str, id: str, command: Command, key: str) -> int:
    runtime.dispatcher.act(CommandRequest(stream, id, command, SYSTEM, key=key, body=key.encode()))
    return 1
