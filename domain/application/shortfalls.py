"""Explains in words what an application lacks: names, codes, papers, and the right organ."""

from typing import Any

from domain.application.case import Application
from domain.application.facts import (
    addressed_to_authority,
    addressed_to_own_bureau,
    addressed_to_own_division,
    cases_have_happened,
    commitment_exact,
    division_has_bureau,
    industry_in_catalogue,
    locally_filed,
    name_as_registered,
    name_by_formula,
    opinion_as_on_the_form,
    own_bureau,
    own_credit_code,
    signed_and_sealed,
)
from domain.application.form import Form
from domain.application.form_facts import form_of
from domain.application.form_shortfalls import not_filled
from domain.credit_code import CreditCodeInvalid, credit_code
from domain.facts import Shortfall, explains
from domain.folding import folded
from domain.matter import Matter
from domain.naming import centre_names
from domain.party.lifecycle import Party
from domain.places import organ_words
from domain.refusal import Text
from domain.regime.lifecycle import RegimeFile
from domain.words import joined

M = Matter[Application]


@explains(commitment_exact)
def other_commitment(matter: M, value: Any) -> Shortfall:
    form, part = form_of(matter), matter.rules.text.form
    exact = part.commitment.replace("{industry}", form.industry or "") if part else ""
    if not form.commitment:
        return not_filled(("commitment",))
    return Shortfall(
        Text("承诺内容与规定的原文不一致", "the commitment is not the exact sentence"),
        Text(f"承诺内容：{exact}", f"the sentence: {exact}"),
        ("/form/commitment_text",),
    )


@explains(signed_and_sealed)
def unsigned(matter: M, value: Any) -> Shortfall:
    form, seal = form_of(matter), form_of(matter).applicant_seal
    missing = [name for name in ("applicant_head", "applicant_seal") if not getattr(form, name)]
    if missing or seal is None:
        return not_filled(tuple(missing))
    return Shortfall(
        Text(f"盖章日期 {seal.sealed_on}", f"sealed on {seal.sealed_on}"),
        Text(f"不晚于办理日 {matter.day}", f"by the day of the act, {matter.day}"),
        ("/form/applicant_seal/sealed_on",),
    )


@explains(name_by_formula)
def other_name(matter: M, value: Any) -> Shortfall:
    naming, form = matter.rules.text.name, form_of(matter)
    if not form.proposed_name:
        return not_filled(("proposed_name",))
    asked = Text(f"拟用名称“{form.proposed_name}”", f"the proposed name {form.proposed_name}")
    if naming and (right := centre_names(naming, form.industry or "")):
        either = Text("或者".join(f"“{one}”" for one in right), " or ".join(right))
        return Shortfall(asked, either, ("/form/proposed_name",))
    ends = naming.industry_ends if naming else ""
    return Shortfall(
        Text(
            f"{asked.zh}，产业领域“{form.industry or ''}”",
            f"{asked.en}, the industry {form.industry or 'not given'}",
        ),
        Text(f"产业领域以“{ends}”结尾", f"an industry that ends in {ends}"),
    )


@explains(industry_in_catalogue)
def outside_the_catalogue(matter: M, value: Any) -> Shortfall:
    file = matter.reader.state("regulations", matter.case.regime or "")
    catalogue = file.catalogue(matter.day) if isinstance(file, RegimeFile) else None
    if catalogue is None:
        none = Text("产业目录尚未公布", "no catalogue has been published")
        return Shortfall(none, Text("目录公布后办理", "once it is published"))
    names, title = "、".join(catalogue.industries), catalogue.title
    industry = form_of(matter).industry or ""
    return Shortfall(
        Text(f"产业领域“{industry}”不在目录内", f"the industry {industry} is not listed"),
        Text(
            f"{title}（{catalogue.issued_on}）所列产业：{names}",
            f"an industry of {title} ({catalogue.issued_on}): {names}",
        ),
    )


@explains(own_credit_code)
def another_code(matter: M, value: Any) -> Shortfall:
    given, own = form_of(matter).uscc, matter.case.owner
    if not given:
        return not_filled(("uscc",))
    try:
        code = credit_code(given)
        asked = Text(f"统一社会信用代码 {code} 不是本单位的代码", f"{code} is another unit's code")
    except CreditCodeInvalid as invalid:
        asked = Text(invalid.zh, invalid.en)
    return Shortfall(asked, Text(f"本单位的代码 {own}", f"the applicant's own code, {own}"))


@explains(name_as_registered)
def unregistered_name(matter: M, value: Any) -> Shortfall:
    party = matter.reader.state("parties", matter.case.owner)
    name = form_of(matter).unit_name
    asked = Text(f"单位名称“{name or ''}”", f"the unit's name {name or 'not given'}")
    if not isinstance(party, Party):
        return Shortfall(
            asked,
            Text(f"先登记单位 {matter.case.owner}", f"register the unit {matter.case.owner} first"),
        )
    return Shortfall(asked, Text(f"登记的名称“{party.name}”", f"the registered name, {party.name}"))


@explains(division_has_bureau)
def no_bureau(matter: M, value: Any) -> Shortfall:
    if not form_of(matter).division_code:
        return not_filled(("division_code",))
    place = organ_words(matter, form_of(matter).division_code)
    return Shortfall(
        Text(f"所在地 {place.zh} 没有推荐单位", f"no unit recommends for {place.en}"),
        Text(
            "申报单位所在地的六位行政区划代码，该地有推荐单位",
            "the six digits of the applicant's place, for which a unit recommends",
        ),
    )


def addressed(matter: M, right: str | None) -> Shortfall:
    """The shortfall of an application addressed to another organ than the right one."""
    given = organ_words(matter, getattr(matter.command, "addressee", None) or "")
    own = organ_words(matter, right)
    return Shortfall(
        Text(f"受文单位 {given.zh}", f"addressed to {given.en}"),
        Text(f"受文单位 {own.zh}", f"addressed to {own.en}"),
        ("/addressee",) if right else ("/form/division_code",),
    )


@explains(addressed_to_own_bureau)
def to_another_bureau(matter: M, value: Any) -> Shortfall:
    return addressed(matter, own_bureau(matter))


@explains(addressed_to_own_division)
def to_another_division(matter: M, value: Any) -> Shortfall:
    return addressed(matter, form_of(matter).division_code)


@explains(addressed_to_authority)
def to_another_authority(matter: M, value: Any) -> Shortfall:
    return addressed(matter, matter.rules.about.authority)


@explains(locally_filed)
def unfiled(matter: M, value: Any) -> Shortfall:
    bureau = organ_words(matter, matter.territory("recommending_unit"))
    asked = Text("申报材料尚未向所在地备案", "not filed with the bureau of the place yet")
    return Shortfall(asked, Text(f"先向 {bureau.zh} 备案", f"first file with {bureau.en}"))


@explains(opinion_as_on_the_form)
def opinion_lacks(matter: M, value: Any) -> Shortfall:
    part, opinion = matter.rules.text.form, getattr(matter.command, "opinion", "")
    given = folded(opinion)
    missing = [words for words in (part.opinion if part else ()) if folded(words) not in given]
    words = joined(Text(f"“{one}”", one) for one in missing)
    return Shortfall(
        Text(f"推荐意见未载明{words.zh}", f"the opinion does not say {words.en}"),
        Text(f"载明{words.zh}", f"an opinion that says {words.en}"),
    )


@explains(cases_have_happened)
def cases_to_come(matter: M, value: Any) -> Shortfall:
    form: Form = form_of(matter)
    late = [(n, case) for n, case in enumerate(form.operation_cases) if case.held_on > matter.day]
    words = joined(Text(f"“{c.title}” {c.held_on}", f"{c.title} on {c.held_on}") for _, c in late)
    return Shortfall(
        Text(f"运营案例{words.zh}", f"operation cases: {words.en}"),
        Text(f"不晚于办理日 {matter.day}", f"by the day of the act, {matter.day}"),
        tuple(f"/form/operation_cases/{n}/held_on" for n, _ in late),
    )
