"""A small valid regulation file, and the line where a changed one is faulty."""

import domain.streams
from domain.regulation.checking import faults_in

assert domain.streams.STREAMS  # the checker knows the commands and facts that are imported

WHOLE = """\
[regulation]
code = "T"
title = "办法"
title_en = "Measure"
authority = "510000"
level = "PROVINCIAL"
issued_on = 2025-01-01

[publicity]
length = 5
unit = "working_day"
rule = "T-1"

[correction]
answer_within = 5
term = 10
longest_term = 30
unit = "working_day"
rule = "T-1"

[name]
formula = "{industry}中心"
rule = "T-1"

[form]
commitment = "{industry}属实"
rule = "T-1"

[[separate]]
duties = ["recheck", "decision"]
rule = "T-1"

[[rule]]
id = "T-1"
article = "第一条"
phrase = "不少于5人"
gloss = "At least five"
kept = "guard"

[[step]]
do = "CreateDraft"
by = ["APPLICANT"]
duty = "submission"
to = "DRAFT"
rule = "T-1"

[[step]]
do = "SubmitApplication"
by = ["APPLICANT"]
during = ["DRAFT"]
to = "SUBMITTED"
rule = "T-1"

[[step]]
do = "RequestCorrection"
by = ["PREF"]
during = ["SUBMITTED"]
unless = ["RequestCorrection"]
to = "CORRECTION_REQUIRED"
opens = { period = "correction" }
rule = "T-1"

[[step]]
do = "LapseCorrection"
by = ["SYSTEM"]
during = ["CORRECTION_REQUIRED"]
after = ["RequestCorrection"]
elapsed = "correction"
to = "TERMINATED"
final = true
rule = "T-1"

[[guard]]
rule = "T-1"
on = ["SubmitApplication"]
fact = "distinct_staff"
op = ">="
value = 5

[[guard]]
rule = "T-1"
on = ["SubmitApplication"]
fact = "name_by_formula"
op = "is"
value = true

  [[guard.either]]
  fact = "commitment_exact"
  op = "is"
  value = true
"""


def line_of(passage: str, text: str) -> int:
    """The first line that holds the passage, counted from 1."""
    return text[: text.index(passage)].count("\n") + 1


def guard(op: str, value: str, hard: str = "true") -> str:
    """One more guard on the number of staff."""
    return (
        '\n[[guard]]\nrule = "T-1"\non = ["SubmitApplication"]\nfact = "distinct_staff"\n'
        f'hard = {hard}\nop = "{op}"\nvalue = {value}\n# here\n'
    )


def found(text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.key) for fault in faults_in(text)]
