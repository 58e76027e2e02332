"""Identity of an application: what may not change from submission to the end."""

from collections.abc import Iterable

from domain.application.case import Application
from domain.application.form import Form
from domain.folding import folded
from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule
from domain.words import field_words


def identity_changed(matter: Matter[Application], form: Form) -> Iterable[Refusal]:
    """Refuses a change of unit, industry, division or name: claim, bureau and list rest on them."""
    for field in ("uscc", "industry", "division_code", "proposed_name"):
        old, new = getattr(matter.case.form, field), getattr(form, field)
        if folded(old or "") != folded(new or ""):
            words = field_words(field)
            yield file_rule(
                "identity",
                "变更不改变申报的同一性",
                Text(f"{words.zh}：{old} → {new}", f"{words.en}: {old} -> {new}"),
                Text("撤回后重新申报", "withdraw and apply anew"),
                "form",
                (f"/form/{field}",),
            )
