"""The frame of all pages: errors are pages there and problem documents at the API, forms are taken
only from here, sessions end where somebody says so."""

import pytest

from services.pages.table import PAGES
from tests.support.calling import Caller
from tests.support.demonstrations import PASSWORD
from tests.support.page_reading import PageReader, Reading, mark_in, read_by_people

pytest_plugins = ["tests.support.page_fixtures"]

SIGN_IN = {"username": "pref.510100", "password": PASSWORD}


def test_what_is_not_there_is_a_page_for_people_and_a_problem_for_programs(reads: Reading) -> None:
    anybody = reads(None)
    shown, told = anybody.get("/nothing"), anybody.get("/api/v1/nothing/x/y/z")
    assert shown.status_code == told.status_code == 404
    assert "没有这项内容" in read_by_people(shown)
    assert told.headers["Content-Type"] == "application/problem+json"


def test_a_method_that_a_page_has_not_is_told_as_a_page(reads: Reading) -> None:
    refused = reads(None).client.post("/registry/centres")
    assert refused.status_code == 405
    assert "GET" in refused.headers["Allow"]
    assert refused.headers["Content-Type"].startswith("text/html")


def test_a_misspelt_parameter_is_refused_as_by_the_api(reads: Reading) -> None:
    refused = reads(None).get("/registry/centres", stauts="ACTIVE")
    assert refused.status_code == 422
    assert "stauts" in read_by_people(refused)


def test_a_failure_is_a_page_that_says_nothing_of_the_code(
    house: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("services.api.lists.in_registry", fails)
    monkeypatch.setattr("services.api.lists.found_in", fails)
    failed = PageReader(house).get("/registry/centres")
    assert failed.status_code == 500
    assert "secret detail" not in failed.text


def test_every_page_has_one_policy_without_exceptions(reads: Reading) -> None:
    for path in ("/", "/sign-in", "/nothing"):
        policies = reads(None).get(path).headers.get_list("Content-Security-Policy")
        assert policies == [
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
            " frame-ancestors 'none'"
        ]


def test_nothing_is_written_into_a_page_that_the_policy_would_stop(reads: Reading) -> None:
    for who, path in ((None, "/"), (None, "/sign-in"), ("pref.510100", "/desk")):
        text = reads(who).get(path).text
        assert "<style" not in text
        assert " style=" not in text
        assert " on" not in text.replace(" on ", " ").partition("<body")[2].partition("=")[0]
        assert text.count("<script") == text.count("<script src=")


def test_who_signs_in_comes_to_where_they_wanted(reads: Reading) -> None:
    anybody = reads(None)
    sent_on = anybody.get("/desk")
    assert (sent_on.status_code, sent_on.headers["Location"]) == (303, "/sign-in?next=%2Fdesk")
    done = anybody.post("/sign-in?next=%2Fregistry%2Fcentres%3Fq%3Dx", SIGN_IN)
    assert (done.status_code, done.headers["Location"]) == (303, "/registry/centres?q=x")
    assert anybody.get("/desk").status_code == 200


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil", "/\nx"])
def test_nobody_is_sent_elsewhere_after_signing_in(reads: Reading, elsewhere: str) -> None:
    anybody = reads(None)
    mark = mark_in(anybody.get("/sign-in"))
    sent = {"mark": mark, **SIGN_IN}
    done = anybody.client.post("/sign-in", params={"next": elsewhere}, data=sent)
    assert done.headers["Location"] == "/desk"


def test_a_wrong_name_and_a_wrong_password_are_told_alike(reads: Reading) -> None:
    told = [
        read_by_people(reads(None).post("/sign-in", {"username": name, "password": "wrong"}))
        for name in ("pref.510100", "nobody.here")
    ]
    assert told[0] == told[1]
    assert "账号或者密码不对" in told[0]


def test_signing_out_ends_the_session_on_the_server(house: Caller) -> None:
    reader = PageReader(house)
    reader.post("/sign-in", SIGN_IN)
    token = reader.client.cookies["anjuan"]
    assert reader.post("/sign-out", {}).status_code == 303
    reader.client.cookies.set("anjuan", token)
    assert reader.get("/desk").status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_a_form_that_another_site_sends_is_refused(reads: Reading, headers: dict[str, str]) -> None:
    officer = reads("pref.510100")
    mark = mark_in(officer.get("/sign-out"))
    refused = officer.client.post("/sign-out", data={"mark": mark}, headers=headers)
    assert refused.status_code == 403
    assert officer.get("/desk").status_code == 200


def test_a_form_without_the_mark_of_its_session_is_refused(reads: Reading) -> None:
    officer, other = reads("pref.510100"), reads("prov.sc")
    for mark in ("", "0" * 32, mark_in(other.get("/sign-out"))):
        refused = officer.client.post("/sign-out", data={"mark": mark})
        assert refused.status_code == 403


def test_every_page_that_takes_forms_wants_their_mark(reads: Reading) -> None:
    for one in (one for one in PAGES if one.posts):
        id = "sc-2026-1" if one.path.startswith("/batches") else "demo-2"
        path = one.path.replace("{stream}", "applications").replace("{id}", id)
        path = path.replace("{command}", "accept-application")
        for who in ("pref.510100", "prov.sc.decider", "prov.sc.experts"):
            refused = reads(who).client.post(path)
            there = reads(who).get(path).status_code != 404
            assert refused.status_code in ((403,) if there else (403, 404)), (who, path)


def test_the_cookie_opens_nothing_at_the_api_nor_the_token_a_page(house: Caller) -> None:
    officer = PageReader(house, "pref.510100")
    assert officer.get("/api/v1/worklist").status_code == 401
    bearer = house.bearer("pref.510100")
    assert PageReader(house).client.get("/desk", headers=bearer).status_code == 303


def test_on_the_machine_itself_and_over_tls_the_cookie_is_bound_to_the_host(house: Caller) -> None:
    reader = PageReader(house)
    reader.client.base_url = "https://testserver"
    done = reader.post("/sign-in", SIGN_IN)
    cookie = done.headers["Set-Cookie"]
    assert cookie.startswith("__Host-anjuan=")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"))


def test_a_view_and_a_language_once_chosen_stay(reads: Reading) -> None:
    anybody = reads(None)
    back = {"referer": "http://testserver/registry/centres?q=x"}
    done = anybody.client.get("/view?mode=elder", headers=back)
    assert done.headers["Location"] == "/registry/centres?q=x"
    anybody.client.get("/language?to=en", headers={"referer": "https://evil.example/x"})
    text = anybody.get("/").text
    assert 'data-view="elder"' in text
    assert '<html lang="en"' in text
    assert "Search the registry" in text


def test_pages_ask_only_what_is_theirs_again(reads: Reading) -> None:
    text = reads(None).get("/").text
    style = text.partition('href="/static/')[2].partition('"')[0]
    kept = reads(None).get(f"/static/{style}")
    assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert reads(None).get("/").headers["Cache-Control"] == "private, no-store"


def test_what_anybody_types_is_shown_as_text(reads: Reading) -> None:
    hostile = "<script>alert(1)</script>\"'"
    text = reads(None).get("/registry/centres", q=hostile).text
    assert hostile not in text
    assert "&lt;script&gt;" in text
