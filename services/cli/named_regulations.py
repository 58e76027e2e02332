"""Finds the regulation that a command names: by its file, by its code, or as it was issued."""

from pathlib import Path

from domain.case import stream_id
from domain.regime.lifecycle import RegimeFile, regime_in
from services.cli.failures import stop
from services.regulation_files import (
    FileReading,
    RegulationFile,
    read_regulation,
    regulation_files,
    texts_in,
)
from services.runtime import Runtime


def issued_text(runtime: Runtime, code: str) -> str:
    versions = issued_regime(runtime, code).versions
    return versions[-1].text if versions else stop(f"{code}: 没有登记 / not issued", 1)


def issued_regime(runtime: Runtime, code: str) -> RegimeFile:
    return regime_in(runtime.store.current(stream_id("regulations", code))[0])


def named_file(regulation: str, folder: Path | None) -> RegulationFile:
    """A regulation by its file, else by its code."""
    path = Path(regulation)
    return file_at(path) if path.is_file() else found_file(regulation, folder)


def found_file(code: str, folder: Path | None) -> RegulationFile:
    files = [file for file in regulation_files(folder) if file.code == code]
    return files[0] if files else stop(f"{code}: 没有这个规定 / no such regulation", 1)


def file_at(path: Path, read: FileReading = read_regulation) -> RegulationFile:
    """A file, with what stands beside it. Exit status 2 where it cannot be read."""
    try:
        beside = texts_in(path.resolve().parent)
        text = path.read_text("utf-8-sig")
    except OSError as error:
        stop(f"{path}: 无法读取 / cannot be read: {error.strerror}", 2)
    except UnicodeDecodeError:
        stop(f"{path}: 不是 UTF-8 文本 / not UTF-8 text", 2)
    return read(path.name, text, near(beside))


def near(beside: dict[str, str | None]) -> tuple[tuple[str, str], ...]:
    return tuple((name, text) for name, text in beside.items() if text is not None)


def complete_text(file: RegulationFile) -> str:
    """The complete text; exit status 1, with every fault, where there is none to be issued."""
    if file.faults or file.text is None:
        stop("\n".join(f"{file.name}: {fault}" for fault in file.faults), 1)
    return file.text
