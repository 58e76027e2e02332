"""`anjuan money flags`: asks the whole ledger for red flags, and says which of them are off."""

from collections.abc import Iterator
from contextlib import closing
from typing import Annotated

import typer

from projections.ledger.numbers import day_number
from services.cli.cases import AsJson, Data, DatabaseOption, opened, print_json
from services.cli.ledger import up_to_date
from services.cli.terminal import one_line, print
from services.red_flags.asking import Lead, Window, leads_found
from services.red_flags.in_duckdb import ledger_copied
from services.red_flags.in_read_model import LedgerInReadmodel
from services.red_flags.rules import RedFlagRule, read_rules
from services.runtime import Runtime
from services.subscriptions.catalogue import LEDGER

FlagOption = Annotated[str, typer.Option(help="one flag alone, as DUPLICATE_INVOICE")]


def find_red_flags(
    kind: FlagOption = "",
    data: Data = None,
    database: DatabaseOption = None,
    as_json: AsJson = False,
) -> None:
    """What the red flags find in the whole ledger now; those without their limit are off."""
    with closing(opened(data, database)) as runtime:
        rules = read_rules(data=runtime.settings.data)
        wanted = [rule for rule in rules if kind in ("", rule.id)]
        found = list(leads_of(runtime, wanted))
    if as_json:
        print_json({"leads": found, "off": [rule.id for rule in wanted if rule.missing]})
        return
    by_id = {rule.id: rule for rule in wanted}
    for lead in found:
        print(told_lead(by_id[lead.rule], lead))
    for rule in wanted:
        if rule.missing:
            missing = ", ".join(rule.missing)
            print(f"{rule.id} 未启用 off：没有给出界限 no limit given: {missing}")


def leads_of(runtime: Runtime, rules: list[RedFlagRule]) -> Iterator[Lead]:
    up_to_date(runtime)
    rows = LedgerInReadmodel(runtime.readmodel)
    upto = rows.last_fact(runtime.readmodel.checkpoint(LEDGER))
    window = Window.whole(upto, day_number(runtime.clock.today()))
    with ledger_copied(runtime.readmodel, upto) as ledger:
        for rule in rules:
            yield from leads_found(rule, window, ledger)


def told_lead(rule: RedFlagRule, lead: Lead) -> str:
    places = " ".join(f"{one.position}:{one.line}" for one in lead.evidence[:20])
    more = f" … {len(lead.evidence)}" if len(lead.evidence) > 20 else ""
    weight = "提示 hint" if rule.hint else "线索 lead"
    title = f"{weight}  {rule.text.zh} {rule.text.en}"
    return one_line(f"{title}  可能涉及 may support {'、'.join(rule.text.article)}  {places}{more}")
