"""Joint acts (会签): each partner organ consents on the case, then the act takes effect."""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from domain.bookkeeping import OrganConsent
from domain.case import Case, Command
from domain.consent_lapses import lapsed
from domain.context import Context, Reason
from domain.event import Event
from domain.matter import Matter
from domain.parts import Part
from domain.refusal import Refusal, Text
from domain.regulation.model import Step
from domain.typed_text import FileHash


class Consenting(Command, frozen=True, kw_only=True):
    """What a partner organ says to a joint act: whether it agrees to its document, which the
    context numbers. `agreed_text` is the SHA-256 of the very text: the act then has to carry it."""

    act: str
    agreed: bool = True
    agreed_text: FileHash | None = None
    reason: Reason | None = None

    def check(self, matter: Matter[Any]) -> Iterable[Refusal]:
        joint = {step.do: step for step in joint_steps(matter)}
        role = matter.context.actor.role
        own = matter.step(type(self).__name__)
        assert own is not None
        rule = own.rule
        if self.act not in joint or role not in joint[self.act].joint_with:
            yield self.not_joint(matter, rule, [s for s in joint.values() if role in s.joint_with])
        if self.agreed and not matter.context.document_no:
            yield matter.rules.refuse(
                rule,
                Text("未填写所同意文件的文号", "no number of the document agreed to"),
                Text("填写联合文件的文号", "give the joint document's number"),
                "paper",
                ("/document_no",),
            )

    def not_joint(self, matter: Matter[Any], rule: str, own: list[Step]) -> Refusal:
        called = matter.rules.step_called
        asked, names = called(self.act), [called(step.do) for step in own]
        zh, en = "、".join(one.zh for one in names), ", ".join(one.en for one in names)
        return matter.rules.refuse(
            rule,
            Text(f"对“{asked.zh}”表示意见", f"an opinion on: {asked.en}"),
            Text(f"须经本机关同意的事项：{zh or '无'}", f"acts that need it: {en or 'none'}"),
            "form",
            ("/act",),
        )

    def given(self) -> dict[str, Any]:
        """The fields of the event that every consent has."""
        return {
            "act": self.act,
            "agreed": self.agreed,
            "agreed_text": self.agreed_text,
            "reason": self.reason,
        }


class Consented(Event, frozen=True, kw_only=True):
    """A partner organ has agreed to a joint act, or has not; its last word counts. It is told
    before the act is, and so to officials alone."""

    part = Part.DELIBERATION
    consenting = True
    act: str
    agreed: bool = True
    agreed_text: str | None = None
    reason: str | None = None

    def also_agreed(self) -> dict[str, Any]:
        """What this consent rests on beside the act and its document."""
        return {}

    def evolve(self, case: Case, context: Context) -> Case:
        actor = context.actor
        others = [c for c in case.consents if (c.act, c.role) != (self.act, actor.role)]
        own = OrganConsent(
            act=self.act,
            role=actor.role,
            organ=actor.organ,
            person=actor.person,
            document_no=context.document_no or "",
            on=context.occurred_on,
            agreed_text=self.agreed_text,
            **self.also_agreed(),
        )
        return replace(case, consents=(*others, own) if self.agreed else tuple(others))


def joint_steps(matter: Matter[Any]) -> Iterator[Step]:
    for step in matter.rules.text.step:
        here = step.stream == matter.stream and step.channel in (None, matter.channel)
        if here and step.joint_with:
            yield step


def unconsented(matter: Matter[Any], step: Step) -> Iterator[Refusal]:
    """Refuses a joint act to which a partner has not consented, or has consented otherwise."""
    given = {one.role: one for one in matter.case.consents if one.act == step.do}
    missing = tuple(role for role in step.joint_with if role not in given)
    if missing:
        who, what = matter.rules.roles(missing), matter.rules.step_called(step.do)
        yield matter.rules.refuse(
            step.rule,
            Text(f"“{what.zh}”尚未经{who.zh}同意", f"{what.en}: not agreed to yet by {who.en}"),
            Text(
                f"先由{who.zh}同意；此后案卷另有办理的，须重新同意",
                f"first the consent of {who.en}; any other act on the case lets it lapse",
            ),
            "order",
        )
    for role in (role for role in step.joint_with if role in given):
        yield from lapsed(matter, step, role, given[role])
