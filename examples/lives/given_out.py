"""The ledger given to others in three forms, and added up by them."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import duckdb
import msgspec

from projections.ledger.beancount import account_name
from services.cli.ledger import up_to_date, write
from services.queries.ledger_export import LedgerFormat
from services.runtime import Runtime
from services.subscriptions.catalogue import LEDGER

Sums = dict[tuple[str, str], int]
"""What each account of each source comes to, in fen."""
LEGS = "SELECT account, source, sum(delta) FROM {leg} GROUP BY account, source"
POSTING = re.compile(r"^  ((?:Assets|Equity):\S+)  (-?\d+) FEN$", re.MULTILINE)


def given_out(runtime: Runtime, folder: Path) -> None:
    """`anjuan export --ledger` as NDJSON, Beancount and Parquet: sums are the ledger's."""
    assert not up_to_date(runtime)
    rows = runtime.readmodel.ask(LEDGER, LEGS, ())
    ledger = {(str(account), str(source)): int(fen) for account, source, fen in rows}
    assert ledger and sum(ledger.values()) == 0
    assert of_ndjson(written(runtime, "ndjson", folder / "ledger.ndjson")) == ledger
    beans = written(runtime, "beancount", folder / "ledger.beancount")
    assert of_beancount(beans) == {account_name(*one): fen for one, fen in ledger.items()}
    assert of_parquet(written(runtime, "parquet", folder / "parquet")) == ledger
    print(f"  {len(ledger)} 个账户，三种格式的合计与账本一致 three forms, the sums of the ledger")
    tool = Path(sys.executable).with_name("bean-check")
    if found := (str(tool) if tool.exists() else shutil.which("bean-check")):
        subprocess.run([found, str(beans)], check=True)
        print("  bean-check 无异议 Beancount's own check finds nothing")


def written(runtime: Runtime, form: LedgerFormat, to: Path) -> Path:
    write(runtime, form, to)
    return to


def of_ndjson(file: Path) -> Sums:
    sums: Counter[tuple[str, str]] = Counter()
    for line in file.read_bytes().splitlines():
        row = msgspec.json.decode(line)
        if row["table"] == "leg":
            sums[row["account"], row["source"]] += row["delta"]
    return dict(sums)


def of_beancount(file: Path) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for account, fen in POSTING.findall(file.read_text("utf-8")):
        sums[account] += int(fen)
    return dict(sums)


def of_parquet(folder: Path) -> Sums:
    asked = "SELECT account, source, sum(delta) FROM read_parquet(?) GROUP BY account, source"
    with duckdb.connect() as db:
        rows = db.execute(asked, [str(folder / "leg/*.parquet")]).fetchall()
    return {(account, source): int(fen) for account, source, fen in rows}
