"""Facts of an application that a regulation file may hold against a value of the law."""

from datetime import date
from typing import Any

from domain.application.case import Application
from domain.application.form import Form
from domain.application.republishing import RepublishEntry
from domain.credit_code import CreditCodeInvalid, credit_code
from domain.divisions import recommending_unit
from domain.facts import fact
from domain.matter import Matter
from domain.naming import build
from domain.party.lifecycle import Party, same_name
from domain.regime.lifecycle import RegimeFile
from domain.working_days import CalendarUnknown

M = Matter[Application]
PERSON, PROJECT, UNIT, DAY = ("人", "persons"), ("个", ""), ("家", ""), ("个工作日", "working days")


def form_of(matter: M) -> Form:
    """The form as it would stand after this command."""
    if isinstance(matter.command, RepublishEntry):
        return matter.command.corrected(matter.case.form)
    form: Form | None = getattr(matter.command, "form", None)
    return matter.case.form if form is None else form


@fact("number", "工作人员", "distinct staff", PERSON)
def distinct_staff(matter: M) -> int:
    """Persons, not lines: the same person twice counts once (Inv. 12)."""
    return len({member.person_ref for member in form_of(matter).team})


@fact("set", "队伍熟悉业务", "skills of the team")
def team_skills(matter: M) -> frozenset[str]:
    return frozenset(skill for member in form_of(matter).team for skill in member.skills)


@fact("set", "已填写的栏目", "fields filled in")
def filled_fields(matter: M) -> frozenset[str]:
    return filled_names(form_of(matter))


def filled_names(form: Form) -> frozenset[str]:
    return frozenset(name for name in form.__struct_fields__ if filled(getattr(form, name)))


def filled(value: Any) -> bool:
    return value is not None and value != () and value is not False


@fact("set", "已有证明材料的条件", "conditions with evidence")
def evidenced_conditions(matter: M) -> frozenset[str]:
    return frozenset(evidence.condition for evidence in form_of(matter).attachments)


@fact("flag", "承诺为规定的原文", "the commitment is the exact sentence")
def commitment_exact(matter: M) -> bool:
    form, part = form_of(matter), matter.rules.text.form
    if part is None or not form.commitment or not form.commitment_text:
        return False
    return form.commitment_text == part.commitment.replace("{industry}", form.industry or "")


@fact("flag", "负责人签字、单位盖章齐备且不晚于申报日", "signed and sealed by the day of the act")
def signed_and_sealed(matter: M) -> bool:
    form = form_of(matter)
    seal = form.applicant_seal
    return bool(form.applicant_head and seal and seal.sealed_on <= matter.day)


@fact("flag", "名称符合命名方式", "the name follows the formula")
def name_by_formula(matter: M) -> bool:
    naming, form = matter.rules.text.name, form_of(matter)
    return naming is None or build(naming, form.industry or "") == form.proposed_name


@fact("flag", "产业在目录内", "the industry is in the catalogue")
def industry_in_catalogue(matter: M) -> bool:
    file = matter.look.state("regulations", matter.case.regime or "")
    catalogue = file.catalogue(matter.day) if isinstance(file, RegimeFile) else None
    return catalogue is not None and form_of(matter).industry in catalogue.industries


@fact("flag", "填写了产业例外理由", "a reason for another industry is given")
def industry_exception_explained(matter: M) -> bool:
    return bool(form_of(matter).industry_exception_reason)


@fact("text", "建设主体类型", "type of builder")
def builder_type(matter: M) -> str | None:
    return form_of(matter).builder_type


@fact("text", "园区级别（非园区为“NONE”）", "level of the park (NONE where it is not a park)")
def park_level(matter: M) -> str | None:
    form = form_of(matter)
    return form.park_level if form.builder_type == "PARK" else "NONE"


@fact("flag", "填写了主体类型说明", "the type of builder is explained")
def builder_type_explained(matter: M) -> bool:
    return bool(form_of(matter).builder_type_reason)


@fact("text", "单位层级", "level of the unit")
def entity_level(matter: M) -> str | None:
    return form_of(matter).entity_level


@fact("flag", "为省属企业", "an enterprise of the province")
def provincial_enterprise(matter: M) -> bool:
    form = form_of(matter)
    return (form.legal_nature, form.entity_level) == ("ENTERPRISE_STATE", "PROVINCIAL")


@fact("set", "参与单位的类型", "kinds of the units that take part")
def co_builder_types(matter: M) -> frozenset[str]:
    """Of those whose kind is given."""
    return frozenset(unit.type for unit in form_of(matter).co_builders if unit.type)


@fact("text", "运营实体", "operating unit")
def operating_unit(matter: M) -> str | None:
    unit = form_of(matter).operating_unit
    return unit.kind if unit else None


@fact("flag", "运营实体的职责载明知识产权运营", "the unit's duties name IP operation")
def operating_duty_named(matter: M) -> bool:
    unit = form_of(matter).operating_unit
    return unit is not None and "知识产权运营" in unit.duty_text


@fact("flag", "填写了工作场所", "premises are given")
def premises_given(matter: M) -> bool:
    form = form_of(matter)
    return bool(form.address and form.office_conditions)


@fact("money", "专门工作经费", "dedicated funds")
def dedicated_budget(matter: M) -> int | None:
    return form_of(matter).dedicated_budget


@fact("flag", "代码有效且为本单位的代码", "a valid credit code, and the applicant's own")
def own_credit_code(matter: M) -> bool:
    try:
        return credit_code(form_of(matter).uscc or "") == matter.case.owner
    except CreditCodeInvalid:
        return False


@fact("flag", "单位名称与登记一致", "the unit's name is the registered one")
def name_as_registered(matter: M) -> bool:
    party = matter.look.state("parties", matter.case.owner)
    return isinstance(party, Party) and same_name(party.name, form_of(matter).unit_name or "")


@fact("flag", "所在地有推荐单位", "the division has a recommending unit")
def division_has_bureau(matter: M) -> bool:
    return recommending_unit(form_of(matter).division_code or "", matter.day) is not None


@fact(
    "flag", "受文单位为所在地的推荐单位", "addressed to the bureau of the own area", needs_body=True
)
def addressed_to_own_bureau(matter: M) -> bool:
    bureau = recommending_unit(form_of(matter).division_code or "", matter.day)
    return bureau is not None and getattr(matter.command, "addressee", None) == bureau


@fact(
    "flag", "受文单位为所在地的行政区划", "addressed to the division of the place", needs_body=True
)
def addressed_to_own_division(matter: M) -> bool:
    return getattr(matter.command, "addressee", None) == form_of(matter).division_code


@fact("flag", "受文单位为认定机关", "addressed to the recognising authority", needs_body=True)
def addressed_to_authority(matter: M) -> bool:
    return getattr(matter.command, "addressee", None) == matter.rules.about.authority


@fact("flag", "申报材料已向所在地备案", "filed with the bureau of the place")
def locally_filed(matter: M) -> bool:
    return matter.case.filing is not None


@fact("flag", "推荐意见与申报表一致", "the opinion says what the form says", needs_body=True)
def opinion_as_on_the_form(matter: M) -> bool:
    part, opinion = matter.rules.text.form, getattr(matter.command, "opinion", "")
    return part is not None and all(words in opinion for words in part.opinion)


@fact("flag", "规定在有效期内", "the regulation is in force")
def regulation_in_force(matter: M) -> bool:
    file = matter.look.state("regulations", matter.case.regime or "")
    version = file.pinned(matter.rules.sha256) if isinstance(file, RegimeFile) else None
    return version is not None and version.term.holds(matter.day)


@fact("number", "提交后经过", "since submission", DAY)
def working_days_since_submission(matter: M) -> int | None:
    """Working days after the day of submission, up to and with the day of the act; None where the
    calendar does not know one of them."""
    if matter.case.submitted_on is None:
        return None
    calendar = matter.look.work_calendar()
    days = range(matter.case.submitted_on.toordinal() + 1, matter.day.toordinal() + 1)
    try:
        return sum(map(calendar.is_working, map(date.fromordinal, days)))
    except CalendarUnknown:
        return None


@fact("flag", "在告知期限内", "within the days for an answer")
def answered_in_time(matter: M) -> bool:
    block, days = matter.rules.text.correction, working_days_since_submission(matter)
    return block is None or (isinstance(days, int) and days <= block.answer_within)


@fact("flag", "运营案例不晚于办理日", "no operation case lies in the future")
def cases_have_happened(matter: M) -> bool:
    return all(case.held_on <= matter.day for case in form_of(matter).operation_cases)


@fact("flag", "办理日为工作日", "the day of the act is a working day")
def on_working_day(matter: M) -> bool | None:
    try:
        return matter.look.work_calendar().is_working(matter.day)
    except CalendarUnknown:
        return None


@fact("flag", "申报前已经运行", "in operation before the application")
def operating_before_submission(matter: M) -> bool | None:
    """先建设、后认定: since a day before the submission; None where no day is given."""
    since = form_of(matter).operating_since
    return None if since is None else since < (matter.case.submitted_on or matter.day)


@fact("number", "累计项目数", "projects so far", PROJECT)
def project_count(matter: M) -> int | None:
    return form_of(matter).project_count


@fact("money", "年度转化运营金额", "yearly amount of conversion and operation")
def annual_amount(matter: M) -> int | None:
    return form_of(matter).annual_amount


@fact("number", "协同机构", "organisations in the collaboration", UNIT)
def member_organisations(matter: M) -> int:
    """Organisations by credit code: the same one twice counts once (Inv. 12)."""
    return len({unit.uscc or unit.name for unit in form_of(matter).member_orgs})


@fact("number", "企业和研发机构", "firms and research bodies", UNIT)
def rd_body_count(matter: M) -> int | None:
    return form_of(matter).rd_body_count


@fact("money", "县区产值", "output of the county")
def county_output(matter: M) -> int | None:
    return form_of(matter).county_output
