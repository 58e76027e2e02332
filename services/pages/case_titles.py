"""What people call a case: its unit, its name, its title; its kind and number where it has none."""

from typing import Any

from domain.refusal import Text
from domain.regime.lifecycle import regime_in
from domain.regulation.rules import rules_of
from domain.words import stream_words
from services.pages.words import in_english, phrased
from services.runtime import Runtime

TITLE_FIELDS = ("title", "unit_name", "name", "proposed_name")
REGULATIONS = "regulations"
BANK_ACCOUNTS = "bank-accounts"
ONE_OF_ITS_KIND = ("calendars",)
"""Streams of which people know one case."""


def case_title(stream: str, id: str, state: dict[str, Any]) -> str:
    """The title of a case by its state as JSON."""
    form, kind = state.get("form") or {}, phrased(stream_words(stream))
    if named := next(filter(None, (state.get(n) or form.get(n) for n in TITLE_FIELDS)), None):
        return str(named)
    if state.get("title_zh"):
        return phrased({"zh": state["title_zh"], "en": state["title_en"]})
    if stream == BANK_ACCOUNTS and state.get("bank"):
        return f"{state['bank']} {state.get('tail', '')}".strip()
    if versions := state.get("versions"):
        about = rules_of(versions[-1]["text"]).about
        return about.title_en if in_english.get() else about.title
    return kind if stream in ONE_OF_ITS_KIND else f"{kind} {id}"


def regulation_title(runtime: Runtime, regime: str) -> Text | None:
    """What a regulation is called by its rules today; None where it is not in force."""
    file = runtime.regimes().get(regime)
    rules = regime_in(file).rules_on(runtime.clock.today()) if file else None
    return Text(rules.about.title, rules.about.title_en) if rules else None
