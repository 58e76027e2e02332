"""`anjuan verify` and `anjuan case replay`: decides stored commands again, names differences."""

from contextlib import closing
from typing import Annotated, Any

import msgspec
import typer

from adapters.event_store.cases import CaseStore
from adapters.event_store.verified import VerificationRuns
from domain.words import event_words
from services.cli.cases import (
    AsJson,
    Data,
    DatabaseOption,
    case_app,
    found_stream,
    opened,
    print_json,
)
from services.cli.failures import stop
from services.cli.ledger import verify_money
from services.cli.progress import telling_progress
from services.cli.terminal import one_line, print
from services.queries.verification import Difference
from services.queries.verification_case import Verdict, check
from services.queries.verification_run import VerificationRun, kept_in

LONGEST_VALUE = 200  # characters of a value
NOT_ASKED = (
    "未核：当事人所述、办理人和日期是否属实（规则据此判定）；与消息流是否一致，见 anjuan doctor\n"
    "not looked at: whether what was asked, by whom and on which day is as it was sent (the rules"
    " start from that); the stream on NATS, which anjuan doctor compares"
)


def verify(
    decisions: Annotated[
        bool, typer.Option("--decisions", help="decide every stored command again")
    ] = False,
    money: Annotated[
        bool, typer.Option("--money", help="check the ledger: balances, legs, conservation")
    ] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="not from where a stopped one ended")
    ] = False,
    data: Data = None,
    database: DatabaseOption = None,
    as_json: AsJson = False,
) -> None:
    """Decide every command of the store again, in one pass; status 1 where any event differs.

    One that was stopped goes on where it was when it is run again. Its place lies in the data
    folder. --money checks the ledger instead, over its tables; status 1 where it is at fault.
    """
    if decisions == money:
        stop("核对什么？/ verify what?  --decisions, --money", 2)
    with closing(opened(data, database)) as runtime:
        if money:
            verify_money(runtime, as_json)
            return
        try:
            kept = kept_in(runtime.settings.data, runtime.log)
        except VerificationRuns:
            stop("另一个核对正在进行 / another verification is running", 1)
        with closing(kept):
            if anew:
                kept.forget()
            run = VerificationRun(runtime.log, runtime.vault.claim_id, kept)
            end = runtime.log.end()
            told = print_json if as_json else print_difference
            for difference in run.known():
                told(difference)
            with telling_progress(end[0] if end else 0, "核对 verify") as progress:
                for difference in run.differences(progress):
                    told(difference)
        kept.remove()
    conclude(run, as_json)


def conclude(run: VerificationRun, as_json: bool) -> None:
    """The last line: up to which position, and how many events differ."""
    end, wrong = run.position, len(run.differing)
    if as_json:
        print_json({"verified": end, "begun": run.begun, "differing": wrong})
    else:
        if run.begun:
            print(f"第 {run.begun} 位以前此前已核 positions up to {run.begun} were verified before")
        outcome = f"{wrong} 件不符 {wrong} differ" if wrong else "全部一致 all as stored"
        print(f"已核至第 {end} 位 verified up to position {end}：{outcome}")
        print(NOT_ASKED)
    if wrong:
        raise typer.Exit(1)


def print_difference(difference: Difference) -> None:
    what = event_words(difference.type) if difference.type else None
    case = f"  {difference.stream}  第 {difference.version} 版  {what.zh} {what.en}" if what else ""
    print(f"#{difference.position}{case}\n{in_a_line(difference)}")


def in_a_line(difference: Difference) -> str:
    """What differs, with both values where there are any."""
    words, values = difference.words, ""
    if difference.stored is not None or difference.decided is not None:
        stored, decided = shortened(difference.stored), shortened(difference.decided)
        values = f"：库中 stored {stored}，依规则 by the rules {decided}"
    return one_line(f"    {difference.pointer}  {words.zh} {words.en}{values}")


def shortened(value: Any) -> str:
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


@case_app.command()
def replay(
    id: str,
    check_: Annotated[bool, typer.Option("--check", help="decide each command again")] = False,
    data: Data = None,
    database: DatabaseOption = None,
    as_json: AsJson = False,
) -> None:
    """Fold a case anew from its events; with --check decide each of its commands again."""
    with closing(opened(data, database)) as runtime:
        name = found_stream(runtime, id)
        case, version = runtime.store.current(name)
        folded = CaseStore(runtime.log).at_version(name, version) == case
        verdicts = list(check(runtime, name)) if check_ else []
    wrong = sum(bool(verdict.differences) for verdict in verdicts)
    if as_json:
        same = folded and not wrong
        print_json({"case": name, "version": version, "same": same, "verdicts": verdicts})
    else:
        for verdict in verdicts:
            print_verdict(verdict)
        print(f"{name}: {version} 件事件 events, {outcome_of(folded, wrong)}")
    if wrong or not folded:
        raise typer.Exit(1)


def print_verdict(verdict: Verdict) -> None:
    mark = "不符 differs" if verdict.differences else "同 same"
    print(f"{verdict.version:>3}  {event_words(verdict.type).zh}  {mark}")
    for difference in verdict.differences:
        print(in_a_line(difference))


def outcome_of(folded: bool, wrong: int) -> str:
    """What became of a case as a whole."""
    if folded and not wrong:
        return "一致 same"
    state = "" if folded else "状态不一致 its state differs"
    events = f"{wrong} 件不符 {wrong} differ" if wrong else ""
    return ", ".join(filter(None, (events, state)))
