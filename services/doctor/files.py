"""Looks at the files of cases: all that were brought are there, and are what they are called."""

import random
from collections.abc import Iterator
from hashlib import sha256

from adapters.data_folder import ACCOUNTS_DB, FILES_FOLDER
from adapters.files import FileDamaged, FileUnknown
from adapters.read_only.accounts import BroughtFiles
from projections.papers import places
from services.consistency.findings import Finding, right, wrong
from services.doctor.databases import NAMED_AT_MOST, RESTORE
from services.doctor.examination import Examination

FILES_PART = "files"
FILES_IN_A_SAMPLE = 50


def files(examination: Examination) -> Iterator[Finding]:
    """No file that was brought is missing; a sample is read to the end, `--all` every one. A hash
    that is cited and was never brought is no loss of ours, and is counted."""
    brought = BroughtFiles(examination.file(ACCOUNTS_DB), examination.vault)
    there = files_there(examination)
    cited, lost, elsewhere = set[str](), brought.hashes - there, set[str]()
    for event in examination.events():
        for hash in {place.hash for place in places(event)}:
            cited.add(hash)
            if hash not in there:
                is_ours = brought.holds(hash, event.record.context.actor.organ)
                (lost if is_ours else elsewhere).add(hash)
    read = sorted(there) if examination.whole else sampled_files(there)
    damaged = {hash for hash in read if not is_whole(examination, hash)}
    yield from harmed(lost, "缺", "missing")
    yield from harmed(damaged, "损坏", "damaged")
    if not lost and not damaged:
        uncited = len(there - cited)
        zh = f"{len(there)} 件，读完 {len(read)} 件；未被引用 {uncited} 件；"
        en = f"{len(there)}, {len(read)} of them read to the end; {uncited} are cited nowhere; "
        zh, en = (
            f"{zh}引用而从未上传 {len(elsewhere)} 件",
            f"{en}{len(elsewhere)} cited, never brought",
        )
        yield right(FILES_PART, zh, en)


def files_there(examination: Examination) -> set[str]:
    folder = examination.settings.data / FILES_FOLDER
    return examination.papers.hashes() if folder.is_dir() else set()


def harmed(hashes: set[str], zh: str, en: str) -> Iterator[Finding]:
    if hashes:
        named = ", ".join(sorted(hashes)[:NAMED_AT_MOST])
        yield wrong(
            FILES_PART, f"{zh} {len(hashes)} 件：{named}", f"{len(hashes)} {en}: {named}", RESTORE
        )


def sampled_files(hashes: set[str]) -> list[str]:
    return random.sample(sorted(hashes), min(FILES_IN_A_SAMPLE, len(hashes)))


def is_whole(examination: Examination, hash: str) -> bool:
    """Whether a file is what its name says, to the last byte."""
    digest = sha256()
    try:
        for chunk in examination.papers.open(hash):
            digest.update(chunk)
    except (FileDamaged, FileUnknown):
        return False
    return digest.hexdigest() == hash
