"""`anjuan doctor`: looks at every part of a data folder, and says what it found."""

from collections.abc import Callable
from contextlib import closing
from typing import Annotated

import typer

from services.cli.cases import AsJson, Data, DatabaseOption, Nats, found_folder, print_json
from services.cli.progress import telling_progress
from services.cli.terminal import one_line, print
from services.consistency.findings import Diagnosis, Finding
from services.doctor.checks import CHECKS, findings_of
from services.doctor.examination import Examination
from services.runtime import refuse_half_restored

MARKS = {
    Diagnosis.RIGHT: "好 ok",
    Diagnosis.WRONG: "坏 BAD",
    Diagnosis.UNSEEN: "未查 not looked at",
}
STATUS_OF = {Diagnosis.RIGHT: 0, Diagnosis.UNSEEN: 3, Diagnosis.WRONG: 1}
"""From the best to the worst; 2 is wrong usage, as everywhere."""
OF_A_CHECK = 1000  # steps of the bar


def doctor(
    data: Data = None,
    database: DatabaseOption = None,
    nats: Nats = None,
    whole: Annotated[bool, typer.Option("--all", help="all of everything, not samples")] = False,
    as_json: AsJson = False,
) -> None:
    """Look at all parts of a data folder and change nothing; status 0 all right, 1 something is
    wrong, 3 something was not looked at.

    Over a stopped service it reads the embedded stream with a server of its own.
    """
    settings = found_folder(data, database, nats)
    refuse_half_restored(settings.data)
    examination = Examination(settings, whole)
    told, answers = print_json if as_json else print_finding, set[Diagnosis]()
    with closing(examination), telling_progress(len(CHECKS) * OF_A_CHECK, "检查 doctor") as bar:
        for nth, check in enumerate(CHECKS):
            bar(nth * OF_A_CHECK)
            examination.told = moved_within(examination, bar, nth)
            for finding in findings_of(check, examination):
                told(finding)
                answers.add(finding.answer)
        bar(len(CHECKS) * OF_A_CHECK)
    raise typer.Exit([STATUS_OF[one] for one in STATUS_OF if one in answers][-1])


def moved_within(
    examination: Examination, bar: Callable[[int], None], nth: int
) -> Callable[[int], None]:
    """Moves the bar along one check, by the positions that it reaches."""
    return lambda position: bar(
        nth * OF_A_CHECK + position * OF_A_CHECK // max(examination.end, position, 1)
    )


def print_finding(finding: Finding) -> None:
    mend = f"  → {finding.mend}" if finding.mend else ""
    said = f"{finding.name}：{finding.words.zh} / {finding.words.en}{mend}"
    print(one_line(f"{MARKS[finding.answer]}  {said}"))
