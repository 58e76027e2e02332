"""Finds the regulation text that governs an act: the one a case or a proceeding keeps, or the
day's."""

from datetime import date

from domain.case import Case, Command
from domain.matter import CaseReader, proceeding_of
from domain.refusal import Refusal, Refused, Text, file_rule
from domain.regime.lifecycle import HOUSE, IssueRegime, RegimeFile, regime_in
from domain.regulation.checking import faults_in
from domain.regulation.rules import Rules, rules_of
from domain.streams import STREAMS


def rules_for(
    stream: str,
    case: Case,
    command: Command | None,
    reader: CaseReader,
    day: date,
    within: str = "",
) -> Rules:
    """The version of the regulation that governs: the one that a proceeding `within` the case, or
    the case itself, has kept; else the one applicable on the day."""
    if STREAMS[stream].file_rules:
        return house_rules(command, reader, day)
    regime = governing_regime(case, command)
    file = regime_in(reader.state("regulations", regime))
    pinned = text_kept(case, command, within, day)
    version = file.pinned(pinned) if pinned else file.applicable(day)
    if version:
        return rules_of(version.text)
    raise Refused([before_the_first(file, day) or not_issued(regime, day)])


def text_kept(case: Case, command: Command | None, within: str, day: date) -> str | None:
    """The version that governs whatever the day: the one that a proceeding began under, that the
    case was accepted under, or that the command names for a new case. None: the day's."""
    within = proceeding_of(command, case, day) if command and command.proceeding else within
    if within:
        return next((one.regulation for one in case.proceedings if one.id == within), None)
    return (case.regulation if case.keeps_text else None) or getattr(command, "regulation", None)


def governing_regime(case: Case, command: Command | None) -> str:
    """The regime to decide under: the case's, else the command's. What opens a file as part of
    another act brings its own: a centre that ran before may be recognised under another regime than
    the one that it was registered under."""
    own = getattr(command, "regime", None) or ""
    brought = command is not None and command.opens and command.entailed
    return own if brought and own else case.regime or own


def before_the_first(file: RegimeFile, day: date) -> Refusal | None:
    """The refusal of a day before the regulation's first one, under its own rule; None where it
    names none, or has never been issued."""
    first = min(file.versions, key=lambda version: version.term.begins, default=None)
    rules = rules_of(first.text) if first else None
    if first is None or rules is None or rules.text.validity is None:
        return None
    rule, begins = rules.text.validity.begins_rule, first.term.begins
    asked = Text(f"办理日 {day}", f"day of the act {day}")
    allowed = Text(f"{begins} 起", f"from {begins} on")
    return rules.refuse(rule, asked, allowed, "period", ("/occurred_on",)) if rule else None


def not_issued(regime: str, day: date) -> Refusal:
    return file_rule(
        "regime",
        "案件适用已印发的规定",
        Text(f"规定 {regime}（{day}）", f"regulation {regime} on {day}"),
        Text("已印发并登记的规定", "a regulation that has been issued"),
        "period",
        ("/regime",),
    )


def house_rules(command: Command | None, reader: CaseReader, day: date) -> Rules:
    """The rules of keeping case files (HOUSE); their first issue is decided by its own text."""
    if rules := regime_in(reader.state("regulations", HOUSE)).rules_on(day):
        return rules
    if isinstance(command, IssueRegime) and not faults_in(command.text):
        return rules_of(command.text)
    raise Refused([not_issued(HOUSE, day)])
