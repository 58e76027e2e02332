"""A panel whose member steps down: its substitute, its blind sheets, its unknown names."""

from telling import experts
from telling.experts import Panel
from telling.story import Story
from telling.units import Applicant


def reviewed_with_care(story: Story, unit: Applicant) -> None:
    """From the pool to the result, with what may not be done or seen on the way."""
    experts.pool(story, unit.regime)
    drawn = experts.appointed(story, unit)
    told, path = (
        (drawn.chair, "未作声明就评分", "Scores before declaring"),
        f"{unit.case}/submit-score",
    )
    story.refuse(told, path, experts.sheet(drawn, 0), 409, "IMPLICIT:panel")
    panel = substituted(story, unit, drawn)
    experts.declared(story, panel)
    experts.score(story, panel, panel.chair, unit)
    told = (
        panel.chair,
        "组长不等其他委员就提出意见",
        "The chair speaks before the others have scored",
    )
    path = f"{unit.case}/complete-expert-review"
    story.refuse(told, path, {"opinion": "不必再等。"}, 409, "IMPLICIT:panel")
    blind(story, unit, panel)
    unknown_to(story, unit, panel)
    for member in panel.members[1:]:
        experts.score(story, panel, member, unit)
    experts.conclude(story, panel, unit)


def substituted(story: Story, unit: Applicant, panel: Panel) -> Panel:
    """The second member steps down; answers who sits now."""
    chair, leaves, *others = panel.members
    path = f"batches/{panel.batch}"
    told = leaves, "与申报单位有亲属关系，自行回避", "Steps down: a relative works there"
    story.act(told, f"{path}/recuse-oneself", {"ground": "KINSHIP"})
    event = story.history(path, unit.regime.experts)[-1]["event"]
    [new] = [one["expert"] for one in event["substitutes"] if one["panel_no"] == panel.no]
    story.note(f"按抽签次序由 {new} 递补", "the next in the order of the lot takes the place")
    told, path = (
        (leaves, "回避以后仍要评分", "Wants to score all the same"),
        f"{unit.case}/submit-score",
    )
    story.refuse(told, path, experts.sheet(panel, 1), 404)
    return panel._replace(members=(chair, *others, new))


def blind(story: Story, unit: Applicant, panel: Panel) -> None:
    """While the panel scores, a member sees the own sheet, the officer how many there are."""
    member, keeper = panel.members[1], unit.regime.experts
    story.begin(member, "查看别人的评分", "Looks for the others' sheets")
    sheets = story.service.read(unit.case, member)["state"]["sheets"]
    story.expect(sheets == [], sheets)
    story.note("一份也看不到", "sees none of them")
    story.begin(keeper, "查看评分进度", "Looks how far the scoring is")
    sheets = story.service.read(unit.case, keeper)["state"]["sheets"]
    story.expect([one["marks"] for one in sheets] == [[]], sheets)
    story.note("一名委员已经评分，分数尚不可见", "one has scored; the points are not shown yet")


def unknown_to(story: Story, unit: Applicant, panel: Panel) -> None:
    """The applicant knows of a panel, and of nobody on it."""
    told = unit.account, "查询评审专家和评分", "Asks for the experts and their sheets"
    story.withheld(told, f"{unit.case}/review-report")
    history = story.history(unit.case, unit.account)
    batch = story.service.read(f"batches/{panel.batch}", unit.account)
    found = [one for one in panel.members if f"'{one}'" in f"{history}{batch}"]
    story.expect(not found, found)
    story.note("案卷和批次中都没有专家姓名", "neither the case nor the batch names one")
