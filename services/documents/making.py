"""Makes an official document, once: afterwards it is shown as it was made first, for ever.

It is set by a process of its own under limits, few at a time, for strangers may ask too.
"""

import subprocess
import sys
import threading
from hashlib import sha256

import msgspec
import structlog

from adapters.data_folder import FONTS_FOLDER
from adapters.documents.made import MadeDocument
from adapters.event_store.log import receipt_hash
from adapters.files import FileDamaged, FileUnknown
from services.documents.acts import Content, DocumentedAct
from services.documents.contents import content_of
from services.documents.kinds import DocumentKind
from services.runtime import Runtime

log = structlog.get_logger()
SET_AT_ONCE = 2
SET_WITHIN = 30.0  # seconds, of waiting for one's turn and of the setting
LARGEST_CONTENT = 2 * 2**20  # bytes
_turns = threading.BoundedSemaphore(SET_AT_ONCE)


class DocumentBusy(Exception):
    """Others are being set, or this one took too long; it may be asked for again."""


class DocumentTooLarge(Exception):
    """It says more than fits into a document."""


class DocumentLost(Exception):
    """The bytes as they were made first are gone, and this release makes others."""


def document_made(
    runtime: Runtime, act: DocumentedAct, kind: DocumentKind
) -> tuple[MadeDocument, bytes]:
    """The document of an act. Raises DocumentBusy, DocumentTooLarge, DocumentLost."""
    receipt = receipt_hash(act.stored).hex()
    noted = runtime.accounts.documents.of(receipt, kind.name)
    if noted and (kept := kept_bytes(runtime, noted)):
        return noted, kept
    made = typeset_apart(runtime, content_of(act, kind, runtime.settings.address))
    if noted is None:
        runtime.files.put([made], "pdf")  # first: what is noted is there
        one = MadeDocument(receipt, kind.name, act.stored.position, hash_of(made))
        noted = runtime.accounts.documents.note(one)
    if noted.hash != hash_of(made):
        return noted, kept_or_lost(runtime, noted)
    if runtime.files.info(noted.hash) is None:
        runtime.files.put([made], "pdf")
    return noted, made


def kept_or_lost(runtime: Runtime, noted: MadeDocument) -> bytes:
    """The bytes of whoever was first. Raises DocumentLost."""
    if kept := kept_bytes(runtime, noted):
        return kept
    raise DocumentLost(noted.hash)


def kept_bytes(runtime: Runtime, noted: MadeDocument) -> bytes | None:
    """The bytes that were kept; None where the file is gone or damaged, and has to be made anew."""
    try:
        return b"".join(runtime.files.open(noted.hash))
    except (FileUnknown, FileDamaged):
        log.warning("document", lost=noted.hash, kind=noted.kind, position=noted.position)
        return None


def typeset_apart(runtime: Runtime, content: Content) -> bytes:
    """The PDF of a content, set by a process of its own. Raises DocumentBusy, DocumentTooLarge."""
    folder = runtime.settings.data / FONTS_FOLDER
    own_fonts = str(folder.resolve()) if folder.is_dir() else ""
    asked = msgspec.json.encode({"content": content, "fonts": own_fonts})
    if len(asked) > LARGEST_CONTENT:
        raise DocumentTooLarge
    if not _turns.acquire(timeout=SET_WITHIN):
        raise DocumentBusy
    try:
        return set_by_child(asked)
    finally:
        _turns.release()


def set_by_child(asked: bytes) -> bytes:
    command = (sys.executable, "-P", "-m", "services.documents.typesetting")
    try:
        done = subprocess.run(command, input=asked, capture_output=True, timeout=SET_WITHIN)
    except subprocess.TimeoutExpired as late:
        raise DocumentBusy from late
    if done.returncode:
        log.error(
            "document", status=done.returncode, said=done.stderr[-2000:].decode("utf-8", "replace")
        )
        raise DocumentBusy
    return done.stdout


def hash_of(pdf: bytes) -> str:
    return sha256(pdf).hexdigest()
