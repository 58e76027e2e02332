"""`anjuan case document`: the official document of an event, as PDF."""

import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from adapters.event_store.log import Stored
from services.cli.cases import Data, DatabaseOption, case_app, found_stream, opened
from services.cli.failures import stop
from services.documents.acts import UnreadableAct, documented_act
from services.documents.kinds import DocumentKind, kinds_of
from services.documents.making import document_made
from services.runtime import Runtime


@case_app.command()
def document(
    id: str,
    version: int,
    kind: Annotated[str | None, typer.Option(help="which, where there are several")] = None,
    output: Annotated[Path | None, typer.Option(help="a file; else to standard output")] = None,
    data: Data = None,
    database: DatabaseOption = None,
) -> None:
    """The official document (公文) of one event, by its version in `case history`."""
    with closing(opened(data, database)) as runtime:
        found = runtime.log.history(found_stream(runtime, id), after=version - 1, upto=version)
        pdf = pdf_of(runtime, next(iter(found), None), kind)
    if output:
        output.write_bytes(pdf)
    else:
        sys.stdout.buffer.write(pdf)


def pdf_of(runtime: Runtime, stored: Stored | None, kind: str | None) -> bytes:
    try:
        act = documented_act(runtime.store, stored) if stored else None
    except UnreadableAct:
        act = None
    kinds = kinds_of(act.stored.topic, act.record, act.case) if act else ()
    wanted = next((one for one in kinds if kind in (None, one.name)), None)
    if act is None or wanted is None:
        stop(f"没有这份公文，可用 / no such document; one of: {kinds_named(kinds)}", 1)
    return document_made(runtime, act, wanted)[1]


def kinds_named(kinds: tuple[DocumentKind, ...]) -> str:
    return ", ".join(f"{one.name} {one.title.zh}" for one in kinds) or "无 none"
