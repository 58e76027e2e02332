"""`anjuan money flags`: asks the whole ledger for red flags, and says which of them are off."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from projections.ledger.numbers import day_number
from services.cli.cases import AsJson, Data, DatabaseOption, opened, print_json
from services.cli.failures import WRONG_USAGE, stop
from services.cli.flags_of_parts import FlagEngine, leads_in_parts
from services.cli.ledger import up_to_date
from services.cli.terminal import one_line, print
from services.red_flags.asking import Lead, Window, leads_found
from services.red_flags.in_duckdb import ledger_copied
from services.red_flags.in_read_model import LedgerInReadmodel
from services.red_flags.rules import RedFlagRule, read_rules
from services.runtime import Runtime
from services.subscriptions.catalogue import LEDGER

FlagOption = Annotated[str, typer.Option(help="one flag alone, as DUPLICATE_INVOICE")]

PartsOption = Annotated[
    list[Path] | None,
    typer.Option(help="a folder of Parquet parts, in place of the service's ledger; repeatable"),
]
EngineOption = Annotated[FlagEngine, typer.Option(help="what reads the parts")]


def find_red_flags(
    kind: FlagOption = "",
    parts: PartsOption = None,
    engine: EngineOption = "duckdb",
    data: Data = None,
    database: DatabaseOption = None,
    as_json: AsJson = False,
) -> None:
    """What the red flags find in the whole ledger now; those without their limit are off."""
    if parts:
        wanted = wanted_rules(kind, data)
        found = list(leads_in_parts(parts, wanted, engine))
    elif engine != "duckdb":
        stop("请用 --parts 指明 Parquet 目录 / name the folder of parts with --parts", WRONG_USAGE)
    else:
        with closing(opened(data, database)) as runtime:
            wanted = wanted_rules(kind, runtime.settings.data)
            found = list(leads_of(runtime, wanted))
    if as_json:
        print_json({"leads": found, "off": [rule.id for rule in wanted if rule.missing]})
        return
    by_id = {rule.id: rule for rule in wanted}
    for lead in found:
        print(told_lead(by_id[lead.rule], lead, with_centres=bool(parts)))
    for rule in wanted:
        if rule.missing:
            missing = ", ".join(rule.missing)
            print(f"{rule.id} 未启用 off：没有给出界限 no limit given: {missing}")


def wanted_rules(kind: str, data: Path | None) -> list[RedFlagRule]:
    return [rule for rule in read_rules(data=data) if kind in ("", rule.id)]


def leads_of(runtime: Runtime, rules: list[RedFlagRule]) -> Iterator[Lead]:
    up_to_date(runtime)
    rows = LedgerInReadmodel(runtime.readmodel)
    upto = rows.last_fact(runtime.readmodel.checkpoint(LEDGER))
    window = Window.whole(upto, day_number(runtime.clock.today()))
    with ledger_copied(runtime.readmodel, upto) as ledger:
        for rule in rules:
            yield from leads_found(rule, window, ledger)


def told_lead(rule: RedFlagRule, lead: Lead, with_centres: bool) -> str:
    """A line for a lead; positions tell the place only within one deployment, so for several its
    centre stands before each."""
    shown = lead.evidence[:20]
    places = " ".join(
        f"{one.centre + '@' if with_centres else ''}{one.position}:{one.line}" for one in shown
    )
    more = f" … {len(lead.evidence)}" if len(lead.evidence) > 20 else ""
    weight = "提示 hint" if rule.hint else "线索 lead"
    title = f"{weight}  {rule.text.zh} {rule.text.en}"
    return one_line(f"{title}  可能涉及 may support {'、'.join(rule.text.article)}  {places}{more}")
