"""Claims of an application: its place among open applications, and the centre's name."""

from collections.abc import Iterable, Sequence

from domain.application.case import Application
from domain.case import Command, stream_and_id, stream_id
from domain.claim.lifecycle import Claim, ReleaseClaim, ReserveClaim, held_by_another
from domain.in_force import NumberedRecord, fold_in_force
from domain.matter import Matter
from domain.refusal import Refusal, Text


def open_application(matter: Matter[Application]) -> tuple[str, str, str, str]:
    """The claim to be the one open application per builder, industry and level (Inv. 30)."""
    form, about = matter.case.form, matter.rules.about
    return ("open-application", matter.case.owner, form.industry or "", f"{about.level}")


def centre_name(matter: Matter[Application]) -> tuple[str, str, str]:
    """The claim to a centre's name: active names are unique per level (Inv. 29)."""
    return ("centre-name", matter.rules.about.level, matter.case.form.proposed_name or "")


def project_name(matter: Matter[Application]) -> tuple[str, str, str]:
    """The claim to a project's name: no two projects of one authority have the same."""
    return ("project-name", matter.rules.about.authority, matter.case.form.proposed_name or "")


def project_name_taken(matter: Matter[Application], do: str) -> Iterable[Refusal]:
    """Refuses a step for a project whose name is another project's of the same authority."""
    step = matter.step(do)
    named = matter.case.form.proposed_name
    holder = held_by_another(matter, *project_name(matter)) if named else None
    if step and holder and not project_over(matter, holder):
        yield name_in_use(
            matter,
            step.rule,
            "本机关立项的项目未使用的名称",
            "a name that no project of this authority has",
        )


def name_in_use(matter: Matter[Application], rule: str, zh: str, en: str) -> Refusal:
    return matter.rules.refuse(
        rule,
        Text(f"名称“{matter.case.form.proposed_name}”已被使用", "the name is in use already"),
        Text(zh, en),
        "fact",
        ("/form/proposed_name",),
    )


def project_over(matter: Matter[Application], holder: str) -> bool:
    """Whether the project that holds a name has ended. Earlier releases freed no name at its end:
    the next project that asks for it frees it (`free_old_name`)."""
    stream, id = stream_and_id(holder)
    project = matter.reader.state(stream, id)
    centre = project.centre if isinstance(project, Application) else id
    file = matter.reader.state("centres", centre) if centre else None
    return file is not None and file.final


def free_old_name(matter: Matter[Application]) -> Iterable[tuple[str, Command]]:
    """Releases the name that the project asks for, where one that has ended still holds it."""
    holder = held_by_another(matter, *project_name(matter))
    if matter.case.form.proposed_name and holder and project_over(matter, holder):
        yield stream_id("claims", matter.reader.claim(*project_name(matter))), ReleaseClaim()


def claim_project_name(matter: Matter[Application]) -> Iterable[tuple[str, Command]]:
    """Reserves the project's name, unless the project has it already. One that an ended project
    still holds is freed first, and reserved by the act that comes next."""
    if freed := [*free_old_name(matter)]:
        yield from freed
        return
    kind, *values = project_name(matter)
    id, own = matter.reader.claim(kind, *values), stream_id(matter.stream, matter.id)
    held = matter.reader.state("claims", id)
    if matter.case.form.proposed_name and not (isinstance(held, Claim) and held.holder == own):
        yield stream_id("claims", id), ReserveClaim(kind=kind, holder=own)


def let_go(matter: Matter[Application]) -> Iterable[tuple[str, Command]]:
    """Releases what the application holds, when it ends."""
    for claim in matter.case.holds:
        yield stream_id("claims", claim), ReleaseClaim()


def held_before(history: Sequence[NumberedRecord], version: int) -> tuple[str, ...]:
    """The claims that the application held just before a version."""
    before = [one for one in history if one[0] < version]
    case = fold_in_force(Application, lambda: before)
    return case.holds if isinstance(case, Application) else ()


def holder_words(matter: Matter[Application], claim: str, holder: str) -> tuple[Text, Text]:
    """That a claim is another's now, by the holder's name; and what is to be done first."""
    other = matter.reader.state(*stream_and_id(holder))
    form = other.form if isinstance(other, Application) else None
    who = (form.unit_name if form else getattr(other, "builder", None)) or holder
    if claim == matter.reader.claim(*centre_name(matter)):
        name = matter.case.form.proposed_name or ""
        return (
            Text(f"名称“{name}”已由 {who} 使用", f"the name {name} is now held by {who}"),
            Text("该名称不再由他人使用", "once nobody else holds the name"),
        )
    return (
        Text(f"{who} 另有同一产业的申报在办：{holder}", f"{who} has another open one: {holder}"),
        Text("先办结或者撤回该申报", "first the end of that application"),
    )
