"""What administrators do and read: accounts with duties and letters, regulations provision by
provision, the calendar of a year, health in words; and for nobody else."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from msgspec.structs import replace

from domain.context import Actor
from services.health import Health, Report
from services.regulation_files import SHIPPED
from services.webhooks.registration import webhooks_of
from tests.support.calling import Caller, done
from tests.support.page_reading import PageReader, Reading, read_by_people

pytest_plugins = ["tests.support.page_fixtures"]

HOSTILE = "<script>alert(1)</script>\"'&"
FOR_ADMINISTRATORS = ("/admin/accounts", "/admin/accounts/new", "/admin/health", "/admin/webhooks")
FOR_ALL_WHO_SIGN_IN = ("/admin/regulations", "/admin/regulations/SC", "/admin/calendars")


@pytest.fixture
def administrator(house: Caller) -> PageReader:
    return PageReader(house, "sysadmin")


@pytest.mark.parametrize("path", FOR_ADMINISTRATORS)
def test_accounts_and_health_are_for_system_administrators(reads: Reading, path: str) -> None:
    assert reads("sysadmin").get(path).status_code == 200
    assert reads(None).get(path).status_code in (303, 401)
    for who in ("prov.sc", "audit.sc", "applicant.1", "expert.1"):
        assert reads(who).get(path).status_code == 403


def test_an_account_is_added_given_duties_and_disabled(
    house: Caller, administrator: PageReader
) -> None:
    given = {"username": "pref.new", "role": "PREF", "organ": "510100"}
    weak = administrator.post("/admin/accounts/new", {**given, "password": "12345678"})
    assert weak.status_code == 422 and "不易猜中" in read_by_people(weak)
    added = administrator.post("/admin/accounts/new", {**given, "password": "Anjuan-yunying-2026!"})
    assert added.status_code == 303
    where = "/admin/accounts/pref.new"
    administrator.post(where, {"step": "duties", "duty": ["acceptance", "recommendation"]})
    actor = house.runtime.accounts.actor("pref.new")
    assert actor and actor.duties == ("acceptance", "recommendation")
    assert "成都市" in administrator.text(where) and "从未" in administrator.text(where)
    administrator.post(where, {"step": "disable"})
    assert house.runtime.accounts.actor("pref.new") is None
    assert "已停用" in administrator.text(where)


def test_what_does_not_go_together_is_said_at_the_form(administrator: PageReader) -> None:
    given = {"username": "x", "role": "PROV", "organ": "510100", "password": "Anjuan-2026-yun!"}
    answered = administrator.post("/admin/accounts/new", given)
    assert answered.status_code == 422 and "不是省级" in read_by_people(answered)
    hostile = administrator.post("/admin/accounts/new", {**given, "organ": HOSTILE})
    assert HOSTILE not in hostile.text


def test_nobody_disables_their_own_account(house: Caller, administrator: PageReader) -> None:
    answered = administrator.post("/admin/accounts/sysadmin", {"step": "disable"})
    assert answered.status_code == 422 and house.runtime.accounts.actor("sysadmin")


def test_who_was_seen_is_said_with_the_moment(house: Caller, administrator: PageReader) -> None:
    lines = {one.username: one.seen_at for one in house.runtime.accounts.lines()}
    assert lines["sysadmin"] is not None and lines["court.510100"] is None


@pytest.mark.parametrize("path", FOR_ALL_WHO_SIGN_IN)
def test_regulations_and_calendars_are_for_all_who_sign_in(reads: Reading, path: str) -> None:
    for who in ("sysadmin", "prov.sc", "applicant.1"):
        assert reads(who).get(path).status_code == 200
    assert reads(None).get(path).status_code == 303


def test_each_provision_is_said_with_how_it_is_kept(reads: Reading) -> None:
    told = reads("prov.sc").text("/admin/regulations/SC")
    assert "由办理步骤办到" in told and "办理时核对条件" in told
    assert "受理（" in told
    assert "IMPLICIT:" not in told


def test_the_picture_of_a_regulation_is_drawn_apart(reads: Reading) -> None:
    drawn = reads("prov.sc").get("/admin/regulations/SC/diagram.svg")
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert drawn.text.startswith("<svg")
    assert reads("prov.sc").get("/admin/regulations/NONE").status_code == 404


def test_a_file_is_checked_by_line_and_key_and_beside_what_was_issued(reads: Reading) -> None:
    source = (SHIPPED / "sichuan.toml").read_text("utf-8")
    officer = reads("prov.sc")
    wrong = officer.post(
        "/admin/regulations/check", {"text": source.replace("[regulation]", "[regulatoin]", 1)}
    )
    told = read_by_people(wrong)
    assert "处错误" in told and "行" in told
    fine = read_by_people(officer.post("/admin/regulations/check", {"text": source}))
    assert "没有错误" in fine and "没有不同" in fine
    hostile = officer.post("/admin/regulations/check", {"text": HOSTILE})
    assert HOSTILE not in hostile.text


def test_a_year_shows_its_days_off_and_make_up_days(reads: Reading) -> None:
    page = reads("prov.sc").get("/admin/calendars", year="2026").text
    assert page.count("<caption>") == 12
    assert page.count('class="off"') > 10 and page.count('class="make-up"') > 3
    assert "还没有登记" in reads("prov.sc").text("/admin/calendars", year="2031")


def test_a_notice_that_waits_says_which_periods_it_would_move(
    house: Caller, reads: Reading
) -> None:
    day = house.runtime.clock.today().replace(day=10).isoformat()
    notice = {"year": 2026, "notice_no": "国办发明电〔2026〕9号", "off": [day]}
    done(house.do("prov.sc", "calendars", "CN", "propose-calendar", notice))
    told = reads("prov.sc.decider").text("/admin/calendars")
    assert "国办发明电〔2026〕9号" in told and "等另一人确认" in told
    assert "改在另一天届满" in told or "没有因此改变的" in told


def test_health_is_said_in_words(administrator: PageReader) -> None:
    told = administrator.text("/admin/health")
    assert "认定名录" in told and "audit_trail" not in told


def test_the_desk_of_an_administrator_says_what_is_amiss(
    administrator: PageReader, reads: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Health, "report", lambda self: Report(True, 1, {}))
    assert "等我处理 0 一切正常" in administrator.text("/admin")
    assert administrator.get("/desk").headers["location"] == "/admin"
    assert reads("prov.sc").get("/admin").status_code == 403
    told = Report(True, 1, {"webhook chengdu": "已停止推送 / parked"})
    monkeypatch.setattr(Health, "report", lambda self: told)
    desk = administrator.get("/admin")
    assert "等我处理 1 推送地址 已停止推送 去处理" in administrator.text("/admin")
    assert 'href="/admin/webhooks"' in desk.text


def test_a_parked_webhook_is_told_of_and_sent_on(house: Caller, administrator: PageReader) -> None:
    webhooks = webhooks_of(house.runtime.settings)
    actor = Actor("webhook.chengdu", "PREF", "510100")
    webhooks.add("chengdu", f"https://a.example/{quote(HOSTILE)}", actor, b"", "sysadmin")
    [one] = webhooks.all()
    since = datetime(2026, 3, 2, tzinfo=UTC)
    parked = replace(one.progress, trouble="坏 / bad", tries=9, failing_since=since, parked=True)
    webhooks.keep([("chengdu", parked)])
    told = administrator.text("/admin/webhooks")
    assert "已停止推送" in told and "9 次未被接收：坏" in told
    wrong = {"step": "replay", "name": "chengdu", "after": "soon"}
    assert administrator.post("/admin/webhooks", wrong).status_code == 422
    administrator.post("/admin/webhooks", {**wrong, "after": "7"})
    assert [one.progress.place for one in webhooks.all()] == [7]
    rotate = {"step": "rotate", "name": "chengdu", "grace_hours": "many"}
    assert administrator.post("/admin/webhooks", rotate).status_code == 422
    shown = administrator.post("/admin/webhooks", {**rotate, "grace_hours": "2"})
    assert "whsec_" in read_by_people(shown) and "原密钥同时签名" in read_by_people(shown)
    assert "no-store" in shown.headers["cache-control"]
    told = administrator.text("/admin/webhooks")
    assert "whsec_" not in told and "原密钥同时签名" in told
    administrator.post("/admin/webhooks", {"step": "remove", "name": "chengdu"})
    assert "没有推送地址" in administrator.text("/admin/webhooks")
