"""Checks the steps of proceedings in a regulation file: of the right kind, begun, led on."""

from collections.abc import Iterator

from domain.regulation.fault import Fault, fault_at
from domain.regulation.locating import Lines
from domain.regulation.model import Regulation, Step
from domain.regulation.names import commands


def ill_proceeding(regulation: Regulation, lines: Lines) -> Iterator[Fault]:
    """Faults: a step in another proceeding than its command's, stages of a proceeding where there
    is none, a proceeding that begins at no stage, steps of others that it waits for."""
    for index, step in enumerate(regulation.step):
        yield from of_another_kind(step, index, lines)
        yield from without_proceeding(step, index, lines)
        yield from waits_for_others(step, index, lines)


def proceeding_kind(do: str) -> str | None:
    """The kind of proceeding in which a command is done; None for one that is done in the case."""
    command = commands().get(do)
    return command.proceeding if command else None


def of_another_kind(step: Step, index: int, lines: Lines) -> Iterator[Fault]:
    right = proceeding_kind(step.do)
    if step.proceeding != right and step.do in commands():
        zh = (
            f'{step.do} 办理于 proceeding = "{right}"'
            if right
            else f"{step.do} 不属于任何 proceeding"
        )
        en = (
            f'{step.do} is done in proceeding = "{right}"'
            if right
            else f"{step.do} is done in none"
        )
        yield fault_at(lines, ("step", index, "proceeding"), zh, en)


def without_proceeding(step: Step, index: int, lines: Lines) -> Iterator[Fault]:
    if step.proceeding is None:
        for key, given in (("at", step.at), ("becomes", step.brings_to)):
            if given:
                zh, en = f"{key} 只用于 proceeding 中的步骤", f"{key} is for steps of a proceeding"
                yield fault_at(lines, ("step", index, key), zh, en)
    elif step.may_begin and not step.becomes:
        zh = f"{step.do} 开始一个 proceeding，须写明 becomes"
        yield fault_at(lines, ("step", index, "do"), zh, f"{step.do} begins one: say becomes")


def waits_for_others(step: Step, index: int, lines: Lines) -> Iterator[Fault]:
    """`after` and `unless` look into the step's own proceeding, or into the case: any other command
    would never be found there."""
    for key in ("after", "unless"):
        for name in getattr(step, key):
            if name in commands() and proceeding_kind(name) != step.proceeding:
                zh = f"{name} 不在 {step.do} 所属的事项中办理，不能写在 {key}"
                en = f"{name} is not done where {step.do} is, and {key} looks only there"
                yield fault_at(lines, ("step", index, key), zh, en)
