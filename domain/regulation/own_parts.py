"""Checks what a regime says of its own: fields, words, deciding bodies, partners, pass marks."""

from collections.abc import Collection, Iterator

from domain.facts import FACTS
from domain.regulation.fault import Fault
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation, Step
from domain.regulation.names import commands
from domain.regulation.nearest import known_ones
from domain.regulation.own_field import OwnField
from domain.words.actors import BODIES, ROLES
from domain.words.form_fields import FORM_FIELDS
from domain.words.stages import STAGES


def unfit_own_parts(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    yield from unfit_fields(regulation, lines)
    yield from unknown_words(regulation, lines)
    for index, step in enumerate(regulation.step):
        yield from unfit_deciders(regulation, step, index, lines)
    yield from unfit_marks(regulation, lines)


def unfit_fields(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: a field twice, under a name that is taken, or that nothing can fill."""
    seen, labels = set[str](), {words.zh for words in FORM_FIELDS.values()}
    for index, field in enumerate(regulation.field):
        at = lines.of("field", index, "name")
        taken = {fact.name for fact in field.facts} & {*FACTS, *FORM_FIELDS, *seen}
        for name in sorted(taken):
            yield Fault(at, "field.name", f"名称 {name} 已被占用", f"the name {name} is taken")
        seen |= {fact.name for fact in field.facts}
        if field.zh in labels:
            zh, en = f"栏目名 {field.zh} 已被占用", f"the label {field.zh} is taken"
            yield Fault(lines.of("field", index, "zh"), "field.zh", zh, en)
        labels.add(field.zh)
        if field.required and field.rule is None:
            zh, en = "必填的栏目须写明依据 rule", "a required field needs its rule"
            yield Fault(lines.of("field", index, "required"), "field.rule", zh, en)
        bounds = [key for key in ("least", "most") if getattr(field, key) is not None]
        for key in bounds if field.kind not in ("count", "text") else ():
            zh, en = f"{field.kind} 没有 {key}，只有 count、text 有", f"a {field.kind} has no {key}"
            yield Fault(lines.of("field", index, key), f"field.{key}", zh, en)
        yield from unfit_list(field, bounds, index, lines)
        if len(bounds) > 1 and (field.least or 0) > (field.most or 0):
            zh, en = f"least {field.least} 大于 most {field.most}", "least is more than most"
            yield Fault(lines.of("field", index, "least"), "field.least", zh, en)


def unfit_list(field: OwnField, bounds: list[str], index: int, lines: Lines) -> Iterator[Fault]:
    """Faults: a closed list of what is no text, with bounds beside it, or with one name twice."""
    names = [name for one in field.values for name in {one.value, one.zh}]
    place = lines.of("field", index, "values")
    if field.values and field.kind != "text":
        zh, en = f"{field.kind} 没有 values，只有 text 有", f"a {field.kind} has no values"
        yield Fault(place, "field.values", zh, en)
    if field.values and bounds:
        zh, en = "写了 values 的，不写 least、most", "neither least nor most beside values"
        yield Fault(place, "field.values", zh, en)
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Fault(place, "field.values", f"{name} 重复", f"{name} twice")


def unknown_words(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: words for steps and stages that there are not."""
    words = regulation.words
    known: tuple[tuple[str, Collection[str], Collection[str]], ...] = (
        ("steps", words.steps, commands()),
        ("stages", words.stages, STAGES),
    )
    for key, named, there in known:
        for name in named:
            if name not in there:
                line = lines.of(f"words.{key}", 0, name)
                yield unknown(line, f"words.{key}", name, there)


def unfit_deciders(regulation: Regulation, step: Step, index: int, lines: Lines) -> Iterator[Fault]:
    """Faults: unknown bodies and partners, partners of what opens a case, and joint acts to which
    nobody can consent."""
    if step.decided_by is not None and step.decided_by not in BODIES:
        line = lines.of("step", index, "decided_by")
        yield unknown(line, "step.decided_by", step.decided_by, BODIES)
    for role in step.joint_with:
        if role not in ROLES:
            line = lines.of("step", index, "joint_with")
            yield unknown(line, "step.joint_with", role, ROLES)
    if step.joint_with:
        line = lines.of("step", index, "joint_with")
        for zh, en in unworkable(regulation, step):
            yield Fault(line, "step.joint_with", zh, en)


def unworkable(regulation: Regulation, step: Step) -> Iterator[tuple[str, str]]:
    """Why a joint act can never be done: nobody can consent to it, or not all of its partners."""
    consents, known = consenting_commands(), commands()
    if step.stream not in consents:
        zh = f"{step.stream} 的事项没有会签，只有 {'、'.join(consents)} 有"
        yield zh, f"only acts on {', '.join(consents)} can be joint"
    elif step.do in known and known[step.do].opens:
        yield "立卷的事项不能会签：尚无案卷可以同意", "what opens a case is no joint act"
    else:
        own = consents[step.stream]
        able = {role for one in regulation.step if one.do == own for role in one.by}
        for role in (role for role in step.joint_with if role in ROLES and role not in able):
            yield (
                f"{role} 无从同意：须有步骤 {own}，其 by 含 {role}",
                f"{role} cannot consent: there must be a step {own} with {role} in its by",
            )


def consenting_commands() -> dict[str, str]:
    """The command by which a partner organ consents, by stream."""
    return {kind.consents_on: do for do, kind in commands().items() if kind.consents_on}


def unfit_marks(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: pass marks above what can be had."""
    panel, total = regulation.panel, sum(one.most for one in regulation.criterion)
    if panel and panel.pass_mark and panel.pass_mark > total:
        line = lines.of("panel", 0, "pass_mark")
        zh, en = f"pass_mark 高于合计 {total}", f"pass_mark is above {total}, all there is"
        yield Fault(line, "panel.pass_mark", zh, en)
    for index, one in enumerate(regulation.criterion):
        if one.least and one.least > one.most:
            line = lines.of("criterion", index, "least")
            yield Fault(
                line, "criterion.least", f"least 高于 most {one.most}", f"least is above {one.most}"
            )


def unknown(line: int, key: str, name: str, known: Collection[str]) -> Fault:
    near = known_ones(name, known)
    return Fault(line, key, f"未知的名称 {name}{near.zh}", f"unknown name {name}{near.en}")
