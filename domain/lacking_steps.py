"""Says why a step cannot be taken at all: there is none, it is forbidden, its text is missing."""

from typing import Any

from domain.matter import Matter
from domain.refusal import Refusal, Text, file_rule
from domain.regulation.model import Step
from domain.words import value_words


def without_step(matter: Matter[Any], do: str) -> Refusal:
    """Why a command has no step: this procedure has none, or its text is not at hand."""
    if matter.rules.is_unknown(do):
        return not_at_hand(matter, do)
    return no_such_step(matter, do)


def no_such_step(matter: Matter[Any], do: str) -> Refusal:
    words, about, by = matter.rules.step_called(do), matter.rules.about, Text("", "")
    if matter.channel:
        channel = value_words(matter.channel, "channel")
        by = Text(f"（渠道：{channel.zh}）", f" (channel: {channel.en})")
    return file_rule(
        "step",
        "规定列明的事项方可办理",
        Text(f"{words.zh}{by.zh}", f"{words.en}{by.en}"),
        Text(f"《{about.title}》列明的步骤", f"a step of {about.title_en}"),
        "order",
        over=True,
    )


def not_at_hand(matter: Matter[Any], do: str) -> Refusal:
    """The refusal of a step whose rule is unknown; of somebody who cannot be meant, for that."""
    rules, unknown = matter.rules, matter.rules.text.unknown
    assert unknown is not None
    only, role = unknown.only.get(do), matter.context.actor.role
    if only and unknown.only_rule and role not in only:
        return rules.refuse(unknown.only_rule, rules.roles((role,)), rules.roles(only), "who")
    words, about = rules.step_called(do), rules.about
    return rules.refuse(
        unknown.rule,
        Text(
            f"办理“{words.zh}”：规定有此一节，原文尚未取得",
            f"{words.en}: the regulation has a rule on it, and its text is not at hand",
        ),
        Text(
            f"取得《{about.title}》全文，作为新版本登记后办理；或者另按标明的假定程序申报",
            f"once the whole of {about.title_en} is entered as a new version; or an application"
            " under a procedure that is labelled as assumed",
        ),
        "unknown",
    )


def forbidden(matter: Matter[Any], step: Step) -> Refusal:
    """The refusal of a step that the regulation forbids, whoever asks for it."""
    words = matter.rules.step_called(step.do)
    return matter.rules.refuse(
        step.rule,
        Text(f"请求办理“{words.zh}”", f"asked for: {words.en}"),
        Text("规定禁止，任何人不得办理", "forbidden by the regulation, to anybody"),
        "fact",
        over=True,
    )
