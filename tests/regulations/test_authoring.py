"""Facts, steps, topics, diagram and differences: what is shown to who writes a regulation."""

from xml.etree import ElementTree

import pytest

from domain.authoring.diagram import diagram
from domain.authoring.diagram_layout import charts
from domain.authoring.fact_list import fact_lines
from domain.authoring.procedure import assembled
from domain.authoring.step_list import step_lines, topic_lines
from domain.facts import FACTS
from domain.regulation.citations import citable
from domain.regulation.differences import regulation_differences
from domain.regulation.rules import rules_of
from domain.regulation.sources import procedures
from domain.words.actors import ROLES
from tests.support.drafted import PROVINCES, Province, read
from tests.support.regulations import COMPLETE, SICHUAN_TEXT

SVG = "{http://www.w3.org/2000/svg}"
DECIDING = [name for name in COMPLETE if name != "house.toml" and COMPLETE[name]]


def test_every_fact_is_listed_with_operators_words_and_the_values_that_it_has() -> None:
    lines = {line.name: line for line in fact_lines()}
    assert lines.keys() == FACTS.keys()
    assert all(line.operators and line.words.zh and line.kind.zh for line in lines.values())
    assert lines["park_level"].values == ("NONE", "COUNTY", "PREFECTURE", "PROVINCIAL", "NATIONAL")
    assert lines["distinct_staff"].unit.zh == "人"
    assert [n for n, one in lines.items() if FACTS[n].values and not one.values] == []


def test_every_step_is_listed_as_its_regulation_calls_who_does_it() -> None:
    rules = rules_of(SICHUAN_TEXT)
    lines = list(step_lines(rules))
    assert len(lines) == len(rules.text.step)
    accepted = next(line for line in lines if line.name == "AcceptApplication:ORDINARY")
    said = (accepted.words.zh, accepted.by.zh, accepted.during, accepted.to, accepted.rule)
    assert said == ("受理", "市（州）局", "已提交", "已受理", "SC-07.1")


ENDS_OTHERWISE = {
    "review": {"IMPLICIT:review"},
    "project": {"IMPLICIT:approval", "IMPLICIT:construction"},
    "after_recognition": {"IMPLICIT:evaluation", "IMPLICIT:cancellation", "IMPLICIT:restoration"},
    "inquiry": {"IMPLICIT:inquiry", "IMPLICIT:conclusion"},
    "corrections": set(),
    "red_flags": {"IMPLICIT:red-flag", "IMPLICIT:red-flag-answer"},
    "funds": {"IMPLICIT:fund-project", "IMPLICIT:fund-payment", "IMPLICIT:fund-match"},
    "statements": {"IMPLICIT:statement", "IMPLICIT:reconciliation"},
    "remedies": {"IMPLICIT:reconsideration", "IMPLICIT:carrying-out"},
}


@pytest.mark.parametrize("name", procedures())
def test_every_topic_that_is_listed_can_be_cited_and_so_can_each_of_its_parts(name: str) -> None:
    lines, known = list(topic_lines(name)), {*citable(assembled(name))}
    own = ENDS_OTHERWISE.get(name, {"IMPLICIT:list", "IMPLICIT:recognition"})
    assert own <= {line.id for line in lines}
    for line in lines:
        assert line.phrase.zh and "$" not in line.phrase.zh
        assert {line.id, *line.parts} <= known


@pytest.mark.parametrize("name", DECIDING)
def test_a_diagram_has_each_stage_once_and_each_step_with_who_and_under_which_rule(
    name: str,
) -> None:
    rules = rules_of(COMPLETE[name])
    root = ElementTree.fromstring(diagram(rules))
    told = [text.text or "" for text in root.iter(f"{SVG}text")]
    for chart in charts(rules):
        titles = [block.title for block in chart.blocks]
        assert len(titles) == len(set(titles)) and {*titles} <= {*told}
        rows = [row for block in chart.blocks for row in block.rows]
        assert {row.said for row in rows} | {row.under for row in rows} <= {*told}
        assert all(told.count(row.said) >= 1 and row.under for row in rows)
    stages = {chart.stages.count(stage) for chart in charts(rules) for stage in chart.stages}
    drawn = {step.do for step in rules.text.step if step.stream == "applications"}
    assert stages == {1} and len(drawn) > (10 if rules.text.unknown is None else 5)
    assert not any(role in text for role in ROLES for text in told if len(role) > 4)


@pytest.mark.parametrize("name", DECIDING)
def test_what_a_diagram_shows_lies_within_it_and_its_boxes_do_not_overlap(name: str) -> None:
    root = ElementTree.fromstring(diagram(rules_of(COMPLETE[name])))
    wide, high = (int(root.attrib[key]) for key in ("width", "height"))
    boxes = [
        tuple(int(box.attrib[key]) for key in ("x", "y", "width", "height"))
        for box in root.iter(f"{SVG}rect")
    ]
    for x, y, w, h in boxes:
        assert x >= 0 and x + w <= wide and y >= 0 and y + h <= high
    for n, (x, y, w, h) in enumerate(boxes):
        for left, top, width, height in boxes[:n]:
            apart = x >= left + width or left >= x + w or y >= top + height or top >= y + h
            assert apart, (x, y, left, top)


@pytest.mark.parametrize("province", PROVINCES, ids=lambda one: one.like)
def test_the_difference_of_a_draft_from_another_term_is_that_term(province: Province) -> None:
    changed = read(
        province.source.replace("\nterm = 10", "\nterm = 12"),
        province.table,
        province.beginning.stem,
    )
    one, two = (rules_of(text or "").text for text in (province.file().text, changed.text))
    assert [str(each) for each in regulation_differences(one, two)] == ["correction.term: 10 → 12"]
    assert list(regulation_differences(one, one)) == []
