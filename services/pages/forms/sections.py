"""The sections of the application form, as it is printed; a short form has none."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from domain.refusal import Text
from services.pages.forms.inputs import FormInput

SECTIONS = (
    (
        *("unit", Text("一、单位信息", "1. The unit")),
        "unit_name uscc legal_nature builder_type park_level builder_type_reason entity_level"
        " operating_unit co_builders division_code address contact_name contact_title"
        " contact_phone",
    ),
    (
        *("industry", Text("二、产业情况", "2. The industry")),
        "industry industry_exception_reason industry_entity_count leading_enterprises",
    ),
    ("team", Text("三、工作队伍", "3. The team"), "team staff_informed"),
    (
        *("base", Text("四、工作基础", "4. What there is to build on")),
        "office_conditions office_area working_mechanism base_rules rule_documents operation_cases",
    ),
    (
        *("plan", Text("五、建设方案", "5. The plan")),
        "self_building_plan milestones planned_services duty_tags proposed_name",
    ),
    ("money", Text("六、工作经费", "6. The budget"), "dedicated_budget budget_source"),
    (
        *("seal", Text("七、承诺与签章", "7. Commitment, signatures and seal")),
        "commitment commitment_text applicant_handler applicant_head applicant_seal"
        " recusal_requests",
    ),
    ("papers", Text("八、证明材料", "8. Evidence"), "attachments"),
    (
        *("other", Text("九、其他规定的栏目", "9. Fields of other regulations")),
        "operating_since annual_amount project_count member_orgs rd_body_count county_output"
        " industry_layout_doc industry_policy_doc key_measures_doc own",
    ),
)
"""Key, words and fields of each; every field of the form stands in one of them."""


class FormSection(Struct, frozen=True):
    """A part of a form under one heading; `above` is the pointer of what holds its inputs."""

    key: str
    words: Text | None
    above: str
    inputs: tuple[FormInput, ...]


def sectioned(inputs: tuple[FormInput, ...]) -> list[FormSection]:
    """The inputs by sections: those of the form by its own, what stands beside it first."""
    whole = next((one for one in inputs if one.name == "form"), None)
    rest = tuple(one for one in inputs if one is not whole)
    found = [FormSection("beside", None, "/command", rest)] if rest else []
    if whole is None:
        return found
    known = {part.name: part for part in whole.parts}
    for key, words, names in SECTIONS:
        if own := tuple(known[name] for name in names.split() if name in known):
            found.append(FormSection(key, words, "/command/form", own))
    return found


def only_part(inputs: tuple[FormInput, ...], key: str) -> tuple[FormInput, ...]:
    """The inputs with one section of the form alone; all of them where there is none so called."""
    names = next((names.split() for one, _, names in SECTIONS if one == key), None)
    return tuple(
        replace(one, parts=tuple(p for p in one.parts if p.name in names))
        if names is not None and one.name == "form"
        else one
        for one in inputs
    )


def section_words(key: str) -> Text | None:
    """The heading of a section; None where there is none so called."""
    return next((words for one, words, _ in SECTIONS if one == key), None)


def fields_of_section(key: str) -> frozenset[str]:
    """The fields of the form that stand in a section."""
    return frozenset(next((names.split() for one, _, names in SECTIONS if one == key), ()))


def sections_about(pointers: Iterable[str]) -> list[tuple[str, Text]]:
    """Key and words of the sections in which what these pointers name stands."""
    named = {pointer.split("/")[2] for pointer in pointers if pointer.startswith("/form/")}
    return [(key, words) for key, words, names in SECTIONS if not named.isdisjoint(names.split())]


def section_after(key: str) -> str:
    """The key of the section behind this one; empty behind the last, and where there is none."""
    keys = [one for one, _, _ in SECTIONS]
    return keys[keys.index(key) + 1] if key in keys[:-1] else ""
