"""Facts that are read off the application form."""

from typing import Any

from domain.application.case import Application
from domain.application.form import Form
from domain.application.organisations import organisations
from domain.application.republishing import RepublishEntry
from domain.facts import fact
from domain.folding import folded, is_blank
from domain.matter import Matter

M = Matter[Application]
PERSON, PROJECT, UNIT = ("人", "persons"), ("个", ""), ("家", "")


def form_of(matter: M) -> Form:
    """The form as it would stand after this command."""
    if isinstance(matter.command, RepublishEntry):
        return matter.command.corrected(matter.case.form)
    form: Form | None = getattr(matter.command, "form", None)
    return matter.case.form if form is None else form


@fact("number", "工作人员", "distinct staff", PERSON, reads=("/form/team",))
def distinct_staff(matter: M) -> int:
    """Persons, not lines: the same person twice counts once (Inv. 12)."""
    return len({member.person_ref for member in form_of(matter).team})


@fact("set", "队伍熟悉业务", "skills of the team", reads=("/form/team",))
def team_skills(matter: M) -> frozenset[str]:
    return frozenset(skill for member in form_of(matter).team for skill in member.skills)


@fact("set", "已填写的栏目", "fields filled in", reads=("/form",))
def filled_fields(matter: M) -> frozenset[str]:
    return filled_names(form_of(matter))


def filled_names(form: Form) -> frozenset[str]:
    """The fields that are filled in, those that only the regime asks among them."""
    own = (name for name, value in form.own.items() if filled(value))
    common = (name for name in form.__struct_fields__ if filled(getattr(form, name)))
    return frozenset((*common, *own))


def filled(value: Any) -> bool:
    if isinstance(value, str):
        return not is_blank(value)
    return value not in (None, (), {}) and value is not False


@fact("set", "已有证明材料的条件", "conditions with evidence", reads=("/form/attachments",))
def evidenced_conditions(matter: M) -> frozenset[str]:
    return frozenset(evidence.condition for evidence in form_of(matter).attachments)


@fact("set", "职责", "duties", reads=("/form/duty_tags",))
def duty_areas(matter: M) -> frozenset[str]:
    return frozenset(form_of(matter).duty_tags)


@fact(
    "flag",
    "填写了产业例外理由",
    "a reason for another industry is given",
    reads=("/form/industry_exception_reason",),
)
def industry_exception_explained(matter: M) -> bool:
    return filled(form_of(matter).industry_exception_reason)


@fact(
    "text", "建设主体类型", "type of builder", reads=("/form/builder_type",), values="builder_type"
)
def builder_type(matter: M) -> str | None:
    return form_of(matter).builder_type


@fact("text", "园区级别", "level of the park", reads=("/form/park_level",), values="park_level")
def park_level(matter: M) -> str | None:
    form = form_of(matter)
    return form.park_level if form.builder_type == "PARK" else "NONE"


@fact(
    "flag",
    "填写了主体类型说明",
    "the type of builder is explained",
    reads=("/form/builder_type_reason",),
)
def builder_type_explained(matter: M) -> bool:
    return filled(form_of(matter).builder_type_reason)


@fact("text", "单位层级", "level of the unit", reads=("/form/entity_level",), values="entity_level")
def entity_level(matter: M) -> str | None:
    return form_of(matter).entity_level


@fact(
    "flag",
    "为省属企业",
    "an enterprise of the province",
    reads=("/form/legal_nature", "/form/entity_level"),
)
def provincial_enterprise(matter: M) -> bool:
    form = form_of(matter)
    return (form.legal_nature, form.entity_level) == ("ENTERPRISE_STATE", "PROVINCIAL")


@fact(
    "set",
    "参与单位的类型",
    "kinds of the units that take part",
    reads=("/form/co_builders",),
    values="builder_type",
)
def co_builder_types(matter: M) -> frozenset[str]:
    """Types of the co-builders whose type is given."""
    return frozenset(unit.type for unit in form_of(matter).co_builders if unit.type)


@fact(
    "text",
    "运营实体",
    "operating unit",
    reads=("/form/operating_unit/kind",),
    values="operating_unit.kind",
)
def operating_unit(matter: M) -> str | None:
    unit = form_of(matter).operating_unit
    return unit.kind if unit else None


@fact(
    "flag",
    "运营实体的职责载明知识产权运营",
    "the unit's duties name IP operation",
    reads=("/form/operating_unit/duty_text",),
)
def operating_duty_named(matter: M) -> bool:
    unit = form_of(matter).operating_unit
    return unit is not None and "知识产权运营" in folded(unit.duty_text)


@fact(
    "flag",
    "填写了工作场所",
    "premises are given",
    reads=("/form/address", "/form/office_conditions"),
)
def premises_given(matter: M) -> bool:
    form = form_of(matter)
    return filled(form.address) and filled(form.office_conditions)


@fact("money", "专门工作经费", "dedicated funds", reads=("/form/dedicated_budget",))
def dedicated_budget(matter: M) -> int | None:
    return form_of(matter).dedicated_budget


@fact("number", "累计项目数", "projects so far", PROJECT, reads=("/form/project_count",))
def project_count(matter: M) -> int | None:
    return form_of(matter).project_count


@fact(
    "money",
    "年度转化运营金额",
    "yearly amount of conversion and operation",
    reads=("/form/annual_amount",),
)
def annual_amount(matter: M) -> int | None:
    return form_of(matter).annual_amount


@fact(
    "number", "协同机构", "organisations in the collaboration", UNIT, reads=("/form/member_orgs",)
)
def member_organisations(matter: M) -> int:
    """Organisations, not lines: the same one twice counts once, however it is spelled (Inv. 12)."""
    return len(set(organisations(form_of(matter).member_orgs)))


@fact("number", "企业和研发机构", "firms and research bodies", UNIT, reads=("/form/rd_body_count",))
def rd_body_count(matter: M) -> int | None:
    return form_of(matter).rd_body_count


@fact("money", "县区产值", "output of the county", reads=("/form/county_output",))
def county_output(matter: M) -> int | None:
    return form_of(matter).county_output
