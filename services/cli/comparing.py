"""`anjuan regulation compare`: what another text says otherwise, and which recorded cases it would
have answered otherwise."""

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from domain.refusal import Refusal
from domain.regulation.differences import regulation_differences, value_shown
from domain.regulation.rules import rules_of
from domain.words import command_words
from services.cli.cases import AsJson, Data, DatabaseOption, opened, print_json
from services.cli.failures import stop
from services.cli.named_regulations import complete_text, issued_text, named_file
from services.cli.progress import telling_progress
from services.cli.regulations import Folder, regulation_app
from services.cli.terminal import one_line, print
from services.queries.other_answers import OtherAnswer, OtherAnswers, TextInPlace, in_place


@regulation_app.command()
def compare(
    old: Annotated[str, typer.Argument(help="a code, as it was issued last; or a file")],
    new: Annotated[str, typer.Argument(help="a file, issued or not; or a code")],
    cases: Annotated[
        bool, typer.Option("--cases", help="the recorded acts that it answers otherwise")
    ] = False,
    data: Data = None,
    database: DatabaseOption = None,
    regulations: Folder = None,
    as_json: AsJson = False,
) -> None:
    """What NEW says otherwise than OLD; with --cases which recorded acts under OLD would have been
    refused, or have come out otherwise, under NEW. Nothing is changed."""
    after = complete_text(named_file(new, regulations))
    if not cases:
        before = complete_text(named_file(old, regulations))
        for change in regulation_differences(rules_of(before).text, rules_of(after).text):
            print(str(change))
        return
    with closing(opened(data, database)) as runtime:
        if Path(old).is_file():
            before = complete_text(named_file(old, regulations))
        else:
            before = issued_text(runtime, old)
        claim, end = runtime.vault.claim_id, runtime.log.end()
        found = OtherAnswers(runtime.log, runtime.store, claim, placed(before, after))
        differing = set[str]()
        count = 0
        with telling_progress(end[0] if end else 0, "比对 compare") as progress:
            for answer in found.answers(progress):
                count += 1
                differing.add(answer.stream)
                print_json(answer) if as_json else print_answer(answer)
    print_totals(found.acts, count, len(differing), as_json)


def placed(before: str, after: str) -> TextInPlace:
    try:
        return in_place(before, after)
    except ValueError as error:
        stop(f"不是同一规定 / not the same regulation: {error}", 2)


def print_totals(acts: int, count: int, cases: int, as_json: bool) -> None:
    if as_json:
        print_json({"compared": acts, "otherwise": count, "cases": cases})
    else:
        zh = f"比对 {acts} 件，{count} 件结论不同，涉及 {cases} 个案卷"
        print(f"{zh} / of {acts} acts {count} would come out otherwise, in {cases} cases")


def print_answer(answer: OtherAnswer) -> None:
    what = command_words(answer.command)
    print(f"#{answer.position}  {answer.stream}  第 {answer.version} 版  {what.zh} {what.en}")
    for refusal in answer.refusals:
        print(one_line(f"    不准许 refused  {refusal_line(refusal)}"))
    for pointer, recorded, otherwise in answer.changes:
        values = f"{value_shown(recorded)} → {value_shown(otherwise)}"
        print(one_line(f"    不同 otherwise  {pointer}  {values}"))


def refusal_line(refusal: Refusal) -> str:
    said = f"{refusal.asked.zh}；应为 {refusal.allowed.zh}"
    return f"{refusal.rule} {refusal.article}：{said} / {refusal.asked.en}; {refusal.allowed.en}"
