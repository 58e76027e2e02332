"""An official document says what its record says, and nothing that is for others."""

import re
from typing import Any

import pytest

from domain.batch.notice import day_in_words
from domain.context import Context
from domain.remedy.deciding import AdmitRemedy, UpholdDecision
from domain.streams import STREAMS
from domain.words.documents import DOCUMENTS, WHAT_IS_DECIDED
from services.access.policy import PUBLISHED_DOCUMENTS
from services.documents.acts import DocumentedAct
from services.documents.contents import content_of
from services.documents.kinds import DOCUMENT_KINDS, OF_EVENTS, WITHOUT, may_have_one
from tests.support.asking import do
from tests.support.citing import rule
from tests.support.documented import ADDRESS, acts, after, one, pdf_of, recognised, text_of
from tests.support.every_road import EVERY_ROAD
from tests.support.remedies import examiner, filed, on_remedy, refused_application
from tests.support.roads import SICHUAN
from tests.support.world import DAY


@pytest.mark.parametrize(("kind", "documents"), [("REVIEW", ["upholding"]), ("SUIT", [])])
def test_what_a_court_has_decided_is_no_paper_of_the_organ_that_records_it(
    kind: str, documents: list[str]
) -> None:
    world = refused_application(SICHUAN)
    do(world, filed(SICHUAN, kind))
    for command in (AdmitRemedy(), UpholdDecision(reason="事实清楚", served_on=DAY)):
        do(world, on_remedy(command, examiner(SICHUAN, kind)))
    about = [(act, found) for act, found in acts(world) if act.stored.stream == "remedies/r1"]
    drawn_up = [found.name for act, found in about if act.stored.topic == "decision-upheld"]
    assert drawn_up == documents
    for act, found in about[-1:]:
        assert "维持原决定。" in text_of(pdf_of(act, found))


CODE = re.compile(r"[a-z]+_[a-z]+|(?<![0-9A-Z])[A-Z]{3,}(?![0-9A-Z])|IMPLICIT:")


def said(act: DocumentedAct) -> tuple[str, ...]:
    """What stands on every document of an act."""
    context: Context = act.record.context
    number = "".join((context.document_no or "").split())
    return (act.organ, number, day_in_words(context.occurred_on), act.mark)


@pytest.mark.parametrize("kind", ["acceptance", "recommendation", "recognition", "certificate"])
def test_a_document_says_who_signed_it_under_which_number_when_and_how_to_verify_it(
    kind: str,
) -> None:
    act, found = one(recognised(), kind)
    text = text_of(pdf_of(act, found))
    assert [word for word in (*said(act), DOCUMENTS[kind].zh) if word not in text] == []


@rule("SC-07.1")
def test_a_refusal_says_its_ground_reason_day_of_service_and_the_remedies() -> None:
    world = SICHUAN.at("SubmitApplication")
    do(world, SICHUAN.asks["RefuseAcceptance"])
    act, kind = one(world, "refusal")
    text = text_of(pdf_of(act, kind))
    event: Any = act.record.event
    for word in (
        "对该申报不予受理",
        "申报渠道不符",
        event.reason,
        f"本件于{day_in_words(event.served_on)}送达",
        "行政复议或者提起行政诉讼",
    ):
        assert word in text
    notice = text_of(pdf_of(*one(world, "rights")))
    assert "《不予受理决定书》" in notice
    assert "申请行政复议期限" in notice


@rule("SC-07.2")
def test_a_request_for_correction_lists_every_defect_and_the_last_day() -> None:
    world = SICHUAN.at("SubmitApplication")
    do(world, SICHUAN.asks["RequestCorrection"])
    act, kind = one(world, "correction")
    own = content_of(act, kind, ADDRESS)["own"]
    text = text_of(pdf_of(act, kind))
    assert own["defects"] and own["until"]
    assert [
        one for one in (*own["defects"], own["until"]) if "".join(one.split()) not in text
    ] == []


@rule("SC-13.7")
def test_an_order_to_rectify_says_grounds_items_and_the_last_day() -> None:
    text = text_of(pdf_of(*one(after("OrderRectification"), "rectification")))
    assert "未履行或怠于履行工作职责" in text
    assert "2026年6月30日前（含当日）" in text


def test_a_published_notice_is_the_text_that_was_published() -> None:
    act, kind = one(recognised(), "publicity")
    text = text_of(pdf_of(act, kind))
    event: Any = act.record.event
    for line in event.notice.splitlines():
        assert "".join(line.split()) in text


def test_the_opinion_of_a_panel_names_no_expert() -> None:
    act, kind = one(recognised(), "review-report")
    whole = text_of(pdf_of(act, kind))
    assert "90.00分" in whole
    assert act.record.context.actor.person not in whole


def test_no_name_of_code_stands_on_a_document() -> None:
    for do_first in ("CancelQualification", "EvaluateCentre", "ApproveChange", "RefuseTransfer"):
        for act, kind in acts(after(do_first)):
            content = content_of(act, kind, ADDRESS)
            said_there = f"{[*content['own'].values()]}{content['rows']}"
            assert not CODE.findall(said_there.replace("'label'", "").replace("'values'", ""))


def test_each_act_that_carries_a_document_number_has_a_document_or_says_why_not() -> None:
    needed = {
        (step.stream, step.do)
        for road in EVERY_ROAD
        for step in road.rules.text.step
        if "document_no" in step.needs
    }
    left = [(stream, do) for stream, do in sorted(needed) if not covered(stream, do)]
    assert left == []


def covered(stream: str, do: str) -> bool:
    """Whether every event that the command brings has a document, or a reason to have none."""
    kind = STREAMS[stream].command(do)
    assert kind is not None
    told = kind.decide.__annotations__.get("return", "")
    names = str(getattr(kind, "recorded_as", None) or told)
    known = STREAMS[stream].events
    events = [one for one in known if one.__name__ in names]
    events = events or [one for one in known if one.__module__ == kind.__module__]
    return bool(events) and all(map(may_have_one, events))


def test_the_table_of_documents_names_events_kinds_and_words_that_there_are() -> None:
    tags = {str(e.__struct_config__.tag) for s in STREAMS.values() for e in s.events}
    assert {*OF_EVENTS, *WITHOUT} <= tags
    assert not OF_EVENTS.keys() & WITHOUT.keys()
    assert {*OF_EVENTS.values()} | {"rights"} == DOCUMENT_KINDS.keys() == DOCUMENTS.keys()
    assert DOCUMENT_KINDS.keys() >= PUBLISHED_DOCUMENTS
    decided = {
        name for name, kind in DOCUMENT_KINDS.items() if kind.template in ("decision", "remedy")
    }
    assert decided == WHAT_IS_DECIDED.keys()
