"""The application form (申报表) as data. Fields: Part 4 of the specification; source: SC annex."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from domain.card import Card
from domain.personal import HoldsPersons, PersonName, Phone, Sealed, Subject
from domain.refusal import Text
from domain.typed_text import Code, DivisionCode, FileHash, Typed, is_hash

Line = Annotated[str, Meta(min_length=1, max_length=200)]
Prose = Annotated[str, Meta(min_length=1, max_length=20000)]
IdNumber = (
    Annotated[
        str,
        Meta(pattern=r"^[0-9]{17}[0-9Xx]\Z"),
        Typed(Text("18 位身份证号", "an identity number of 18 characters")),
    ]
    | Sealed
)
Post = Annotated[str, Meta(min_length=1, max_length=60)] | Sealed
Amount = Annotated[int, Meta(ge=0, le=10**15)]
Count = Annotated[int, Meta(ge=0, le=10**9)]
OwnName = Annotated[
    str,
    Meta(pattern=r"^[a-z][a-z0-9_]{0,39}\Z"),
    Typed(Text("小写字母开头的字母、数字和 _", "letters, digits and _, a small letter first")),
]
OwnValue = bool | Count | Annotated[str, Meta(max_length=20000)]
"""What stands in a field that only one regime asks: its regulation says which of them."""
OwnValues = Annotated[dict[OwnName, OwnValue], Meta(max_length=100)]

TEAM_SKILLS = ("产业发展", "专利申请", "专利导航", "分析评议", "知识产权金融", "法律文书")
"""What the form's column of skills proposes; others may be written in."""
CO_BUILDERS = ("IP_SERVICE_FIRM",)
"""Kinds of units that only take part; others may be written in."""

BY_NUMBER_OR_NAME = (("id_number",), ("name",))


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of the form."""


class Unit(Part, frozen=True, kw_only=True):
    """A unit named on the form: 龙头企业, 参与单位."""

    name: Line
    uscc: Code | None = None
    type: Line | None = None


class OperatingUnit(Part, frozen=True, kw_only=True):
    """运营实体: the independent legal entity or the internal unit that runs the centre."""

    kind: Literal["LEGAL_ENTITY", "INTERNAL_UNIT"]
    name: Line
    duty_text: Prose
    duty_document: FileHash | None = None


class Member(HoldsPersons, Part, frozen=True, kw_only=True):
    """工作队伍: one person. `person_ref` is given by the vault, never by the applicant."""

    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(
            fields=("name", "title", "id_number"),
            identity=BY_NUMBER_OR_NAME,
            everywhere=(("id_number",),),
            purpose="review",
            ref="person_ref",
        ),
    )

    name: PersonName
    title: Post
    skills: tuple[Line, ...]
    assignment: Line
    id_number: IdNumber | None = None
    person_ref: str | None = None


class Signatory(HoldsPersons, Part, frozen=True, kw_only=True):
    """经办人 or 负责人."""

    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(
            fields=("name", "phone"),
            identity=(("name",),),
            purpose="contact",
            ref="person_ref",
        ),
    )

    name: PersonName
    phone: Phone | None = None
    person_ref: str | None = None


class Seal(Part, frozen=True, kw_only=True):
    """盖章: whose seal and when."""

    unit: Line
    sealed_on: date


class OperationCase(Part, frozen=True, kw_only=True):
    """运营案例. `amount` in fen."""

    title: Line
    held_on: date
    text: Prose
    amount: Amount | None = None


class Evidence(Part, frozen=True, kw_only=True):
    """证明材料: a file that proves a condition; the kinds are free (SC annex, note 1)."""

    condition: Line
    kind: Line
    file: FileHash


class Milestone(Part, frozen=True, kw_only=True):
    title: Line
    due: date


class Avoid(HoldsPersons, Part, frozen=True, kw_only=True):
    """回避申请: a body or a person whom the applicant wants kept away from its review."""

    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(fields=("person",), identity=(("person",),), purpose="recusal"),
    )

    body: Line | None = None
    person: PersonName | None = None
    reason: Prose


class Form(HoldsPersons, Part, frozen=True, kw_only=True):
    """The whole form. A draft may leave any field empty; the regulation says what must be filled
    in. `own` are the fields that only this regime asks, `[[field]]` of its regulation, by name;
    no personal data stand there, for they are stored in plain."""

    subjects: ClassVar[tuple[Subject, ...]] = (
        Subject(
            fields=("contact_name", "contact_title", "contact_phone"),
            identity=(("contact_name",),),
            purpose="contact",
        ),
    )

    unit_name: Annotated[str, Meta(min_length=2, max_length=100)] | None = None
    uscc: Code | None = None
    legal_nature: (
        Literal[
            "ENTERPRISE_STATE",
            "ENTERPRISE_PRIVATE",
            "ENTERPRISE_FOREIGN",
            "PUBLIC_INSTITUTION",
            "ASSOCIATION",
            "GOVERNMENT_BODY",
            "PRIVATE_NON_ENTERPRISE",
            "OTHER",
        ]
        | None
    ) = None
    builder_type: (
        Literal["ENTERPRISE_LEADER", "PARK", "UNIVERSITY", "INSTITUTE", "ASSOCIATION", "OTHER"]
        | None
    ) = None
    park_level: Literal["COUNTY", "PREFECTURE", "PROVINCIAL", "NATIONAL"] | None = None
    builder_type_reason: Prose | None = None
    co_builders: tuple[Unit, ...] = ()
    entity_level: Literal["COUNTY", "PREFECTURE", "PROVINCIAL", "CENTRAL"] | None = None
    operating_unit: OperatingUnit | None = None
    division_code: DivisionCode | None = None
    contact_name: PersonName | None = None
    contact_title: Post | None = None
    contact_phone: Phone | None = None
    address: Annotated[str, Meta(min_length=5, max_length=200)] | None = None
    industry: Line | None = None
    industry_exception_reason: Prose | None = None
    industry_entity_count: Count | None = None
    leading_enterprises: tuple[Unit, ...] = ()
    team: Annotated[tuple[Member, ...], Meta(max_length=500)] = ()
    office_conditions: Prose | None = None
    office_area: Count | None = None
    working_mechanism: Prose | None = None
    base_rules: Prose | None = None
    rule_documents: tuple[FileHash, ...] = ()
    operation_cases: tuple[OperationCase, ...] = ()
    self_building_plan: Prose | None = None
    milestones: tuple[Milestone, ...] = ()
    planned_services: Prose | None = None
    duty_tags: tuple[Line, ...] = ()
    dedicated_budget: Amount | None = None
    budget_source: Line | None = None
    proposed_name: Line | None = None
    commitment: bool | None = None
    commitment_text: Prose | None = None
    applicant_handler: Signatory | None = None
    applicant_head: Signatory | None = None
    applicant_seal: Seal | None = None
    attachments: Annotated[tuple[Evidence, ...], Meta(max_length=500)] = ()
    staff_informed: bool | None = None
    operating_since: date | None = None
    annual_amount: Amount | None = None
    project_count: Count | None = None
    member_orgs: tuple[Unit, ...] = ()
    rd_body_count: Count | None = None
    county_output: Amount | None = None
    industry_layout_doc: FileHash | None = None
    industry_policy_doc: FileHash | None = None
    key_measures_doc: FileHash | None = None
    recusal_requests: Annotated[tuple[Avoid, ...], Meta(max_length=100)] = ()
    own: OwnValues = {}

    @property
    def card(self) -> Card:
        """What lists show of the application."""
        return Card(
            title=self.unit_name or "",
            name=self.proposed_name or "",
            industry=self.industry or "",
            place=self.division_code or "",
        )

    @property
    def files(self) -> frozenset[str]:
        """The SHA-256 of every file that is handed in with the form."""
        single = [self.industry_layout_doc, self.industry_policy_doc, self.key_measures_doc]
        single += [self.operating_unit.duty_document] if self.operating_unit else []
        proofs = (evidence.file for evidence in self.attachments)
        own = (value for value in self.own.values() if isinstance(value, str) and is_hash(value))
        return frozenset([*filter(None, single), *self.rule_documents, *proofs, *own])
