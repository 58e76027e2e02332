"""Checks the fields of the form that only its regime asks: known, of their kind, filled in."""

from collections.abc import Iterator

from domain.application.case import Application
from domain.application.form import Form
from domain.application.form_facts import filled
from domain.matter import Matter
from domain.refusal import Kind, Refusal, Text, file_rule
from domain.regulation.nearest import known_ones
from domain.regulation.own_field import OwnField

LONGEST_SENT = 40


def ill_filled(matter: Matter[Application], form: Form) -> Iterator[Refusal]:
    """Refuses a value that the regime does not ask, or that is none of its field's."""
    fields = matter.rules.own_fields
    for name, value in form.own.items():
        if name not in fields:
            yield not_asked(matter, name)
        elif not fields[name].takes(value):
            field = fields[name]
            said = Text(f"{field.zh}：{as_sent(value)}", f"{field.en}: {as_sent(value)}")
            near = field.allowed_near(value)
            allowed = Text(f"{field.zh}：{near.zh}", f"{field.en}: {near.en}")
            yield under_its_rule(matter, field, said, allowed, "form")


def not_asked(matter: Matter[Application], name: str) -> Refusal:
    """Refuses a name that stands nowhere in the regulation, the most similar ones named."""
    fields, about = matter.rules.own_fields, matter.rules.about
    near = known_ones(name, fields)
    nothing = Text("；没有这样的栏目", "; there is none")
    clause = near if fields else nothing
    return file_rule(
        "own-field",
        "栏目由规定列明",
        Text(f"规定没有要求的栏目：{name}", f"a field that is not asked: {name}"),
        Text(
            f"《{about.title}》要求的栏目{clause.zh}",
            f"the fields that {about.title_en} asks{clause.en}",
        ),
        "form",
        (f"/form/own/{name}",),
    )


def left_empty(matter: Matter[Application], form: Form) -> Iterator[Refusal]:
    """Refuses an application that is handed in without a field that the regime requires."""
    for field in matter.rules.own_fields.values():
        value = form.own.get(field.name)
        if field.required and not (value is False or filled(value)):
            words = field.words
            said = Text(f"未填写：{words.zh}", f"not filled in: {words.en}")
            yield under_its_rule(
                matter, field, said, Text(f"填写：{words.zh}", f"fill in: {words.en}"), "fact"
            )


def under_its_rule(
    matter: Matter[Application], field: OwnField, said: Text, allowed: Text, kind: Kind
) -> Refusal:
    """A refusal under the field's own rule, where it names one."""
    if field.rule:
        return matter.rules.refuse(field.rule, said, allowed, kind, (field.pointer,))
    return file_rule("own-field", "栏目由规定列明", said, allowed, kind, (field.pointer,))


def as_sent(value: object) -> str:
    """A value as it was sent, no longer than a reader needs."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= LONGEST_SENT else f"{text[:LONGEST_SENT]}…"
