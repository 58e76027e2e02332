"""What every road begins with: the call, the registration, the draft, and its steps."""

from typing import Any

from telling.experts import reviewed
from telling.form import form, papers
from telling.service import Json
from telling.steps import Step, recheck, recommendation, review
from telling.story import Story
from telling.units import Applicant, Regime


def call(story: Story, regime: Regime, batch: str) -> None:
    body = {
        "regime": regime.code,
        "title": regime.title,
        "window_from": "2026-01-01",
        "window_to": "2026-12-31",
    }
    told = regime.clerk, "发布申报通知", "The authority calls for applications"
    story.act(told, "batches", body, "申报中 OPEN", id=batch)


def registered(story: Story, unit: Applicant) -> Applicant:
    """The unit under the name that is registered: by somebody before, or now."""
    found = story.service.call("GET", f"parties/{unit.uscc}", unit.regime.clerk)
    if found.status == 200:
        return unit._replace(name=found.body["state"]["name"])
    told = unit.account, f"登记“{unit.name}”", f"Registers under {unit.uscc}"
    body = {"uscc": unit.uscc, "name": unit.name}
    story.act(told, "parties", body, "已登记 REGISTERED", id=unit.uscc)
    return unit


def draft(story: Story, unit: Applicant, **changes: Any) -> Json:
    """Drafts with these changes to the form; answers the form without them."""
    handed = papers(unit)
    story.begin(unit.account, f"上传 {len(handed)} 份材料（PDF）", f"Uploads {len(handed)} papers")
    files = {}
    for name, content in handed.items():
        uploaded = story.service.call("POST", "files", unit.account, content)
        story.expect(uploaded.status == 201, uploaded.body)
        files[name] = uploaded.body["hash"]
    first = files[unit.proofs[0]]
    story.note(f"SHA-256 {first} 等", f"{len(set(files.values()))} files, kept encrypted")
    whole = form(unit, story.today, files)
    command = {"regime": unit.regime.code, "channel": unit.channel, "batch": unit.batch}
    told = unit.account, f"填报“{unit.centre_name}”", "Drafts an application"
    story.act(told, "applications", command | {"form": whole | changes}, "草稿 DRAFT", id=unit.id)
    return whole


def hand_in(story: Story, unit: Applicant) -> Json:
    zh, en = unit.before
    told = unit.account, f"向{zh}申报", f"Hands in to {en}"
    addressee = {"addressee": unit.addressee}
    return story.act(told, f"{unit.case}/submit-application", addressee, "已提交 SUBMITTED")


def walk(story: Story, unit: Applicant, *steps: Step) -> None:
    for step in steps:
        paper = {"document_no": step.paper} if step.paper else {}
        told = step.who, step.zh, step.en
        story.act(told, f"{unit.case}/{step.slug}", step.command or {}, step.stage, **paper)


def walk_all(story: Story, unit: Applicant) -> None:
    """From draft to the experts' result, without a hitch, through the bureau of the place."""
    draft(story, unit)
    hand_in(story, unit)
    walk(story, unit, *review(unit), *recommendation(unit), *recheck(unit))
    reviewed(story, unit)


def withdraw(story: Story, unit: Applicant, reason: str) -> None:
    told = unit.account, "撤回申报", "Withdraws"
    path = f"{unit.case}/withdraw-application"
    story.act(told, path, {"reason": reason}, "已撤回 WITHDRAWN")
