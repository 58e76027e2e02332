"""Explains in words what a form lacks: empty fields, missing proofs, and what would be right."""

from collections.abc import Mapping
from typing import Any

from domain.application.case import Application
from domain.application.form_facts import (
    evidenced_conditions,
    filled,
    filled_fields,
    filled_names,
    form_of,
    industry_exception_explained,
    operating_duty_named,
    premises_given,
)
from domain.facts import Shortfall, explains
from domain.folding import folded
from domain.matter import Matter
from domain.refusal import Text
from domain.regulation.own_field import OwnField
from domain.words import field_words, joined

M = Matter[Application]


def not_filled(names: tuple[str, ...], own: Mapping[str, OwnField] | None = None) -> Shortfall:
    """The shortfall of empty fields of the form; `own` are those that only the regime asks."""
    asked = own or {}
    words = joined(asked[name].words if name in asked else field_words(name) for name in names)
    return Shortfall(
        Text(f"未填写：{words.zh}", f"not filled in: {words.en}"),
        Text(f"填写：{words.zh}", f"fill in: {words.en}"),
        tuple(asked[name].pointer if name in asked else f"/form/{name}" for name in names),
    )


@explains(filled_fields)
def unfilled(matter: M, value: Any) -> Shortfall:
    given = filled_names(form_of(matter))
    missing = tuple(name for name in value if name not in given)
    return not_filled(missing, matter.rules.own_fields)


@explains(premises_given)
def without_premises(matter: M, value: Any) -> Shortfall:
    form = form_of(matter)
    return not_filled(
        tuple(name for name in ("address", "office_conditions") if not filled(getattr(form, name)))
    )


@explains(industry_exception_explained)
def unexplained_industry(matter: M, value: Any) -> Shortfall:
    return not_filled(("industry_exception_reason",))


@explains(evidenced_conditions)
def unproven(matter: M, value: Any) -> Shortfall:
    """Each condition without a proof, by its article and in its own words."""
    proven = {folded(evidence.condition) for evidence in form_of(matter).attachments}
    rules = [matter.rules.by_id[id] for id in value if folded(id) not in proven]
    return Shortfall(
        Text(
            "缺少证明材料：" + "；".join(f"{rule.article}“{rule.phrase}”" for rule in rules),
            "no evidence for: " + "; ".join(rule.gloss for rule in rules),
        ),
        Text("对每一项条件附证明材料", "evidence for each of these conditions"),
    )


@explains(operating_duty_named)
def duty_unnamed(matter: M, value: Any) -> Shortfall:
    unit = form_of(matter).operating_unit
    if unit is None:
        return not_filled(("operating_unit",))
    return Shortfall(
        Text(
            f"{unit.name}的职责未载明“知识产权运营”",
            f"the duties of {unit.name} do not name 知识产权运营",
        ),
        Text("职责载明“知识产权运营”", "duties that name 知识产权运营"),
    )
