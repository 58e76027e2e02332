"""What people call a case: its unit, its name, its title; its kind and number where it has none."""

from typing import Any

from domain.refusal import Text
from domain.regime.lifecycle import regime_in
from domain.regulation.rules import rules_of
from domain.words import stream_words
from services.api.organ_names import organ_name
from services.pages.words import in_english, phrased, t
from services.runtime import Runtime

TITLE_FIELDS = ("title", "unit_name", "name", "proposed_name")
REGULATIONS = "regulations"
BANK_ACCOUNTS = "bank-accounts"
ONE_OF_ITS_KIND = ("calendars",)
"""Streams of which people know one case."""


def case_title(stream: str, id: str, state: dict[str, Any], unit: str = "") -> str:
    """The title of a case by its state as JSON; by the unit that it is about where it has none."""
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
    if unit:
        return t("{kind}：{unit}", kind=kind, unit=unit)
    return kind if stream in ONE_OF_ITS_KIND else f"{kind} {id}"


def row_title(runtime: Runtime, row: dict[str, Any]) -> str:
    """Of a row of a list: its name, or that of the unit that it belongs to; a round's own title."""
    if row["stream"] == REGULATIONS and (called := regulation_title(runtime, row["id"])):
        return phrased(called)
    if row.get("name") and ":" not in row["name"]:
        return str(row["name"])
    case, _ = runtime.store.held(f"{row['stream']}/{row['id']}")
    owner = row.get("owner") or getattr(case, "owner", "")
    if title := getattr(case, "title", "") or getattr(case, "name", ""):
        return str(title)
    if name := organ_name(runtime, owner) if owner else None:
        return phrased(name)
    return f"{phrased(stream_words(row['stream']))} {row['id']}"


def regulation_title(runtime: Runtime, regime: str) -> Text | None:
    """What a regulation is called by its rules today; None where it is not in force."""
    file = runtime.regimes().get(regime)
    rules = regime_in(file).rules_on(runtime.clock.today()) if file else None
    return Text(rules.about.title, rules.about.title_en) if rules else None
