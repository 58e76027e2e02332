"""A document is the same bytes for ever; nothing in a record changes more than its words."""

import sys
from io import BytesIO
from subprocess import run

import msgspec
import pytest
from pypdf import PdfReader

from services.documents import finding
from services.documents.contents import content_of
from services.documents.typesetting import typeset
from tests.support.documented import ADDRESS, one, pdf_of, recognised, text_of

HOSTILE = [
    '#strong[粗体] *星* _下划_ $x^2$ `码` <标签> @引用 \\ / "引号" // 注释 /* 段 */',
    "= 一级标题\n== 二级",
    '#sys.inputs #read("/etc/passwd") #import "layout.typ": *',
    "]}); #panic()",
    "甲\u202e乙\u200b丙\u0000丁",
]


def test_twice_and_in_another_process_the_bytes_are_the_same() -> None:
    act, kind = one(recognised(), "certificate")
    here = pdf_of(act, kind)
    asked = msgspec.json.encode({"content": content_of(act, kind, ADDRESS), "fonts": ""})
    command = (sys.executable, "-P", "-m", "services.documents.typesetting")
    there = run(command, input=asked, capture_output=True, check=True)
    assert here == pdf_of(act, kind) == there.stdout


def test_a_document_claims_to_be_archivable_and_accessible_and_names_its_mark() -> None:
    """PDF/A-2a and PDF/UA-1 by its own claim, which typst checks; veraPDF is not at hand."""
    act, kind = one(recognised(), "recognition")
    pdf = pdf_of(act, kind)
    for claim in (b"<pdfaid:part>2", b"<pdfaid:conformance>A", b"<pdfuaid:part>1"):
        assert claim in pdf
    reader = PdfReader(BytesIO(pdf))
    assert reader.metadata and reader.metadata.title == "认定通知书"
    assert str(reader.metadata.creator).startswith("Typst 0.15")
    assert finding.mark_in(pdf) == act.mark


@pytest.mark.parametrize("name", HOSTILE)
def test_markup_in_a_name_stays_text(name: str) -> None:
    act, kind = one(recognised(), "recognition")
    content = content_of(act, kind, ADDRESS)
    whole = text_of(typeset({**content, "to": name, "own": {**content["own"], "name": name}}))
    kept = "".join(
        c for c in name if c.isprintable() and not c.isspace() and c not in "\u202e\u200b"
    )
    assert all(piece in whole for piece in kept.split('"') if piece)


@pytest.mark.parametrize("organ", ["甲" * 40, "内蒙古自治区知识产权局" * 6])
def test_an_organ_with_a_long_name_stands_on_one_line(organ: str) -> None:
    act, kind = one(recognised(), "recognition")
    pdf = pdf_of(act, kind, organ=organ, to="乙" * 200)
    first = PdfReader(BytesIO(pdf)).pages[0].extract_text()
    assert organ in first.replace(" ", "")


def test_a_list_of_two_hundred_units_has_its_heading_on_every_page() -> None:
    act, kind = one(recognised(), "list")
    content = content_of(act, kind, ADDRESS)
    entries = content["own"]["entries"] * 200
    pages = PdfReader(
        BytesIO(typeset({**content, "own": {**content["own"], "entries": entries}}))
    ).pages
    texts = ["".join(page.extract_text().split()) for page in pages]
    assert len(texts) > 5
    assert all("建设主体" in text for text in texts[:-1])
    assert "（名单编号：L1，共200家）" in texts[0]


def test_a_draft_says_so_across_the_page_and_carries_no_mark() -> None:
    act, kind = one(recognised(), "acceptance")
    content = content_of(act, kind, ADDRESS, draft=True)
    pdf = typeset(content)
    assert "草稿" in text_of(pdf)
    assert finding.mark_in(pdf) is None
    assert act.mark not in text_of(pdf)


def test_a_letter_that_no_font_has_is_marked_and_the_rest_stands() -> None:
    act, kind = one(recognised(), "recognition")
    for name in ("甲\U0001f600乙", "丙\U000323af丁\ue000戊", "אבג己"):
        text = text_of(pdf_of(act, kind, to=name))
        assert "〓" in text or "\ue000" in name
        assert all(letter in text for letter in name if "\u4e00" <= letter <= "\u9fff")
