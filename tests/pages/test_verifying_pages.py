"""Anybody verifies a paper by its code or its file: genuine, changed, or unknown."""

import pytest

from tests.support.calling import Caller
from tests.support.page_reading import PageReader, Reading, read_by_people

pytest_plugins = ["tests.support.page_fixtures"]


@pytest.fixture(scope="module")
def certificate(house: Caller) -> bytes:
    """The PDF of the recognition of demo-5."""
    events = house.get("prov.sc", "/applications/demo-5/events", limit=200).json()["items"]
    [position] = [one["position"] for one in events if one["type"] == "application-recognised"]
    return house.get(None, f"/events/{position}/document").content


def handed_in(reader: PageReader, content: bytes) -> str:
    """What the page says of a file."""
    file = {"file": ("证书.pdf", content, "application/pdf")}
    sent_on = reader.post("/verify", {}, file)
    assert sent_on.status_code == 303
    return reader.get(sent_on.headers["Location"]).text


def test_a_genuine_file_is_said_to_be_and_leads_to_its_original(
    reads: Reading, certificate: bytes
) -> None:
    told = handed_in(reads(None), certificate)
    assert "川知识产权〔2026〕8号" in told
    original = told.partition('href="/documents/')[2].partition('"')[0]
    assert reads(None).get(f"/documents/{original}").content == certificate


def test_a_changed_file_is_told_from_its_original(reads: Reading, certificate: bytes) -> None:
    told = handed_in(reads(None), certificate + b"\n% changed")
    assert "与案卷中的不一致" in told


def test_what_nobody_issued_is_unknown(reads: Reading) -> None:
    assert "没有公开的文件带有这个核验码" in handed_in(reads(None), b"%PDF-1.7 nothing of ours")
    for mark in ("1-0123456789abcdef", "../../x", "<b>", "９９"):
        sent_on = reads(None).get("/verify", mark=mark)
        told = read_by_people(reads(None).get(sent_on.headers["Location"]))
        assert "没有公开的文件带有这个核验码" in told, mark


def test_without_a_file_it_is_asked_for(reads: Reading) -> None:
    anybody = reads(None)
    sent_on = anybody.post("/verify", {}).headers["Location"]
    assert "请选择 PDF 文件" in anybody.text(sent_on)
