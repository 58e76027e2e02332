"""Seeding at start: shipped calendars and regulations become events, like everything else."""

from pathlib import Path

import msgspec
import structlog
import tomli

from adapters.event_store.store_marks import STORE_STREAM
from adapters.state_council import shipped_notices
from domain.calendar.lifecycle import PublishCalendar
from domain.calendar_file import CALENDAR, calendar_in
from domain.case import Command, stream_id
from domain.context import SYSTEM
from domain.regime.lifecycle import HOUSE, IssueRegime, PublishCatalogue, RegimeFile, regime_in
from domain.regulation.differences import PartDifference, regulation_differences
from domain.regulation.rules import rules_of, text_hash
from domain.store.case import STORE_FILE, StoreFile
from domain.store.keeping import RecordKeys
from services.commands.messages import CommandRequest
from services.consistency.starting import issue_key
from services.regulation_files import (
    CATALOGUE,
    SHIPPED,
    RegulationFile,
    UnfitRegulation,
    regulation_files,
    texts_in,
)
from services.runtime import Runtime

log = structlog.get_logger()


def seed(runtime: Runtime) -> int:
    """Issues what is not issued yet; gives the number of events stored."""
    folder = runtime.settings.regulations
    done = [issue(runtime, file) for file in house_first(regulation_files(folder))]
    done += [publish_catalogue(runtime, text) for text in catalogue_texts(folder)]
    return sum(done) + enter_notices(runtime) + record_keys(runtime)


def house_first(found: list[RegulationFile]) -> list[RegulationFile]:
    """The service's own rules (HOUSE) first, for the others are issued under them."""
    return sorted(found, key=lambda file: file.code != HOUSE)


def regulation_texts(folder: Path | None) -> list[str]:
    """Complete texts of the shipped regulations and of a folder's, without those at fault."""
    return [file.text for file in house_first(regulation_files(folder)) if file.code and file.text]


def catalogue_texts(folder: Path | None) -> list[str]:
    texts = texts_in(SHIPPED) | (texts_in(folder) if folder else {})
    found = {name: text for name, text in texts.items() if name.endswith(CATALOGUE)}
    return [fit_catalogue(name, text) for name, text in found.items()]


def fit_catalogue(name: str, text: str | None) -> str:
    """The text of a catalogue. Raises UnfitRegulation."""
    try:
        catalogue_in(text or "")
    except (tomli.TOMLDecodeError, KeyError, msgspec.ValidationError) as error:
        why = error if text is not None else "不是 UTF-8 文本 / not UTF-8 text"
        raise UnfitRegulation(f"{name}: 有误 / at fault: {why}") from error
    return text or ""


def catalogue_in(text: str) -> tuple[str, PublishCatalogue]:
    """The regime of a catalogue's file, and the command that publishes it."""
    table = tomli.loads(text)
    return table.pop("regime"), msgspec.convert(table, PublishCatalogue)


def issue(runtime: Runtime, file: RegulationFile) -> int:
    """Issues a regulation that has no version yet. What differs from the version in force, or is at
    fault, is said and left: a new version is issued by a person (`anjuan regulation issue`)."""
    if file.text is None or file.code is None:
        log.warning("regulation_left", **at_fault(file))
        return 0
    issued = regime_in(runtime.store.current(stream_id("regulations", file.code))[0])
    if issued.versions and file.code != HOUSE:
        if changed := differences_of(issued, file.text):
            log.warning("regulation_left", **changed_since(file, changed))
        return 0
    return issue_text(runtime, file.code, file.text)


def issue_text(runtime: Runtime, code: str, text: str) -> int:
    issued = regime_in(runtime.store.current(stream_id("regulations", code))[0])
    if issued.pinned(text_hash(text)):
        return 0
    command = IssueRegime(regime=code, text=text)
    return once(runtime, "regulations", code, command, issue_key(code, text_hash(text)))


def differences_of(issued: RegimeFile, text: str) -> list[PartDifference]:
    """What a text says otherwise than the version issued last."""
    last = issued.versions[-1].text
    if text == last:  # at nearly every start, and reading both takes its time
        return []
    return list(regulation_differences(rules_of(last).text, rules_of(text).text))


def at_fault(file: RegulationFile) -> dict[str, str]:
    faults = "\n".join(str(fault) for fault in file.faults)
    return {
        "zh": f"{file.name} 有误，未予登记；已登记的继续有效。{faults}",
        "en": f"{file.name} is at fault and was not issued; what was issued stays in force",
    }


def changed_since(file: RegulationFile, changed: list[PartDifference]) -> dict[str, str]:
    command = f"anjuan regulation issue {file.name} --from DAY"
    return {
        "zh": f"{file.name} 与已登记的 {file.code} 有 {len(changed)} 处不同，仍按已登记的办理。"
        f"要作为新版本登记，执行 {command}",
        "en": f"{file.name} differs from the issued {file.code} in {len(changed)} places; what was"
        f" issued stays in force. To issue it as a new version: {command}",
    }


def publish_catalogue(runtime: Runtime, text: str) -> int:
    regime, command = catalogue_in(text)
    file, _ = runtime.store.current(stream_id("regulations", regime))
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
