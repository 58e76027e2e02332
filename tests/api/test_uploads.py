"""Uploads: who may bring what, and how much in a day."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from adapters.files import LIMIT
from services.api import uploading
from services.demo.papers import one_line_pdf
from services.settings import Settings
from tests.support.calling import Caller, calling, done

pytest_plugins = ["tests.support.http_fixtures"]


@pytest.fixture(scope="module")
def kind() -> str:
    return "sqlite"


@pytest.fixture
def small(demonstration: Settings) -> Iterator[Caller]:
    """A house where an account uploads 21 MB a day: one file of the largest, and a little."""
    with calling(replace(demonstration, daily_upload_mb=21)) as caller:
        yield caller


def upload(call: Caller, who: str, use: str = "", content: bytes = b"") -> int:
    return call.post(who, f"/files?for={use}", content or one_line_pdf("x")).status_code


BRINGS = {
    "applicant.1": (201, 201),
    "centre.1": (201, 201),
    "prov.sc.objections": (201, 201),
    "pref.510100": (201, 201),
    "discipline.sc": (201, 403),
    "localgov.320583": (201, 201),
    "expert.1": (403, 403),
    "sysadmin": (403, 403),
}


@pytest.mark.parametrize("who", BRINGS)
def test_everybody_brings_what_their_role_has_a_use_for(shared: Caller, who: str) -> None:
    assert (upload(shared, who), upload(shared, who, "objection")) == BRINGS[who]


def test_an_account_uploads_so_much_in_a_day_and_others_no_less(small: Caller) -> None:
    large = one_line_pdf("x")[:9] + bytes(2 * 2**20) + one_line_pdf("x")[9:]
    assert upload(small, "applicant.1", content=large) == 201
    again = small.post("applicant.1", "/files", large)
    assert again.status_code == 429 and 1 <= int(again.headers["Retry-After"]) <= 86400
    assert upload(small, "applicant.2", content=large) == 201


def test_what_was_reserved_and_not_used_is_given_back(small: Caller) -> None:
    for _ in range(30):
        assert upload(small, "applicant.1") == 201
    assert upload(small, "applicant.1", content=b"MZ no such kind") == 415
    too_large = one_line_pdf("x") + bytes(LIMIT)
    assert upload(small, "applicant.1", content=too_large) == 413
    assert upload(small, "applicant.1") == 429


def test_uploads_at_once_are_bounded(small: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "MOST_UPLOADS", 0)
    assert upload(small, "applicant.1") == 503
    monkeypatch.undo()
    assert upload(small, "applicant.1") == 201
    assert small.service.app.state.uploads.at_once == 0


def test_a_file_comes_as_an_attachment_and_is_kept_by_nobody_between(shared: Caller) -> None:
    hash = done(shared.post("applicant.1", "/files", one_line_pdf("y")))["hash"]
    headers = shared.get("applicant.1", f"/files/{hash}").headers
    assert headers["Content-Disposition"] == f'attachment; filename="{hash}.pdf"'
    assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == ("nosniff", "no-store")
