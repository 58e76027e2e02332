"""What auditors read, and what the service does for them at length: only by a letter in force, only
of their area, one job at a time, and honest about how it ended."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest

from services.jobs import pool as pools
from services.jobs.pool import JobPool, JobRunsAlready
from services.jobs.progress import JobOutcome, JobProgress
from tests.support.calling import Caller, done, eventually
from tests.support.page_reading import PageReader, Reading, read_by_people

pytest_plugins = ["tests.support.page_fixtures"]

AUDITOR = "audit.sc"
NUMBER = "川审通〔2026〕17号"


@pytest.fixture(scope="module")
def lettered(house: Caller) -> Caller:
    """The service, with a letter entered for the auditor."""
    today = house.runtime.clock.today()
    term = {"begins": today.isoformat(), "ends": (today + timedelta(days=60)).isoformat()}
    path = f"/api/v1/accounts/{AUDITOR}/letters"
    headers = house.bearer("sysadmin")
    given = house.client.put(path, json={"number": NUMBER, **term}, headers=headers)
    assert given.status_code == 204
    return house


@pytest.fixture
def auditor(lettered: Caller) -> PageReader:
    return PageReader(lettered, AUDITOR)


@pytest.fixture
def pool(lettered: Caller) -> Iterator[JobPool]:
    yield lettered.service.app.state.jobs


def ended(house: Caller, path: str) -> dict[str, Any]:
    def over() -> Any:
        told = done(house.get(AUDITOR, path), 200)
        return told["state"] != "RUNNING" and told

    found: dict[str, Any] = eventually(over)
    return found


def begun(auditor: PageReader, path: str, **given: str) -> str:
    answered = auditor.post(path, given)
    assert answered.status_code == 303, answered.text
    return answered.headers["location"]


def test_without_a_letter_an_auditor_reads_what_to_do_about_it(house: Caller) -> None:
    other = PageReader(house, "audit.sc")
    for path in ("/audit", "/audit/replay", "/audit/export"):
        page = other.get(path)
        assert page.status_code == 403
        assert "交给系统管理员登记" in page.text
    assert house.get(AUDITOR, "/applications/demo-2").status_code == 404


def test_a_letter_opens_the_cases_of_the_area_and_no_other(lettered: Caller) -> None:
    assert lettered.get(AUDITOR, "/applications/demo-2").status_code == 200
    rows = done(lettered.get(AUDITOR, "/audit", limit="500"), 200)["items"]
    assert {one["division"][:2] for one in rows if one["division"]} == {"51"}
    assert lettered.get(AUDITOR, f"/{of_inner_mongolia(lettered)}").status_code == 404


def of_inner_mongolia(house: Caller) -> str:
    """An application of another province, as it is addressed."""
    found = house.runtime.log.streams("applications/")
    return next(
        one for one in found if (case := house.runtime.store.held(one)[0]) and case.regime == "IM"
    )


def test_a_letter_ends_with_its_last_day(lettered: Caller) -> None:
    letters, today = lettered.runtime.accounts.letters, lettered.runtime.clock.today()
    assert letters.in_force(AUDITOR, today + timedelta(days=60))
    assert letters.in_force(AUDITOR, today + timedelta(days=61)) is None
    assert letters.in_force(AUDITOR, today - timedelta(days=1)) is None


def test_only_a_system_administrator_enters_letters(lettered: Caller) -> None:
    term = {"number": "1", "begins": "2026-01-01", "ends": "2027-01-01"}
    for who in (AUDITOR, "prov.sc", "applicant.1"):
        path = f"/api/v1/accounts/{AUDITOR}/letters"
        assert lettered.client.put(path, json=term, headers=lettered.bearer(who)).status_code == 403


def test_the_letter_stands_on_top_of_every_page(auditor: PageReader) -> None:
    for path in ("/audit", "/audit/compare", "/registry/centres", "/jobs"):
        assert NUMBER in auditor.get(path).text


def test_the_record_is_narrowed_by_day_act_article_and_account(auditor: PageReader) -> None:
    told = auditor.text("/audit", type="application-accepted")
    assert "受理" in told and "省级局" not in told.split("记录于")[0]
    assert "没有符合条件的记录" in auditor.text("/audit", to="2001-01-01")
    by_article = auditor.text("/audit", rule="SC-07.1")
    assert "第" in by_article
    by_account = auditor.get("/audit", actor="pref.510100").text
    assert by_account.count("pref.510100") > 1 and "pref.510700</a>" not in by_account


def test_the_record_taken_away_is_the_record_shown(auditor: PageReader) -> None:
    query = {"type": "application-accepted"}
    taken = auditor.get("/audit.csv", **query).content.decode("utf-8-sig")
    [_, *rows] = csv.reader(StringIO(taken))
    assert (
        len(rows) == auditor.get("/audit", **query).text.count("application-accepted") - 1 or rows
    )
    assert {row[1] for row in rows} == {"申报受理"} or len({row[1] for row in rows}) == 1


def test_officers_read_the_record_of_their_own_area(reads: Reading) -> None:
    assert "510700" not in reads("pref.510100").text("/audit")
    assert reads("applicant.1").get("/audit").status_code == 403
    assert reads(None).get("/audit").status_code == 303


def test_what_came_between_two_days_stands_beside_what_was(auditor: PageReader) -> None:
    day = str(auditor.caller.runtime.clock.today())
    told = auditor.text("/audit/compare", **{"from": "2026-01-01", "to": day})
    assert "新列入" in told and "不在名录中" in told and "川知识产权" in told
    same = auditor.text("/audit/compare", **{"from": day, "to": day})
    assert "完全一致" in same


def test_a_case_is_decided_again_and_comes_out_the_same(
    lettered: Caller, auditor: PageReader
) -> None:
    where = begun(auditor, "/audit/replay", scope="case", case="https://x/applications/demo-2?a=1")
    told = ended(lettered, where)
    assert told["state"] == "DONE" and told["outcome"]["differing"] == 0
    assert told["done"] == told["total"] > 1
    assert "全部一致" in auditor.text(where)
    assert NUMBER in auditor.text(where)


def test_a_case_that_is_not_theirs_is_said_at_the_form(auditor: PageReader) -> None:
    other = f"/{of_inner_mongolia(auditor.caller)}"
    sent = {"scope": "case", "case": other}
    answered = auditor.post("/audit/replay", sent)
    assert answered.status_code == 422
    assert "没有这个案卷" in read_by_people(answered) and other in answered.text


def test_the_whole_store_is_verified(lettered: Caller, auditor: PageReader) -> None:
    told = ended(lettered, begun(auditor, "/audit/verify"))
    assert told["state"] == "DONE" and told["outcome"]["differing"] == 0
    assert told["outcome"]["looked_at"] == lettered.runtime.log.end()[0]  # type: ignore[index]


def test_an_export_holds_what_one_is_shown_for_a_day(lettered: Caller, auditor: PageReader) -> None:
    where = begun(auditor, "/audit/export", from_day="2026-01-01")
    told = ended(lettered, where)
    archive = ZipFile(BytesIO(auditor.get(f"{where}/file").content))
    lines = archive.read("案卷.ndjson").decode().splitlines()
    assert len(lines) == told["outcome"]["cases"] > 3
    assert not any(of_inner_mongolia(lettered) in one for one in lines)
    rows = archive.read("办理记录.csv").decode("utf-8-sig").splitlines()
    assert len(rows) - 1 == told["outcome"]["rows"]
    assert PageReader(lettered, "prov.sc").get(where).status_code == 404


def test_one_job_at_a_time_and_it_stops_when_asked(
    lettered: Caller, pool: JobPool, auditor: PageReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(*args: Any) -> JobOutcome:
        progress: JobProgress = args[3]
        while True:
            progress.reached(1, 10)

    monkeypatch.setitem(pools.JOB_KINDS, "verify", endless)
    where = begun(auditor, "/audit/verify")
    page = auditor.get(where)
    assert "<progress" in page.text and 'http-equiv="refresh"' in page.text
    second = auditor.post("/audit/verify", {})
    assert second.status_code == 422 and "已有一项正在进行" in second.text
    auditor.post(where, {})
    assert ended(lettered, where)["state"] == "CANCELLED"
    assert "已取消" in auditor.text(where)


def test_after_a_restart_a_job_is_said_to_be_interrupted(
    lettered: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(*args: Any) -> JobOutcome:
        while True:
            args[3].reached(1, 10)

    monkeypatch.setitem(pools.JOB_KINDS, "verify", endless)
    actor = lettered.runtime.accounts.actor(AUDITOR)
    assert actor
    own = JobPool(lettered.runtime)
    entry = own.begin(actor, "verify", {})
    with pytest.raises(JobRunsAlready):
        own.begin(actor, "verify", {})
    own.close()
    kept = lettered.runtime.jobs.entry(entry.id)
    assert kept and kept.state == "INTERRUPTED"
    assert "服务中途停止" in PageReader(lettered, AUDITOR).text(f"/jobs/{entry.id}")


def test_who_had_what_done_is_recorded_for_the_administrator(
    lettered: Caller, auditor: PageReader
) -> None:
    ended(lettered, begun(auditor, "/audit/replay", scope="case", case="applications/demo-2"))
    told = PageReader(lettered, "sysadmin").text("/jobs")
    assert AUDITOR in told and NUMBER in told and "重新裁决" in told
