"""Organisations named on the form: the same one under several spellings is one."""

from collections.abc import Iterable, Sequence

from domain.application.form import Form, Unit
from domain.folding import folded
from domain.refusal import Refusal, Text, file_rule


def organisations(units: Sequence[Unit]) -> tuple[str, ...]:
    """What stands for the organisation in each line: its credit code; where the line gives none,
    the code that another line gives with its name; else its name."""
    codes = {folded(unit.name): folded(unit.uscc) for unit in units if unit.uscc}
    return tuple(
        folded(unit.uscc or "") or codes.get(folded(unit.name)) or folded(unit.name)
        for unit in units
    )


def named_twice(form: Form) -> Iterable[Refusal]:
    """Refuses a leading enterprise that stands twice in the list."""
    named = organisations(form.leading_enterprises)
    for place, one in enumerate(named):
        first = named.index(one)
        if first != place:
            name, before = (form.leading_enterprises[n].name for n in (place, first))
            yield file_rule(
                "leading-enterprises",
                "龙头企业名单一企业一行",
                Text(f"“{name}”与“{before}”是同一企业", f"{name} and {before} are one"),
                Text("每一企业只列一次", "each enterprise once"),
                "form",
                (f"/form/leading_enterprises/{place}",),
            )
