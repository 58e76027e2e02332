"""TUTORIAL.md is followed line by line: from `regulation new` to a recognised centre over HTTP."""

import re
from pathlib import Path

import pytest

from services.regulation_files import read_regulation
from tests.support.demonstrations import opened
from tests.support.drafted import MOST_LINES
from tests.support.tutorial import Follower, document_blocks, files_written, promised

pytest_plugins = ["tests.support.http_fixtures"]

TUTORIALS = ("TUTORIAL.md", "TUTORIAL.zh.md")
SOURCE, TABLE = "provinces/hubei.toml", "provinces/hubei.divisions.csv"


@pytest.mark.timeout(300)
def test_the_tutorial_leads_to_a_recognised_centre(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    opened("sqlite", tmp_path / "hubei", request)  # its demonstration has been started before
    with Follower(tmp_path, monkeypatch) as follower:
        follower.follow("TUTORIAL.md")
    said = follower.said
    assert "还有一处〔填写…〕没有写" in said and "无误 no fault" in said
    assert [line for line in promised("TUTORIAL.md") if line not in said] == []
    assert said.count("全部如所述。") == 1 and "已认定 RECOGNISED" in said
    [centres] = re.findall(r"centres\?regulation=HB'\n(.*)", said)
    assert '"name":"湖北省光电子信息产业知识产权运营中心"' in centres
    assert (tmp_path / "hubei.svg").read_text("utf-8").startswith("<svg ")
    assert "Traceback" not in said


def test_both_languages_write_the_same_files_and_are_told_the_same() -> None:
    ours, theirs = map(document_blocks, TUTORIALS)
    assert ours == theirs


def test_the_file_of_the_tutorial_has_no_fault_and_at_most_seventy_lines() -> None:
    written = files_written("TUTORIAL.md")
    beside = (("hubei.divisions.csv", written[TABLE]),)
    file = read_regulation("hubei.toml", written[SOURCE], beside)
    assert [str(fault) for fault in file.faults] == []
    assert len(written[SOURCE].splitlines()) <= MOST_LINES
